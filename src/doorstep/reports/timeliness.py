"""Timeliness: interval by interval, and as figures with their numerators and denominators (S11, S30)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.engine import Interval, history
from doorstep.engine.answers import allocated_on, case_of
from doorstep.engine.child import Child
from doorstep.engine.intervals import STILL_OPEN
from doorstep.facts import CaseFacts, Outcome, VisitsCarried
from doorstep.policy import Pack
from doorstep.reports.due import shown
from doorstep.workdays import WorkingDays

COLUMNS = (
    "child_id", "duty", "opened", "due_at", "closed_on", "outcome", "clause", "worker", "team",
)  # fmt: skip
GROUPS = ("team", "case", "duty", "month")
DENOMINATOR = (Outcome.IN_TIME, Outcome.LATE, Outcome.MISSED, Outcome.OPEN_OVERDUE)
FIGURES = (
    *(outcome.value for outcome in DENOMINATOR),
    "denominator",
    "in_time_percent",
    "open",
    "ended",
    "method_unknown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One interval with the worker and team at its due day, or at the end of the period if sooner."""

    interval: Interval
    worker: str
    team: str
    facts: CaseFacts
    day: date

    @property
    def case(self) -> str:
        """Return what people call the child's case that day; worked out only where it is asked."""
        return str(case_of(Child(self.facts, self.day)))

    def as_columns(self) -> dict[str, str]:
        """Return the row as COLUMNS name it."""
        i = self.interval
        return {
            "child_id": i.child_id,
            "duty": i.duty.id,
            "opened": i.opened.isoformat(),
            "due_at": shown(i.due_at),
            "closed_on": i.closed_on.isoformat() if i.closed_on else "",
            "outcome": str(i.outcome),
            "clause": i.clause,
            "worker": self.worker,
            "team": self.team,
        }

    def group(self, name: str) -> str:
        """Return what the row is grouped under."""
        if name == "month":
            return f"{self.interval.due_on:%Y-%m}"
        return self.interval.duty.id if name == "duty" else str(getattr(self, name))


def rows_for(
    case: CaseFacts, pack: Pack, *, start: date, end: date, calendar: WorkingDays | None = None
) -> list[Row]:
    """Return the child's intervals that belong to the period `[start, end]`, soonest first.

    Clause: S30: an interval belongs to the period in which it fell due; one still open at the end
            belongs to it too and is judged there, later visits unknown.
    """
    if case.visits_carried == VisitsCarried.NONE:
        return []
    found = history(case, pack, as_at=end, calendar=calendar)
    return [_row(i, case, end) for i in found if _belongs(i, start, end)]


def _belongs(i: Interval, start: date, end: date) -> bool:
    return i.outcome in STILL_OPEN or start <= i.due_on <= end


def _row(i: Interval, case: CaseFacts, end: date) -> Row:
    day = min(i.due_on, end)
    who = allocated_on(case, day)
    return Row(
        interval=i,
        worker=who.shown if who else "",
        team=who.team if who else "",
        facts=case,
        day=day,
    )


def figures(rows: Iterable[Row], by: Sequence[str]) -> list[dict[str, str | int]]:
    """Return the figures per group: outcomes, the denominator, and in time as a percentage of it.

    The denominator is every interval that fell due: in time, late, missed and open overdue. `open`
    (not yet due) and `ended` (the duty ended before it was due) stand beside it, and how many
    intervals were closed by a visit whose method is not recorded and taken as in person (S7).
    """
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for row in rows:
        key = tuple(row.group(name) for name in by)
        counts = groups.setdefault(key, dict.fromkeys([*Outcome, "method_unknown"], 0))
        counts[row.interval.outcome.value] += 1
        counts["method_unknown"] += (
            row.interval.closed_on is not None and row.interval.method_unknown
        )
    return [_figure(key, by, counts) for key, counts in sorted(groups.items())]


def _figure(
    key: tuple[str, ...], by: Sequence[str], counts: dict[str, int]
) -> dict[str, str | int]:
    denominator = sum(counts[o.value] for o in DENOMINATOR)
    share = f"{100 * counts['in_time'] / denominator:.1f}" if denominator else ""
    return {
        **dict(zip(by, key, strict=True)),
        **{name: counts[name] for name in FIGURES[: len(DENOMINATOR)]},
        "denominator": denominator,
        "in_time_percent": share,
        "open": counts["open"],
        "ended": counts["ended"],
        "method_unknown": counts["method_unknown"],
    }
