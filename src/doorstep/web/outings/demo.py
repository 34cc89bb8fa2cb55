"""Of the demonstration: a colleague who is at a door, one who is not back, and an outing that is over."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer
from doorstep.web.caseload.queries import children_for
from doorstep.web.outings.alerts import raise_alerts
from doorstep.web.outings.services import end_outing, start_outing

OURS = UUID("5b0c3f8e-6a55-4f3e-9a63-3f3f5b7c1d10")
HOUR = timedelta(hours=1)


@transaction.atomic
def make_outings(*, username: str, at: datetime) -> None:
    """Let two colleagues of a worker be out, one of them late with the worker as buddy."""
    worker = User.objects.filter(username=username).first()
    if worker is None:
        return
    teams = worker.roles.values("team")
    found = User.objects.filter(roles__team__in=teams, is_active=True).exclude(worker_id="")
    everybody = User.objects.filter(is_active=True).exclude(worker_id="")
    others = [*found.exclude(pk=worker.pk), *everybody.exclude(pk__in=found.values("pk"))]
    out = [(user, child) for user in dict.fromkeys(others) if (child := _child_of(user, at))][:2]
    for (user, child), gone in zip(out, (HOUR + HOUR / 3, HOUR / 2), strict=False):
        _go(user, child, buddy=worker.pk, began=at - gone, at=at - gone)
    if child := _child_of(worker, at):
        began = at - timedelta(1) - HOUR
        row = _go(worker, child, buddy=out[0][0].pk if out else None, began=began, at=began)
        by, ended = access_of(worker, at=at), at - timedelta(1)
        end_outing(client_id=uuid5(row, "out"), of=row, ended_at=ended, by=by, at=ended)
    raise_alerts(at=at)


def _go(user: User, child: str, *, buddy: int | None, began: datetime, at: datetime) -> UUID:
    by: Access = access_of(user, at=at)
    row = start_outing(
        client_id=uuid5(OURS, user.username), child_ids=[child], started_at=began, minutes=60,
        buddy=buddy, second=None, telephone="07700 900142", by=by, at=at,
    )  # fmt: skip
    return row.client_id


def _child_of(user: User, at: datetime) -> str:
    """Return a child of somebody's whom they may record for; blank if there is none."""
    rows = Answer.objects.filter(worker_id=user.worker_id).exclude(standing=CLOSED)
    open_to = children_for(access_of(user, at=at), can=Can.RECORD).exclude(address="")
    return (
        open_to.filter(answer__in=rows).order_by("pk").values_list("child_id", flat=True).first()
        or ""
    )
