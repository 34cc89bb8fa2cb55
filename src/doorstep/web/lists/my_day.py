"""Read one person's day: what the children they work with are owed, in the order to do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from doorstep.vocabulary import Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.asked import NextAttempt, Told, next_attempt
from doorstep.web.caseload.models import CLOSED, Answer, Involvement, Obligation
from doorstep.web.caseload.visible import Sight, sight_of, visible
from doorstep.web.decisions.asked import AskedChild, Question, questions_of
from doorstep.web.lists import lines
from doorstep.web.lists.lines import Line, Whom
from doorstep.web.lists.words import WEEK, Shown, Whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A line of somebody's day: is it theirs to do, and for whom do they act.

    `is_named` says whether the policy names one of their roles; `again_by` is the day by which a visit
    that was not made is tried again.
    """

    line: Line
    is_mine: bool
    is_named: bool = False
    acting_for: str = ""
    again_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines that stand together: of siblings at one address, or, without them, of one child each."""

    lines: tuple[Mine, ...]
    siblings: tuple[Whom, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingDue:
    """A child of one's own for whom the list has no line, and why."""

    child: Whom
    standing: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDay:
    """What a person's children are owed, by part of the page; `restricted` counts who is hidden."""

    parts: dict[Shown, list[Mine]] = field(default_factory=dict)
    nothing_due: list[NothingDue] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    children: int = 0
    restricted: int = 0
    mine: int = 0
    everyone: int = 0
    as_at: date | None = None

    @property
    def is_nobodys(self) -> bool:
        """Test whether the person works with no child at all."""
        return not self.children and not self.restricted

    def count(self, *parts: Shown) -> int:
        """Return how many lines these parts have."""
        return sum(len(self.parts.get(part, ())) for part in parts)


def my_day(access: Access, *, whose: Whose = Whose.MINE) -> MyDay:
    """Return the day of a person: their children's, and those of whom they act for.

    Order: tier, then the day due, then risk facts; parts as in `Shown`.
    """
    sight = sight_of(access)
    workers, restricted = _my_children(access, sight)
    known = {child.whom.pk: child for child in _children(workers, access.on)}
    owed = _mine(access, workers, known)
    shown = [each for each in owed if each.is_mine or whose == Whose.EVERYONE]
    return MyDay(
        parts=parts_of(shown, on=access.on),
        nothing_due=_nothing_due(known.values(), {each.line.child.pk for each in owed}),
        questions=_questions(access, workers, known),
        children=len(known),
        restricted=restricted,
        mine=sum(each.is_mine for each in owed),
        everyone=len(owed),
        as_at=min((child.whom.as_at for child in known.values()), default=None),
    )


def own_ids(access: Access) -> frozenset[str]:
    """Return the worker ids whose children are a person's own day."""
    return access.worker_ids(Can.SEE_CHILD) | ({access.worker_id} - {""})


def _my_children(access: Access, sight: Sight) -> tuple[dict[int, set[str]], int]:
    """Return by child which of one's worker ids are involved, and how many children are hidden."""
    ids, teams = own_ids(access), access.teams(Can.SEE_CHILD)
    if not ids and not (teams and sight.hidden):
        return {}, 0
    reached = Q(worker_id__in=ids)
    if not ids <= access.worker_ids(
        Can.SEE_CHILD
    ):  # one's own children, but by another role's scope
        reached &= visible(access, Can.SEE_CHILD, sight, prefix="child__")
    if sight.hidden:
        reached |= Q(child__in=sight.hidden, team__in=teams)
        reached |= Q(child__in=sight.hidden, worker_id__in=ids)
    until = Q(end_date=None) | Q(end_date__gt=access.on)
    rows = Involvement.objects.filter(until, reached, start_date__lte=access.on)
    found: dict[int, set[str]] = {}
    out_of_sight = set()
    for pk, worker_id in rows.values_list("child_id", "worker_id"):
        if pk in sight.hidden:
            out_of_sight.add(pk)
        else:
            found.setdefault(pk, set()).add(worker_id)
    return found, len(out_of_sight)


class Own(NamedTuple):
    """A child of one's own: where the answer puts them, why, and what is asked of them."""

    whom: Whom
    standing: str
    because: str
    asked: list[Told]


def _children(pks: Iterable[int], on: date) -> list[Own]:
    """Return the open children of these."""
    wanted = list(pks)
    if not wanted:
        return []
    rows = Answer.objects.filter(pk__in=wanted).exclude(standing=CLOSED)
    found = lines.wide(rows, ("child_id", "standing", "because", "asked"), to_answer="", on=on)
    return [Own(lines.whom(row[0], row[4:]), *row[1:4]) for row in found]


