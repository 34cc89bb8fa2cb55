"""Who may open a page: every view says so, and a view that says nothing opens to nobody (A1)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can

DECISION = "doorstep_may_open"
PUBLIC, SIGNED_IN, TOKEN = "public", "signed_in", "token"


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in, with what they may do."""

    user: User
    access: Access
    request_id: str


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to everybody, signed in or not."""
    return _decided(view, PUBLIC)


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to everybody who is signed in; what it shows depends on their access."""
    return _decided(view, SIGNED_IN)


def by_token(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Leave the decision to the API, each of whose operations asks for a token and its scope."""
    return _decided(view, TOKEN)


def who_can(
    *cans: Can,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Open a view to those whose roles let them do one of these."""
    return lambda view: _decided(view, tuple(cans))


def decision_of(view: object) -> str | tuple[Can, ...] | None:
    """Return who may open a view, or None if nobody decided."""
    return getattr(view, DECISION, None)


def _decided(
    view: Callable[..., HttpResponseBase], decision: str | tuple[Can, ...]
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def opened(*args: object, **kwargs: object) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(opened, DECISION, decision)
    return opened
