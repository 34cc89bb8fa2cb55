"""What every way out has in common: hand a message over, and say whether it is there already."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message ready to go: its key, where it goes, and what it says."""

    key: str
    to: str
    subject: str
    body: str


class NotNowError(Exception):
    """It could not be handed over now; try later. The words are plain and name nobody."""


class RefusedError(Exception):
    """It will never be taken, so it is given up. The words are plain and name nobody."""


class Transport(Protocol):
    """One way out."""

    def has(self, key: str) -> bool | None:
        """Return whether a message of this key was handed over before; None where nobody can know.

        Raises: NotNowError.
        """

    def send(self, message: Message) -> None:
        """Hand a message over.

        Raises: NotNowError; RefusedError.
        """
