"""What a document says, as plain values; Word, PDF and plain text are made of the same."""

import re
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, NamedTuple

Pair = tuple[str, str]


class Kind(StrEnum):
    """What a document is of; the word in its address."""

    FORM = "form"
    DECISION = "decision"
    DISPUTE = "dispute"
    NOTE = "note"
    VISIT = "visit"


KINDS = {
    Kind.FORM: "Forms and plans",
    Kind.DECISION: "Decisions",
    Kind.DISPUTE: "Disputes",
    Kind.NOTE: "Case notes",
    Kind.VISIT: "Visits, calls and contacts",
}


class Row(NamedTuple):
    """A row of a form as the policy prints it, under the form's three columns."""

    factor: str
    assessment: str
    comments: str = ""


class Signed(NamedTuple):
    """A signature asked for at the foot of a form; without a name it was not given."""

    label: str
    name: str = ""
    role: str = ""
    when: str = ""
    fingerprint: str = ""

    @property
    def said(self) -> str:
        """Return the signature in a sentence."""
        if not self.name:
            return "Not signed"
        return f"Signed by {self.name}, {self.role}, on {self.when}"


class Step(NamedTuple):
    """Something done in a decision: when, where it stood, what, by whom, what was told, where it led."""

    when: str
    step: str
    action: str
    who: str
    told: str
    outcome: str
    clause: str = ""
    fingerprint: str = ""


class Subject(NamedTuple):
    """The child a document is about."""

    name: str
    number: str
    born: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document. `names` are those of its Word template, the particular one first.

    `opening` is the sentence a policy prescribes, which stands before everything else. `rows` are a
    form's, with its sign-off; `pairs` are label and value; `also` what no printed template asks.
    """

    kind: Kind
    names: tuple[str, ...]
    title: str
    child: Subject
    clause: str = ""
    about: tuple[Pair, ...] = ()
    opening: str = ""
    columns: tuple[str, ...] = ("", "", "")
    rows: tuple[Row, ...] = ()
    signatures: tuple[Signed, ...] = ()
    pairs: tuple[Pair, ...] = ()
    also: tuple[Pair, ...] = ()
    steps: tuple[Step, ...] = ()
    text: str = ""

    @property
    def said_of_child(self) -> str:
        """Return whom it is about, in a line."""
        born = f", born {self.child.born}" if self.child.born else ""
        return f"{self.child.name}, number {self.child.number}{born}"


# Signs that XML has no way to write: controls but tab and new line, halves of pairs.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return text without the signs that no document can hold.

    Example:
        >>> writable("one\\x07\\x0c two")
        'one two'
    """
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def readable(paper: Paper) -> Paper:
    """Return a document without the signs that no file can hold."""
    changed = {f.name: _readable(getattr(paper, f.name)) for f in fields(paper) if f.name != "kind"}
    return replace(paper, **changed)


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    told = [_readable(each) for each in value]
    return type(value)(*told) if hasattr(value, "_fields") else type(value)(told)
