"""My day: what the children one works with are owed; where everybody lands."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from doorstep.vocabulary import Status
from doorstep.web.accounts.gate import SignedInRequest, signed_in
from doorstep.web.accounts.words import Can
from doorstep.web.components import day
from doorstep.web.lists import cells
from doorstep.web.lists.also import also_for
from doorstep.web.lists.cells import Column
from doorstep.web.lists.my_day import Group, Mine, MyDay, grouped, my_day
from doorstep.web.lists.starting import starts_for
from doorstep.web.lists.told_first import told_first
from doorstep.web.lists.views.paging import page_of, say_if_stale
from doorstep.web.lists.words import IN_FULL, Shown, Whose

TITLES = {
    Shown.OVERDUE: "Overdue",
    Shown.TODAY: "Today",
    Shown.WEEK: "This week",
    Shown.LATER: "Later",
    Shown.CALLS: "Keep-in-touch calls",
    Shown.DECISIONS: "Meetings, decisions and signatures",
    Shown.SUSPENDED: "Suspended",
}
NOTES = {
    Shown.WEEK: "Due in the next 7 days.",
    Shown.CALLS: "Duties that a call meets first of all, whenever they are due.",
    Shown.DECISIONS: "What must be held, decided or signed; nobody has to be visited for it.",
    Shown.SUSPENDED: "Nothing is due now; each says when it resumes.",
}
HEAD = (
    Column(label="Child"),
    Column(label="What is owed"),
    Column(label="By when"),
    Column(label="Why"),
    Column(hidden="Record"),
)
SHOWN_OF_REST = 10
EMPTY = {
    Shown.OVERDUE: "Nothing is overdue.",
    Shown.TODAY: "Nothing is due today.",
    Shown.WEEK: "Nothing more is due in the next 7 days.",
    Shown.LATER: "Nothing is due later.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the page, ready to be shown."""

    key: str
    title: str
    note: str
    groups: list[dict[str, Any]]
    empty: str
    more: str = ""
    more_said: str = ""


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Show a person's day, or one part of it page by page; to others where they can go."""
    access = request.access
    whose = Whose.EVERYONE if request.GET.get("whose") == Whose.EVERYONE else Whose.MINE
    found = my_day(access, whose=whose)
    first = told_first(access)
    if found.is_nobodys:
        also = {"also": also_for(access)}
        return render(request, "lists/start.html", starts_for(access) | first | also)
    say_if_stale(request, found.as_at)
    asked = request.GET.get("part", "")
    only = Shown(asked) if asked in set(Shown) else None
    context = _context(found, whose) | (
        _one_part(found, only, whose, page_of(request))
        if only
        else {"parts": _parts(found, whose), "pages": 1, "page_number": 1, "query": ""}
    )
    more: dict[str, Any] = {
        "only": only,
        "head": HEAD,
        "questions": [q._asdict() for q in found.questions],
        "also": [] if only else also_for(access),
    }
    more["may_record"] = access.has(Can.RECORD)
    return render(request, "lists/my_day.html", context | first | more)


def _context(found: MyDay, whose: Whose) -> dict[str, Any]:
    return {
        "figures": _figures(found),
        "choice": _choice(found, whose),
        "nothing_due": _nothing_due(found),
        "restricted": found.restricted,
        "children": found.children,
    }


def _figures(found: MyDay) -> list[dict[str, Any]]:
    late = found.count(Shown.OVERDUE)
    figures = [_figure(late, "overdue", Shown.OVERDUE, is_bad=bool(late))]
    figures += [
        _figure(found.count(part), label, part)
        for part, label in ((Shown.TODAY, "due today"), (Shown.WEEK, "this week"))
    ]
    for part, label in ((Shown.CALLS, "calls"), (Shown.DECISIONS, "meetings and decisions")):
        if number := found.count(part):
            late = sum(each.line.status == Status.OVERDUE for each in found.parts[part])
            said = f"{label}, {late} overdue" if late else label
            figures.append(_figure(number, said, part, is_bad=bool(late)))
    return figures


