"""Sentences of a policy, the rows they stand in, and the parts the rows belong to."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from doorstep.policy.cited import Cited
from doorstep.policy.plain.names import on_day

Kind = Literal[
    "policy",
    "principle",
    "duty",
    "counts",
    "tiers",
    "criterion",
    "rule",
    "procedure",
    "form",
    "wording",
    "service",
    "figure",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing a policy says, in plain words, with its clause and from when until before when.

    `short` is the same in fewer words; `parts` are what it is made of; `see` names other parts of the
    pack; `assumed` says that the number or the words are ours, `reason` why.
    """

    text: str
    short: str = ""
    clause: str = ""
    since: date | None = None
    until: date | None = None
    assumed: bool = False
    reason: str = ""
    note: str = ""
    checked: bool = True
    parts: tuple["Said", ...] = ()
    see: tuple["Name", ...] = ()

    @property
    def line(self) -> str:
        """Return it in one line, parts and clause included, as a change note compares it."""
        inside = "; ".join(part.line for part in self.parts)
        own = self.short or self.text.rstrip(".")
        told = f"{own} {inside}" if own.endswith(":") else "; ".join(t for t in (own, inside) if t)
        told = f"{told} (assumed)" if self.assumed else told
        return f"{told} ({self.clause})" if self.clause else told

    @property
    def dated_line(self) -> str:
        """Return its line with the days between which it holds."""
        since = f", from {on_day(self.since)}" if self.since else ""
        until = f", until before {on_day(self.until)}" if self.until else ""
        return f"{self.line}{since}{until}"


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a part of a pack."""

    kind: Kind
    id: str

    @property
    def anchor(self) -> str:
        """Return the place of the part on a page."""
        return f"{self.kind}-{self.id.replace('/', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a part says on one matter. With `steps` each sentence holds until the next one's day."""

    key: str
    label: str
    said: tuple[Said, ...]
    steps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a pack in plain words: whom it concerns, and its rows."""

    name: Name
    title: str
    whom: str
    rows: tuple[Row, ...]


def cited(text: str, by: Cited, **more: Any) -> Said:
    """Return a sentence with the clause, the assumption and the note of what it was taken from."""
    return Said(
        text=text,
        clause=source(by),
        assumed=by.assumed,
        reason=by.reason,
        note=by.note,
        checked=by.source_checked,
        **more,
    )


def place(clause: str, document: str = "") -> str:
    """Return a clause, with its document where that is not the pack's own."""
    return f"{document}, {clause}" if document and clause else clause


def source(part: Any) -> str:
    """Return the clause of a part that has one, with its document where it is another's."""
    return place(part.clause, getattr(part, "document", ""))


def row(key: str, label: str, *said: Said | str | None, steps: bool = False) -> Row | None:
    """Return a row, or None if there is nothing to say."""
    found = [Said(text=s) if isinstance(s, str) else s for s in said if s]
    return Row(key=key, label=label, said=tuple(found), steps=steps) if found else None


def rows(*found: Row | None) -> tuple[Row, ...]:
    """Return those rows that say something."""
    return tuple(r for r in found if r is not None)
