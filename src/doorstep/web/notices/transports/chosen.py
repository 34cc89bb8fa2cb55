"""Which way e-mail goes, as the settings say."""

from pathlib import Path

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