def _questions(
    access: Access, workers: dict[int, set[str]], known: dict[int, Own]
) -> list[Question]:
    """Return what is asked about the children through whose involvement the person may record."""
    ids = access.worker_ids(Can.RECORD)
    ids |= {access.worker_id} - {""} if access.has(Can.RECORD) else frozenset()
    mine = [own for pk, own in known.items() if own.asked and workers[pk] & ids]
    told = [AskedChild(own.whom.child_id, own.whom.name, own.asked) for own in mine]
    return questions_of(told, on=access.on)


def _mine(access: Access, workers: dict[int, set[str]], known: dict[int, Own]) -> list[Mine]:
    rows = (
        Obligation.objects.filter(child__in=list(known)).values_list(*lines.OWED) if known else ()
    )
    found = [lines.line(row, known[row[1]].whom) for row in rows]
    acting = {h.worker_id: h.acting_for for h in access.held if h.acting_for and h.worker_id}
    roles, ids = set(access.roles()), own_ids(access)
    tries = {pk: next_attempt(own.asked) for pk, own in known.items() if own.asked}
    return [
        Mine(
            line=each,
            is_mine=_is_mine(each, roles, ids),
            is_named=bool(roles & set(each.who)),
            again_by=_again_by(each, tries.get(each.child.pk)),
            acting_for=_acting_for(workers[each.child.pk], acting, access.worker_id),
        )
        for each in sorted(found, key=lambda one: one.order)
    ]


def _is_mine(one: Line, roles: set[str], ids: frozenset[str]) -> bool:
    """Test whether a duty is somebody's own: their role is named, or they hold the case."""
    return one.worker_id in ids or not one.who or bool(roles & set(one.who))


def _again_by(one: Line, told: NextAttempt | None) -> date | None:
    """Return by when a visit is tried again, unless one that counts was made since elsewhere."""
    if told is None or one.is_decision or one.is_call or one.counted_from > told.was:
        return None
    return told.by


def _acting_for(through: set[str], acting: dict[str, str], own: str) -> str:
    if own in through:
        return ""
    return next((acting[worker] for worker in sorted(through) if worker in acting), "")


def parts_of(owed: Iterable[Mine], *, on: date) -> dict[Shown, list[Mine]]:
    """Return the lines by part of the page, in their order."""
    found: dict[Shown, list[Mine]] = {part: [] for part in Shown}
    for each in owed:
        found[part_of(each.line, on=on)].append(each)
    return found


def part_of(one: Line, *, on: date) -> Shown:
    """Return the part of My day a line stands in."""
    if one.status == Status.SUSPENDED:
        return Shown.SUSPENDED
    if one.is_decision:
        return Shown.DECISIONS
    return Shown.CALLS if one.is_call else when_of(one, on=on)


def when_of(one: Line, *, on: date) -> Shown:
    """Return by when a line is due: overdue, today, within a week, later."""
    if one.status == Status.OVERDUE:
        return Shown.OVERDUE
    if one.status == Status.DUE_TODAY:
        return Shown.TODAY
    soon = one.due_on is not None and one.due_on <= on + timedelta(WEEK)
    return Shown.WEEK if soon else Shown.LATER


def grouped(owed: Sequence[Mine]) -> list[Group]:
    """Return the lines with siblings at one address together, at the place of the first of them."""
    homes: dict[str, dict[int, Whom]] = {}
    for each in owed:
        child = each.line.child
        homes.setdefault(child.household, {})[child.pk] = child
    shared = {home for home, children in homes.items() if home and len(children) > 1}
    found: list[Group] = []
    alone: list[Mine] = []
    for each in owed:
        home = each.line.child.household
        if home not in homes:
            continue
        if home not in shared:
            alone.append(each)
            continue
        found += [Group(lines=tuple(alone))] if alone else []
        together = tuple(one for one in owed if one.line.child.household == home)
        found.append(Group(lines=together, siblings=tuple(homes.pop(home).values())))
        alone = []
    return [*found, Group(lines=tuple(alone))] if alone else found


def _nothing_due(known: Iterable[Own], owed: set[int]) -> list[NothingDue]:
    return sorted(
        (
            NothingDue(child=own.whom, standing=own.standing, because=own.because)
            for own in known
            if own.whom.pk not in owed
        ),
        key=lambda each: (each.child.name, each.child.child_id),
    )
