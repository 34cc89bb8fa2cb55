"""What is asked of people on their day: whether a household that was expected to be over is over."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from doorstep.web.caseload.asked import HouseholdAsked, Told, households
from doorstep.web.caseload.situation import asked_in_words
from doorstep.web.components import plural


class AskedChild(NamedTuple):
    """A child, and what is stored as asked of them."""

    child_id: str
    name: str
    asked: Iterable[Told]


class Question(NamedTuple):
    """A question about a child, and where it is answered."""

    name: str
    words: str
    href: str


def questions_of(children: Iterable[AskedChild], *, on: date) -> list[Question]:
    """Return what is asked on a day about these children, the longest open first.

    What was recorded for several children at once is asked once.
    """
    found = [(told, child) for child in children for told in households(child.asked, on=on)]
    together: dict[str, list[tuple[HouseholdAsked, AskedChild]]] = {}
    for told, child in sorted(found, key=lambda each: (each[0].expected, each[1].child_id)):
        together.setdefault(told.together, []).append((told, child))
    return [_question(same) for same in together.values()]


def _question(same: list[tuple[HouseholdAsked, AskedChild]]) -> Question:
    told, child = same[0]
    more = len(same) - 1
    also = f" Recorded for {plural(more, 'more child', 'more children')} too." if more else ""
    asked = asked_in_words(told.kind, told.expected)
    return Question(
        child.name or child.child_id, asked + also, reverse("household", args=[child.child_id])
    )
