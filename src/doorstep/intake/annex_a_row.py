"""One row of an Annex A list, read field by field; what cannot be used is refused by name."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from doorstep.facts import Refusal
from doorstep.intake import fields
from doorstep.intake.fields import FieldError

Cell = str | date

ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)

_LABEL = re.compile(r"[a-z]{1,2}\)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"(?:[A-Z]{1,2}\d{0,2}|\d{1,2}[A-Z]?)(?=$|[\s:.\-–—,(])")


class Start(NamedTuple):
    """The day something began, or in `missing` the field at fault and why."""

    day: date | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its cells by field, and where it stands in the workbook."""

    file: str
    list_number: int
    number: int
    cells: Mapping[str, Cell]
    headings: Mapping[str, str]
    refusals: list[Refusal]

    @property
    def sheet(self) -> str:
        """Return the workbook and the list, as refusals name them."""
        return f"{self.file}, List {self.list_number}"

    @property
    def place(self) -> str:
        """Return where the row stands, in brackets."""
        return f"({self.sheet}, row {self.number})"

    @property
    def child_id(self) -> str:
        """Return the child's id; blank if there is none."""
        cell = str(self.cells.get("child_id", ""))
        return "" if cell in ERRORS else fields.text(cell)

    @property
    def latest(self) -> date | None:
        """Return the latest day that the row tells of the child, the birth aside."""
        days = (c for f, c in self.cells.items() if f != "date_of_birth" and isinstance(c, date))
        possible = (day for day in days if fields.FIRST_YEAR <= day.year < fields.LAST_YEAR)
        return max(possible, default=None)

    @property
    def age(self) -> float:
        """Return the age in years as the row states it; 0 if it states none."""
        try:
            return float(str(self.cells.get("age", 0)))
        except ValueError:
            return 0

    def text(self, field: str) -> str:
        """Return the text of a field; an error value such as #N/A is refused."""
        cell = str(self.cells.get(field, ""))
        if cell.upper() in ERRORS:
            self.refuse(field, f"{cell} is an error in the workbook: look the value up and save it")
            return ""
        return fields.text(cell)

    def day(self, field: str) -> date | None:
        """Return the day of a field, None if blank; one that cannot be read is refused."""
        try:
            return self._day(field)
        except FieldError as error:
            self.refuse(field, str(error))
            return None

    def start(self, field: str) -> Start:
        """Return the day something began; a blank one is refused too, and named (S32)."""
        try:
            found = self._day(field)
        except FieldError as error:
            self.refuse(field, str(error))
            return Start(None, f"{self._heading(field)} cannot be read: {error} {self.place}")
        if found is None:
            self.refuse(field, "the date is blank, so the child cannot be judged: fill it in")
            return Start(None, f"{self._heading(field)} is blank {self.place}")
        return Start(found)

    def end(self, field: str, start: Start) -> date | None:
        """Return the day something ended; one before its start is refused and taken as open."""
        found = self.day(field)
        if found and start.day and found < start.day:
            self.refuse(field, f"{found} is before the start {start.day}; it is taken as open")
            return None
        return found

    def yes_no(self, field: str) -> bool | None:
        """Return what a yes-or-no field says; None if blank, unknown or refused."""
        try:
            return fields.yes_no(self.text(field))
        except FieldError as error:
            self.refuse(field, str(error))
            return None

    def code(self, field: str, known: Collection[str]) -> str:
        """Return the code inside a label ("f) U6: Foster placement" → "U6"); others are refused."""
        if not (label := self.text(field)):
            return ""
        match = _TOKEN.match(_LABEL.sub("", label, count=1).upper())
        if match and match[0] in known:
            return match[0]
        self.refuse(field, f"'{label[:40]}' is not a national code: map it to one of them")
        return ""

    def category(self, field: str) -> str:
        """Return NEG, PHY, SAB, EMO or MUL for a category of abuse; others are refused."""
        try:
            return fields.abuse_category(self.text(field))
        except FieldError as error:
            self.refuse(field, str(error))
            return ""

    def label(self, field: str) -> str:
        """Return the words of a field in lower case, without the letter before them."""
        return _LABEL.sub("", self.text(field), count=1).lower()

    def refuse(self, field: str, reason: str) -> None:
        """Refuse one field of the row."""
        heading = self._heading(field)
        self.refusals.append(Refusal(self.sheet, self.number, heading, reason, self.child_id))

    def _day(self, field: str) -> date | None:
        cell = self.cells.get(field)
        if isinstance(cell, date):
            return fields.day(cell.isoformat())  # which refuses an impossible century
        if cell is not None and cell.upper() in ERRORS:
            raise FieldError(f"{cell} is an error in the workbook: look the value up and save it")
        return fields.day(cell or "")

    def _heading(self, field: str) -> str:
        return self.headings.get(field, field)
