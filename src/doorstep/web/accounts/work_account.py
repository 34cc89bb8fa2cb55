"""Sign-in with the council's own accounts: OpenID Connect, with every check the standard asks for.

The library trusts an id token that came over TLS without looking at its signature, and knows no nonce;
here both are checked, and nothing is taken from anywhere but the token.
"""

import hashlib
import secrets
import time
from typing import Any

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from doorstep.web.accounts.models import User
from doorstep.web.accounts.own_account import work_accounts_of
from doorstep.web.accounts.work_account_settings import WorkAccount

ALGORITHMS = ["RS256", "PS256", "ES256"]  # never one with a shared key, never "none"
CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 60  # seconds that two clocks may differ


class WorkAccountFlow(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # the library has no types
    """The conversation with the provider."""

    sent: dict[str, Any]
    """What went with the person to the provider: the nonce, and whether it was to ask anew."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return where the provider's services are, if it is the one we were told of."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != the_provider().issuer:
            raise OAuth2Error("The provider calls itself by another name.")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: object, **told: Any
    ) -> SocialLogin:
        """Return who signed in, from an id token that passed every check."""
        claims = self._checked(told["response"].get("id_token") or "", app.client_id)
        marked: Any = request
        marked.work_account_asked_at = self._asked_at(claims)
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.account.claims = claims
        return login

    def _checked(self, id_token: str, client_id: str) -> dict[str, Any]:
        """Return the claims of a token that is signed, ours, in time, and an answer to our question."""
        try:
            key = self._key(jwt.get_unverified_header(id_token))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": CLAIMS},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise OAuth2Error("The token is not valid.") from error
        if not secrets.compare_digest(str(claims["nonce"]).encode(), self.sent["nonce"].encode()):
            raise OAuth2Error("The token answers another question.")
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The token was made for somebody else.")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """Return the provider's key that a token names."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        for key in jwt.PyJWKSet.from_dict(response.json()).keys:
            if key.key_id == header.get("kid"):
                return key
        raise OAuth2Error("The token names a key that the provider does not have.")

    def _asked_at(self, claims: dict[str, Any]) -> float:
        """Return when the provider asked the person who they are; long ago if it does not say."""
        if "auth_time" in claims:
            asked = float(claims["auth_time"])
        else:
            asked = time.time() if self.sent["again"] else 0.0
        if self.sent["again"] and time.time() - asked > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            raise OAuth2Error("The provider did not ask again.")
        return asked


class WorkAccountProvider(OpenIDConnectProvider):  # type: ignore[misc] # the library has no types
    """The council's provider; what a browser adds to our question is not passed on."""

    oauth2_adapter_class = WorkAccountFlow

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """Send somebody to the provider with a question that only its answer fits."""
        sent = {"nonce": secrets.token_urlsafe(32), "again": request.POST.get("again") == "yes"}
        asked = {"nonce": sent["nonce"]}
        if sent["again"]:
            asked |= {"prompt": "login", "max_age": "0"}
        response: HttpResponse = self.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            data=sent,
            scope=self.get_scope(),
            auth_params=asked,
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return one id for a person of this provider, whatever their name is."""
        told = f"{data['iss']}\n{data['sub']}"
        return hashlib.sha256(told.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what to store of the claims: nothing."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what to take over into the account: nothing, an administrator wrote it."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Return the addresses to trust: none."""
        return []


class WorkAccountCallback(OAuth2CallbackView):  # type: ignore[misc] # the library has no types
    """Where the provider sends people back to."""

    def _get_state(self, request: HttpRequest, provider: object) -> tuple[Any, HttpResponse | None]:
        """Return the state this browser was sent with; the nonce goes to the check of the token."""
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.sent = state["data"]
        return state, response


def the_provider() -> WorkAccount:
    """Return the council's provider; only asked for where there is one."""
    found: WorkAccount | None = settings.WORK_ACCOUNT
    if found is None:
        raise OAuth2Error("There are no work accounts.")
    return found


def person_of(claims: dict[str, Any], *, claim: str) -> User | None:
    """Return the person whose username a claim says, if they have no other work account yet.

    An e-mail address counts only where the provider says that it is verified.
    """
    told = str(claims.get(claim) or "").strip()
    if not told or (claim == "email" and claims.get("email_verified") is not True):
        return None
    found = list(User.objects.filter(username__iexact=told, is_active=True)[:2])
    if len(found) != 1 or work_accounts_of(found[0]).exists():
        return None
    return found[0]
