"""Ask again who somebody is before a step that needs it: exporting all, broken glass, a new factor."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

WORK_SIGN_IN = "work_account_signed_in_at"
FORM_TIME = 3  # a form that was opened in time may be filled in for three times as long


def recently_authenticated(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Open a view to those who showed in the last ten minutes who they are; ask the others first.

    It stands below the decorator of accounts.gate. What was posted too late is not kept: let it stand
    on the page of the form too, so that the question comes before the writing.
    """

    @wraps(view)
    def asked_first(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        times = FORM_TIME if request.method == "POST" else 1
        if is_recent(request, within=times * settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
            return view(request, *args, **kwargs)
        return ask_again(request)

    return asked_first


def ask_again(request: HttpRequest) -> HttpResponse:
    """Send somebody to show who they are, and then back."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{methods[0]['url']}?{query}")


def is_recent(request: HttpRequest, *, within: float) -> bool:
    """Test whether the person of this session showed who they are within so many seconds."""
    shown = (_shown_at(request, record) for record in records_of(request))
    return time.time() - max(shown, default=0.0) < within


def _shown_at(request: HttpRequest, record: dict[str, object]) -> float:
    """Return when a step of sign-in was made; a work account tells when it last asked."""
    if record["method"] == "socialaccount":
        return float(request.session.get(WORK_SIGN_IN, 0.0))
    return float(str(record["at"]))


def records_of(request: HttpRequest) -> list[dict[str, object]]:
    """Return how the person of this session signed in, one record for each step."""
    return list(get_authentication_records(request, request.user))


def by_work_account(request: HttpRequest) -> bool:
    """Test whether the person signed in with the council's account, which has its own second factor."""
    return any(record["method"] == "socialaccount" for record in records_of(request))
