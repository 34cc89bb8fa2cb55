"""Settings of the libraries that sign people in: allauth and axes (docs/signing-in.md says what for)."""

from datetime import timedelta
from typing import Any

from doorstep.web import environment as env
from doorstep.web.accounts.work_account_settings import WorkAccount

# --- one's own account ---------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "doorstep.web.accounts.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
# Sign-up is closed; the library asks nevertheless.
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = (
    False  # the library counts for each process alone: wrong tries are counted by axes
)
ACCOUNT_FORMS = {
    "login": "doorstep.web.accounts.forms.SignInForm",
    "change_password": "doorstep.web.accounts.forms.ChangePasswordForm",
    "reauthenticate": "doorstep.web.accounts.forms.PasswordAgainForm",
}
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- a second factor -----------------------------------------------------------------------------------
MFA_ADAPTER = "doorstep.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "authenticate": "doorstep.web.accounts.forms.CodeForm",
    "reauthenticate": "doorstep.web.accounts.forms.CodeAgainForm",
    "activate_totp": "doorstep.web.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "doorstep.web.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "doorstep.web.accounts.forms.NamePasskeyForm",
}

# --- the council's own accounts (OpenID Connect) -------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "doorstep.web.accounts.adapter.WorkAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
WORK_ACCOUNT = WorkAccount.of_environment()
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = WORK_ACCOUNT.as_provider() if WORK_ACCOUNT else {}
WORK_ACCOUNT_ORIGINS = [WORK_ACCOUNT.origin] if WORK_ACCOUNT else []

# --- wrong tries ---------------------------------------------------------------------------------------
_SECURE = env.flag("HTTPS", default=not env.flag("DEMO", default=False))
PROXIES = env.number("PROXIES", int(_SECURE))
AXES_HANDLER = "doorstep.web.accounts.guessing.WrongTries"
AXES_FAILURE_LIMIT = env.number("WRONG_TRIES", 5)
WRONG_TRIES_OF_AN_ADDRESS = env.number("WRONG_TRIES_OF_AN_ADDRESS", 25)  # a whole office has one
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_COOLOFF_TIME = timedelta(minutes=env.number("LOCKED_MINUTES", 15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    "login",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "code",
    "credential",
    "csrfmiddlewaretoken",
    "next",
]
AXES_USERNAME_CALLABLE = "doorstep.web.accounts.guessing.key_of_credentials"
AXES_CLIENT_IP_CALLABLE = "doorstep.web.accounts.guessing.address_of"
AXES_CLIENT_STR_CALLABLE = "doorstep.web.accounts.guessing.nobody"
AXES_LOCKOUT_CALLABLE = "doorstep.web.accounts.guessing.locked_page"
