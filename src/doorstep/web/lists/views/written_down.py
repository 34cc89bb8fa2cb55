"""When visits are written down: of a team's children for its managers, of one's own for oneself."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from doorstep.vocabulary import VisitType
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import Sight, sight_of, visible
from doorstep.web.components import day, lines, link, moment, plural
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.scope import AUTHORITY, Scope
from doorstep.web.lists.views.of_list import asked_list, frame
from doorstep.web.lists.views.paging import page_of
from doorstep.web.lists.written_down import (
    WINDOWS,
    Timings,
    Written,
    first_day,
    timings,
    window_of,
    written_in,
)
from doorstep.web.visits.words import NAMES

HEAD = ("What", "Child", "Happened", "Written", "Why later")


@who_can(Can.SEE_TEAM)
def show(request: SignedInRequest) -> HttpResponseBase:
    """Show how soon the records of a team's children are written, and those written later."""
    scope, sight, lists = asked_list(request)
    context = frame(request, scope, lists, "written-down") | {"own": False}
    if scope is None:
        return render(request, "lists/written_down.html", context)
    return _shown(request, _of(scope, request, sight), scope.key, context)


@who_can(Can.RECORD)
def own(request: SignedInRequest) -> HttpResponseBase:
    """Show somebody how soon they write their own records, as nobody else is shown."""
    access = request.access
    rows = Q(recorded_by=access.user_id)
    rows &= visible(access, Can.SEE_CHILD, sight_of(access), prefix="child__")
    return _shown(request, rows, "own", {"own": True, "scope": None})


def _of(scope: Scope, request: SignedInRequest, sight: Sight) -> Q:
    seen = visible(request.access, Can.SEE_TEAM, sight, prefix="child__")
    if scope.kind == AUTHORITY:
        return seen
    return seen & Q(child__answer__team__in=list(scope.teams))


def _shown(
    request: SignedInRequest, rows: Q, key: str, context: dict[str, Any]
) -> HttpResponseBase:
    on, days = request.access.on, window_of(request.GET.get("days", ""))
    since = first_day(on, days)
    found = written_in(rows, since=since)
    later = [each for each in found if each.is_late]
    if form := form_asked(request, Can.EXPORT):
        return list_file(request, form, f"written-later-{key}", HEAD, map(_row, later))
    number, size = page_of(request), settings.ROWS_ON_A_PAGE
    pages = max(1, -(-len(later) // size))
    number = min(number, pages)
    told = timings(found)
    return render(
        request,
        "lists/written_down.html",
        context
        | {
            "days": days,
            "windows": WINDOWS,
            "since": day(since),
            "until": day(on),
            "told": told,
            "half": _half(told),
            "shares": _shares(told),
            "reasons": [(words, f"{count:,}") for words, count in told.reasons],
            "head": HEAD,
            "rows": [_row(each) for each in later[(number - 1) * size : number * size]],
            "page_number": number,
            "pages": pages,
            "query": _query(key, days, own=context["own"]),
            "take": take_links(request, Can.EXPORT),
        },
    )


def _query(key: str, days: int, *, own: bool) -> str:
    return urlencode(({} if own else {"list": key}) | {"days": days})


def _half(told: Timings) -> str:
    """Return by when half of them were written, in words."""
    if told.median is None:
        return ""
    if not told.median:
        return "Half of them or more were written on the day itself."
    whole = int(told.median)
    days = plural(whole, "day") if whole == told.median else f"{told.median} days"
    return f"Half of them were written within {days} (the median)."


def _shares(told: Timings) -> list[list[object]]:
    """Return how many were written when, each out of all records."""
    parts = (
        ("On the day itself", told.same_day),
        ("By the end of the next working day", told.next_working_day),
        ("Later", told.later),
    )
    return [
        [words, f"{count:,} of {told.records:,}", f"{100 * count / max(told.records, 1):.0f}%"]
        for words, count in parts
    ]


def _row(each: Written) -> list[object]:
    name = NAMES[VisitType(each.kind)]
    what = f"{name[:1].upper()}{name[1:]}"
    came_in = f"received {moment(each.received_at)}" if each.received_at != each.written_at else ""
    return [
        link(reverse("visit", args=[each.child_id, each.pk]), what, hidden=f"of {each.child}"),
        link(reverse("child", args=[each.child_id]), each.child),
        day(each.happened_on),
        lines(moment(each.written_at), f"{plural(each.days, 'day')} after", came_in),
        each.because or "Not said",
    ]
