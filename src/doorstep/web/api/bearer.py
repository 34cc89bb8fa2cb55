"""Who may use an operation: a token that holds, with its scope, and a role that lets it."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthorizationError, Throttled
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from doorstep.web import clock
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.second_factor import must_set_up
from doorstep.web.accounts.words import Can
from doorstep.web.api.models import ApiToken
from doorstep.web.api.queries import access_by, token_of
from doorstep.web.api.services import count_use
from doorstep.web.api.words import Scope


class TokenRequest(HttpRequest):
    """A request made with a token, and what may be seen and done with it."""

    user: User
    access: Access
    auth: ApiToken
    request_id: str


class Nobody(AuthBase):
    """The decision of an operation that makes none: it is denied."""

    openapi_type = "http"

    def __call__(self, request: HttpRequest) -> Any:
        """Refuse.

        Raises: AuthorizationError.
        """
        raise AuthorizationError


class Token(HttpBearer):
    """Open an operation to tokens of a scope whose account may do one of these.

    Without a scope any token that holds will do. Sessions and cookies are not looked at.
    """

    openapi_bearerFormat = "ds_…"  # noqa: N815 (a word of OpenAPI)

    def __init__(self, scope: Scope | None = None, *cans: Can):
        super().__init__()
        self.scope, self.cans = scope, cans

    def authenticate(self, request: Any, token: str) -> ApiToken | None:
        """Return the token, with its account's access put to the request.

        Raises: AuthorizationError; Throttled.
        """
        now = clock.now()
        found = token_of(token, at=now)
        if found is None:
            return None
        # Real time, since requests must be let through again even where the setting CLOCK stands.
        at = datetime.fromtimestamp(time.time(), UTC)
        if not count_use(found, at=at, limit=settings.API_RATE):
            raise Throttled(wait=60 - at.second)
        access = access_by(found, at=now, request_id=getattr(request, "request_id", ""))
        request.user = request._cached_user = found.user
        request.access = access
        if not self._opens(found, access):
            raise AuthorizationError
        return found

    def _opens(self, token: ApiToken, access: Access) -> bool:
        if self.scope is None:
            return True
        return self.scope in token.scopes and any(access.has(can) for can in self.cans)


class SignedIn(AuthBase):
    """Open an operation to people who are signed in: the description of the API, and nothing else."""

    openapi_type = "http"

    def __call__(self, request: HttpRequest) -> bool:
        """Test whether somebody is signed in, with the second step they need."""
        return request.user.is_authenticated and not must_set_up(request)
