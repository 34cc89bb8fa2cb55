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
        lines = [f"{EVERY}{self.every}", f"{METHODS}{', '.join(self.methods)}"]
        lines += [f"{BY_WHOM}{self.by_whom}"] if self.by_whom else []
        return "\n".join([*lines, *([self.words] if self.words else [])])


def arrangement(text: str) -> Arrangement:
    """Return what an answer says; of one that is only words, the words.

    Example:
        >>> arrangement("every: 2 weeks\\nmethods: phone, video\\nMum rings back")[:2]
        ('2 weeks', (<Method.PHONE: 'phone'>, <Method.VIDEO: 'video'>))
    """
    told = {EVERY: "", METHODS: "", BY_WHOM: ""}
    rest: list[str] = []
    for line in text.splitlines():
        start = next((s for s in told if line.startswith(s) and not told[s]), "")
        if start and not rest:
            told[start] = line.removeprefix(start)
        else:
            rest.append(line)
    methods = tuple(Method(m.strip()) for m in told[METHODS].split(",") if m.strip() in {*Method})
    return Arrangement(_length(told[EVERY]), methods, told[BY_WHOM], "\n".join(rest))


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
    """Return the plans for the visits of one duty, each ending where the next begins."""
    found: list[VisitingPlan] = []
    in_force: VisitingPlan | None = None
    for step in steps:
        if step.dropped:
            new = in_force and in_force._replace(start_date=step.start_date)
        elif step.is_proposal:
            new = _stricter(step, in_force)
        else:
            new = in_force = _agreed(step)
        found = _ended(found, step.start_date)
        if new is not None:
            found.append(new)
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


def _stricter(step: Planned, in_force: VisitingPlan | None) -> VisitingPlan | None:
    """Return the stricter of what is proposed and what is in force; agreed as the latter was.

    A proposal alone asks for more at once; it lets nothing (S9).
    """
    told = step.arrangement
    if in_force is None:
        return VisitingPlan(step.start_date, told.every, (), step.applies_to, recorded_at=step.at)
    methods = tuple(m for m in in_force.methods if m in told.methods)
    every = min((e for e in (in_force.every, told.every) if e), key=_days, default="")
    return in_force._replace(
        start_date=step.start_date, every=every, methods=methods, recorded_at=step.at
    )


def _days(every: str) -> float:
    return Duration.parse(every).nominal_days
