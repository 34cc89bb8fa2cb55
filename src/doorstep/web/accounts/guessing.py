"""Wrong tries to sign in: counted for each name and each address, in the database, then refused (S7)."""

import unicodedata
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from doorstep.web.accounts.models import User
from doorstep.workdays import moved

Credentials = dict[str, Any] | None


class WrongTries(AxesDatabaseHandler):  # type: ignore[misc] # the library has no types
    """Count wrong tries; an address may make more of them than a name, because offices share one."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return how many wrong tries count against the name or the address, whichever is worse."""
        of_name, of_address = (
            _total(each) for each in self.get_user_attempts(request, credentials)
        )
        limits = settings.AXES_FAILURE_LIMIT, settings.WRONG_TRIES_OF_AN_ADDRESS
        return max(of_name, of_address * limits[0] // limits[1])

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forget the name's wrong tries after a right one, but not those of the address."""
        key = key_of_credentials(request, credentials)
        return int(AccessAttempt.objects.filter(username=key).delete()[0])


def _total(attempts: Any) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def key_of(username: str) -> str:
    """Return what stands for a name in the table of wrong tries.

    However it is written, a name has one key; a password typed in the wrong box is not stored.
    """
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return salted_hmac("doorstep.wrong-tries", folded, algorithm="sha256").hexdigest()


def key_of_credentials(request: HttpRequest, credentials: Credentials) -> str:
    """Return the key of the name that somebody tries to sign in with."""
    return key_of(str((credentials or {}).get("username") or request.POST.get("login") or ""))


def address_of(request: HttpRequest) -> str:
    """Return the address a request comes from, as the outermost of our own proxies saw it."""
    passed = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    trusted: int = settings.PROXIES
    if trusted and len(passed) >= trusted and (seen := _address(passed[-trusted])):
        return seen
    return _address(request.META.get("REMOTE_ADDR", "")) or "127.0.0.1"


def _address(told: str) -> str:
    """Return an address without its port, or nothing; of IPv6 the network, of which one line has all."""
    host = told.rpartition(":")[0] if told.count(":") == 1 else told.strip("[]")
    try:
        found = ip_address(host)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False)[0])


def nobody(*told: object) -> str:
    """Return what the library's log may say of who tried: nothing."""
    return "somebody"


def is_locked(request: HttpRequest, user: User) -> bool:
    """Test whether somebody's name or the address had too many wrong tries, and mark the request so."""
    credentials = {"username": user.username}
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    marked: Any = request
    marked.axes_locked_out, marked.axes_credentials = True, credentials
    return True


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """Count a wrong code like a wrong password: a second factor must not be guessed either."""
    AxesProxyHandler.user_login_failed(__name__, {"username": user.username}, request)


def locked_until(username: str, *, at: datetime, address: str | None = None) -> datetime | None:
    """Return when a name (or an address) may be tried again, or none if it may be now."""
    cool_off = get_cool_off()
    recent = AccessAttempt.objects.filter(attempt_time__gte=moved(at, -cool_off))
    of_name, of_address = Q(username=key_of(username)), Q(ip_address=address)
    limits = [(of_name, settings.AXES_FAILURE_LIMIT)]
    if address is not None:
        limits.append((of_address, settings.WRONG_TRIES_OF_AN_ADDRESS))
    over = [
        recent.filter(which) for which, limit in limits if _total(recent.filter(which)) >= limit
    ]
    ends = [each.aggregate(last=Max("attempt_time"))["last"] + cool_off for each in over]
    return max(ends, default=None)


def locked_page(
    request: HttpRequest, original: HttpResponse | None, credentials: Credentials
) -> HttpResponse:
    """Say that there were too many wrong tries and when to try again; the same for unknown names."""
    marked: Any = request
    name = str((credentials or {}).get("username") or "")
    until = locked_until(name, at=marked.axes_attempt_time, address=marked.axes_ip_address)
    return render(request, "account/locked.html", {"until": until}, status=429)
