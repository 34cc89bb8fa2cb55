"""Read who can visit, who can work and who is away: for pages, for figures and for deployment.

`availability` is the one answer. It hears two kinds of word: what people (or their manager for them) say
here, and the absences a manager sets with a cover (`moves.Absence`). Where both speak of a day, the
newest word holds, by the day it was said (docs/staff.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import ALL_ROLES, Can, Reach, may
from doorstep.web.components import words_within
from doorstep.web.moves.models import Absence
from doorstep.web.moves.people import NO_SUCH_PERSON, colleagues
from doorstep.web.wellbeing.models import Word
from doorstep.web.wellbeing.standing import Availability, Spoken, standing
from doorstep.web.wellbeing.words import Source, State
from doorstep.workdays import LONDON

NO_SUCH_WORD = "There is no such entry, or it is not yours to take back."
DAY = timedelta(1)
RECORDING = [role.value for role in ALL_ROLES if Can.RECORD in may(role)[1]]
WORKERS = [role for role in RECORDING if may(role)[0] == Reach.INVOLVED]
"""The roles whose holders are counted as staff in the figures: those who visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of a team, with the roles they hold there on a day."""

    pk: int
    name: str
    roles: tuple[str, ...]


def availability(
    *, on: date, teams: Iterable[int] | None = None, people: Iterable[int] | None = None
) -> dict[int, Availability]:
    """Return by account how each of these people stands on a day; of teams, who holds a role there.

    Without either it is everybody who records.
    """
    wanted = list(people) if people is not None else [p.pk for p in people_of(teams, on=on)]
    return availability_over([on], wanted)[on]


def availability_over(
    days: Iterable[date], people: Iterable[int]
) -> dict[date, dict[int, Availability]]:
    """Return the same for some days that follow one another; two queries, however many."""
    listed, wanted = sorted(days), list(people)
    told: defaultdict[int, list[Spoken]] = defaultdict(list)
    for word in _spoken(wanted, listed[0], listed[-1]):
        told[word.person].append(word)
    return {day: {pk: standing(pk, told[pk], on=day) for pk in wanted} for day in listed}


def _spoken(people: list[int], first: date, last: date) -> Iterator[Spoken]:
    # A word that is over by the first day may still have ended one without an end, so it is read too.
    rows = Word.objects.filter(person__in=people, taken_back=None)
    since = Q(end_date=None) | Q(end_date__gt=first) | Q(state=State.WELL)
    yield from (spoken(row) for row in rows.filter(since))
    away = Absence.objects.filter(person__in=people, start_date__lte=last, end_date__gt=first)
    yield from (_absence(row) for row in away.exclude(end_date=F("start_date")))


def spoken(row: Word) -> Spoken:
    """Return a row as the rule reads it."""
    return Spoken(
        pk=row.pk,
        person=row.person_id,
        state=State(row.state),
        from_home=row.from_home,
        start=row.start_date,
        end=row.end_date,
        look_on=row.look_on,
        said_on=row.said_on,
        recorded_at=row.recorded_at,
        source=Source.THEMSELF if row.recorded_by_id == row.person_id else Source.MANAGER,
    )


def _absence(row: Absence) -> Spoken:
    return Spoken(
        pk=row.pk,
        person=row.person_id,
        state=None,
        start=row.start_date,
        end=row.end_date,
        said_on=row.recorded_at.astimezone(LONDON).date(),
        recorded_at=row.recorded_at,
        source=Source.ABSENCE,
    )


# --- whose days they are --------------------------------------------------------------------------------


def people_of(teams: Iterable[int] | None, *, on: date) -> list[Person]:
    """Return who holds a role in these teams on a day, by name; without teams everybody who records."""
    rows = roles_between(on, on).filter(role__in=RECORDING)
    if teams is not None:
        rows = rows.filter(team__in=list(teams))
    found: dict[int, tuple[str, list[str]]] = {}
    for held in rows.select_related("user").order_by("user__name", "user_id", "pk"):
        named = found.setdefault(held.user_id, (str(held.user), []))
        named[1].append(words_within(held.role))
    return [
        Person(pk=pk, name=name, roles=tuple(dict.fromkeys(roles)))
        for pk, (name, roles) in found.items()
    ]


def roles_between(first: date, last: date) -> "QuerySet[RoleHeld]":
    """Return the roles of open accounts that are held on any of these days."""
    until = Q(end_date=None) | Q(end_date__gt=first)
    return RoleHeld.objects.filter(until, start_date__lte=last, user__is_active=True)


def staff_on(days: Iterable[date]) -> dict[date, set[int]]:
    """Return for each day who holds a worker's role: of how many the figures are."""
    listed = sorted(days)
    rows = roles_between(listed[0], listed[-1]).filter(role__in=WORKERS)
    held = list(rows.values_list("user_id", "start_date", "end_date"))
    return {
        day: {pk for pk, start, end in held if start <= day and (end is None or day < end)}
        for day in listed
    }


def told_why(by: Access) -> set[int]:
    """Return whose reasons a person is told: their own, and those of whose work they answer for."""
    managed = (c.user.pk for c in colleagues(by, on=by.on)) if by.has(Can.MOVE) else ()
    return {by.user_id, *managed}


def get_staff(by: Access, *, pk: int) -> User:
    """Return somebody else whose work a manager answers for now, by a role in a team of theirs.

    Raises: Http404, the same for who is not there and who is not in scope.
    """
    if pk == by.user_id or pk not in told_why(by):
        raise Http404(NO_SUCH_PERSON)
    return User.objects.get(pk=pk)


# --- what was said --------------------------------------------------------------------------------------


def words_of(person: User) -> "QuerySet[Word]":
    """Return all that was said of somebody, the newest first."""
    rows = Word.objects.filter(person=person).select_related("recorded_by", "taken_back")
    return rows.order_by("-said_on", "-recorded_at", "-pk")


def get_word(*, pk: int, by: Access) -> Word:
    """Return a word that a person may take back: of themself, or of somebody they answer for.

    Raises: Http404.
    """
    row = Word.objects.filter(pk=pk, taken_back=None).select_related("person").first()
    if row is None or row.person_id not in told_why(by):
        raise Http404(NO_SUCH_WORD)
    return row
