"""Who is there today and in the next 14 days: for colleagues, and with reasons for the manager."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.scope import AUTHORITY, Scope, lists_for, scope_of
from doorstep.web.lists.views.frame import frame_of
from doorstep.web.lists.views.paging import page_of
from doorstep.web.wellbeing import shown
from doorstep.web.wellbeing.forms import WordForOtherForm
from doorstep.web.wellbeing.queries import (
    Person,
    availability,
    availability_over,
    get_staff,
    people_of,
    told_why,
    words_of,
)
from doorstep.web.wellbeing.services import tell_read
from doorstep.web.wellbeing.standing import Availability
from doorstep.web.wellbeing.views.own import HISTORY_HEAD, said
from doorstep.web.wellbeing.words import Category

DAYS_AHEAD = 14
DAYS_HEAD = (
    "Day",
    {"label": "Can visit", "numeric": True},
    "From home",
    "Away",
    {"label": "Not said", "numeric": True},
)
Found = dict[int, Availability]


@who_can(Can.RECORD)
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """Show the people of a list today; to whom answers for them all, also day by day."""
    access = request.access
    lists = lists_for(access, can=Can.RECORD)
    key = request.GET.get("list") or next(iter(lists), "")
    if not key:
        return render(request, "wellbeing/availability.html", {"scope": None, "lists": lists})
    scope = scope_of(access, sight_of(access), key=key, can=Can.RECORD)
    people = people_of(None if scope.kind == AUTHORITY else scope.teams, on=access.on)
    reasons = told_why(access)
    plans = bool(people) and {p.pk for p in people} <= reasons and access.has(Can.MOVE)
    page = _around(request, scope) | {"lists": lists, "plans": plans, "by_day": False}
    if plans and request.GET.get("show") == "days":
        page |= {"by_day": True, "head": list(DAYS_HEAD), "rows": _days(request, people)}
    else:
        page |= _today(request, scope, people, reasons)
    return render(request, "wellbeing/availability.html", page)


def _around(request: SignedInRequest, scope: Scope) -> dict[str, Any]:
    """Return what stands around: the other pages of the list only to whom they open."""
    if request.access.has(Can.SEE_TEAM):
        return frame_of(scope, request.access, "availability")
    return {"scope": scope, "parts": []}


def _days(request: SignedInRequest, people: list[Person]) -> list[list[Any]]:
    first = request.access.on
    days = [first + timedelta(number) for number in range(DAYS_AHEAD + 1)]
    found = availability_over(days, [person.pk for person in people])
    return [shown.of_day(day, people, found[day]) for day in days]


def _today(
    request: SignedInRequest, scope: Scope, people: list[Person], reasons: set[int]
) -> dict[str, Any]:
    access = request.access
    found = availability(on=access.on, people=[person.pk for person in people])
    only = request.GET.get("only", "")
    wanted = [p for p in people if only not in set(Category) or found[p.pk].category == only]
    pages = Paginator(wanted, settings.ROWS_ON_A_PAGE)
    part = pages.get_page(page_of(request))
    tell_read([p.pk for p in part if p.pk in reasons], by=access, at=access.at)
    is_told = any(p.pk in reasons - {access.user_id} for p in people)
    rows = [shown.of_person(p, found[p.pk], reasons, access.user_id, access.on) for p in part]
    return {
        "head": _head(is_told),
        "rows": rows if is_told else [row[:2] for row in rows],
        "is_told": is_told,
        "figures": _figures(scope, people, found),
        "only": only if only in set(Category) else "",
        "query": urlencode({"list": scope.key, "only": only}),
        "number": part.number,
        "pages": pages.num_pages,
        "look": _to_look_at(people, found, reasons, access.on),
    }


def _head(is_told: bool) -> list[Any]:
    told = ["Why, and until when", {"label": "", "hidden": "What can be done"}] if is_told else []
    return ["Person", "Today", *told]


def _figures(scope: Scope, people: list[Person], found: Found) -> list[dict[str, Any]]:
    """Return the counts, each leading to whom it counts."""
    return [
        figure | {"href": f"?{urlencode({'list': scope.key, 'only': category.value})}"}
        for category, figure in zip(Category, shown.counts(people, found), strict=True)
    ]


def _to_look_at(people: list[Person], found: Found, reasons: set[int], on: Any) -> list[str]:
    """Return whose entry was to be looked at again by now, for who answers for them."""
    due = ((p, found[p.pk].look_on) for p in people if p.pk in reasons)
    return [person.name for person, look_on in due if look_on and look_on <= on]


@who_can(Can.MOVE)
def say_for(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say for somebody how they are, marked as said by their manager; show what was said before."""
    access = request.access
    person = get_staff(access, pk=pk)
    form = WordForOtherForm(request.POST or None, initial={"client_id": uuid4()}, on=access.on)
    if form.is_valid() and said(form, person, access):
        messages.success(request, f"Saved for {person}. They see that you said it.")
        return redirect("say-availability", pk)
    now = availability(on=access.on, people=[pk])[pk]
    pages = Paginator(words_of(person), settings.ROWS_ON_A_PAGE)
    part = pages.get_page(page_of(request))
    tell_read([pk], by=access, at=access.at)
    page = {
        "it": person,
        "form": form,
        "now": shown.category_tag(now.category),
        "because": shown.because(now, on=access.on),
        "rows": [shown.of_word(row, access.on, back=True) for row in part],
        "head": list(HISTORY_HEAD),
        "number": part.number,
        "pages": pages.num_pages,
        "back": f"{reverse('availability')}",
    }
    return render(request, "wellbeing/say_for.html", page)
