"""Find records that are likely of one child: never by one thing alone. No database here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from doorstep.web.components import day

ALIKE = 0.88  # of two words, from 0 to 1: "jon" is not John here, "smyth" is Smith
SAME_NAME, SAME_DAY, TURNED = 3, 3, 2
LARGEST_GROUP = 60  # a hostel's postcode is no sign of one child


class Person(NamedTuple):
    """What is compared of a child; `name` is its key, `household` that of the door."""

    key: int | str
    name: str
    born: date | None = None
    postcode: str = ""
    household: str = ""


class Alike(NamedTuple):
    """Two records that are likely of one child, and why, in words."""

    one: Person
    other: Person
    because: tuple[str, ...]
    weight: int

    @property
    def keys(self) -> tuple[int | str, int | str]:
        """Return which two."""
        return self.one.key, self.other.key


def doubles(people: Iterable[Person]) -> list[Alike]:
    """Return the pairs among these that are likely of one child, the surest first."""
    known = list(people)
    pairs: set[tuple[int, int]] = set()
    for places in _groups(known):
        pairs.update(combinations(places, 2))
    found = (compared(known[a], known[b]) for a, b in sorted(pairs))
    return sorted((each for each in found if each), key=_surest)


def doubles_of(person: Person, people: Iterable[Person]) -> list[Alike]:
    """Return which of these are likely the same child as this one, the surest first."""
    found = (compared(person, other) for other in people if other.key != person.key)
    return sorted((each for each in found if each), key=_surest)


def compared(one: Person, other: Person) -> Alike | None:
    """Return why two records are likely of one child, or None.

    The names must be alike and one thing more: the day of birth, or the address. Where a name is
    missing, day and address together are enough; twins have names, and theirs differ.
    """
    born = _born(one, other)
    if one.born and other.born and not born[1]:
        return None  # two days of birth that have nothing in common
    name, where = _names(one.name, other.name), _where(one, other)
    told = tuple(reason for reason, _ in (name, born, where) if reason)
    weight = sum(score for _, score in (name, born, where))
    unnamed = not one.name or not other.name
    if unnamed:
        return Alike(one, other, told, weight) if born[1] and where[1] > 1 else None
    same_but_for_a_figure = name[1] == SAME_NAME and bool(born[1])
    sure = name[1] > 1 and (born[1] >= TURNED or where[1] or same_but_for_a_figure)
    by_first_name = name[1] == 1 and born[1] == SAME_DAY and where[1] > 1
    return Alike(one, other, told, weight) if sure or by_first_name else None


Reason = tuple[str, int]
NO_REASON: Reason = ("", 0)


def _names(one: str, other: str) -> Reason:
    if not one or not other:
        return ("one of the records has no name", 0) if one or other else NO_REASON
    if one == other:
        return "the same name", SAME_NAME
    mine, theirs = one.split(), other.split()
    if sorted(mine) == sorted(theirs):
        return "the same names in another order", SAME_NAME
    fewer, more = sorted((mine, theirs), key=len)
    if len(fewer) > 1 and all(_fits(word, more) for word in fewer):
        return "names that are spelt alike", 2
    if _is_alike(mine[0], theirs[0]):
        return "the same first name, or one spelt alike", 1
    return NO_REASON


def _fits(word: str, words: Sequence[str]) -> bool:
    return any(_is_alike(word, other) for other in words)


def _is_alike(one: str, other: str) -> bool:
    return one == other or JaroWinkler.similarity(one, other) >= ALIKE


def _born(one: Person, other: Person) -> Reason:
    if one.born is None or other.born is None:
        return NO_REASON
    if one.born == other.born:
        return f"both born on {day(one.born)}", SAME_DAY
    mine, theirs = one.born, other.born
    if (mine.year, mine.month, mine.day) == (theirs.year, theirs.day, theirs.month):
        return f"born on {day(mine)} and {day(theirs)}: day and month the other way round", TURNED
    if sum(a != b for a, b in zip(mine.isoformat(), theirs.isoformat(), strict=True)) == 1:
        return f"born on {day(mine)} and {day(theirs)}: one figure differs", 1
    return NO_REASON


def _where(one: Person, other: Person) -> Reason:
    if one.household and one.household == other.household:
        return "the same address", 2
    if one.postcode and _code(one) == _code(other):
        return "the same postcode", 1
    return NO_REASON


def _code(person: Person) -> str:
    return person.postcode.replace(" ", "").upper()


def _surest(each: Alike) -> tuple[int, str, str]:
    return -each.weight, each.one.name, str(each.keys)


def _groups(people: Sequence[Person]) -> Iterator[list[int]]:
    """Yield the places of those who share what a pair must share, so that not all are compared."""
    by: defaultdict[object, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for sign in _signs(person):
            by[sign].append(place)
    for places in by.values():
        if 1 < len(places) <= LARGEST_GROUP:
            yield places


def _signs(person: Person) -> Iterator[object]:
    if person.born:
        yield person.born
        yield "turned", person.born.year, *sorted((person.born.month, person.born.day))
    if person.household:
        yield person.household
    if person.postcode:
        yield "postcode", _code(person)
    if person.name:
        yield "name", " ".join(sorted(person.name.split()))
