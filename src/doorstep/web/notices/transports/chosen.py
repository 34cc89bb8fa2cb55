"""Which way e-mail goes, as the settings say."""

from pathlib import Path
from socket import create_connection
from tempfile import TemporaryFile

from django.conf import settings

from doorstep.web.notices.transports.base import Transport
from doorstep.web.notices.transports.folder import Folder
from doorstep.web.notices.transports.notify import Notify
from doorstep.web.notices.transports.smtp import Smtp


def mail_transport() -> Transport | None:
    """Return the way e-mail goes; none where it is off."""
    way, _, where = settings.MAIL.partition(":")
    if way == "folder":
        return Folder(Path(where), sender=settings.DEFAULT_FROM_EMAIL, host=mail_host())
    if way == "smtp":
        return Smtp(sender=settings.DEFAULT_FROM_EMAIL, host=mail_host())
    if way == "notify":
        return Notify(
            key=settings.NOTIFY_KEY,
            template=settings.NOTIFY_TEMPLATE,
            address=settings.NOTIFY_ADDRESS,
        )
    return None


def is_mail_on() -> bool:
    """Test whether e-mail is sent at all."""
    return bool(settings.MAIL)


def mail_host() -> str:
    """Return the name that stands in message ids: that of the sender's address."""
    return str(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")) or "localhost"


def mail_state() -> tuple[bool, str]:
    """Return whether e-mail can leave as far as this machine can tell, and a sentence on it."""
    way, _, where = settings.MAIL.partition(":")
    if not way:
        return True, "E-mail is switched off: set DOORSTEP_MAIL to send digests and escalations."
    if way == "folder":
        return _folder_state(Path(where))
    if not settings.SITE:
        return False, "Set DOORSTEP_SITE to the address people sign in at, for messages to say it."
    if way == "notify":
        return True, "E-mail goes through GOV.UK Notify."
    return _server_state()


def _folder_state(folder: Path) -> tuple[bool, str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True, f"E-mail is written to {folder}; something else must send it."
    except OSError as error:
        return False, f"E-mail cannot be written to {folder} ({error.strerror})."


def _server_state() -> tuple[bool, str]:
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    try:
        with create_connection((host, port), timeout=5):
            return True, f"The mail server {host}:{port} answers."
    except OSError:
        return False, f"The mail server {host}:{port} cannot be reached: DOORSTEP_SMTP_HOST, _PORT."
