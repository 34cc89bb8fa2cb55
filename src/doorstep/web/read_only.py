"""While nothing may be changed, pages are read and every change is answered 503 (ADR 30)."""

from collections.abc import Callable
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse

from doorstep.web import clock
from doorstep.web.bad_days import BadDay
from doorstep.web.components import moment
from doorstep.web.errors import unavailable
from doorstep.web.http import Handler
from doorstep.web.running.mode import Mode, mode
from doorstep.web.running.worker import let_go_of_connection, machine_time

READING = {"GET", "HEAD", "OPTIONS"}
# Whoever wants to read must be able to sign in, and to show again who they are.
SIGNING_IN = {
    "account_login", "account_logout", "account_reauthenticate", "mfa_authenticate",
    "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "openid_connect_login", "openid_connect_callback", "work_account_again",
}  # fmt: skip
TITLE = "Nothing can be changed for now"
CLOCK_TITLE = "The clock of this service is wrong"
CLOCK_SAYS = "{} Nothing is recorded until whoever runs this service has set it right: tell them."
WAIT = 300


class ReadOnly:
    """Answer changes with 503 while nothing may be changed, and say so on every page."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whether it is a change that may not be is asked once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Stop a change here while nothing may be changed."""
        changes = request.method not in READING
        found = _mode(fresh=changes)
        request.held = _in_words(found)
        name = request.resolver_match.view_name
        if not changes or not found.holds or name in SIGNING_IN:
            return None
        return unavailable(request, _day(found), again_at=found.again_at)


def _mode(*, fresh: bool) -> Mode:
    """Return how it stands; where the database cannot be asked, the page itself will say so."""
    try:
        return mode(at=clock.now(), now=machine_time(), fresh=fresh)
    except Error:
        let_go_of_connection()
        return Mode()


def _day(found: Mode) -> BadDay:
    if found.read_only:
        return BadDay("read_only", TITLE, f"{found.read_only} What is recorded can be read.", WAIT)
    return BadDay("clock_wrong", CLOCK_TITLE, CLOCK_SAYS.format(found.clock), WAIT)


def _in_words(found: Mode) -> dict[str, str]:
    """Return the title and the words of the banner; nothing where all is as always."""
    if found.read_only:
        until = f" It should be over at {moment(found.again_at)}." if found.again_at else ""
        return {"title": TITLE, "text": f"{found.read_only}{until}"}
    if found.clock:
        return {"title": CLOCK_TITLE, "text": CLOCK_SAYS.format(found.clock)}
    return {}
