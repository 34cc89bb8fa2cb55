"""Deny by default, on the server: nobody opens a view that does not say who may (A1, A2)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from doorstep.web import clock
from doorstep.web.accounts.gate import PUBLIC, SIGNED_IN, TOKEN, decision_of
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.second_factor import must_set_up, sets_up
from doorstep.web.problems import NO_TOKEN, SIGNED_OUT, is_api, is_own_script, problem, told

Handler = Callable[[HttpRequest], HttpResponse]
BEGAN, LAST = "began_at", "last_at"
ASKED_BY_ITSELF, OF_PHONES = "/doorstep/session", "/doorstep/phones/"
ENDED = "You were signed out because you did nothing for a while, or because the day was over."


class SessionLimits:
    """End a session that was idle too long or lasted too long (S3)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign the person out first if their time is over."""
        if request.user.is_authenticated and _is_over(request):
            logout(request)
            messages.info(request, ENDED)
        return self.get_response(request)


def begin_session(request: HttpRequest) -> None:
    """Begin to measure how long a session lasts, at sign-in."""
    now = clock.now().timestamp()
    request.session.update({BEGAN: now, LAST: now})


def _is_over(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    session = request.session
    began, last = session.setdefault(BEGAN, now), session.get(LAST, now)
    if now - last > settings.IDLE_LIMIT or now - began > settings.ABSOLUTE_LIMIT:
        return True
    # One write a minute is enough; and what a page asks by itself is nothing that a person does.
    if (now - last > 60 and not _by_itself(request)) or LAST not in session:
        session[LAST] = now
    return False


def _by_itself(request: HttpRequest) -> bool:
    """Test whether the doorstep page asks, as it does every half minute while it is open."""
    path = request.path
    return path == ASKED_BY_ITSELF or (path.startswith(OF_PHONES) and path.endswith("/waiting"))


class DenyByDefault:
    """Let a request through only where its view says that this person may."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; who may is asked once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Stop the request here unless it may go on."""
        decision = decision_of(view)
        if decision in (PUBLIC, TOKEN):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.access = access_of(
            request.user, at=clock.now(), request_id=getattr(request, "request_id", "")
        )
        if not sets_up(view) and must_set_up(request):
            return _to_second_factor(request)
        if decision == SIGNED_IN:
            return None
        if not isinstance(decision, tuple) or not any(request.access.has(can) for can in decision):
            raise PermissionDenied
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in; a program or a page's own script cannot follow us to a form, and is told."""
    if is_api(request):
        return problem(request, 401, NO_TOKEN)
    if is_own_script(request):
        return told(request, 401, SIGNED_OUT)
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to where a second factor is set up, without which no page of records opens."""
    if is_own_script(request):
        return told(request, 403, "Set up your second factor first.", code="second_factor")
    return redirect("mfa_index")
