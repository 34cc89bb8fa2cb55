"""Read a round: whom somebody means to see on a day, and whom the day asks them to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from doorstep.vocabulary import EventKind, Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Event
from doorstep.web.caseload.queries import children_for
from doorstep.web.lists.lines import Whom
from doorstep.web.lists.my_day import Mine, MyDay, my_day
from doorstep.web.lists.words import Shown, Whose
from doorstep.web.phone.models import Round, Stop

DAYS_AHEAD = 14
MOST = 25
VISITS = (Shown.OVERDUE, Shown.TODAY, Shown.WEEK, Shown.LATER, Shown.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A child of one's own, what is owed of a visit, and whether the day asks for one."""

    child: Whom
    owed: tuple[Mine, ...]
    planned: bool = False
    again_by: date | None = None
    call_owed: bool = False

    def is_asked(self, on: date) -> bool:
        """Test whether the child is to be visited by the day: overdue, due, or planned for it."""
        if self.planned or (self.again_by is not None and self.again_by <= on):
            return True
        return any(
            each.line.status != Status.SUSPENDED
            and each.line.due_on is not None
            and each.line.due_on <= on
            for each in self.owed
        )


def round_of(user: int | None, day: date) -> Round | None:
    """Return somebody's round of a day; none while nobody was chosen for it."""
    return Round.objects.filter(user=user, day=day).first()


def stops_of(row: Round | None) -> list[Stop]:
    """Return the stops of a round, in the order they are travelled."""
    if row is None:
        return []
    return list(row.stops.select_related("child", "child__document").order_by("position", "pk"))


def last_day(on: date) -> date:
    """Return the last day for which a round can be chosen."""
    return on + timedelta(DAYS_AHEAD)


def own_children(access: Access, *, day: date) -> list[Proposed]:
    """Return one's own children for whom one may record, the most pressing first."""
    found = my_day(access, whose=Whose.EVERYONE)
    known = _known(found)
    may = children_for(access, can=Can.RECORD).filter(pk__in=list(known))
    allowed = set(may.values_list("pk", flat=True))
    planned = planned_on(allowed, day)
    calls = {each.line.child.pk for each in found.parts.get(Shown.CALLS, ())}
    return [
        Proposed(
            child=child,
            owed=tuple(owed),
            planned=pk in planned,
            call_owed=pk in calls,
            again_by=min((each.again_by for each in owed if each.again_by), default=None),
        )
        for pk, (child, owed) in known.items()
        if pk in allowed
    ]


def _known(found: MyDay) -> dict[int, tuple[Whom, list[Mine]]]:
    """Return each child of one's day with the visits owed, in the order of the day."""
    known: dict[int, tuple[Whom, list[Mine]]] = {}
    for part, lines in found.parts.items():
        for each in lines:
            _, owed = known.setdefault(each.line.child.pk, (each.line.child, []))
            if part in VISITS and each.is_mine:
                owed.append(each)
    for nothing in found.nothing_due:
        known.setdefault(nothing.child.pk, (nothing.child, []))
    return known


def planned_on(pks: Iterable[int], day: date) -> set[int]:
    """Return the children of whom a visit was planned here for a day."""
    rows = Event.objects.filter(
        child__in=list(pks), kind=EventKind.VISIT_PLANNED, due_date=day, withdrawn=False
    )
    return {row.child_id for row in rows.filter(corrected_by=None).only("child")}


def asked_for(children: Sequence[Proposed], on: date) -> list[Proposed]:
    """Return those whom the day asks for, and brothers and sisters at the door who are owed a visit."""
    asked = [each for each in children if each.is_asked(on)]
    homes = {each.child.household for each in asked if each.child.household}
    keys = {each.child.pk for each in asked}
    return [
        each
        for each in children
        if each.child.pk in keys or (each.owed and each.child.household in homes)
    ]


def as_typed(at: time | None) -> str:
    """Return a time as the phone has it."""
    return at.strftime("%H:%M") if at else ""
