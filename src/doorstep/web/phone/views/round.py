"""Choose and order the visits of a day, and put them on the phone."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, signed_in, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.conflicts import conflict_page
from doorstep.web.phone import round_page
from doorstep.web.phone.queries import rounds
from doorstep.web.phone.round_form import DOWN, TRAVEL, UP, DayForm, RoundForm, moved
from doorstep.web.phone.services import phones
from doorstep.web.phone.services import rounds as services
from doorstep.web.phone.services.rounds import Chosen
from doorstep.web.phone.travelling import Door, travelled
from doorstep.web.phone.views.session import answered, used
from doorstep.web.versions import ConflictError

LABELS = {"visits": "Whom you visit, in order"}


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def my_round(request: SignedInRequest) -> HttpResponse:
    """Choose and order the visits of a day."""
    access = request.access
    days = DayForm({"day": request.GET.get("day", "")}, on=access.on)
    day = days.chosen(access.on)
    children = rounds.own_children(access, day=day)
    row = rounds.round_of(access.user_id, day)
    stops = rounds.stops_of(row)
    parts = round_page.in_order(children, stops, day=day, is_new=row is None)
    if request.method == "POST":
        form = RoundForm(children, request.POST)
        if form.is_valid():
            return _saved(request, form, day)
    else:
        form = RoundForm(children, initial=round_page.initial(row, stops, parts[0]))
    shown: dict[str, Any] = round_page.page(parts, form, day=day, by=access, row=row)
    return render(request, "phone/round.html", shown | {"days": days})


def _saved(request: SignedInRequest, form: RoundForm, day: date) -> HttpResponse:
    """Store the round and come back to it; somebody's other window may have stored one meanwhile."""
    access, back = request.access, f"{reverse('my-round')}?{urlencode({'day': day.isoformat()})}"
    chosen = [Chosen(pk, form.at(pk)) for pk in _order(request, form)]
    try:
        services.save_round(
            day=day, chosen=chosen, version=form.cleaned_data["version"], by=access, at=access.at
        )
    except ConflictError as error:
        names = {each.child.pk: each.child.name for each in form.children}
        mine = {"visits": ", ".join(names[each.child] for each in chosen)}
        return conflict_page(request, ConflictError(error.row, mine), labels=LABELS, back=back)
    messages.success(request, "Saved.")
    return redirect(back)


def _order(request: SignedInRequest, form: RoundForm) -> list[int]:
    """Return the order that was asked for: as it stood, with one moved, or as it is travelled."""
    order, does = form.ordered(), request.POST.get("does", "")
    what, _, pk = does.partition("-")
    if what in {UP, DOWN} and pk.isdecimal() and len(pk) < 10:
        return moved(order, int(pk), -1 if what == UP else 1)
    if what == TRAVEL:
        return _travelled(order, form)
    return order


def _travelled(order: list[int], form: RoundForm) -> list[int]:
    """Return the children by door, the doors in the order to travel."""
    known = {each.child.pk: each.child for each in form.children}
    homes: dict[object, list[int]] = {}
    for pk in order:
        homes.setdefault(known[pk].household or pk, []).append(pk)
    doors = [
        Door(
            key=key,
            postcode=known[own[0]].postcode,
            at=min((at for pk in own if (at := form.at(pk))), default=None),
        )
        for key, own in homes.items()
    ]
    return [pk for door in travelled(doors) for pk in homes[door.key]]


@gzip_page  # a ninth of its size; it holds no token, and nothing that whoever asks put into the question
@answered
@signed_in
@require_GET
def take_round(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Put the visits of a day on a phone; nothing if none were chosen."""
    phone = phones.own_phone(phone_id, by=request.access)
    used(request, phone)
    told = services.take_round(phone=phone, by=request.access, at=request.access.at)
    if told is None:
        return HttpResponse(status=204)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