def _figure(number: int, label: str, part: Shown, *, is_bad: bool = False) -> dict[str, Any]:
    return {"number": number, "label": label, "href": f"#{part}", "tone": "bad" if is_bad else ""}


def _choice(found: MyDay, whose: Whose) -> list[dict[str, Any]]:
    """Return the choice between one's own duties and everybody's, where they differ."""
    if found.mine == found.everyone:
        return []
    here = reverse("my-day")
    return [
        {
            "text": f"Yours ({found.mine})",
            "href": here,
            "current": whose == Whose.MINE,
        },
        {
            "text": f"Everyone’s for your children ({found.everyone})",
            "href": f"{here}?whose={Whose.EVERYONE}",
            "current": whose == Whose.EVERYONE,
        },
    ]


def _parts(found: MyDay, whose: Whose) -> list[Part]:
    """Return the parts that have something in them, and those whose emptiness is worth saying."""
    return [
        _part(part, owed[: _size(part)], len(owed), whose)
        for part, owed in found.parts.items()
        if owed or part in EMPTY
    ]


def _size(part: Shown) -> int:
    """Return how many lines of a part stand on the page of all: what presses is shown in full."""
    return settings.ROWS_ON_A_PAGE if part in IN_FULL else SHOWN_OF_REST


def _one_part(found: MyDay, only: Shown, whose: Whose, page: int) -> dict[str, Any]:
    size, owed = settings.ROWS_ON_A_PAGE, found.parts[only]
    pages = max(1, -(-len(owed) // size))
    page = min(page, pages)
    shown = owed[(page - 1) * size : page * size]
    part = _part(only, shown, 0, whose)
    query = {"part": only.value} | ({"whose": whose.value} if whose == Whose.EVERYONE else {})
    return {"parts": [part], "pages": pages, "page_number": page, "query": urlencode(query)}


def _part(part: Shown, owed: list[Mine], number: int, whose: Whose) -> Part:
    more = {"part": part.value} | ({"whose": whose.value} if whose == Whose.EVERYONE else {})
    left = number > len(owed)
    return Part(
        key=part.value,
        title=TITLES[part],
        note=NOTES.get(part, ""),
        groups=[_group(group) for group in grouped(owed)],
        empty=EMPTY.get(part, "Nothing here."),
        more=f"{reverse('my-day')}?{urlencode(more)}" if left else "",
        more_said=f"All {number} in “{TITLES[part]}”" if left else "",
    )


def _group(group: Group) -> dict[str, Any]:
    visits = group.siblings and not any(m.line.is_call or m.line.is_decision for m in group.lines)
    heading: Markup | str = ""
    if group.siblings:
        heading = cells.home(group.siblings, record=bool(visits))
    return {"heading": heading, "rows": [_row(mine) for mine in group.lines]}


def _row(mine: Mine) -> list[Markup]:
    line = mine.line
    return [
        cells.child(line.child, f"for {mine.acting_for}" if mine.acting_for else ""),
        cells.owed(line, _whose(mine), _next_attempt(mine)),
        cells.due(line),
        cells.why(line),
        cells.record(line),
    ]


def _whose(mine: Mine) -> str:
    """Return whose duty it is, where it is not plainly one's own."""
    said = cells.roles(mine.line.who)
    if not mine.is_mine:
        return f"for the {said}"
    if not said:
        return "yours"
    return f"yours ({said})" if mine.is_named else f"the policy names the {said}"


def _next_attempt(mine: Mine) -> str:
    """Return by when a visit that was not made is tried again."""
    return f"not made: next attempt by {day(mine.again_by)}" if mine.again_by else ""


def _nothing_due(found: MyDay) -> list[tuple[Markup, str]]:
    return [
        (cells.child(each.child), f"{cells.STANDINGS[each.standing]}: {each.because}")
        for each in found.nothing_due
    ]
