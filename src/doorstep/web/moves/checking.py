"""What a move would do to each child, and why it cannot: worked out before anything is saved."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from doorstep.facts import CaseFacts, Involvement
from doorstep.reports.continuity import visited_by
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child, Merge, Obligation
from doorstep.web.caseload.queries import case_facts, children_for
from doorstep.web.components import day, plural, words_within
from doorstep.web.moves.people import HOLDING, Candidate

CASE_WORKER = ""
PARTS: dict[str, frozenset[str]] = {
    "IRO": frozenset({Role.IRO}),
    "16PLUS": frozenset({Role.PERSONAL_ADVISER}),
    "SSW": frozenset({Role.FOSTERING_SOCIAL_WORKER, Role.SUPERVISING_WORKER}),
}
"""Which role of ours goes with a part in a child's case, by the source's code for it."""
HOLD_NO_CASES = frozenset({Role.IRO, Role.CONFERENCE_CHAIR})
CASE_ROLES = frozenset(HOLDING) - HOLD_NO_CASES
TEAMS = frozenset({Role.FIELD_WORK_TEAM, Role.EDGE_OF_CARE_TEAM})
"""What a policy asks of a team is done by any of it."""
NOT_YOURS = "There is no such child in your teams, or the record is restricted to named people"


@dataclass(frozen=True, slots=True)
class Wish:
    """That a child should go to somebody, in a part of the case; `worker_id`: who has it now, if said."""

    child_id: str
    to: int
    role: str = CASE_WORKER
    worker_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a wish would do: from whom to whom, what stands against it, what to think of."""

    wish: Wish
    child: Child | None = None
    held: Involvement | None = None
    to: Candidate | None = None
    team: str = ""
    visited: int = 0
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the child's name, or the number where the child may not be seen."""
        return (self.child.name if self.child else "") or self.wish.child_id

    @property
    def from_whom(self) -> str:
        """Return who has the child now."""
        return self.held.shown if self.held else "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All that is read to check wishes, at once for all children."""

    children: Mapping[str, Child]
    cases: Mapping[int, CaseFacts]
    merged: frozenset[int]
    owed: Mapping[int, Sequence[Obligation]]
    people: Mapping[int, Candidate]
    start: date
    on: date


def check(
    wishes: Sequence[Wish], people: Mapping[int, Candidate], *, start: date, by: Access
) -> list[Line]:
    """Return what each wish would do from a day on, with why it cannot, in the order of the wishes."""
    ids = [wish.child_id for wish in wishes if "\0" not in wish.child_id]
    rows = children_for(by, can=Can.MOVE).filter(child_id__in=ids)
    children = list(rows.select_related("document", "answer"))
    pks = [child.pk for child in children]
    owed: dict[int, list[Obligation]] = {}
    for row in Obligation.objects.filter(child__in=pks).order_by("due_on", "pk"):
        owed.setdefault(row.child_id, []).append(row)
    merged = Merge.objects.filter(undone_at=None, child__in=pks)
    known = _Known(
        children={child.child_id: child for child in children},
        cases=case_facts(children),
        merged=frozenset(merged.values_list("child_id", flat=True)),
        owed=owed,
        people=people,
        start=start,
        on=by.on,
    )
    return [_line(wish, known) for wish in wishes]


def fingerprint(lines: Iterable[Line], *, start: date, reason: str) -> str:
    """Return the mark of what a check showed, by which a change since is known."""
    told = [
        [*_told(line), line.team, [*line.problems], [*line.warnings]]
        for line in lines
    ]  # fmt: skip
    said = json.dumps([start.isoformat(), reason, told], default=str)
    return sha256(said.encode()).hexdigest()


def _told(line: Line) -> list[object]:
    held = line.held
    now = [held.worker_id, held.team, held.start_date] if held else []
    return [line.wish.child_id, line.wish.role, line.wish.to, now]


def _line(wish: Wish, known: _Known) -> Line:
    child, to = known.children.get(wish.child_id), known.people.get(wish.to)
    if child is None:
        return Line(wish=wish, to=to, problems=(NOT_YOURS,))
    case = known.cases[child.pk]
    held = holder(case.involvements, wish, on=known.start)
    found = Line(
        wish=wish,
        child=child,
        held=held,
        to=to,
        team=(to.team if to else "") or (held.team if held else ""),
        visited=_visited(case, to, known.on)[to.worker_id] if to else 0,
        problems=tuple(_of_child(child, case, wish, held, known)),
    )
    return found if to is None else _with_person(found, to, known)


def _visited(case: CaseFacts, to: Candidate, on: date) -> Counter[str]:
    return visited_by(case.visits, on=on)


