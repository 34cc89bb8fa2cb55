"""One's own phones, and those of a team: when in contact, what waits on them, taking one away."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.web.accounts.gate import SignedInRequest, signed_in, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.views.paging import page_of
from doorstep.web.phone import shown
from doorstep.web.phone.models import Phone
from doorstep.web.phone.queries.phones import apart_on, own_phones, phones_of_teams, with_states
from doorstep.web.phone.services import phones

GONE = "{} is taken away. At its next contact it forgets the list of visits and its keys."
HIDDEN: dict[str, Any] = {"label": "", "hidden": "Take the phone away"}


@signed_in
@require_safe
def my_phones(request: SignedInRequest) -> HttpResponse:
    """Show one's own phones."""
    rows = own_phones(request.access)
    apart = apart_on(rows)
    cards = [shown.own_card(row, apart.get(row.pk, 0)) for row in rows]
    page = {
        "now": [card for card in cards if not card["is_over"]],
        "over": [card for card in cards if card["is_over"]],
        "may_record": request.access.has(Can.RECORD),
    }
    return render(request, "phone/phones.html", page)


@signed_in
@require_POST
def take_phone_away(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Take a phone of one's own away."""
    row = _one_of(Phone.objects.filter(user=request.access.user_id), phone_id)
    return _taken_away(request, row, "phones")


@who_can(Can.MOVE, Can.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def team_phones(request: SignedInRequest) -> HttpResponseBase:
    """Show the phones of one's teams, those with unsent work first; take one away."""
    access, rows = request.access, phones_of_teams(request.access)
    if request.method == "POST":
        return _asked_first(request, _one_of(rows, _chosen(request)))
    if form := form_asked(request):
        states = with_states(list(rows), at=access.at)
        return list_file(request, form, "phones", shown.TEAM_HEAD, map(shown.team_row, states))
    number, size, count = page_of(request), settings.ROWS_ON_A_PAGE, rows.count()
    pages = max(1, -(-count // size))
    number = min(number, pages)
    states = with_states(list(rows[(number - 1) * size : number * size]), at=access.at)
    page = {
        "head": [*shown.TEAM_HEAD, HIDDEN],
        "states": [(state.row, shown.team_row(state)) for state in states],
        "count": count,
        "page_number": number,
        "pages": pages,
        "take": take_links(request),
        "may_see_teams": access.has(Can.SEE_TEAM),
    }
    return render(request, "phone/team_phones.html", page)


def _asked_first(request: SignedInRequest, row: Phone) -> HttpResponse:
    """Take somebody's phone away once it was said twice: rows of a table stand close together."""
    if request.POST.get("sure") == "yes":
        return _taken_away(request, row, "team-phones")
    apart = apart_on([row]).get(row.pk, 0)
    page = {
        "phone": row,
        "facts": shown.own_card(row, apart)["facts"],
        "has_unsent": row.unsent or apart,
    }
    return render(request, "phone/take_away.html", page)


def _chosen(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("phone", ""))
    except ValueError:
        raise Http404(phones.NO_SUCH_PHONE) from None


def _one_of(rows: Any, pk: UUID) -> Phone:
    """Return one of these phones.

    Raises: Http404, the same for one that is not there and one of somebody else's.
    """
    found: Phone | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(phones.NO_SUCH_PHONE)
    return found


def _taken_away(request: SignedInRequest, row: Phone, back: str) -> HttpResponse:
    here = request.session.session_key or ""
    phones.revoke(row, by=request.access, at=request.access.at, here=here)
    messages.success(request, GONE.format(row.name))
    return redirect(back)
