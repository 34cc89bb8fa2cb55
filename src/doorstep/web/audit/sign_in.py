"""Write who signed in, who could not, who signed out, and who changed how they sign in."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth import signals as auth
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from doorstep.web import clock
from doorstep.web.audit import services
from doorstep.web.audit.words import Action

SUBJECT = "person"
NOT_SIGNED_IN = "not signed in"
METHODS = "account_authentication_methods"  # where allauth keeps how somebody signed in


def listen() -> None:
    """Connect each signal to what writes it; a sign-in whose event cannot be written fails."""
    auth.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="audit")
    auth.user_login_failed.connect(_failed, dispatch_uid="audit")
    user_locked_out.connect(_locked_out, dispatch_uid="audit")
    mfa.authentication_failed.connect(_second_step_failed, dispatch_uid="audit")
    for signal, action in (
        (account.password_changed, Action.CHANGE_PASSWORD),
        (account.password_set, Action.CHANGE_PASSWORD),
        (account.password_reset, Action.CHANGE_PASSWORD),
        (mfa.authenticator_added, Action.ADD_SECOND_STEP),
        (mfa.authenticator_removed, Action.REMOVE_SECOND_STEP),
        (mfa.authenticator_reset, Action.RENEW_RECOVERY_CODES),
    ):
        signal.connect(_changes(action), weak=False, dispatch_uid=f"audit {action}")


def _signed_in(*, request: HttpRequest | None, user: AbstractBaseUser, **_: Any) -> None:
    methods = _methods(request)
    _tell(Action.SIGNED_IN, request, user, detail={"by": methods} if methods else {})


def _methods(request: HttpRequest | None) -> list[str]:
    session = getattr(request, "session", None)
    return [str(each.get("method")) for each in session.get(METHODS, ())] if session else []


def _signed_out(*, request: HttpRequest | None, user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None:
        _tell(Action.SIGNED_OUT, request, user)


def _failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    _tell_of_username(Action.SIGN_IN_FAILED, request, credentials.get("username"))


def refused_work_account(request: HttpRequest) -> None:
    """Tell that somebody came with a work account that is nobody's here; not whose it is."""
    _tell(Action.SIGN_IN_FAILED, request, None, detail={"work_account": "not known"})


def _locked_out(*, request: HttpRequest, **_: Any) -> None:
    # The signal's own `username` is a key made of the name (accounts.guessing).
    credentials = getattr(request, "axes_credentials", None) or {}
    _tell_of_username(Action.LOCKED_OUT, request, credentials.get("username"))


def _second_step_failed(*, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    _tell(Action.SECOND_STEP_FAILED, request, None, subject_id=str(user.pk))


def _changes(action: Action) -> Any:
    def changed(*, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> None:
        kind = getattr(more.get("authenticator"), "type", "")
        _tell(action, request, user, detail={"kind": str(kind)} if kind else {})

    return changed


def _tell_of_username(action: Action, request: HttpRequest | None, username: object) -> None:
    """Tell of a try under a username: of whose account, or only that there is none.

    What was typed is not kept: people type their password where the username belongs.
    """
    found = get_user_model().objects.filter(username__iexact=_typed(username)).only("pk").first()
    detail = {"account_exists": found is not None}
    _tell(action, request, None, subject_id=str(found.pk) if found else "", detail=detail)


def _tell(
    action: Action,
    request: HttpRequest | None,
    user: AbstractBaseUser | None,
    *,
    subject_id: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    by = services.Somebody(
        user_id=user.pk if user else None,
        name=str(user) if user else NOT_SIGNED_IN,
        request_id=getattr(request, "request_id", ""),
    )
    with transaction.atomic():
        services.record(
            action=action,
            subject=SUBJECT,
            subject_id=subject_id or (str(user.pk) if user else ""),
            by=by,
            at=clock.now(),
            detail=detail,
        )


def _typed(username: object) -> str:
    return str(username or "").replace("\0", "")  # which PostgreSQL would not search for
