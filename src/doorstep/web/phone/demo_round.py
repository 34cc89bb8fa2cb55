"""Of the demonstration: a worker who has chosen the visits of the day, one at an agreed time."""

from datetime import datetime, time

from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.phone.queries.rounds import asked_for, own_children
from doorstep.web.phone.round_page import proposed_order
from doorstep.web.phone.services.rounds import Chosen, save_round

AGREED = time(16, 30)
MOST = 5


def make_round(*, username: str, at: datetime) -> None:
    """Let a worker have chosen the visits of today, the last of them at an agreed time."""
    worker = User.objects.filter(username=username).first()
    if worker is None:
        return
    by = access_of(worker, at=at)
    order = proposed_order(asked_for(own_children(by, day=by.on), by.on))[:MOST]
    chosen = [Chosen(pk, AGREED if pk == order[-1] else None) for pk in order]
    if chosen:
        save_round(day=by.on, chosen=chosen, version=0, by=by, at=at)
