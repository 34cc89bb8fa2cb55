"""Pages for what went wrong: short, without a trace, with a number to quote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.web.problems import SAID, is_api, problem


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if is_api(request):
        return problem(request, status, SAID[status])
    return render(request, f"errors/{status}.html", {"status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be understood."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow this."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page; the same for what may not be seen (A4)."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke here."""
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was open too long or came from elsewhere."""
    return _page(request, 403)
