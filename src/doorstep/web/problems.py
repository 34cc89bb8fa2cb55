"""What went wrong, said to a program: one sentence, and the number of the request to quote."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

API = "/api/"
PROBLEM = "application/problem+json"
NO_TOKEN = "Send a token that holds, as “Authorization: Bearer …”."  # noqa: S105 (a sentence)
SAID = {
    400: "The request could not be understood.",
    401: NO_TOKEN,
    403: "The token, or the roles of its account, do not allow this.",
    404: "There is nothing at this address, or it may not be seen.",
    405: "This address does not take that method.",
    409: "This id was sent before with other content.",
    413: "The request is too long.",
    422: "Something in the request is not as it should be.",
    429: "Too many requests in this minute. Wait for the next.",
    500: "Something broke here. Nothing was changed. Quote the request's number.",
    503: "The application cannot do this now. Try again later.",
}


AS_DATA = "doorstep_as_data"
SIGNED_OUT = "Sign in. What is not sent yet stays on the phone."
# What the doorstep page is told beside the sentence, to decide what to do next (ADR 33).
CODES = {
    400: "malformed", 401: "signed_out", 403: "may_not", 404: "not_there", 405: "method",
    409: "said_otherwise", 410: "revoked", 413: "too_long", 422: "refused", 500: "broken",
    429: "too_often", 503: "not_now",
}  # fmt: skip


class Wrong(NamedTuple):
    """What is wrong with one part of a request, and where it is, such as `children.0.seen`."""

    where: str
    says: str


def is_api(request: HttpRequest) -> bool:
    """Test whether a program asks: what goes wrong is then said as data, not as a page."""
    return request.path.startswith(API)


def as_data(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that a page's own script asks: it is told as data what a person is shown."""
    setattr(view, AS_DATA, True)
    return view


def is_own_script(request: HttpRequest) -> bool:
    """Test whether a page's own script asks, through a view that is marked for it."""
    found = getattr(request, "resolver_match", None)
    return bool(found and getattr(found.func, AS_DATA, False))


def told(  # noqa: PLR0913 (what went wrong, in one line)
    request: HttpRequest,
    status: int,
    says: str,
    *,
    code: str = "",
    wrong: Iterable[Wrong] = (),
    **also: object,
) -> HttpResponse:
    """Return what went wrong for a page's own script, without repeating what was sent."""
    said = {
        "error": code or CODES.get(status, "broken"),
        "says": says,
        "wrong": [each._asdict() for each in wrong],
        "request_id": getattr(request, "request_id", ""),
    }
    return JsonResponse(said | also, status=status)


def problem(
    request: HttpRequest, status: int, says: str, *, wrong: Iterable[Wrong] = ()
) -> HttpResponse:
    """Return what went wrong as problem details (RFC 9457), without repeating what was sent."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": says,
        "request_id": getattr(request, "request_id", ""),
        "errors": [each._asdict() for each in wrong],
    }
    response = JsonResponse(told, status=status, content_type=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response
