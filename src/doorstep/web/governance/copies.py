"""The copy of a record: for the person, without what is hidden; for the office, whole with its marks."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.conf import settings

from doorstep.web.components import day
from doorstep.web.governance import queries
from doorstep.web.governance.models import AccessRequest, Mark, PackEntry
from doorstep.web.governance.redacting import BASES, Basis, Piece, Span, pieces


class Whose(StrEnum):
    """Whom a copy is for."""

    PERSON = "person"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyLine:
    """One line of an entry: its label and its pieces."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def said(self) -> str:
        """Return the line as the person's copy says it."""
        return "".join(piece.said for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyEntry:
    """One entry of a copy; `withheld` is the ground on which all of it is."""

    number: int
    key: str
    title: tuple[Piece, ...]
    lines: tuple[CopyLine, ...]
    withheld: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPart:
    """A part of a copy and its entries."""

    title: str
    entries: tuple[CopyEntry, ...]

    @property
    def first(self) -> int:
        """Return the number of its first entry."""
        return self.entries[0].number

    @property
    def last(self) -> int:
        """Return the number of its last entry."""
        return self.entries[-1].number


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A whole copy: whose record, of which day, for whom, its parts, and which grounds hide something."""

    whose: Whose
    name: str
    number: str
    authority: str
    gathered: str
    parts: tuple[CopyPart, ...]
    bases: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return what stands on top."""
        if self.whose == Whose.OFFICE:
            return "Office copy: the whole record with the marks"
        return "A copy of the record that is held about you"


def copy_of(row: AccessRequest, whose: Whose) -> Copy:
    """Return the copy of a request; in the person's nothing that is hidden is left."""
    entries = list(queries.entries_of(row))
    marks = queries.marks_of(entries)
    told = [(e.part, _entry(e, marks.get(e.pk, []), whose)) for e in entries]
    parts = tuple(
        CopyPart(title=title, entries=tuple(entry for _, entry in group))
        for title, group in groupby(told, key=lambda each: each[0])
    )
    used = {Basis(mark.basis) for each in marks.values() for mark in each}
    return Copy(
        whose=whose,
        name=row.child.name or row.child.child_id,
        number=row.child.child_id,
        authority=settings.AUTHORITY or "Doorstep",
        gathered=day(row.gathered_at),
        parts=parts,
        bases=tuple(BASES[basis] for basis in Basis if basis in used),
    )


def _entry(entry: PackEntry, marks: list[Mark], whose: Whose) -> CopyEntry:
    withheld = next((Basis(mark.basis) for mark in marks if mark.line is None), None)
    spans = [Span(m.line, m.start, m.end, Basis(m.basis)) for m in marks if m.line is not None]
    told = [
        CopyLine(label=label, pieces=_pieces(text, [s for s in spans if s.line == n], whose))
        for n, (label, text) in enumerate(entry.lines)
    ]
    title, lines = told[0].pieces, tuple(told[1:])
    if withheld and whose == Whose.PERSON:
        title, lines = (Piece("", withheld),), ()
    # The keys of rows are of the office: an audit entry's names the month, and nothing of anybody.
    return CopyEntry(
        number=entry.number, key=entry.key, title=title, lines=lines, withheld=withheld
    )


def _pieces(text: str, spans: list[Span], whose: Whose) -> tuple[Piece, ...]:
    """Return a line in pieces; in the person's copy the hidden words themselves are gone."""
    found = pieces(text, spans)
    if whose == Whose.OFFICE:
        return tuple(found)
    return tuple(p if p.basis is None else Piece("", p.basis) for p in found)


# --- for machines -------------------------------------------------------------------------------------


def as_json(copy: Copy) -> bytes:
    """Return a copy for machines: the same words as on paper."""
    told = {
        "about": {"name": copy.name, "number": copy.number},
        "authority": copy.authority,
        "gathered": copy.gathered,
        "copy_for": str(copy.whose),
        "parts": [{"title": p.title, "entries": [_told(e, copy) for e in p.entries]} for p in copy.parts],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _told(entry: CopyEntry, copy: Copy) -> dict[str, Any]:
    lines = [{"label": line.label, "text": _text(line.pieces, copy)} for line in entry.lines]
    found: dict[str, Any] = {"number": entry.number, "title": _text(entry.title, copy)}
    if entry.withheld:
        found["withheld"] = BASES[entry.withheld]
    return found | {"lines": lines}


def _text(told: tuple[Piece, ...], copy: Copy) -> str:
    if copy.whose == Whose.PERSON:
        return "".join(piece.said for piece in told)
    return "".join(p.text if p.basis is None else f"[[{BASES[p.basis]}: {p.text}]]" for p in told)


def digest_of(row: AccessRequest) -> str:
    """Return the fingerprint of what the person's copy says."""
    return sha256(as_json(copy_of(row, Whose.PERSON))).hexdigest()


def zipped(files: dict[str, bytes], *, on: date) -> bytes:
    """Return files as one, all dated on the same day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=(on.year, on.month, on.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(info, content)
    return out.getvalue()
