"""Deny by default, on the server: nobody opens a view that does not say who may (A1, A2)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.conf import settings

from doorstep.web import clock
from doorstep.web.accounts.gate import PUBLIC, SIGNED_IN, decision_of
from doorstep.web.accounts.queries import access_of

Handler = Callable[[HttpRequest], HttpResponse]
BEGAN, LAST = "began_at", "last_at"
OPEN_LIBRARIES = ("allauth.", "django.contrib.staticfiles")


class SessionLimits:
    """End a session that was idle too long or lasted too long (S3)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        return self.get_response(request)


def _is_over(request: HttpRequest) -> bool:
    now = clock.now().timestamp()
    session = request.session
    began, last = session.setdefault(BEGAN, now), session.get(LAST, now)
    if now - last > settings.IDLE_LIMIT or now - began > settings.ABSOLUTE_LIMIT:
        return True
    if now - last > 60 or LAST not in session:  # one write a minute is enough
        session[LAST] = now
    return False


class DenyByDefault:
    """Let a request through only where its view says that this person may."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Stop the request here unless it may go on."""
        decision = decision_of(view)
        if decision == PUBLIC or view.__module__.startswith(OPEN_LIBRARIES):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        request.access = access_of(
            request.user, at=clock.now(), request_id=getattr(request, "request_id", "")
        )
        if decision == SIGNED_IN:
            return None
        if not isinstance(decision, tuple) or not any(request.access.has(can) for can in decision):
            raise PermissionDenied
        return None
