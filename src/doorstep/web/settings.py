"""The settings of the web application, each from the environment (docs/deployment.md lists them)."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF  # noqa: F401 (NONE and SELF are the policy's words)
from django.core.exceptions import ImproperlyConfigured

from doorstep.web import environment as env
from doorstep.web.accounts import sign_in_settings

HERE = Path(__file__).parent
STATE = Path(env.text("STATE", "state")).absolute()
DEMO = env.flag("DEMO", default=False)
DEBUG = False  # a page that shows code or settings is never shown, not even in a demonstration
SECURE = env.flag("HTTPS", default=not DEMO)

SECRET_KEY = env.secret("SECRET_KEY") or ("demonstration-only-" * 3 if DEMO else "")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "DOORSTEP_SECRET_KEY must be 50 characters or more. Make one: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

ALLOWED_HOSTS = env.words("HOSTS", "localhost,127.0.0.1" if DEMO else "")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]

# --- Doorstep -----------------------------------------------------------------------------------------
AUTHORITY = env.text("AUTHORITY", "Anyshire" if DEMO else "")
CLOCK = env.text("CLOCK")  # a fixed time for tests and pictures; blank is the real one
PACKS = env.text("PACKS")  # a folder of the authority's own packs
MFA_NEEDED = env.flag("MFA", default=not DEMO)
HEADS = env.text("HEADS")  # a folder outside the system, where the audit log's head is published
INBOX = env.text("INBOX")  # a folder that is watched: what is put there is taken in as an import
DOCUMENT_TEMPLATES = env.text("TEMPLATES")  # a folder of the authority's own Word templates
OUTAGE = env.text(
    "OUTAGE"
)  # a folder off this machine, where the packs for an outage are laid down
OUTAGE_DAYS = env.number("OUTAGE_DAYS", 3)  # how many days of packs are kept there
OUTAGE_RING = env.text("OUTAGE_RING")  # whom to ring in an outage: words printed in each pack
RETENTION = env.text("RETENTION")  # the authority's own schedule of how long records are kept
ASK_WELLBEING = env.flag("ASK_WELLBEING", default=False)  # ask people each day how they are
ROWS_ON_A_PAGE = 25
PHONE_HOURS = env.number("PHONE_HOURS", 12)  # after so long a list on a phone is gone
PHONE_PIN = env.flag("PHONE_PIN", default=True)  # whether a PIN opens it where a passkey cannot
PHONE_RATE = env.number("PHONE_RATE", 120)  # things that one person's phones may send in one minute
LONE_WORKING_RING = env.text("LONE_WORKING_RING", "In danger, ring 999.")  # on every such page
LONE_WORKING_MINUTES = (  # from the time expected to the worker, then to the buddy, then the manager
    max(0, env.number("LONE_WORKING_REMIND", 10)),
    max(0, env.number("LONE_WORKING_BUDDY", 15)),
    max(0, env.number("LONE_WORKING_MANAGER", 30)),
)
API_RATE = env.number("API_RATE", 300)  # requests of one token in one minute

# --- Django -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "doorstep.web.audit",
    "doorstep.web.accounts",
    "doorstep.web.policies",
    "doorstep.web.caseload",
    "doorstep.web.visits",
    "doorstep.web.decisions",
    "doorstep.web.documents",
    "doorstep.web.lists",
    "doorstep.web.imports",
    "doorstep.web.notices",
    "doorstep.web.moves",
    "doorstep.web.wellbeing",
    "doorstep.web.outings",
    "doorstep.web.phone",
    "doorstep.web.governance",
    "doorstep.web.api",
    "doorstep.web.administration",
    "doorstep.web.running",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "doorstep.web.http.RequestId",
    "doorstep.web.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "doorstep.web.http.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "doorstep.web.http.Headers",
    "doorstep.web.http.Refused",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "doorstep.web.accounts.middleware.SessionLimits",
    "doorstep.web.accounts.middleware.DenyByDefault",
    "doorstep.web.imports.put_away.PutAway",
    "doorstep.web.read_only.ReadOnly",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "doorstep.web.urls"
WSGI_APPLICATION = "doorstep.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [HERE / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "doorstep.web.jinja.environment",
            "context_processors": ["doorstep.web.jinja.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {
    "default": env.Database.at(
        env.secret("DATABASE") or f"sqlite://{STATE / 'doorstep.sqlite3'}"
    ).settings
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None  # files are served from where they stand: nothing is collected
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- sign-in (accounts) -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
IDLE_LIMIT = env.number("IDLE_MINUTES", 30) * 60
ABSOLUTE_LIMIT = env.number("SESSION_HOURS", 10) * 3600
SESSION_COOKIE_AGE = ABSOLUTE_LIMIT
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "doorstep.web.errors.csrf_failure"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # how long a link to set a password is good
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# --- security -----------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^health(/all)?$", r"^api/"]  # programs are refused, not led on
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *env.words("FORM_ACTIONS"), *sign_in_settings.WORK_ACCOUNT_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

# --- sign-in libraries and logs have their settings in modules of their own ----------------------------
from doorstep.web.accounts.sign_in_settings import *  # noqa: E402, F403
from doorstep.web.logs import LOGGING  # noqa: E402, F401
from doorstep.web.notices.mail_settings import *  # noqa: E402, F403
