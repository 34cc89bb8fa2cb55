"""Messages as files in a folder, for another program to send, for tests and to look around."""

import os
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from doorstep.web.notices.transports.base import Message, NotNowError


def name_of(key: str) -> str:
    """Return the name of a message's file: its key, with a hash so that no two keys share one.

    Example:
        >>> name_of("digest:7:2026-11-16")
        'digest-7-2026-11-16-07923288.eml'
    """
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in key)[:120]
    return f"{plain}-{sha256(key.encode()).hexdigest()[:8]}.eml"


class Folder:
    """Writes each message to a file of its own; the same message twice is the same file."""

    def __init__(self, folder: Path, *, sender: str, host: str):
        self.folder, self.sender, self.host = folder, sender, host

    def has(self, key: str) -> bool | None:
        """Return whether the file is there, or in `sent`, into which whoever sends it moves it."""
        # In this order: a file moves from the first to the second.
        places = (self.folder, self.folder / "sent")
        return any((place / name_of(key)).exists() for place in places)

    def send(self, message: Message) -> None:
        """Write the file whole or not at all; one that is there already stays as it is."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.has(message.key):
                self._write(message)
        except OSError as error:
            raise NotNowError(f"The folder cannot be written: {error.strerror}.") from None

    def _write(self, message: Message) -> None:
        with NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part") as file:
            file.write(bytes(mail_of(message, sender=self.sender, host=self.host)))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # then it is there already, and stays as it is
                os.link(file.name, self.folder / name_of(message.key))


def mail_of(message: Message, *, sender: str, host: str) -> EmailMessage:
    """Return a message as a mail; its Message-ID is made of the key, so that doubles are known."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Message-ID"] = message_id(message.key, host=host)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def message_id(key: str, *, host: str) -> str:
    """Return the Message-ID of a key.

    Example:
        >>> message_id("test:1", host="visits.example.org")
        '<7030916e7f09b40dd85ccf1fe0d9dc85@visits.example.org>'
    """
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{host}>"
