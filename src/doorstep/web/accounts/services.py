"""Change how somebody can sign in: what an administrator does for them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.guessing import key_of
from doorstep.web.accounts.models import User
from doorstep.web.accounts.own_account import work_accounts_of
from doorstep.web.audit import services as audit

ENDED: list[Callable[..., Any]] = []
"""Told by the apps above: what ends with a person's sessions, called with `user`, `by` and `at`."""


@transaction.atomic
def unlock(*, user: User, by: Access, at: datetime) -> int:
    """Let somebody try again after too many wrong tries; return how many were forgotten."""
    wrong = AccessAttempt.objects.filter(username=key_of(user.username))
    forgotten: int = sum(wrong.values_list("failures_since_start", flat=True))
    wrong.delete()
    _tell("unlock_account", user, by=by, at=at, count=forgotten)
    return forgotten


@transaction.atomic
def end_sessions(*, user: User, by: Access, at: datetime) -> int:
    """Sign somebody out everywhere; return how many sessions ended."""
    ended = _end_sessions(user, by=by, at=at)
    _tell("end_sessions", user, by=by, at=at, count=ended)
    return ended


@transaction.atomic
def remove_second_factors(*, user: User, by: Access, at: datetime) -> int:
    """Take away somebody's second factors, whose telephone is lost, and sign them out everywhere."""
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    _end_sessions(user, by=by, at=at)
    _tell("remove_second_factors", user, by=by, at=at, count=removed)
    return removed


@transaction.atomic
def unbind_work_account(*, user: User, by: Access, at: datetime) -> int:
    """Forget which work account is somebody's, so that the next sign-in by name binds one anew."""
    removed: int = work_accounts_of(user).delete()[0]
    _end_sessions(user, by=by, at=at)
    _tell("unbind_work_account", user, by=by, at=at, count=removed)
    return removed


def _end_sessions(user: User, *, by: Access, at: datetime) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    for ends in ENDED:
        ends(user, by=by, at=at)
    return len(sessions)


def _tell(action: str, user: User, *, by: Access, at: datetime, count: int) -> None:
    audit.record(
        action=action,
        subject="person",
        subject_id=str(user.pk),
        by=by,
        at=at,
        detail={"count": count},
    )
