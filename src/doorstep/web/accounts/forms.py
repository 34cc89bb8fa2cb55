"""The forms of sign-in: the library's, in our words; wrong codes count like wrong passwords."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as code
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.core.exceptions import ValidationError

from doorstep.web.accounts.guessing import count_wrong_code, is_locked
from doorstep.web.accounts.second_factor import used_before

TOO_MANY = "There were too many wrong tries"
WRONG = "The code is wrong, too old or was used already"
LONG = "Use 12 characters or more. Three words that do not belong together are good."


def _said(field: forms.Field, label: str, missing: str, hint: str = "") -> None:
    """Give a field of the library our words."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class SignInForm(account.LoginForm):  # type: ignore[misc] # the library has no types
    """Username and password."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(self.fields["login"], "Username", "Enter your username")
        _said(self.fields["password"], "Password", "Enter your password")


class PasswordAgainForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before a step that needs it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(self.fields["password"], "Password", "Enter your password")


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """The current password, and a new one twice; wrong tries of the current one are counted."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(self.fields["oldpassword"], "Current password", "Enter your current password")
        _said(self.fields["password1"], "New password", "Enter a new password", LONG)
        _said(self.fields["password2"], "New password again", "Enter the new password again")

    def clean_oldpassword(self) -> str:
        """Return the current password if it is right and may still be tried."""
        if is_locked(context.request, self.user):
            raise ValidationError(TOO_MANY)
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            count_wrong_code(context.request, self.user)
            raise


class _Counted:
    """Count wrong codes, and take none twice."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        """Return the code if it is right, new, and may still be tried."""
        if is_locked(context.request, self.user):
            raise ValidationError(TOO_MANY)
        try:
            right: str = super().clean_code()  # type: ignore[misc]
            if used_before(self.authenticator, right):
                raise ValidationError(WRONG)
        except ValidationError:
            count_wrong_code(context.request, self.user)
            raise
        return right


class CodeForm(_Counted, code.AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(
            self.fields["code"], "Code", "Enter a code", "6 digits of your app, or a recovery code"
        )


class CodeAgainForm(_Counted, code.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before a step that needs it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(
            self.fields["code"], "Code", "Enter a code", "6 digits of your app, or a recovery code"
        )


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it has the key."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(self.fields["code"], "Code of your app", "Enter the code", "6 digits")


class AddPasskeyForm(passkey.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; all of ours can sign in alone, so all must ask for a finger, a face or a PIN."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["passwordless"]
        hint = "So that you know it again: “Work phone”"
        _said(self.fields["name"], "Name of this passkey", "Enter a name", hint)
        self.fields["credential"].error_messages["required"] = "Your browser made no passkey"

    def clean(self) -> dict[str, Any]:
        """Return what was sent if the passkey asked who uses it."""
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class NamePasskeyForm(passkey.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _said(self.fields["name"], "Name of this passkey", "Enter a name")
        self.fields["name"].max_length = 100
