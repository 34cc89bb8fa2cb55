"""One row of an SSD table: its cells as text, days and flags; what cannot be read is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Refusal, Undated
from doorstep.intake import fields
from doorstep.intake.cases import CaseBook, Gathered
from doorstep.intake.fields import FieldError, Moment
from doorstep.intake.ssd_tables import CHILD, ROW, Sheet

TAKEN_AS_OPEN = "the end is not known and is taken as open"


class Span(NamedTuple):
    """The days a row stands for. `missing` says why the start is not known, else is blank."""

    start: date | None
    end: date | None
    missing: str = ""


@dataclass(slots=True)
class Row:
    """A row of a table, and the book in which what it says is kept."""

    file: str
    number: int
    child_id: str
    cells: tuple[str, ...]
    places: dict[str, int]
    book: CaseBook

    @property
    def child(self) -> Gathered:
        """Return what is gathered of the row's child."""
        return self.book.child(self.child_id)

    def text(self, column: str) -> str:
        """Return a cell, blank if it says nothing."""
        return self.cells[self.places[column]]

    def refuse(self, column: str, reason: str) -> None:
        """Keep that a field of the row could not be used, and why (S32)."""
        self.book.refusals.append(Refusal(self.file, self.number, column, reason, self.child_id))

    def is_date(self, column: str) -> bool:
        """Test whether a cell holds a date, refusing nothing."""
        try:
            return fields.moment(self.text(column)) is not None
        except FieldError:
            return False

    def moment(self, column: str, *, then: str = "") -> Moment | None:
        """Return the day and time in a cell; None if it is blank or refused.

        `then` says what is done without it.
        """
        try:
            return fields.moment(self.text(column))
        except FieldError as error:
            self.refuse(column, f"{error}{f'; {then}' if then else ''}")
            return None

    def day(self, column: str, *, then: str = "") -> date | None:
        """Return the day in a cell; None if it is blank or refused."""
        found = self.moment(column, then=then)
        return found.day if found else None

    def flag(self, column: str) -> bool | None:
        """Return what a yes-or-no cell says; None if it is blank or refused."""
        try:
            return fields.yes_no(self.text(column))
        except FieldError as error:
            self.refuse(column, f"{error}; taken as not known")
            return None

    def span(self, start: str, end: str) -> Span:
        """Return the days from one column to another, refusing an end before the start."""
        begun, missing = self._start(start)
        ended = self.day(end, then=TAKEN_AS_OPEN)
        if begun and ended and ended < begun:
            self.refuse(end, f"{ended} is before the start {begun}; {TAKEN_AS_OPEN}")
            ended = None
        return Span(begun, ended, missing)

    def add_episode(
        self,
        kind: EpisodeKind,
        span: Span,
        *,
        code: str = "",
        detail: str = "",
        ids: tuple[str, str] = ("", ""),
    ) -> Episode | None:
        """Add an episode to the child, or what is known of it if its start is not (S21).

        `ids` are those of the episode and of its referral.
        """
        if span.start is None:
            self.child.undated.append(Undated(kind, span.missing, span.end, code))
            return None
        episode = Episode(kind, span.start, span.end, code, detail, *ids)
        self.child.episodes.append(episode)
        return episode

    def _start(self, column: str) -> tuple[date | None, str]:
        where = f"({self.file} row {self.number})"
        try:
            found = fields.day(self.text(column))
        except FieldError as error:
            self.refuse(column, f"{error}; the start is not known")
            return None, f"{column} cannot be read: {error} {where}"
        if found is None:
            self.refuse(column, "the start is blank: fill it in")
            return None, f"{column} is blank {where}"
        return found, ""


def rows(sheet: Sheet, book: CaseBook) -> Iterator[Row]:
    """Yield the rows of a table, in the order of the file."""
    columns = [name for name in sheet.frame.columns if name not in (ROW, CHILD)]
    places = {name: at for at, name in enumerate(columns)}
    cells = zip(*(sheet.cells(name) for name in columns), strict=True)
    children = sheet.cells(CHILD) if CHILD in sheet.frame.columns else [""] * sheet.frame.height
    for number, child_id, found in zip(sheet.frame[ROW].to_list(), children, cells, strict=True):
        yield Row(sheet.file, number, child_id, found, places, book)
