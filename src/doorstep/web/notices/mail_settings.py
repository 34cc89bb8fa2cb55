"""The settings of being told: which way e-mail goes, and where webhooks may lead."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from doorstep.web import environment as env

# folder:/path, smtp, or notify; blank: no e-mail is sent
_BESIDE = f"folder:{Path(env.text('STATE', 'state')).absolute() / 'mail'}"
MAIL = env.text("MAIL", _BESIDE if env.flag("DEMO", default=False) else "")
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "doorstep@localhost")
MAIL_DOMAINS = [word.casefold() for word in env.words("MAIL_DOMAINS")]  # blank: any address
SITE = env.text("SITE").rstrip("/")  # the address people sign in at, as messages say it

EMAIL_HOST = env.text("SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_STARTTLS", default=False)
EMAIL_USE_SSL = env.flag("SMTP_TLS", default=False)
EMAIL_TIMEOUT = 10

NOTIFY_KEY = env.secret("NOTIFY_KEY")
NOTIFY_TEMPLATE = env.text("NOTIFY_TEMPLATE")
NOTIFY_ADDRESS = env.text("NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk")

WEBHOOK_NETWORKS = env.words("WEBHOOK_NETWORKS")  # private networks that webhooks may lead into

if MAIL not in {"", "smtp", "notify"} and not MAIL.startswith("folder:/"):
    raise ImproperlyConfigured(
        f"DOORSTEP_MAIL={MAIL!r}: write folder:/a/path, smtp or notify, or leave it away."
    )
if MAIL == "notify" and not (NOTIFY_KEY and NOTIFY_TEMPLATE):
    raise ImproperlyConfigured(
        "DOORSTEP_MAIL=notify needs DOORSTEP_NOTIFY_KEY and DOORSTEP_NOTIFY_TEMPLATE."
    )
