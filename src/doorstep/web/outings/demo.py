"""Of the demonstration: a worker at a door, a colleague who is not back, an outing that is over."""

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
    """Let a worker be out, who was so yesterday, and a colleague be late whose buddy the worker is."""
    worker = User.objects.filter(username=username).first()
    if worker is None:
        return
    teams = worker.roles.values("team")
    found = User.objects.filter(roles__team__in=teams, is_active=True).exclude(worker_id="")
    everybody = User.objects.filter(is_active=True).exclude(worker_id="")
    others = [*found.exclude(pk=worker.pk), *everybody.exclude(pk__in=found.values("pk"))]
    out = ((user, child) for user in dict.fromkeys(others) if (child := _child_of(user, at)))
    user, child = next(out, (None, ""))
    if user is None:
        return
    _go(user, child, buddy=worker.pk, began=at - HOUR - HOUR / 3)
    if own := _child_of(worker, at):
        began = at - timedelta(1)
        row = _go(worker, own, buddy=user.pk, began=began - HOUR)
        by = access_of(worker, at=at)
        end_outing(client_id=uuid5(row, "out"), of=row, ended_at=began, by=by, at=began)
        _go(worker, own, buddy=user.pk, began=at - HOUR / 3)
    raise_alerts(at=at)


def _go(user: User, child: str, *, buddy: int, began: datetime) -> UUID:
    by: Access = access_of(user, at=began)
    name = f"{user.username} {began.isoformat()}"
    row = start_outing(
        client_id=uuid5(OURS, name), child_ids=[child], started_at=began, minutes=60,
        buddy=buddy, second=None, telephone="07700 900142", by=by, at=began,
    )  # fmt: skip
    return row.client_id


def _child_of(user: User, at: datetime) -> str:
    """Return a child of somebody's whom they may record for; blank if there is none."""
    rows = Answer.objects.filter(worker_id=user.worker_id).exclude(standing=CLOSED)
    open_to = children_for(access_of(user, at=at), can=Can.RECORD).exclude(address="")
    found = open_to.filter(answer__in=rows).order_by("pk")
    return found.values_list("child_id", flat=True).first() or ""
