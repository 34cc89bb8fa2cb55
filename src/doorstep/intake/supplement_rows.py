"""Read the rows of a supplement table; one with a cell that cannot be read is refused whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doorstep.facts import CaseFacts, Refusal
from doorstep.intake import tables
from doorstep.intake.cases import Gathered, gathered_from
from doorstep.intake.fields import FieldError
from doorstep.intake.supplement_schema import Column, columns

UNKNOWN_CHILD = "no child of the extract has this id: the row is not used"


@dataclass(slots=True)
class Told:
    """One good row: what it says, of which child, and where it stands. Blank cells are left out."""

    file: str
    number: int
    child: Gathered
    says: dict[str, Any]


@dataclass(slots=True)
class Additions:
    """The cases of an extract, those that the supplement touches opened to be added to.

    With `only`, the rows of other children are passed over.
    """

    cases: dict[str, CaseFacts]
    only: str = ""
    passed_over: frozenset[str] = frozenset()
    touched: dict[str, Gathered] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def passes(self, child_id: str) -> bool:
        """Test whether the rows of a child are not wanted now."""
        return child_id in self.passed_over or bool(self.only and child_id != self.only)

    def child(self, child_id: str) -> Gathered | None:
        """Return a child to add to; None if the extract has no such child."""
        found = self.touched.get(child_id)
        if found is None and child_id in self.cases:
            found = self.touched[child_id] = gathered_from(self.cases[child_id])
        return found

    def refuse(self, told: Told, column: str, reason: str) -> None:
        """Keep that a row or a field of it was not used, and why."""
        child_id = told.child.child_id
        self.refusals.append(Refusal(told.file, told.number, column, reason, child_id))


def rows(path: Path, table: str, additions: Additions) -> Iterator[Told]:
    """Yield the good rows of a supplement table; unknown columns are refused by name."""
    known = columns(table)
    found = tables.read_table(path, columns=known)
    additions.refusals.extend(found.refusals)
    if not _has_required(found, known, additions):
        return
    places = [(at, known[name]) for at, name in enumerate(found.header) if name in known]
    child_at = found.header.index("child_id")
    for number, row in zip(found.numbers, found.rows, strict=True):
        child_id = row[child_at].strip()
        if additions.passes(child_id) or not any(map(str.strip, row)):
            continue
        try:
            says = _says(row, places)
        except _CellError as error:
            reason = f"{error.reason}; the row is not used"
            refusal = Refusal(found.file, number, error.column, reason, child_id)
            additions.refusals.append(refusal)
            continue
        child = additions.child(child_id)
        if child is None:
            refusal = Refusal(found.file, number, "child_id", UNKNOWN_CHILD, child_id)
            additions.refusals.append(refusal)
        else:
            yield Told(found.file, number, child, says)


class _CellError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def _says(row: list[str], places: list[tuple[int, Column]]) -> dict[str, Any]:
    says = {}
    for at, column in places:
        if not (cell := row[at]) and not column.is_required:
            continue
        try:
            value = column.read(cell)
        except FieldError as error:
            raise _CellError(column.name, str(error)) from None
        if value is not None and value != "":
            says[column.name] = value
        elif column.is_required:
            raise _CellError(column.name, "blank, and must be filled in")
    return says


def _has_required(found: tables.Table, known: dict[str, Column], additions: Additions) -> bool:
    """Refuse unknown columns by name; return whether all that must be there are."""
    for name in found.header:
        if name not in known:
            reason = f"no such column: expected one of {', '.join(known)}; it is not read"
            additions.refusals.append(Refusal(found.file, 1, name, reason))
    absent = [name for name, column in known.items() if column.is_required]
    absent = [name for name in absent if name not in found.header]
    for name in absent:
        reason = f"the column is not there: none of {len(found.rows):,} rows could be used"
        additions.refusals.append(Refusal(found.file, 1, name, reason))
    return not absent
