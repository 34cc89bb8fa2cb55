"""One log line a request: by the name of its route, never by its path, its query or what it carried."""

import time

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from doorstep.web.http import Handler
from doorstep.web.logs import log


class RequestLog:
    """Write a line for each request, and give its number to all lines written meanwhile."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: D102
        if request.path.startswith("/static/"):
            return self.get_response(request)
        began = time.perf_counter()
        with bound_contextvars(request_id=getattr(request, "request_id", "")):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                route=_route(request),
                status=response.status_code,
                ms=round((time.perf_counter() - began) * 1000),
                user_id=_user_id(request),
            )
        return response


def _route(request: HttpRequest) -> str:
    """Return the name of the route; a path may hold an id or whatever somebody typed."""
    match = request.resolver_match
    return (match.view_name if match else "") or "none"


def _user_id(request: HttpRequest) -> int | None:
    """Return who asked, if that was looked up for the request anyway: no query is made for the log."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
