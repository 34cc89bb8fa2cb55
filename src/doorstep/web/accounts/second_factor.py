"""A second factor: who must set one up first, and how its secrets are kept."""

import base64
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from doorstep.web.accounts.models import User
from doorstep.web.accounts.recent import by_work_account

SETS_UP = "doorstep_sets_up_second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
HAS_ONE = "has_second_factor"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc] # the library has no types
    """Ask for the second factor; not after a work account, whose provider asks for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        steps = get_authentication_records(request, self.login.user)
        if any(step["method"] == "socialaccount" for step in steps):
            return False
        return bool(super()._should_handle(request))


View = Callable[..., HttpResponseBase]


def while_setting_up(view: View) -> View:
    """Open a view also to those who have no second factor yet."""

    @wraps(view)
    def opened(*args: object, **kwargs: object) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(opened, SETS_UP, True)
    return opened


def sets_up(view: object) -> bool:
    """Test whether a view opens before a second factor is set up."""
    return getattr(view, SETS_UP, False)


def must_set_up(request: HttpRequest) -> bool:
    """Test whether the person needs a second factor before anything else opens."""
    if not settings.MFA_NEEDED or request.session.get(HAS_ONE) or by_work_account(request):
        return False
    if Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists():
        request.session[HAS_ONE] = True
        return False
    return True


@receiver(authenticator_removed)
def look_again(sender: object, request: HttpRequest, **told: object) -> None:
    """Forget that there is a second factor when one is taken away."""
    request.session.pop(HAS_ONE, None)


def encrypted(text: str) -> str:
    """Return a secret as it is stored."""
    return _box().encrypt(text.encode()).decode()


def decrypted(text: str) -> str:
    """Return a stored secret."""
    return _box().decrypt(text.encode()).decode()


def _box() -> MultiFernet:
    """Return what locks with the secret key, and unlocks with it or one that it took the place of."""
    keys: tuple[Any, ...] = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(f"doorstep.second-factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


@transaction.atomic
def used_before(authenticator: Authenticator, code: str) -> bool:
    """Test whether an app's code, or a later one, was used already, in whatever process; note its use."""
    if authenticator.type != Authenticator.Type.TOTP:
        return False
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    step = _step_of(row.data, code)
    if step <= row.data.get("last_step", -1):
        return True
    row.data["last_step"] = step
    row.save(update_fields=["data"])
    return False


def _step_of(data: dict[str, Any], code: str) -> int:
    """Return the half minute a valid code belongs to."""
    secret, digits = decrypted(data["secret"]), "".join(code.split())
    codes = ((step, hotp_value(secret, step)) for step in yield_hotp_counters_from_time())
    return max((step for step, value in codes if format_hotp_value(value) == digits), default=-1)


def factors_of(user: User) -> list[Authenticator]:
    """Return the second factors somebody has, oldest first; their recovery codes are none."""
    return list(Authenticator.objects.filter(user=user, type__in=FACTORS).order_by("pk"))
