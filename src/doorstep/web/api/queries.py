"""Read tokens: the one a request shows, and all of them for administrators."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.own_account import work_accounts_of
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.api.models import ApiToken

FORM = re.compile(r"ds_([a-z2-7]{10})_[A-Za-z0-9_-]{43}")
UNKNOWN = "0" * 64


def digest_of(secret: str) -> str:
    """Return what is stored of a token: it has 256 random bits, so one plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def token_of(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token of this secret, if it holds and its account is open.

    It is found by its mark and compared in constant time, so that nothing is learnt by timing.
    """
    match = FORM.fullmatch(secret)
    rows = ApiToken.objects.select_related("user").filter(mark=match[1] if match else "")
    found = rows.first()
    is_it = compare_digest(found.digest if found else UNKNOWN, digest_of(secret))
    return found if found is not None and is_it and holds(found, at=at) else None


def holds(token: ApiToken, *, at: datetime) -> bool:
    """Test whether a token is neither revoked nor over, and its account open and still a system's.

    Once a person has signed in to the account, a token for it would let others act as them.
    """
    user = token.user
    is_open = user.is_active and user.last_login is None
    return token.revoked_at is None and at < token.expires_at and is_open


def access_by(token: ApiToken, *, at: datetime, request_id: str) -> Access:
    """Return what may be seen and done with a token: what its account may, narrowed to its rights."""
    access = access_of(token.user, at=at, request_id=request_id)
    only = frozenset(Can(word) for word in token.cans if word in set(Can))
    held = tuple(replace(each, only=only) for each in access.held)
    return replace(access, held=held, token=token.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens that hold, and those that no longer do."""

    now: tuple[ApiToken, ...]
    over: tuple[ApiToken, ...]


def tokens(*, at: datetime) -> Tokens:
    """Return all tokens, the last issued first; of those that are over the last hundred."""
    rows = list(_rows())
    over = [row for row in rows if not holds(row, at=at)]
    return Tokens(now=tuple(row for row in rows if holds(row, at=at)), over=tuple(over[:100]))


def get_token(*, pk: int) -> ApiToken:
    """Return a token.

    Raises: Http404.
    """
    return get_object_or_404(_rows(), pk=pk)


def _rows() -> "QuerySet[ApiToken]":
    return ApiToken.objects.select_related("user", "created_by", "revoked_by").order_by("-pk")


def is_a_person(user: User) -> bool:
    """Test whether somebody signs in as this account: a token for it would let others act as them."""
    return user.has_usable_password() or bool(user.last_login) or work_accounts_of(user).exists()


def systems() -> list[User]:
    """Return the open accounts that nobody signs in to: those a token can be issued for."""
    rows = User.objects.filter(is_active=True, last_login=None)
    rows = rows.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return [user for user in rows.order_by("name", "pk") if not is_a_person(user)]
