"""One object of the DfE API's JSON, read field by field; what cannot be used is refused by its path."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from doorstep.facts import Refusal
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.cin_census_node import Span
from doorstep.intake.dfe_api_text import Pairs
from doorstep.intake.fields import FieldError

SHIPPED = Path(__file__).with_name("dfe_api_fields.csv")
KINDS: dict[str, tuple[type, str]] = {
    "text": (str, "text"),
    "date": (str, "a date as text, YYYY-MM-DD"),
    "flag": (bool, "true or false"),
    "whole": (int, "a whole number"),
    "texts": (list, "a list of texts"),
    "list": (list, "a list"),
    "object": (dict, "an object with fields of its own"),
}


class Known(NamedTuple):
    """A field as the standard has it: of which kind, and how long a text may be (0: as one likes)."""

    kind: str
    longest: int


@cache
def known_fields() -> Mapping[str, Known]:
    """Return the fields of version 1.0.1 of the DfE's CSC API by their path."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["path"]: Known(row["kind"], int(row["longest"] or 0)) for row in rows}


@dataclass(slots=True)
class Reading:
    """A file being read: where refusals go, what was left out, which names the standard lacks."""

    file: str
    book: CaseBook
    row: int = 0
    child_id: str = ""
    purged: int = 0
    strange: set[str] = field(default_factory=set)

    def refuse(self, path: str, reason: str) -> None:
        """Refuse a field (S32)."""
        self.book.refusals.append(Refusal(self.file, self.row, path, reason, self.child_id))


@dataclass(frozen=True, slots=True)
class Node:
    """An object: its path in the standard, and with numbers, as it is shown to a person."""

    data: Mapping[str, Any]
    path: str
    shown: str
    reading: Reading

    def check(self) -> "Node":
        """Refuse the names that are told twice, and note those that the standard does not have."""
        for name in getattr(self.data, "twins", ()):
            self.refuse(str(name), "told more than once; the first is used")
        for name in self.data:
            if self._known(name) is None:
                self.reading.strange.add(self._path(name)[:80])
        return self

    def text(self, name: str) -> str:
        """Return a text; blank if it is not there or refused."""
        return self._text(name, self._value(name))

    def day(self, name: str) -> date | None:
        """Return a day; None if it is not there or refused."""
        try:
            return fields.day(self.text(name))
        except FieldError as error:
            self.refuse(name, str(error))
            return None

    def flag(self, name: str) -> bool:
        """Test whether a field says true."""
        return self._value(name) is True

    def code(self, name: str, allowed: Collection[str]) -> str:
        """Return a code; one that is not in its list is refused."""
        return self._code(name, self.text(name).upper(), allowed)

    def codes(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield each text of a list with its place in it, for a refusal."""
        for place, value in enumerate(self._value(name) or (), start=1):
            at = f"{name}[{place}]"
            if found := self._text(at, value if isinstance(value, str) else None, of=name):
                yield at, found.upper()
            elif value is not None and not isinstance(value, str):
                self.refuse(at, f"{_brief(value)} where a text is expected; it is not used")

    def node(self, name: str) -> "Node":
        """Return an object, an empty one if it is not there, refused or to be purged."""
        found = self._value(name)
        node = Node(found or Pairs(), self._path(name), self._shown(name), self.reading).check()
        return node._without(name) if node.is_purged() else node

    def nodes(self, name: str) -> Iterator["Node"]:
        """Yield the objects of a list, those to be purged left out."""
        for place, value in enumerate(self._value(name) or (), start=1):
            at = f"{name}[{place}]"
            if not isinstance(value, Pairs):
                self.refuse(at, f"{_brief(value)} where an object is expected; it is not used")
                continue
            node = Node(value, self._path(name), self._shown(at), self.reading).check()
            if node.is_purged():
                self.reading.purged += 1
                continue
            yield node

    def span(self, start: str, end: str) -> Span:
        """Return the days from one field to another; an end before the start is refused."""
        begun, missing = self._start(start)
        ended = self.day(end)
        if begun and ended and ended < begun:
            self.refuse(end, f"{ended} is before the start {begun}; it is taken as open")
            ended = None
        return Span(begun, ended, missing)

    def is_purged(self) -> bool:
        """Test whether the object is marked to be left out."""
        return self.flag("purge")

    def refuse(self, name: str, reason: str) -> None:
        """Refuse a field."""
        self.reading.refuse(self._shown(name), reason)

    def _without(self, _name: str) -> "Node":
        self.reading.purged += 1
        return Node(Pairs(), self.path, self.shown, self.reading)

    def _start(self, name: str) -> tuple[date | None, str]:
        shown = self._shown(name)
        where = f"({self.reading.file}, child {self.reading.row})"
        if not self.text(name):
            if self.data.get(name) is None or self.data.get(name) == "":
                self.refuse(name, "the start is blank: fill it in")
            return None, f"{shown} is blank or cannot be read {where}"
        found = self.day(name)
        return found, "" if found else f"{shown} cannot be read {where}"

    def _value(self, name: str) -> Any:
        """Return what a field holds, if it is of the kind the standard says; else it is refused."""
        value, known = self.data.get(name), self._known(name)
        if value is None or known is None:
            return None
        kind, words = KINDS[known.kind]
        # Python takes true for a number, which a reader of JSON does not.
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
            return value
        self.refuse(name, f"{_brief(value)} where {words} is expected; it is not used")
        return None

    def _text(self, name: str, value: str | None, *, of: str = "") -> str:
        found = fields.text(value)
        known = self._known(of or name)
        if known and known.longest and len(found) > known.longest:
            self.refuse(
                name,
                f"'{found[:20]}…' has {len(found):,} signs, more than the {known.longest} there are; "
                "it is not used",
            )
            return ""
        return found.replace("\0", "")

    def _code(self, name: str, found: str, allowed: Collection[str]) -> str:
        if not found or found in allowed:
            return found
        self.refuse(name, f"'{found[:40]}' is not a code of the standard; it is not used")
        return ""

    def _known(self, name: str) -> Known | None:
        return known_fields().get(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _shown(self, name: str) -> str:
        return f"{self.shown}/{name}" if self.shown else name


def _brief(value: object) -> str:
    """Return what stands in a field, shortly: never the whole of something long."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return f"'{str(value)[:40]}'"
