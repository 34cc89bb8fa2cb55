"""The addresses of the API; each operation says which token it opens to, and else to none."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from doorstep.web.accounts.gate import by_token
from doorstep.web.api.described import api
from doorstep.web.problems import SAID, problem

LONGEST_BODY = 2_000_000  # bytes: twenty children with pages of notes
View = Callable[..., HttpResponseBase]


def _answered(view: View) -> View:
    """Return a view that refuses what is too long, and says as data what Django says as text."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return problem(request, 413, SAID[413])
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        told = problem(request, 405, SAID[405])
        told["Allow"] = response["Allow"]
        return told

    return answered


def _addresses() -> Iterator[URLPattern]:
    for found in api.urls[0]:
        if isinstance(found, URLPattern) and found.name != "api-root":
            view: View = by_token(_answered(found.callback))
            yield path(f"v1/{found.pattern}", view, name=found.name)


urlpatterns: list[URLPattern] = list(_addresses())
