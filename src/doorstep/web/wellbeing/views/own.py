"""A person's own pages: how they are today, what was said of them, and a reminder of their own."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, signed_in
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.components import moment
from doorstep.web.lists.views.paging import page_of
from doorstep.web.wellbeing import shown
from doorstep.web.wellbeing.forms import WordForm
from doorstep.web.wellbeing.queries import availability, get_word, words_of
from doorstep.web.wellbeing.services import SaidOtherwiseError, say, take_back
from doorstep.web.wellbeing.views.own_reminder import ASKED, own_reminder_page
from doorstep.web.wellbeing.words import CATEGORY_WORDS, Source

HISTORY_HEAD = ("What was said", "When, and by whom", {"label": "", "hidden": "What can be done"})


def said(form: WordForm, person: User, access: Access) -> bool:
    """Store what a form says of somebody; not if this very form said something else before."""
    try:
        say(form.said(person), by=access, at=access.at)
    except SaidOtherwiseError:
        form.said_before()
        return False
    return True


@signed_in
def how_i_am(request: SignedInRequest) -> HttpResponse:
    """Ask how somebody is today: one choice and one button; what was said last holds."""
    if ASKED in request.GET:
        # No address of its own, so that no log of requests tells who has such a reminder.
        return own_reminder_page(request)
    access = request.access
    form = WordForm(request.POST or None, initial={"client_id": uuid4()}, on=access.on)
    if form.is_valid() and said(form, request.user, access):
        now = availability(on=access.on, people=[access.user_id])[access.user_id]
        told = CATEGORY_WORDS[now.category].lower()
        messages.success(request, f"Saved. Your team sees today: {told}.")
        return redirect("how-i-am")
    now = availability(on=access.on, people=[access.user_id])[access.user_id]
    page: dict[str, Any] = {
        "form": form,
        "now": shown.own_now(now, on=access.on) if now.source != Source.NOBODY else None,
        "on": access.on,
        "may_see_team": access.has(Can.RECORD),
    }
    return render(request, "wellbeing/how_i_am.html", page)


@signed_in
@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """Show all that was said of somebody to themself, the newest first."""
    access = request.access
    pages = Paginator(words_of(request.user), settings.ROWS_ON_A_PAGE)
    part = pages.get_page(page_of(request))
    page = {
        "rows": [shown.of_word(row, access.on, back=True) for row in part],
        "head": list(HISTORY_HEAD),
        "number": part.number,
        "pages": pages.num_pages,
    }
    return render(request, "wellbeing/history.html", page)


@signed_in
def take_back_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back something that was said of oneself, or of somebody one answers for, after asking."""
    access = request.access
    row = get_word(pk=pk, by=access)
    is_own = row.person_id == access.user_id
    back = reverse("how-i-was") if is_own else reverse("say-availability", args=[row.person_id])
    if request.method == "POST":
        take_back(row, by=access, at=access.at)
        messages.success(request, "Taken back. What was said before holds again.")
        return redirect(back)
    said = shown.of_word(row, access.on, back=False)[0]
    page = {
        "it": row,
        "said": said,
        "back": back,
        "is_own": is_own,
        "at": moment(row.recorded_at),
    }
    return render(request, "wellbeing/take_back.html", page)
