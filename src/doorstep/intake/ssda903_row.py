"""One row of an SSDA903 table: its cells as text and days; what cannot be read is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from doorstep.facts import Refusal
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.fields import FieldError

TAKEN_AS_OPEN = "the end is not known and is taken as open"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and the book in which what it says is kept."""

    file: str
    number: int
    child_id: str
    cells: Mapping[str, str]
    book: CaseBook

    @property
    def child(self) -> Gathered:
        """Return what is gathered of the row's child."""
        return self.book.child(self.child_id)

    @property
    def place(self) -> str:
        """Return where the row stands, in brackets."""
        return f"({self.file} row {self.number})"

    def text(self, column: str) -> str:
        """Return a cell, blank if it says nothing or the table has no such column."""
        return self.cells.get(column, "")

    def day(self, column: str, *, then: str = "") -> date | None:
        """Return the day in a cell; None if it is blank or refused.

        `then` says what is done without it.
        """
        try:
            return fields.day(self.text(column))
        except FieldError as error:
            self.refuse(column, f"{error}{f'; {then}' if then else ''}")
            return None

    def needed_day(self, column: str) -> date | None:
        """Return the day without which the row says nothing; a blank one is refused too."""
        if self.text(column):
            return self.day(column, then="the row is not used")
        self.refuse(column, "blank: the row is not used")
        return None

    def start(self, column: str) -> tuple[date | None, str]:
        """Return the day something began, or why it is not known (S21)."""
        try:
            found = fields.day(self.text(column))
        except FieldError as error:
            self.refuse(column, f"{error}; the start is not known")
            return None, f"{column} cannot be read: {error} {self.place}"
        if found is None:
            self.refuse(column, "the start is blank: fill it in")
            return None, f"{column} is blank {self.place}"
        return found, ""

    def end(self, column: str, start: date) -> date | None:
        """Return the day something ended, None if it is open; one before the start is refused."""
        found = self.day(column, then=TAKEN_AS_OPEN)
        if found and found < start:
            self.refuse(column, f"{found} is before the start {start}; {TAKEN_AS_OPEN}")
            return None
        return found

    def code(self, column: str, known: frozenset[str]) -> str:
        """Return the code in a column, blank if it has none; one that is not known is refused."""
        found = self.text(column).upper()
        if not found or found in known:
            return found
        self.refuse(column, f"'{found[:20]}' is not a code of the SSDA903 in any year; not used")
        return ""

    def refuse(self, column: str, reason: str) -> None:
        """Keep that a field of the row could not be used, and why (S32)."""
        self.book.refusals.append(Refusal(self.file, self.number, column, reason, self.child_id))
