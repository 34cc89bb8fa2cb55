"""Messages through GOV.UK Notify, which can be asked by reference whether it has one."""

from typing import Any

from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from doorstep.web.notices.transports.base import Message, NotNowError, RefusedError

SECONDS = 10
WRONG_MESSAGE = 400


class Notify:
    """Sends by one template of the authority's, which has the fields `subject` and `body`."""

    def __init__(self, *, key: str, template: str, address: str):
        self.template = template
        made: Any = NotificationsAPIClient  # the library has no types
        self.client = made(key, base_url=address, timeout=SECONDS)

    def has(self, key: str) -> bool | None:
        """Return whether Notify has a message of this reference."""
        try:
            found = self.client.get_all_notifications(reference=key, template_type="email")
        except (HTTPError, InvalidResponse) as error:
            raise NotNowError(_said(error)) from None
        return bool(found["notifications"])

    def send(self, message: Message) -> None:
        """Hand a message over under its key as the reference."""
        told = {"subject": message.subject, "body": message.body}
        try:
            self.client.send_email_notification(
                message.to, self.template, personalisation=told, reference=message.key
            )
        except (HTTPError, InvalidResponse) as error:
            if isinstance(error, HTTPError) and error.status_code == WRONG_MESSAGE:
                raise RefusedError(_said(error)) from None
            raise NotNowError(_said(error)) from None


def _said(error: HTTPError | InvalidResponse) -> str:
    code = error.status_code if isinstance(error, HTTPError) else "without sense"
    return f"GOV.UK Notify did not take it (answer {code})."
