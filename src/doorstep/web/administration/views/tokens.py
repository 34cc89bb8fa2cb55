"""Tokens for the API: the list, a new one that is shown once, and revoking one."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.recent import recently_authenticated
from doorstep.web.accounts.words import Can
from doorstep.web.administration.forms.tokens import LONGEST, TokenForm
from doorstep.web.administration.views.pages import done, form_page
from doorstep.web.administration.views.token_rows import token_facts, token_rows
from doorstep.web.api import services
from doorstep.web.api.queries import get_token, systems, tokens
from doorstep.workdays import LONDON

LEAD = (
    "A token lets another system read and record here without anybody signing in. Add an account for"
    " the system first, under People, and give it the role it needs; no password."
)


@who_can(Can.ADMINISTER)
def api_tokens(request: SignedInRequest) -> HttpResponse:
    """List the tokens, when each was last used and until when it holds."""
    found = tokens(at=clock.now())
    page = {"now": token_rows(found.now), "over": token_rows(found.over)}
    return render(request, "administration/tokens.html", page)


@who_can(Can.ADMINISTER)
@recently_authenticated
def new_api_token(request: SignedInRequest) -> HttpResponse:
    """Issue a token, and show it this once."""
    today, back = clock.today(), reverse("api-tokens")
    form = TokenForm(
        request.POST or None,
        on=today,
        systems=systems(),
        initial={"expires_on": today + timedelta(LONGEST // 4)},
    )
    if form.is_valid():
        try:
            token, secret = services.issue_token(_wish(form), by=request.access, at=clock.now())
        except (services.NotForAPersonError, services.IssuedAlreadyError) as error:
            form.add_error("user", str(error))
        else:
            page = {"token": secret, "facts": token_facts(token), "back": back}
            return render(request, "administration/token_issued.html", page)
    return form_page(
        request,
        form,
        title="Issue a token",
        button="Issue the token",
        back=back,
        lead=LEAD,
    )


def _wish(form: TokenForm) -> services.Wish:
    """Return the token asked for; it holds to the end of its last day."""
    told: dict[str, Any] = form.cleaned_data
    end = datetime.combine(told["expires_on"] + timedelta(1), time(), LONDON)
    return services.Wish(
        user=form.account(),
        name=told["name"],
        scopes=frozenset(told["scopes"]),
        cans=frozenset(told["cans"]),
        expires_at=end,
        client_id=told["client_id"],
    )


@who_can(Can.ADMINISTER)
def revoke_api_token(request: SignedInRequest, pk: int) -> HttpResponse:
    """Revoke a token, after asking."""
    token, back = get_token(pk=pk), reverse("api-tokens")
    if request.method == "POST":
        services.revoke_token(token, by=request.access, at=clock.now())
        return done(request, f"The token “{token.name}” is revoked.", back)
    page = {"facts": token_facts(token), "back": back, "is_over": token.revoked_at is not None}
    return render(request, "administration/revoke_token.html", page)
