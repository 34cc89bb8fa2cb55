"""Read what somebody's own account page shows: roles, deputies, factors, sessions."""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.accounts.second_factor import factors_of
from doorstep.web.accounts.work_account_settings import WORK
from doorstep.web.components import day, moment, words


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What a person sees of their own account; rows are ready to show."""

    roles: list[list[str]]
    acts_for: list[list[str]]
    deputies: list[list[str]]
    factors: list[str]
    sessions: int
    has_password: bool
    has_work_account: bool


def own_account(user: User, *, on: date) -> OwnAccount:
    """Return somebody's account as it is on a day."""
    return OwnAccount(
        roles=[_role(each) for each in _roles(user, on)],
        acts_for=[_acted(each, each.acts_for) for each in _deputies(Q(user=user), on)],
        deputies=[_acted(each, each.user) for each in _deputies(Q(acts_for=user), on)],
        factors=[factor_name(each) for each in factors_of(user)],
        sessions=len(UserSession.objects.purge_and_list(user)),
        has_password=user.has_usable_password(),
        has_work_account=work_accounts_of(user).exists(),
    )


def work_accounts_of(user: User) -> "QuerySet[SocialAccount]":
    """Return the work account that is bound to somebody, if one is."""
    found: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user, provider=WORK)
    return found


def _roles(user: User, on: date) -> list[RoleHeld]:
    still = Q(end_date=None) | Q(end_date__gt=on)
    held = user.roles.filter(still).select_related("team", "locality")
    return list(held.order_by("start_date", "pk"))


def _role(held: RoleHeld) -> list[str]:
    where = held.team or held.locality or "The whole authority"
    return [words(held.role), str(where), *_span(held.start_date, held.end_date)]


def _deputies(which: Q, on: date) -> list[Deputy]:
    rows = Deputy.objects.filter(which, end_date__gt=on).select_related("user", "acts_for")
    return list(rows.order_by("start_date", "pk"))


def _acted(row: Deputy, other: User) -> list[str]:
    return [str(other), *_span(row.start_date, row.end_date)]


def _span(start: date, end: date | None) -> list[str]:
    """Return the first day and the day before which something ends."""
    return [day(start), day(end) or "No end"]


def factor_name(factor: Authenticator) -> str:
    """Return what a second factor is called."""
    if factor.type == Authenticator.Type.TOTP:
        return "Authenticator app"
    return f"Passkey “{factor.wrap().name}”"


def sessions_of(user: User, *, current: str) -> list[list[str]]:
    """Return where somebody is signed in, newest first, as rows to show."""
    rows = sorted(
        UserSession.objects.purge_and_list(user), key=lambda s: s.created_at, reverse=True
    )
    return [
        [
            browser_name(row.user_agent),
            row.ip,
            moment(row.created_at),
            "This one" if row.session_key == current else "",
        ]
        for row in rows
    ]


BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(user_agent: str) -> str:
    """Return a browser in words.

    Example:
        >>> browser_name("Mozilla/5.0 (Windows NT 10.0) Chrome/144.0 Safari/537.36 Edg/144.0")
        'Edge on Windows'
    """
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
