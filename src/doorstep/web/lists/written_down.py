"""Read when visits, calls and contacts are written down: how soon, and what gets in the way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from doorstep.web.caseload.lateness import (
    LATE,
    REASONS,
    Because,
    days_between,
    first_written,
    is_late,
    late_in_words,
)
from doorstep.web.caseload.models import Visit
from doorstep.workdays import LONDON

WINDOWS = (7, 28, 91)
USUAL = 28
NO_REASON = "No reason was given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One record as it stands now, and when it was first written and came in."""

    pk: int
    child_id: str
    child: str
    kind: str
    happened_on: date
    written_at: datetime
    received_at: datetime
    details: dict[str, Any]

    @property
    def days(self) -> int:
        """Return how many days after it happened it was written."""
        return days_between(self.happened_on, self.written_at)

    @property
    def is_late(self) -> bool:
        """Test whether it was written after the end of the next working day."""
        return is_late(self.happened_on, self.written_at)

    @property
    def because(self) -> str:
        """Return why it was written later, as far as somebody said."""
        return late_in_words(self.details)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How many of some records were written when, and of those written later how many why.

    Units: `median` in days after the day it happened; None where there is no record.
    """

    records: int
    same_day: int
    next_working_day: int
    later: int
    median: float | None
    reasons: tuple[tuple[str, int], ...]


def written_in(rows: Q, *, since: date) -> list[Written]:
    """Return the records that came in since the start of a day, what happened last first.

    Of a corrected record it is the first writing that counts, with the day and the reason as they are
    told now; what was withdrawn does not count.
    """
    start = datetime.combine(since, time(), LONDON)
    after = Exists(Visit.objects.filter(corrects=OuterRef("pk")))
    found = Visit.objects.filter(rows, corrects=None, recorded_at__gte=start).annotate(
        changed=after, number=F("child__child_id"), named=F("child__name")
    )
    columns: Any = found.values(
        "pk", "child", "number", "named", "occasion", "visit_type", "visit_date", "recorded_at",
        "withdrawn", "details", "changed",
    )  # fmt: skip
    first: list[dict[str, Any]] = list(columns)
    now = _as_they_stand(row["occasion"] for row in first if row["changed"])
    told = [(row, now.get((row["child"], row["occasion"]), row)) for row in first]
    kept = [_written(row, last) for row, last in told if not last["withdrawn"]]
    return sorted(kept, key=lambda each: (each.happened_on, each.pk), reverse=True)


def _as_they_stand(occasions: Iterable[UUID]) -> dict[tuple[int, UUID], dict[str, Any]]:
    """Return the versions that hold of records that were corrected or withdrawn."""
    rows = Visit.objects.filter(occasion__in=list(occasions), corrected_by=None)
    last: Any = rows.values(
        "pk", "child", "occasion", "visit_type", "visit_date", "details", "withdrawn"
    )
    return {(row["child"], row["occasion"]): row for row in last}


def _written(first: dict[str, Any], last: dict[str, Any]) -> Written:
    return Written(
        pk=last["pk"],
        child_id=first["number"],
        child=first["named"] or first["number"],
        kind=last["visit_type"],
        happened_on=last["visit_date"],
        written_at=first_written(first["details"], first["recorded_at"]),
        received_at=first["recorded_at"],
        details=last["details"],
    )


def timings(found: Iterable[Written]) -> Timings:
    """Return how soon records were written, out of all of them, and why those later were later."""
    every = list(found)
    later = [each for each in every if each.is_late]
    same = sum(each.days <= 0 for each in every)
    return Timings(
        records=len(every),
        same_day=same,
        next_working_day=len(every) - same - len(later),
        later=len(later),
        median=median(max(each.days, 0) for each in every) if every else None,
        reasons=tuple(_reasons(later)),
    )


def _reasons(later: list[Written]) -> Iterable[tuple[str, int]]:
    """Yield the reasons in the order of the form, with how many there are; those without one last."""
    counted = Counter(each.details.get(LATE, {}).get("reason") or "" for each in later)
    for reason, words in REASONS.items():
        if counted[reason]:
            yield SAID_OF_MANY.get(reason, words), counted[reason]
    words_only = sum(bool(each.because) for each in later) - sum(counted[r] for r in REASONS)
    if words_only:
        yield "In words of their own", words_only
    if nothing := counted[""] - words_only:
        yield NO_REASON, nothing


SAID_OF_MANY = {
    Because.AWAY: "Ill or on leave",
    Because.TOLD_LATER: "Heard of it later from somebody else",
}


def window_of(asked: str) -> int:
    """Return the number of days asked for; the usual one where it is none of those offered."""
    return int(asked) if asked in {str(days) for days in WINDOWS} else USUAL


def first_day(on: date, days: int) -> date:
    """Return the first day of a window that ends with a day."""
    return on - timedelta(days - 1)
