"""What every request and answer has: a number to find it by, and headers that protect it."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware

from doorstep.web.problems import is_api, problem

Handler = Callable[[HttpRequest], HttpResponse]


class RequestId:
    """Give each request a number; logs, error pages and audit events carry it."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the number in a header."""
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


METHODS = ("GET", "HEAD", "OPTIONS", "POST")
PLAIN = "Programs ask over HTTPS only. A token sent like this was sent in clear: revoke it."


class Refused:
    """Refuse what no address takes: other methods, and programs that ask without encryption."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, unless the request is one of those."""
        if not is_api(request):  # which says itself what each of its addresses takes
            known = request.method in METHODS
            return self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        if settings.SECURE and not request.is_secure():
            return problem(request, 403, PLAIN)
        return self.get_response(request)


class Compressed(GZipMiddleware):
    """Compress scripts and styles, for one bar of signal; pages, which hold secrets, stay as they are."""

    max_random_bytes = 0

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the answer, compressed where it is one of those."""
        if response.status_code != 200 or not request.path.endswith((".js", ".css")):
            return response
        mark = response.headers.get("ETag")
        found = super().process_response(request, response)
        if mark:
            found["ETag"] = (
                mark  # Django weakens it, and what serves the files then knows it no more
            )
        return found


MAY_USE_NOTHING = "camera=(), microphone=(), geolocation=(), payment=()"


class Headers:
    """Keep pages out of caches and search engines (H2), and other sites out of our windows."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers set."""
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        response["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Permissions-Policy", MAY_USE_NOTHING)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
