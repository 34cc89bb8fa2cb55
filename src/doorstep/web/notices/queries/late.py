"""What is late, newly owed within a day, or waits to be signed, over all children."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max

from doorstep.reports.due import ORDER
from doorstep.vocabulary import Status, Tier
from doorstep.web.caseload.models import Answer, Obligation
from doorstep.web.decisions.models import Decision, Waiting
from doorstep.web.notices.models import Watch
from doorstep.workdays import LONDON

MOST_URGENT = ORDER[str(Tier.HIGH_AND_IMMEDIATE)]
A_DAY = timedelta(1)
DAY_ALONE = len("2026-11-16")


class Late(NamedTuple):
    """One thing found: of which child, what, and what tells it apart; then what is told of it.

    `is_urgent`: somebody is told at once. `decision` is the key of the decision's row, if it is one.
    """

    child: int
    what: str
    subject: str
    is_urgent: bool
    about: str
    due: str
    worker_id: str = ""
    decision: int | None = None
    in_dispute: bool = False

    @property
    def mark(self) -> tuple[int, str, str]:
        """Return what it is known by from one look to the next."""
        return self.child, self.what, self.subject


def all_late(*, at: datetime, on: date) -> list[Late]:
    """Return everything there is now, as the stored answers and decisions say."""
    return [*_overdue(at, on), *_owed(at, on), *_steps_over(at), *_signatures()]


def mark_of_all(*, at: datetime) -> str:
    """Return a mark that is another one whenever something may have become late or was mended."""
    answers = Answer.objects.aggregate(last=Max("answered_at"), number=Count("pk"))
    open_ones = Decision.objects.filter(ended_at=None, at_start=False)
    steps = open_ones.aggregate(last=Max("since"), number=Count("pk"))
    over = open_ones.filter(due_at__lt=at).count()
    passed = len(_instants_passed(at, at.astimezone(LONDON).date()))
    told = (answers["last"], answers["number"], steps["last"], steps["number"], over, passed)
    return "|".join(_short(each) for each in told)


def _short(told: datetime | int | None) -> str:
    return f"{told.timestamp():.3f}" if isinstance(told, datetime) else str(told or 0)


OWED = ("child_id", "duty", "counted_from", "due_on", "due_at", "tier_order", "worker_id")


def _overdue(at: datetime, on: date) -> Iterator[Late]:
    rows = Obligation.objects.filter(status=Status.OVERDUE).values_list(*OWED)
    both = [*rows, *_instants_passed(at, on)]
    for child, duty, counted_from, due_on, due_at, tier, worker in both:
        urgent = tier == MOST_URGENT or is_within_a_day(counted_from, due_on, due_at)
        subject = f"{duty}|{counted_from}"
        yield Late(child, Watch.OVERDUE, subject, urgent, duty, due_at, worker)


def _instants_passed(at: datetime, on: date) -> list[tuple[Any, ...]]:
    """Return what was due at an instant of today that is over (S3): a stored answer is of a whole day."""
    rows = Obligation.objects.filter(due_on=on, due_at__contains="T")
    not_yet = rows.exclude(status__in=[Status.OVERDUE, Status.SUSPENDED]).values_list(*OWED)
    return [row for row in not_yet if is_over(row[4], at)]


def is_over(due_at: str, at: datetime) -> bool:
    """Test whether an instant is over; a day alone is not until it has ended."""
    return len(due_at) > DAY_ALONE and datetime.fromisoformat(due_at) < at


def is_within_a_day(counted_from: date, due_on: date | None, due_at: str) -> bool:
    """Test whether a duty has a day or less from its beginning, such as 24 hours."""
    return len(due_at) > DAY_ALONE or (due_on is not None and due_on - counted_from <= A_DAY)


def _owed(at: datetime, on: date) -> Iterator[Late]:
    """Return the duties that have just begun and have a day or less."""
    soon = Obligation.objects.filter(due_on__gte=on, due_on__lte=on + A_DAY)
    rows = soon.exclude(status__in=[Status.OVERDUE, Status.SUSPENDED]).values_list(*OWED)
    for child, duty, counted_from, due_on, due_at, _, worker in rows:
        if is_within_a_day(counted_from, due_on, due_at) and not is_over(due_at, at):
            yield Late(child, Watch.OWED, f"{duty}|{counted_from}", True, duty, due_at, worker)


def _steps_over(at: datetime) -> Iterator[Late]:
    rows = Decision.objects.filter(ended_at=None, at_start=False, due_at__lt=at)
    for row in rows.only("child", "version", "procedure", "due_at", "in_dispute"):
        due = row.due_at.isoformat() if row.due_at else ""
        told = (f"{row.pk}|{row.version}", True, row.procedure, due, "", row.pk, row.in_dispute)
        yield Late(row.child_id, Watch.STEP_OVER, *told)


def _signatures() -> Iterator[Late]:
    pks = Waiting.objects.filter(signs=True, decision__ended_at=None, decision__at_start=False)
    rows = Decision.objects.filter(pk__in=pks.values("decision"))
    for row in rows.only("child", "version", "procedure", "due_at"):
        due = row.due_at.isoformat() if row.due_at else ""
        told = (f"{row.pk}|{row.version}", False, row.procedure, due, "", row.pk)
        yield Late(row.child_id, Watch.SIGNATURE, *told)


def roles_waited_for(decisions: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the roles that can act now in each of these decisions."""
    found: dict[int, set[str]] = {}
    rows = Waiting.objects.filter(decision__in=list(decisions))
    for pk, role in rows.values_list("decision", "role"):
        found.setdefault(pk, set()).add(role)
    return {pk: frozenset(roles) for pk, roles in found.items()}
