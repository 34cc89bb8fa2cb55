"""A visit, contact, meeting or decision owed, as a page tells it: the stored answer in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.web.caseload.rows import SOURCE
from doorstep.web.caseload.saying import said, upper
from doorstep.web.components import day, link, moment, words, words_within
from doorstep.workdays import LONDON

LISTED = 5  # contacts the engine's sentences list on either side; if there are more, all are shown
WAYS = {"yes": "Counts", "no": "Does not count"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A visit, contact, meeting or decision owed, with the whole reason.

    Shape: `ways` are rows of method, whether it counts today, clause; `judged` of contact, verdict.
    """

    title: str
    status: str
    days_overdue: int
    due: str
    resumes: str
    who: str
    how: str
    sentence: str
    clause: str
    rests_on: str
    lines: tuple[str, ...]
    ways: tuple[tuple[str, str, str], ...]
    judged: tuple[tuple[str, str], ...]
    begin: str = ""


def owed_of(told: dict[str, Any], child_id: str, *, begin: bool = False) -> Owed:
    """Return one obligation or decision of a stored explanation, ready to be shown.

    With `begin`, it leads to where the decision is begun, or the meeting recorded.
    """
    ways = tuple(_way(way) for way in told["ways"])
    return Owed(
        title=told["title"],
        status=told["status"],
        days_overdue=told["days_overdue"],
        due=due_in_words(told["due_at"]),
        resumes=day(told["resumes"]),
        who=" or ".join(words_within(role) for role in told["who"]),
        how=upper(said(told["method"])),
        sentence=said(told["sentence"]),
        clause=told["clause"],
        rests_on=_rests_on(told),
        # What a table below tells in full is not told twice.
        lines=tuple(said(x) for x in told["reasons"] if not (ways and x.startswith("Today: "))),
        ways=ways,
        judged=tuple(_judged(told, child_id)),
        begin=begin_address(child_id, told["duty"]) if begin else "",
    )


def begin_address(child_id: str, duty: str) -> str:
    """Return where what a duty asks for is begun: a decision, a form or a meeting."""
    return f"{reverse('open-decision', args=[child_id])}?{urlencode({'duty': duty})}"


def due_in_words(due_at: str | None) -> str:
    """Return a day or an instant as it is stored, in words.

    Example:
        >>> due_in_words("2026-11-20"), due_in_words("2026-11-20T14:30:00+00:00"), due_in_words(None)
        ('20 Nov 2026', '20 Nov 2026 at 2.30pm', 'No day')
    """
    if not due_at:
        return "No day"
    if len(due_at) == len("2026-11-20"):
        return day(due_at)
    return moment(datetime.fromisoformat(due_at).astimezone(LONDON))


def _rests_on(told: dict[str, Any]) -> str:
    doubts = ["an assumed number"] if told["assumed"] else []
    doubts += ["bank holidays not published yet"] if told["provisional"] else []
    return " and ".join(doubts)


def _way(told: dict[str, Any]) -> tuple[str, str, str]:
    counts = WAYS.get(told["counts"])
    if counts is None:
        roles = " or ".join(words_within(role) for role in told["agreed_by"])
        counts = f"Counts if agreed by {roles} before the visit"
    elif told["because"]:
        counts = f"{counts}: {said(told['because'])}"
    return words(told["method"]), counts, told["clause"]


def _judged(told: dict[str, Any], child_id: str) -> Iterable[tuple[str, str]]:
    """Return every contact looked at, the latest first, where there are more than the sentences tell."""
    counted, not_counted = told["counted"], told["not_counted"]
    if len(counted) <= 1 and len(not_counted) <= LISTED:
        return
    for one in sorted([*counted, *not_counted], key=_day_of, reverse=True):
        why_not = one.get("why_not", "")
        verdict = f"Does not count: {said(why_not)}" if why_not else "Counts"
        yield _contact(one, child_id), verdict


def _day_of(told: dict[str, Any]) -> str:
    found: str = told.get("visit_date") or told["event_date"]
    return found


def _contact(told: dict[str, Any], child_id: str) -> str:
    """Return what a contact was and when; one recorded here leads to its page."""
    if "event" in told:
        return f"{words(told['event'])}, {day(told['event_date'])}"
    name, number = f"{words(told['visit_type'])}, {day(told['visit_date'])}", told["visit_id"][1:]
    if told["source"] != SOURCE or not number.isdecimal():
        return name
    return link(reverse("visit", args=[child_id, int(number)]), name)
