"""What the sign-in library asks us: words, addresses, who may come in, how secrets are kept."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from doorstep.web.accounts.guessing import address_of
from doorstep.web.accounts.middleware import begin_session
from doorstep.web.accounts.models import User
from doorstep.web.accounts.own_account import work_accounts_of
from doorstep.web.accounts.recent import WORK_SIGN_IN, is_recent
from doorstep.web.accounts.second_factor import decrypted, encrypted
from doorstep.web.accounts.work_account import WorkAccountProvider, person_of, the_provider
from doorstep.web.audit.sign_in import refused_work_account

SAID = {
    "account/messages/logged_out.txt": "You are signed out.",
    "account/messages/password_changed.txt": (
        "Your password is changed. Whoever was signed in elsewhere with the old one is signed out."
    ),
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is taken away.",
    "mfa/messages/webauthn_added.txt": "Your passkey is set up.",
    "mfa/messages/webauthn_removed.txt": "Your passkey is taken away.",
    "mfa/messages/recovery_codes_generated.txt": "You have new recovery codes.",
    "usersessions/messages/sessions_logged_out.txt": "You are signed out everywhere else.",
}


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc] # the library has no types
    """Sign-in for people an administrator has made; nobody signs up."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The username or the password is wrong",
        "incorrect_password": "The password is wrong",
        "enter_current_password": "The current password is wrong",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Test whether anybody may make an account of their own: never."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: object,
        message: str | None = None,
        **kwargs: object,
    ) -> None:
        """Tell the person in our own words; what has none is not said."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, text)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address a request comes from."""
        return address_of(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Test whether a script asks; only a passkey's does."""
        return request.path == reverse("mfa_login_webauthn") and super().is_ajax(request)

    def is_safe_url(self, url: str) -> bool:
        """Test whether sign-in may lead there: only to a page of ours, written without a host (H5)."""
        local = url.startswith("/") and not urlsplit(url).netloc
        return local and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in, and begin to measure how long the session lasts."""
        super().login(request, user)
        begin_session(request)
        asked_at = getattr(request, "work_account_asked_at", None)
        if asked_at is not None:
            request.session[WORK_SIGN_IN] = asked_at

    def get_login_stages(self) -> list[str]:
        """Return what follows a right password: the second factor."""
        return ["doorstep.web.accounts.second_factor.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Test whether somebody must show again who they are."""
        return not is_recent(self.request, within=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """Return the ways to show again who one is; for a work account its own."""
        if not user.is_authenticated:
            return []
        factors = {
            each for flow in get_reauthentication_flows(user) for each in flow.get("types", ())
        }
        ways = [
            (user.has_usable_password(), "account_reauthenticate", "Use your password"),
            ("totp" in factors, "mfa_reauthenticate", "Use a code of your app or a recovery code"),
            ("webauthn" in factors, "mfa_reauthenticate_webauthn", "Use your passkey"),
            (_has_work_account(user), "work_account_again", "Use your work account"),
        ]
        return [
            {"id": name, "url": reverse(name), "description": text}
            for can, name, text in ways
            if can
        ]


def _has_work_account(user: User) -> bool:
    return bool(settings.WORK_ACCOUNT) and work_accounts_of(user).exists()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # the library has no types
    """Names and keeps second factors."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is wrong, too old or was used already",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first",
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return decrypted(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return what an app calls this site."""
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return f"{settings.AUTHORITY or 'Doorstep'} children's visits"

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """Return the picture of an app's key, to stand in the page: pictures in addresses are refused."""
        return str(super().build_totp_svg(url)).partition("?>")[2].strip()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Return a name for a new passkey."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class WorkAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # the library has no types
    """Signs in with a work account only whom an administrator has made."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        """Return the council's provider, with our checks."""
        app = self.get_app(request, provider=provider, client_id=client_id)
        return WorkAccountProvider(request, app=app)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Test whether a work account makes a new account here: never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bind a work account to its person at the first sign-in; refuse one that nobody knows.

        Afterwards the provider's own unchanging id decides, not a name that may pass to another.
        """
        if sociallogin.is_existing:
            return
        user = person_of(sociallogin.account.claims, claim=the_provider().claim)
        if user is None:
            refused_work_account(request)
            raise ImmediateHttpResponse(render(request, "accounts/not_known.html", status=403))
        sociallogin.connect(request, user)
