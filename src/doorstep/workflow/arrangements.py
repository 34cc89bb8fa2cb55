"""How a child is to be visited, as a form's answer says it, and which plan holds when several stand.

An answer of kind `arrangement` is text like every other: a line for each part, the words last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from doorstep.facts import Method, Role, VisitingPlan
from doorstep.workdays import Duration

EVERY, METHODS, BY_WHOM = "every: ", "methods: ", "by whom: "


class Arrangement(NamedTuple):
    """How often, by which methods and by whom a child is visited, with what else was written of it."""

    every: str = ""
    methods: tuple[Method, ...] = ()
    by_whom: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """Return the answer; empty unless it says how often and by which methods."""
        if not self.every or not self.methods:
            return ""
        words = _lines(self.words)
        lines = [f"{EVERY}{self.every}", f"{METHODS}{', '.join(self.methods)}"]
        if self.by_whom or words[0].startswith(BY_WHOM):  # else the words would be taken for it
            lines.append(f"{BY_WHOM}{' '.join(_lines(self.by_whom))}")
        return "\n".join([*lines, *(words if self.words else [])])


def arrangement(text: str) -> Arrangement:
    """Return what an answer says; of one that is only words, the words.

    Example:
        >>> arrangement("every: 2 weeks\\nmethods: phone, video\\nMum rings back")[:2]
        ('2 weeks', (<Method.PHONE: 'phone'>, <Method.VIDEO: 'video'>))
    """
    told: dict[str, str] = {}
    rest = _lines(text)
    while rest and (start := _part(rest[0])) and start not in told:
        told[start] = rest.pop(0).removeprefix(start)
    named = (m.strip() for m in told.get(METHODS, "").split(","))
    methods = tuple(Method(m) for m in named if m in {*Method})
    return Arrangement(
        _length(told.get(EVERY, "")), methods, told.get(BY_WHOM, ""), "\n".join(rest)
    )


def _part(line: str) -> str:
    return next((start for start in (EVERY, METHODS, BY_WHOM) if line.startswith(start)), "")


def _lines(text: str) -> list[str]:
    """Return the lines of a text, whatever a browser ends them with."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _length(text: str) -> str:
    try:
        return str(Duration.parse(text)) if text else ""
    except ValueError:
        return ""


# --- which plan holds ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One step of an arrangement for the visits of a duty: proposed, agreed or dropped.

    `decision` names the procedure it was worked out in. What is proposed is not agreed by anybody.
    """

    decision: str
    applies_to: str
    is_proposal: bool
    at: datetime
    start_date: date
    arrangement: Arrangement
    agreed_by: Role | None = None
    review_date: date | None = None
    dropped: bool = False


def plans(steps: Iterable[Planned]) -> tuple[VisitingPlan, ...]:
    """Return the plans that hold and held: the later agreed in place of the earlier.

    While one is proposed and another in force, the stricter of the two holds (LAN-3).
    Shape: `steps` in the order they were written.
    """
    by_duty = sorted(steps, key=lambda s: s.applies_to)
    found: list[VisitingPlan] = []
    for _, same in groupby(by_duty, key=lambda s: s.applies_to):
        found += _of_one_duty(list(same))
    return tuple(found)


def _of_one_duty(steps: Sequence[Planned]) -> list[VisitingPlan]:
    """Return the plans for the visits of one duty, each ending where the next begins.

    What is written later holds from no earlier day than what was written before it.
    """
    found: list[VisitingPlan] = []
    in_force: VisitingPlan | None = None
    proposed: dict[str, Planned] = {}
    day = date.min
    for step in steps:
        day = max(day, step.start_date)
        proposed.pop(step.decision, None)
        if step.is_proposal and not step.dropped:
            proposed[step.decision] = step
        elif not step.dropped:
            in_force = _agreed(step)
        found = _ended(found, day)
        if in_force or proposed:
            found.append(_holding(in_force, list(proposed.values()), day, step.at))
    return found


def _ended(found: list[VisitingPlan], on: date) -> list[VisitingPlan]:
    """Return the plans with the last one ended on a day; one that then held on no day is left out."""
    ended = [p if p.end_date else p._replace(end_date=max(on, p.start_date)) for p in found]
    return [p for p in ended if p.end_date != p.start_date]


def _agreed(step: Planned) -> VisitingPlan:
    told = step.arrangement
    return VisitingPlan(
        step.start_date,
        told.every,
        told.methods,
        step.applies_to,
        step.agreed_by,
        step.start_date,
        step.review_date,
        step.at,
    )


def _holding(
    in_force: VisitingPlan | None, proposed: Sequence[Planned], day: date, at: datetime
) -> VisitingPlan:
    """Return the strictest of what is in force and all that is proposed; agreed as the former was.

    A proposal alone asks for more at once; it lets nothing (S9).
    """
    told = [step.arrangement for step in proposed]
    if in_force is None:
        every = _soonest(t.every for t in told)
        return VisitingPlan(day, every, (), proposed[0].applies_to, recorded_at=at)
    if not proposed:
        return in_force._replace(start_date=day)
    methods = tuple(m for m in in_force.methods if all(m in t.methods for t in told))
    every = _soonest([in_force.every, *(t.every for t in told)])
    return in_force._replace(start_date=day, every=every, methods=methods, recorded_at=at)


def _soonest(lengths: Iterable[str]) -> str:
    return min((every for every in lengths if every), key=_days, default="")


def _days(every: str) -> float:
    return Duration.parse(every).nominal_days
