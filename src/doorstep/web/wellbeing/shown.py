"""The rows of the pages of this app, made of plain values. No database here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from doorstep.web.components import day, lines, link, moment, tag
from doorstep.web.wellbeing.models import Word
from doorstep.web.wellbeing.queries import Person
from doorstep.web.wellbeing.situation import DaysStaff, told
from doorstep.web.wellbeing.standing import Availability
from doorstep.web.wellbeing.words import (
    CATEGORY_COLOURS,
    CATEGORY_WORDS,
    STATE_WORDS,
    Category,
    Source,
    State,
)
from doorstep.workdays import LONDON

NAMED_UP_TO = 40
"""People of a list whose names stand beside each day; of a larger one only their number does."""
SOURCE_WORDS = {
    Source.THEMSELF: "said by them",
    Source.MANAGER: "said for them by a manager",
    Source.ABSENCE: "an absence with a cover is set",
}


def category_tag(category: Category) -> Markup:
    """Return what colleagues are told, as a tag."""
    return tag(CATEGORY_WORDS[category], CATEGORY_COLOURS[category])


def why(it: Availability) -> str:
    """Return why somebody is there or not, for themself and their manager."""
    if it.source == Source.NOBODY:
        return ""
    if it.state is None:
        return "Absence"
    word = STATE_WORDS[it.state]
    from_home = it.state != State.WORKING_FROM_HOME and it.category == Category.FROM_HOME
    return f"{word}, works from home" if from_home else word


def days_said(it: Availability) -> str:
    """Return from when until when a word holds."""
    if it.since is None:
        return ""
    return f"from {day(it.since)} {_until(it.until)}"


def _until(end: date | None) -> str:
    return f"until before {day(end)}" if end else "until something else is said"


def look_words(it: Availability, on: date) -> Markup | str:
    """Return when it is looked at again; a tag once that day has come."""
    if it.look_on is None:
        return ""
    if it.look_on <= on:
        return tag("Look again", "yellow")
    return f"look again on {day(it.look_on)}"


# --- a team ---------------------------------------------------------------------------------------------


def of_person(person: Person, it: Availability, reasons: set[int], me: int, on: date) -> list[Any]:
    """Return a person of a list: what all are told, and to whom it is due the reason and the days."""
    name = lines(person.name, _with_capital(", ".join(person.roles)))
    if person.pk not in reasons:
        return [name, category_tag(it.category), "", ""]
    because = lines(why(it), days_said(it), look_words(it, on), SOURCE_WORDS.get(it.source, ""))
    return [name, category_tag(it.category), because or "", _step(person, me)]


def _with_capital(roles: str) -> str:
    return roles[:1].upper() + roles[1:]


def _step(person: Person, me: int) -> Markup:
    if person.pk == me:
        return link(reverse("how-i-am"), "Say how you are")
    address = reverse("say-availability", args=[person.pk])
    return link(address, "Say for them", hidden=f": {person.name}")


def of_day(on: date, people: list[Person], found: Mapping[int, Availability]) -> list[Any]:
    """Return a day of a list: who can visit, works from home, is away, and has not said."""
    by: dict[Category, list[str]] = {category: [] for category in Category}
    for person in people:
        by[found[person.pk].category].append(person.name)
    named = len(people) <= NAMED_UP_TO
    return [
        f"{on:%A} {day(on)}",
        str(len(by[Category.CAN_VISIT])),
        _who(by[Category.FROM_HOME], named),
        _who(by[Category.AWAY], named),
        str(len(by[Category.NOT_SAID])),
    ]


def _who(names: list[str], named: bool) -> Any:
    return lines(*names) if names and named else str(len(names))


def counts(people: Iterable[Person], found: Mapping[int, Availability]) -> list[dict[str, Any]]:
    """Return how many people of a list are in each category, as the page's figures."""
    each = [found[person.pk].category for person in people]
    labels = {
        Category.CAN_VISIT: "can visit",
        Category.FROM_HOME: "from home",
        Category.AWAY: "away",
        Category.NOT_SAID: "not said",
    }
    return [
        {"number": each.count(category), "label": label, "href": "", "tone": ""}
        for category, label in labels.items()
    ]


# --- what was said --------------------------------------------------------------------------------------


def of_word(row: Word, on: date, *, back: bool) -> list[Any]:
    """Return something that was said: what, of which days, when and by whom, and whether it held."""
    said = STATE_WORDS[State(row.state)] + (", works from home" if row.from_home else "")
    days = f"from {day(row.start_date)} {_until(row.end_date)}"
    by = "themself" if row.recorded_by_id == row.person_id else str(row.recorded_by)
    told_on = "" if row.said_on == _written(row) else f"said on {day(row.said_on)}"
    if hasattr(row, "taken_back"):
        return [lines(said, days), lines(f"{moment(row.recorded_at)}", by, told_on), "Taken back"]
    is_over = row.end_date is not None and row.end_date <= on
    step: Any = "" if is_over or not back else _take_back(row, said)
    return [lines(said, days), lines(moment(row.recorded_at), by, told_on), step]


def _written(row: Word) -> date:
    return row.recorded_at.astimezone(LONDON).date()


def _take_back(row: Word, said: str) -> Markup:
    hidden = f": {said}, from {day(row.start_date)}"
    return link(reverse("take-back-word", args=[row.pk]), "Take back", hidden=hidden)


# --- the authority --------------------------------------------------------------------------------------


def of_situation(days: list[DaysStaff]) -> list[list[Any]]:
    """Return the staff day by day; a number that would tell who is meant is not told."""
    return [
        [
            f"{now.day:%A} {day(now.day)}",
            told(now.away, now.of),
            f"{now.of:,}",
            f"{now.share}%" if now.share else "Not shown",
            now.trend(before) or "Not shown",
            told(now.from_home, now.of),
            told(now.not_said, now.of),
        ]
        for now, before in zip(days, days[1:], strict=False)
    ]


# --- oneself --------------------------------------------------------------------------------------------


def own_now(it: Availability, *, on: date) -> dict[str, Any]:
    """Return to oneself what holds now, and what others are told of it."""
    return {
        "category": category_tag(it.category),
        "because": because(it, on=on, own=True),
        "is_due": it.look_on is not None and it.look_on <= on,
    }


def because(it: Availability, *, on: date, own: bool = False) -> Markup:
    """Return why somebody is there or not, of which days, and whose word it is."""
    if it.source == Source.NOBODY:
        return Markup("")
    by = "said by you" if own and it.source == Source.THEMSELF else SOURCE_WORDS[it.source]
    return lines(why(it), days_said(it), by, look_words(it, on))
