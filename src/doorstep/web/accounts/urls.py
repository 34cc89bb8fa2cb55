"""The addresses of sign-in and of one's own account: each of the library's views with its decision.

What the library also has and is not written here does not exist: signing up, e-mail addresses, resetting
a password by e-mail, connecting accounts, trusted browsers.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import path
from django.views.generic import TemplateView

from doorstep.web.accounts import views
from doorstep.web.accounts.gate import public, signed_in
from doorstep.web.accounts.second_factor import View, while_setting_up
from doorstep.web.accounts.work_account_settings import WORK


def setting_up(view: Any) -> View:
    """Open a view to everybody who is signed in, also before they have a second factor."""
    return signed_in(while_setting_up(view))


def _said(template: str) -> View:
    """Return a page that only says something."""
    view: Any = TemplateView.as_view(template_name=template)
    return public(view)


PROVIDER = {"provider_id": WORK}  # the library asks for the address with it
urlpatterns = [
    path("", views.account, name="account"),
    path("login/", public(views.SignIn.as_view()), name="account_login"),
    path("logout/", setting_up(account.logout), name="account_logout"),
    path("closed/", _said("account/account_inactive.html"), name="account_inactive"),
    path("password/", signed_in(views.ChangePassword.as_view()), name="account_change_password"),
    path("again/", setting_up(account.reauthenticate), name="account_reauthenticate"),
    path("sessions/", signed_in(views.Sessions.as_view()), name="usersessions_list"),
    # a second factor
    path("factors/", setting_up(mfa.index), name="mfa_index"),
    path("factors/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path("factors/again/", setting_up(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("factors/app/", setting_up(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "factors/recovery/",
        setting_up(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "factors/recovery/new/",
        setting_up(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("factors/passkeys/", signed_in(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("factors/passkeys/add/", setting_up(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("factors/passkeys/login/", public(passkey.login_webauthn), name="mfa_login_webauthn"),
    path(
        "factors/passkeys/again/",
        setting_up(views.PasskeyAgain.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "factors/passkeys/<int:pk>/remove/",
        signed_in(passkey.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "factors/passkeys/<int:pk>/name/",
        signed_in(passkey.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    # the council's own accounts
    path(
        "oidc/work-account/login/", views.work_account_login, PROVIDER, name="openid_connect_login"
    ),
    path(
        "oidc/work-account/login/callback/",
        views.work_account_callback,
        PROVIDER,
        name="openid_connect_callback",
    ),
    path("oidc/work-account/again/", views.work_account_again, name="work_account_again"),
    path(
        "oidc/work-account/cancelled/",
        _said("accounts/cancelled.html"),
        name="socialaccount_login_cancelled",
    ),
]
