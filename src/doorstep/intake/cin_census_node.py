"""One element of a CIN census, read part by part; what cannot be used is refused by its path."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from xml.etree.ElementTree import Element  # noqa: S405 (the type; defusedxml parses)

from doorstep.facts import Refusal
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import FieldError


class Span(NamedTuple):
    """The days something lasted; `missing` says why the start is not known, else is blank."""

    start: date | None
    end: date | None
    missing: str = ""


class Place(NamedTuple):
    """Where a child stands in the census: `row` is the running number of its Child element."""

    file: str
    row: int
    child_id: str
    book: CaseBook


@dataclass(frozen=True, slots=True)
class Node:
    """An element below a Child, with its path."""

    element: Element
    path: str
    place: Place

    def nodes(self, name: str) -> list["Node"]:
        """Return the elements of a name; each path has its number if there are several."""
        found = self.element.findall(name)
        several = len(found) > 1
        return [
            Node(element, self._path(f"{name}[{at}]" if several else name), self.place)
            for at, element in enumerate(found, start=1)
        ]

    def node(self, name: str) -> "Node":
        """Return the first element of a name, an empty one if there is none."""
        found = self.element.find(name)
        return Node(Element(name) if found is None else found, self._path(name), self.place)

    def text(self, name: str = "") -> str:
        """Return the text of a part, of the element itself without a name; blank if none."""
        return fields.text(self.element.findtext(name) if name else self.element.text)

    def day(self, name: str) -> date | None:
        """Return the day in a part, None if it is blank or refused."""
        try:
            return fields.day(self.text(name))
        except FieldError as error:
            self.refuse(name, str(error))
            return None

    def flag(self, name: str) -> bool | None:
        """Return what a part says, yes or no; None if it is blank or refused."""
        try:
            return fields.yes_no(self.text(name))
        except FieldError as error:
            self.refuse(name, str(error))
            return None

    def code(self, name: str, known: Collection[str]) -> str:
        """Return the code in a part; one that is not in its list is refused."""
        found = self.text(name).upper()
        if not found or found in known:
            return found
        self.refuse(name, f"'{found[:40]}' is not a code of the census")
        return ""

    def span(self, start: str, end: str) -> Span:
        """Return the days from one part to another; an end before the start is refused."""
        begun, missing = self._start(start)
        ended = self.day(end) if end else None
        if begun and ended and ended < begun:
            self.refuse(end, f"{ended} is before the start {begun}; it is taken as open")
            ended = None
        return Span(begun, ended, missing)

    def refuse(self, name: str, reason: str) -> None:
        """Refuse a part, the element itself without a name (S32)."""
        file, row, child_id, book = self.place
        field = self._path(name) if name else self.path
        book.refusals.append(Refusal(file, row, field, reason, child_id))

    def refuse_stray_text(self) -> None:
        """Refuse text that stands between elements: nobody knows what it belongs to."""
        strays = [part.tail for part in self.element if part.tail and not part.tail.isspace()]
        if len(self.element) and self.element.text and not self.element.text.isspace():
            strays.insert(0, self.element.text)
        for stray in strays:
            self.refuse("", f"text between elements was not read: '{stray.strip()[:40]}'")
        for name in dict.fromkeys(part.tag for part in self.element if len(part)):
            for node in self.nodes(name):
                node.refuse_stray_text()

    def _start(self, name: str) -> tuple[date | None, str]:
        where = f"({self.place.file}, child {self.place.row})"
        try:
            found = fields.day(self.text(name))
        except FieldError as error:
            self.refuse(name, f"{error}; the start is not known")
            return None, f"{self._path(name)} cannot be read: {error} {where}"
        if found is None:
            self.refuse(name, "the start is blank: fill it in")
            return None, f"{self._path(name)} is blank {where}"
        return found, ""

    def _path(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name
