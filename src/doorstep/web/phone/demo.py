"""Of the demonstration: a phone with unsent work, one that is silent, something that was set aside."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.models import Kind, Phone
from doorstep.web.phone.received import Enrolling, Filled, Thing, Waiting
from doorstep.web.phone.services.phones import enrol, hear
from doorstep.web.phone.services.records import receive
from doorstep.workdays import LONDON

OURS = UUID("7f0e6c1a-3d52-4b86-9f3e-51c2b9a7d204")
HOUR = timedelta(hours=1)


@transaction.atomic
def make_phones(*, username: str, at: datetime) -> None:
    """Let a worker have unsent work and something set aside, and a colleague a phone that is silent."""
    worker = User.objects.filter(username=username).first()
    if worker is None:
        return
    mine = _phone(worker, "Work phone", at=at - timedelta(9))
    if child := _child_of(worker, at):
        _send_without_place(mine, child, at=at - 2 * HOUR)
    hear(mine, Waiting(unsent=2, oldest=at - 3 * HOUR), at=at - HOUR)
    if other := _colleague(worker):
        theirs = _phone(other, "Tablet", at=at - timedelta(20))
        hear(theirs, Waiting(unsent=1, oldest=at - timedelta(2)), at=at - timedelta(2) + HOUR)


def _colleague(worker: User) -> User | None:
    """Return another worker, of the same team where there is one."""
    rows = User.objects.filter(is_active=True).exclude(worker_id="").exclude(pk=worker.pk)
    near = rows.filter(roles__team__in=worker.roles.values("team")).order_by("pk").first()
    return near or rows.order_by("pk").first()


def _phone(user: User, name: str, *, at: datetime) -> Phone:
    told = Enrolling(id=uuid5(OURS, f"{user.username} {name}"), name=name)
    return enrol(told, by=access_of(user, at=at), at=at)


def _send_without_place(phone: Phone, child: Child, *, at: datetime) -> None:
    """Send a visit that does not say where it was, which the form refuses."""
    on = at.astimezone(LONDON)
    fields: dict[str, str | list[str]] = _boxes(on.date()) | {
        "visit_time": f"{on - HOUR:%H:%M}", "came_of": "made", "method": "in_person",
        "present": "Mum and the baby", f"c{child.pk}-seen": "yes",
        f"c{child.pk}-observations": "Played on the mat all the time.",
    }  # fmt: skip
    body: dict[str, Any] = {"child_id": child.child_id, "fields": fields}
    thing = Thing(
        client_id=uuid5(OURS, child.child_id), phone=phone.pk, kind=Kind.VISIT, told_at=at - HOUR,
        sent_at=at, offset=0, body=body, said=Filled.model_validate(body), digest="demonstration",
    )  # fmt: skip
    receive(thing, phone=phone, by=access_of(phone.user, at=at), at=at)


def _boxes(on: date) -> dict[str, str | list[str]]:
    return {f"visit_date-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def _child_of(user: User, at: datetime) -> Child | None:
    rows = Answer.objects.filter(worker_id=user.worker_id).exclude(standing=CLOSED)
    open_to = children_for(access_of(user, at=at), can=Can.RECORD).filter(answer__in=rows)
    return open_to.order_by("-pk").first()
