"""What stands at the top of every page of a child: who it is, what to beware of, where to go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse

from doorstep.web.accounts.away import away
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.door import Glass, Restricted
from doorstep.web.caseload.joined import merged_into
from doorstep.web.caseload.models import Answer, Child
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.components import day, plural

TABS: tuple[tuple[str, str, Can], ...] = (
    ("Overview", "child", Can.SEE_CHILD),
    ("Timeline", "timeline", Can.SEE_CHILD),
    ("Decisions", "decisions", Can.SEE_CHILD),
    ("Documents", "documents", Can.SEE_CHILD),
    ("Who has read this", "readers", Can.SEE_READERS),
    ("Staff safety", "warnings", Can.RECORD),
    ("Restriction", "restrict", Can.RESTRICT),
    ("Keeping", "records-child", Can.GOVERN_RECORDS),
)
ACTIONS = (
    ("Record a visit", "record-visit"),
    ("Record a call", "record-call"),
    ("Record a contact", "record-contact"),
    ("I am going in", "go-out"),
    ("Set a reminder", "child-reminder"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to go, and whether one is there."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who a child is, what whoever opens the record must know first, and its pages."""

    child_id: str
    name: str
    facts: tuple[tuple[str, str], ...]
    case: str
    tier: str
    rag: str
    restricted: Restricted | None
    glass: Glass | None
    warnings: tuple[str, ...]
    warnings_unseen: int
    tabs: tuple[Link, ...]
    actions: tuple[Link, ...]


def head_of(opened: Opened, *, current: str, on: date) -> Head:
    """Return the top of a page of the child; `current` is the page's name in the addresses."""
    child, answer = opened.child, opened.answer
    return Head(
        child_id=child.child_id,
        name=child.name or child.child_id,
        facts=tuple(_facts(opened, on)),
        case=answer.case if answer else "",
        tier=answer.tier if answer else "",
        rag=answer.rag if answer else "",
        restricted=opened.door.restricted,
        glass=opened.door.glass,
        warnings=opened.door.warnings,
        warnings_unseen=opened.door.warnings_unseen,
        tabs=tuple(_tabs(opened, current)),
        actions=tuple(_actions(opened)),
    )


def _facts(opened: Opened, on: date) -> Iterable[tuple[str, str]]:
    child, answer = opened.child, opened.answer
    yield "Number", child.child_id
    if others := merged_into(child):
        yield "With", f"{', '.join(others)}, merged"
    if child.document.source == BY_HAND:
        yield "Record", "added by hand, not yet in an extract"
    yield "Born", born_and_age(child.born, on)
    yield "Address", address_of(child) or "not recorded"
    yield "Worker", _worker(answer, on)
    yield "Team", answer.team.name if answer and answer.team else ""


def _worker(answer: Answer | None, on: date) -> str:
    """Return who has the child, and until when they are away."""
    if answer is None or not answer.worker:
        return "nobody allocated"
    gone = away([answer.worker_id], on=on).get(answer.worker_id)
    if gone is None:
        return answer.worker
    return f"{answer.worker} ({gone.words})"


def address_of(child: Child) -> str:
    """Return where the child lives, in one line."""
    return ", ".join(part for part in (child.address, child.postcode) if part)


def born_and_age(born: date | None, on: date) -> str:
    """Return a date of birth with the age on the day.

    Example:
        >>> born_and_age(date(2013, 5, 16), date(2026, 11, 16)), born_and_age(None, date(2026, 11, 16))
        ('16 May 2013, 13 years old', 'not recorded')
    """
    return f"{day(born)}, {age(born, on)}" if born else "not recorded"


def age(born: date, on: date) -> str:
    """Return an age in years; in months for those under two.

    Example:
        >>> age(date(2026, 6, 20), date(2026, 11, 16)), age(date(2024, 2, 29), date(2026, 11, 16))
        ('4 months old', '2 years old')
    """
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return f"{plural(months, 'month') if months < 24 else plural(months // 12, 'year')} old"


@lru_cache(maxsize=8192)
def address_for(name: str, child_id: str) -> str:
    """Return the address of one of a child's pages."""
    return reverse(name, args=[child_id])


def _tabs(opened: Opened, current: str) -> Iterable[Link]:
    for text, name, can in TABS:
        if can == Can.SEE_CHILD or can in opened.may:
            href = address_for(name, opened.child.child_id)
            yield Link(text=text, href=href, current=name == current)


def _actions(opened: Opened) -> Iterable[Link]:
    if Can.RECORD in opened.may:
        for text, name in ACTIONS:
            yield Link(text=text, href=address_for(name, opened.child.child_id))
