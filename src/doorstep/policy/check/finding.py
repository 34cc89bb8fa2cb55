"""What a check found: an error, a warning or a note, where, and what to do."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """Three different things: what must be mended, what must be decided, what must be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """One finding. `where` is a file or a duty of the pack, `kind` a word to sort by.

    `explained` is what the pack's author says to it, in `explains:` of pack.yaml.
    """

    level: Level
    kind: str
    where: str
    text: str
    explained: str = ""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, errors first, then warnings, then notes."""
    levels = list(Level)
    return sorted(findings, key=lambda f: (levels.index(f.level), f.kind, f.where))