def _with_person(line: Line, to: Candidate, known: _Known) -> Line:
    owed = known.owed.get(line.child.pk, ()) if line.child else ()
    return Line(
        wish=line.wish,
        child=line.child,
        held=line.held,
        to=to,
        team=line.team,
        visited=line.visited,
        problems=(*line.problems, *_of_person(line, to)),
        warnings=(*_ends(to, known.start), *_away(to, owed, known), *_by_policy(line, to, owed)),
    )


def holder(told: Iterable[Involvement], wish: Wish, *, on: date) -> Involvement | None:
    """Return who has the part in the case on a day that the wish is about; the last to begin."""
    found = [
        i
        for i in told
        if _is_part(i, wish.role)
        and i.start_date <= on
        and (i.end_date is None or on < i.end_date)
        and wish.worker_id in ("", i.worker_id)
    ]
    return max(found, key=lambda i: i.start_date, default=None)


def _is_part(told: Involvement, role: str) -> bool:
    return told.allocated if role == CASE_WORKER else not told.allocated and told.role == role


# --- what stands against it -----------------------------------------------------------------------------


def _of_child(
    child: Child, case: CaseFacts, wish: Wish, held: Involvement | None, known: _Known
) -> Iterable[str]:
    answer = getattr(child, "answer", None)
    if child.pk in known.merged:
        yield "The record was merged into another: move that one"
    elif answer is None or answer.standing == "closed":
        yield "The case is closed"
    if wish.worker_id and held is None:
        yield "The worker does not have this child any more: somebody moved the child meanwhile"
    elif wish.role != CASE_WORKER and held is None:
        yield f"Nobody is {_part(wish.role)} of this child, so there is nobody’s place to take"
    if wish.to not in known.people:
        yield f"Choose who is to have the child from {day(known.start)}"
    yield from _later(case, wish, known.start)


def _later(case: CaseFacts, wish: Wish, start: date) -> Iterable[str]:
    """Say that somebody is named from a later day already, who would end the move."""
    later = [
        i
        for i in case.involvements
        if _is_part(i, wish.role)
        and i.start_date > start
        and (wish.role == CASE_WORKER or i.worker_id == wish.worker_id)
    ]
    first = min(later, key=lambda i: i.start_date, default=None)
    if first is not None:
        yield (
            f"{first.shown} is named for this child from {day(first.start_date)} already, which would"
            " end the move: choose that day or a later one"
        )


def _of_person(line: Line, to: Candidate) -> Iterable[str]:
    part = line.wish.role
    if line.held is not None and line.held.worker_id == to.worker_id:
        yield f"{to.name} has this child already"
    if part == CASE_WORKER and to.roles <= HOLD_NO_CASES:
        yield f"{to.name} is {_roles(to.roles)}, who holds no cases"
    if part == "IRO" and Role.IRO not in to.roles:
        yield f"{to.name} is not an IRO"


# --- what to think of -----------------------------------------------------------------------------------


def _ends(to: Candidate, start: date) -> Iterable[str]:
    if to.until is not None:
        yield f"{to.name}’s role ends before {day(to.until)}"
    if until := to.away_over(start):
        yield f"{to.name} is away until {day(until)}"


def _away(to: Candidate, owed: Iterable[Obligation], known: _Known) -> Iterable[str]:
    """Warn of the first thing due while the new worker is away."""
    for row in owed:
        due = max(row.due_on, known.start) if row.due_on else None
        if due and not to.away_over(known.start) and (until := to.away_over(due)):
            yield f"“{row.title}” is due on {day(row.due_on)}, and {to.name} is away until {day(until)}"
            return


def _by_policy(line: Line, to: Candidate, owed: Iterable[Obligation]) -> Iterable[str]:
    """Warn where the policy says who does a visit, and the new worker is none of them."""
    needed = PARTS.get(line.wish.role)
    if needed and not needed & to.roles and line.wish.role != "IRO":
        yield f"{to.name} is {_roles(to.roles)}, not {_part(line.wish.role)}"
    for row in owed:
        who = frozenset(row.who.split("|")) if row.who and not row.is_decision else frozenset()
        is_theirs = not who or who & (to.roles | TEAMS) or not who & CASE_ROLES
        if line.wish.role == CASE_WORKER and not is_theirs:
            yield f"The policy asks “{row.title}” of {_roles(who)}; {to.name} is {_roles(to.roles)}"
            return


def _roles(roles: Iterable[str]) -> str:
    return " or ".join(words_within(role) for role in sorted(roles))


def _part(role: str) -> str:
    return _roles(PARTS.get(role, ())) or role or "case worker"


def continuity_said(visited: int) -> str:
    """Return how often the new worker saw the child in the last twelve months."""
    return (
        f"Saw the child {plural(visited, 'time')} in 12 months" if visited else "New to the child"
    )
