"""What I am told: a person's own settings, their messages and their calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doorstep.web.accounts.gate import SignedInRequest, signed_in
from doorstep.web.components import moment
from doorstep.web.conflicts import conflict_page
from doorstep.web.notices.forms import SendForm, WishForm, initial_of
from doorstep.web.notices.models import Feed, Notice, Wish
from doorstep.web.notices.queries.outbox import of_person
from doorstep.web.notices.services.wishes import change_wish, send_test
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.web.versions import ConflictError
from doorstep.workdays import LONDON

LABELS = {"email": "E-mail address", "digest": "One message a day", "hour": "From which hour"}
SHOWN = 10


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Show what a person is told, and store what they want."""
    access = request.access
    wish = Wish.objects.filter(user=access.user_id).first() or Wish(user_id=access.user_id)
    form = WishForm(request.POST or None, initial=initial_of(wish))
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_wish(version=version, by=access, at=access.at, **form.told())
        except ConflictError as error:
            back = reverse("being-told")
            return conflict_page(request, error, labels=LABELS, back=back)
        messages.success(request, _said(form))
        return redirect("being-told")
    return render(request, "notices/told.html", {"form": form, **_around(request, wish)})


def _said(form: WishForm) -> str:
    given = form.cleaned_data
    if not given["email"]:
        return "Saved. You get no e-mail."
    if given["digest"]:
        return "Saved. The next message comes when its hour has come and something is new."
    return "Saved. You get no daily message."


def _around(request: SignedInRequest, wish: Wish) -> dict[str, Any]:
    rows = of_person(request.access.user_id)[:SHOWN]
    return {
        "is_mail_on": is_mail_on(),
        "domains": settings.MAIL_DOMAINS,
        "has_address": bool(wish.email),
        "test": SendForm(auto_id="test_%s"),
        "rows": [_row(row) for row in rows],
        "feed": Feed.objects.filter(user=request.access.user_id, revoked_at=None).first(),
    }


def _row(row: Notice) -> list[str]:
    state = row.get_state_display()
    return [moment(row.made_at.astimezone(LONDON)), row.subject, state[:1].upper() + state[1:]]


@signed_in
@require_POST
def test(request: SignedInRequest) -> HttpResponse:
    """Send the person a test message."""
    form = SendForm(request.POST)
    if form.is_valid():
        access, client_id = request.access, form.cleaned_data["client_id"]
        if not is_mail_on():
            messages.error(request, "E-mail is switched off here, so there is nothing to test.")
        elif send_test(client_id=client_id, by=access, at=access.at):
            messages.success(request, "A test message is on its way. It takes a minute or so.")
        else:
            messages.error(request, "Save your e-mail address first.")
    return redirect("being-told")
