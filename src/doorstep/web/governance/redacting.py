"""Marks on a text: which words are hidden on which ground, and the text cut at them; no database here."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from unicodedata import normalize


class Basis(StrEnum):
    """On which ground something is hidden from the copy that a person is given."""

    THIRD_PARTY = "third_party"
    SERIOUS_HARM = "serious_harm"
    LEGAL_PRIVILEGE = "legal_privilege"
    OTHER = "other"


BASES = {
    Basis.THIRD_PARTY: "about somebody else",
    Basis.SERIOUS_HARM: "likely to cause serious harm",
    Basis.LEGAL_PRIVILEGE: "legally privileged",
    Basis.OTHER: "another exemption",
}


class Span(NamedTuple):
    """Some letters of one line, and why they are hidden; `end` is the first letter that is not."""

    line: int
    start: int
    end: int
    basis: Basis


class Piece(NamedTuple):
    """A part of a line: its words, and on which ground they are hidden, if they are."""

    text: str
    basis: Basis | None = None

    @property
    def said(self) -> str:
        """Return what the released copy says in its place."""
        return self.text if self.basis is None else f"[redacted: {BASES[self.basis]}]"


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Return a line cut at its marks; where marks overlap, the letters go under the first.

    Example:
        >>> [p.said for p in pieces("Ann rang.", [Span(0, 0, 3, Basis.THIRD_PARTY)])]
        ['[redacted: about somebody else]', ' rang.']
    """
    found: list[Piece] = []
    at = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        start, end = max(span.start, at), min(span.end, len(text))
        if start >= end:
            continue
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], span.basis))
        at = end
    if at < len(text) or not text:
        found.append(Piece(text[at:]))
    return found


def occurrences(words: str, lines: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where some words stand in lines, as whole words, whatever their case and spacing.

    Example:
        >>> occurrences("ann lee", ["Ann  Lee rang Annabel Lee.", "ann lee"])
        [(0, 0, 8), (1, 0, 7)]
    """
    told = plain(normalize("NFC", words)).split()
    if not told:
        return []
    head = r"(?<![^\W_])" if re.match(r"\w", told[0]) else ""
    tail = r"(?![^\W_])" if re.search(r"\w$", told[-1]) else ""
    pattern = re.compile(head + r"\s+".join(map(re.escape, told)) + tail, re.IGNORECASE)
    return [
        (n, m.start(), m.end())
        for n, line in enumerate(lines)
        for m in pattern.finditer(plain(line))
    ]


ONE_SIGN = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("‐‑‒–", "-"))


def plain(text: str) -> str:
    """Return a text with one sign for every apostrophe and hyphen: places in it stay as they are.

    Example:
        >>> plain("O’Brien‑Lee")
        "O'Brien-Lee"
    """
    return text.translate(ONE_SIGN)


class Known(NamedTuple):
    """A name that stands in the database, and whose it is."""

    name: str
    whose: str


def proposals(texts: Iterable[str], known: Iterable[Known]) -> list[tuple[Known, int]]:
    """Return the known names that stand in texts and how often, the longest first.

    They are proposals: nothing is hidden by them.
    """
    names = {_told(k.name): k for k in known if len(k.name.strip()) > 1}
    longest = max((len(name.split()) for name in names), default=0)
    counts: dict[str, int] = {}
    for text in texts:
        found = re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)*", _told(text))
        words = [word.removesuffix("'s") for word in found]
        for size in range(1, longest + 1):
            for n in range(len(words) - size + 1):
                said = " ".join(words[n : n + size])
                if said in names:
                    counts[said] = counts.get(said, 0) + 1
    order = sorted(counts, key=lambda name: (-len(name.split()), names[name].whose, name))
    return [(names[name], counts[name]) for name in order]


def _told(text: str) -> str:
    return plain(" ".join(normalize("NFC", text).casefold().split()))
