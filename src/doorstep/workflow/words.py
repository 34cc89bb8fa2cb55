"""How refusals name things: words of the pack language, steps, and days with their hour."""

from collections.abc import Iterable
from datetime import datetime

from doorstep.workdays import LONDON


def spaced(word: str) -> str:
    """Return a word of the pack language as one writes it."""
    return word.replace("_", " ")


def either(words: Iterable[str]) -> str:
    """Return words of the pack language of which one will do."""
    return " or ".join(spaced(word) for word in words)


def quoted(title: str) -> str:
    """Return a title in quotation marks."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}"


def moment(at: datetime) -> str:
    """Return a day and its hour as the clocks in London show them."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
