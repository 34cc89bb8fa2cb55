"""Messages by SMTP, through Django's mail connection; nobody can ask a mail server what it has."""

import smtplib

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from doorstep.web.notices.transports.base import Message, NotNowError, RefusedError
from doorstep.web.notices.transports.folder import message_id

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PERMANENT = 500  # from here on a mail server's answer is final


class Smtp:
    """Sends each message on a connection of its own, under the Message-ID of its key."""

    def __init__(self, *, sender: str, host: str):
        self.sender, self.host = sender, host

    def has(self, key: str) -> bool | None:
        """Return that nobody can know."""
        return None

    def send(self, message: Message) -> None:
        """Send a message; a refusal that is final is told apart from one that is not."""
        mail = EmailMessage(
            message.subject,
            message.body,
            self.sender,
            [message.to],
            headers={
                "Message-ID": message_id(message.key, host=self.host),
                "Auto-Submitted": "auto-generated",
            },
            connection=self._connection(),
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            _refused(max(code for code, _ in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            _refused(error.smtp_code)
        except (OSError, smtplib.SMTPException):
            raise NotNowError("The mail server did not answer.") from None

    def _connection(self) -> BaseEmailBackend:
        found: BaseEmailBackend = get_connection(BACKEND)
        return found


def _refused(code: int) -> None:
    said = f"The mail server did not take it (answer {code})."
    # An answer about signing in or being too busy says nothing of this message.
    if code >= PERMANENT and code not in (530, 534, 535, 538):
        raise RefusedError(said) from None
    raise NotNowError(said) from None
