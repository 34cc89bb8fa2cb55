"""The pages of one's own account, and what the library's views need besides."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from requests import RequestException

from doorstep.web.accounts.gate import SignedInRequest, public, signed_in
from doorstep.web.accounts.models import User
from doorstep.web.accounts.own_account import own_account, sessions_of
from doorstep.web.accounts.second_factor import while_setting_up
from doorstep.web.accounts.words import Can
from doorstep.web.accounts.work_account import (
    WorkAccountCallback,
    WorkAccountFlow,
)
from doorstep.web.accounts.work_account_settings import WORK


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Show who one is here: roles, deputies, sign-in."""
    told = own_account(request.user, on=request.access.on)
    user = request.user
    named = {"name": str(user), "username": user.username, "worker_id": user.worker_id}
    page = {"own": told, "sets_deputies": request.access.has(Can.SEE_READERS)}
    return render(request, "accounts/account.html", named | page)


class SignIn(LoginView):  # type: ignore[misc] # the library has no types
    """Sign-in by password, passkey or work account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, and the name of the work account if there is one."""
        told: dict[str, Any] = super().get_context_data(**kwargs)
        told["work_account"] = settings.WORK_ACCOUNT.name if settings.WORK_ACCOUNT else ""
        return told


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password; those who sign in with their work account only have none to change."""

    success_url = reverse_lazy("usersessions_list")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead those without a password back to their account."""
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            return redirect("account")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """Where one is signed in; ends all others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sessions as rows to show."""
        told: dict[str, Any] = super(ListUserSessionsView, self).get_context_data(**kwargs)
        user: User = self.request.user
        told["sessions"] = sessions_of(user, current=self.request.session.session_key)
        return told


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A new passkey, always one that can sign in alone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the browser needs to make it."""
        told: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        told["options"] = begin_registration(self.request.user, True)
        return told


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey once more; what went wrong is said on the same page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say that the passkey did not do."""
        messages.error(self.request, "Your passkey did not work. Try again.")
        return redirect(self.request.get_full_path())


@public
def work_account_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask whether to go to the provider (GET), and go there (POST)."""
    return _with_provider(
        request, lambda: OAuth2LoginView.adapter_view(WorkAccountFlow(request, WORK))
    )


@public
def work_account_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take somebody back from the provider."""
    return _with_provider(
        request, lambda: WorkAccountCallback.adapter_view(WorkAccountFlow(request, WORK))
    )


def _with_provider(request: HttpRequest, view: Any) -> HttpResponse:
    """Show a page of the conversation with the provider, or that it cannot be reached."""
    if settings.WORK_ACCOUNT is None:
        raise Http404
    try:
        response: HttpResponse = view()(request)
    except (RequestException, OAuth2Error):
        return render(request, "accounts/no_provider.html", status=503)
    return response


@signed_in
@while_setting_up
def work_account_again(request: SignedInRequest) -> HttpResponse:
    """Ask somebody to sign in with their work account once more."""
    if settings.WORK_ACCOUNT is None:
        raise Http404
    told = {"next": request.GET.get("next", "/"), "provider": settings.WORK_ACCOUNT.name}
    return render(request, "accounts/work_account_again.html", told)
