"""What an auditor looks for in the log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import BreakGlass
from doorstep.workdays import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; whatever is left blank does not count."""

    person: int | None = None
    child_id: str = ""
    action: str = ""
    first_day: date | None = None
    last_day: date | None = None
    broken_glass: bool = False

    def as_detail(self) -> dict[str, object]:
        """Return what was looked for, as the event of an export tells it."""
        given = {
            "person": self.person,
            "child_id": self.child_id,
            "action": self.action,
            "from": self.first_day,
            "to": self.last_day,
            "broken_glass": self.broken_glass,
        }
        return {name: value for name, value in given.items() if value}


def events(search: Search) -> "QuerySet[AuditEvent]":
    """Return the events that a search finds, in no order."""
    found = AuditEvent.objects.all()
    if search.person is not None:
        found = found.filter(actor_id=search.person)
    if search.child_id:
        found = found.filter(subject="child", subject_id=search.child_id)
    if search.action:
        found = found.filter(action=search.action)
    if search.first_day:
        found = found.filter(happened_at__gte=_midnight(search.first_day))
    if search.last_day and search.last_day < date.max:
        found = found.filter(happened_at__lt=_midnight(search.last_day + timedelta(1)))
    return _under_broken_glass(found) if search.broken_glass else found


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LONDON)


def _under_broken_glass(found: "QuerySet[AuditEvent]") -> "QuerySet[AuditEvent]":
    """Return what people did with a record while they had its glass broken, the breaking too."""
    # The first condition says the same again, so that the index on the subject narrows the search.
    then = BreakGlass.objects.filter(
        child__child_id=OuterRef("subject_id"),
        user=OuterRef("actor_id"),
        start_at__lte=OuterRef("happened_at"),
        end_at__gt=OuterRef("happened_at"),
    )
    opened = BreakGlass.objects.values("child__child_id")
    return found.filter(Exists(then), subject="child", subject_id__in=opened)
