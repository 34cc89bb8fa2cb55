"""Pages for what went wrong: short, without a trace, with a number to quote."""

import sys
from datetime import datetime
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.web.bad_days import BadDay, known
from doorstep.web.components import moment
from doorstep.web.kept import kept_of
from doorstep.web.logs import fault, log
from doorstep.web.problems import SAID, SIGNED_OUT, is_api, is_own_script, problem, told

TO_SCRIPT = {401: SIGNED_OUT, 403: "Your roles do not allow this."}
FORM_OLD = "The page was open too long. It asks again by itself."


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if is_api(request):
        return problem(request, status, SAID[status])
    if is_own_script(request):
        return told(request, status, TO_SCRIPT.get(status, SAID[status]))
    return render(request, f"errors/{status}.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood, or that the person was signed out meanwhile.

    Of the latter Django makes a bad request too; by then what was to be saved may be saved.
    """
    return _page(request, 401 if isinstance(exception, SessionInterrupted) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow this."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page; the same for what may not be seen (A4)."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke here; of a bad day of the machine, what it is and when to try again."""
    error = sys.exc_info()[1]
    day = known(error)
    if day is None or error is None:
        return _page(request, 500)
    log.error("bad_day", told=day.name, **fault(error))
    return unavailable(request, day)


def unavailable(
    request: HttpRequest, day: BadDay, *, again_at: datetime | None = None
) -> HttpResponse:
    """Say that nothing can be saved now, keep what was typed, and say when to try again (503)."""
    response = _unavailable(request, day, again_at)
    response["Retry-After"] = str(day.wait)
    return response


def _unavailable(request: HttpRequest, day: BadDay, again_at: datetime | None) -> HttpResponse:
    when = f"At {moment(again_at)}" if again_at else _wait(day.wait)
    if is_api(request):
        return problem(request, 503, f"{day.title}. {day.says}")
    if is_own_script(request):
        return told(request, 503, f"{day.title}. {day.says}", code=day.name)
    page: dict[str, Any] = {
        "status": 503, "day": day, "when": when, "kept": kept_of(request), "errors": True,
        "changes": request.method != "GET",
    }  # fmt: skip
    return render(request, "errors/503.html", page, status=503)


def _wait(seconds: int) -> str:
    """Return how long to wait, in words.

    Example:
        >>> _wait(30), _wait(300)
        ('In half a minute', 'In 5 minutes')
    """
    minutes = round(seconds / 60)
    return "In half a minute" if seconds < 60 else f"In {minutes} minute{'s'[: minutes > 1]}"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long or came from elsewhere."""
    if is_own_script(request):
        return told(request, 403, FORM_OLD, code="csrf")
    return _page(request, 403)
