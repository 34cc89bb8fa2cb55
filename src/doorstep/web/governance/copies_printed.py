"""A copy of a record as a Word file, as a PDF, and with its data as one file to give out."""

import io
import logging
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt, RGBColor

from doorstep.handbook.pdf import NoPdfError, pdf_of
from doorstep.web.governance.copied_pictures import pictures_of
from doorstep.web.governance.copies import Copy, CopyEntry, Whose, as_json, zipped
from doorstep.web.governance.redacting import BASES, Piece

MARK = "doorstep subject access"


def files_of(copy: Copy) -> dict[str, bytes]:
    """Return the files of a copy by name; no PDF where this machine makes none."""
    name = f"record-{copy.whose}"
    found = {f"{name}.docx": word_of(copy), f"{name}.json": as_json(copy)}
    try:
        found[f"{name}.pdf"] = print_of(copy)
    except NoPdfError:
        logging.getLogger(__name__).warning("no pdf can be made here")
    return dict(sorted(found.items()))


def pack_of(copy: Copy, *, on: date) -> bytes:
    """Return all files of a copy as one."""
    return zipped(files_of(copy) | pictures_of(copy), on=on)


def print_of(copy: Copy) -> bytes:
    """Return a copy as a PDF that a screen reader can read.

    Raises: NoPdfError.
    """
    told: dict[str, Any] = {"copy": copy, "bases": BASES, "office": copy.whose == Whose.OFFICE}
    told |= {"front": front, "entries_in_words": entries_in_words}
    page = render_to_string("governance/print/copy.html", told, using="jinja2")
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return pdf_of(page, MARK)[0]


# --- as a Word file -----------------------------------------------------------------------------------


def word_of(copy: Copy) -> bytes:
    """Return a copy as a Word file."""
    book: Any = Document()
    book.core_properties.title, book.core_properties.author = copy.title, copy.authority
    book.core_properties.comments = ""
    book.styles["Normal"].font.name = "Arial"
    book.styles["Normal"].font.size = Pt(10.5)
    _front(book, copy)
    for part in copy.parts:
        book.add_page_break()
        book.add_heading(part.title, level=1)
        for entry in part.entries:
            _entry(book, entry, copy)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _front(book: Any, copy: Copy) -> None:
    book.add_heading(copy.title, level=0)
    book.add_paragraph(f"{copy.name}, number {copy.number}")
    for text in front(copy):
        book.add_paragraph(text)
    book.add_heading("Contents", level=1)
    for part in copy.parts:
        book.add_paragraph(
            f"{part.title}: {entries_in_words(part.first, part.last)}", "List Bullet"
        )


def front(copy: Copy) -> list[str]:
    """Return what stands before the contents: what this is, what is hidden and why, whom to ask."""
    told = [
        f"{copy.authority} holds this in Doorstep, the system that says when a child must be seen. "
        f"It was put together on {copy.gathered}.",
        "The entries are numbered from first to last. The same words stand in the file for computers.",
    ]
    if copy.whose == Whose.OFFICE:
        return [
            *told,
            "This copy is for the office only: nothing is hidden in it, and the marks show.",
        ]
    if copy.bases:
        why = "; ".join(copy.bases)
        told.append(f"Some words are left out. In their place it says why: {why}.")
    ask = (
        "If you think something is wrong or missing, write to the council’s data protection officer. "
        "You can also complain to the Information Commissioner’s Office, or ask a court."
    )
    return [*told, ask]


def entries_in_words(first: int, last: int) -> str:
    """Return which entries a part has.

    Example:
        >>> entries_in_words(3, 3), entries_in_words(4, 19)
        ('entry 3', 'entries 4 to 19')
    """
    return f"entry {first}" if first == last else f"entries {first} to {last}"


def _entry(book: Any, entry: CopyEntry, copy: Copy) -> None:
    head = book.add_heading(level=2)
    head.add_run(f"{entry.number}. ")
    _runs(head, entry.title, copy)
    if entry.withheld and copy.whose == Whose.OFFICE:
        book.add_paragraph(f"Withheld from the person’s copy: {BASES[entry.withheld]}.")
    for line in entry.lines:
        paragraph = book.add_paragraph()
        if line.label:
            paragraph.add_run(f"{line.label}: ").bold = True
        _runs(paragraph, line.pieces, copy)


def _runs(paragraph: Any, told: tuple[Piece, ...], copy: Copy) -> None:
    for piece in told:
        if piece.basis is None:
            paragraph.add_run(piece.text)
        elif copy.whose == Whose.PERSON:
            run = paragraph.add_run(piece.said)
            run.font.highlight_color, run.font.color.rgb = (
                WD_COLOR_INDEX.BLACK,
                RGBColor(255, 255, 255),
            )
        else:
            paragraph.add_run(piece.text).font.highlight_color = WD_COLOR_INDEX.YELLOW
            paragraph.add_run(f" [{BASES[piece.basis]}]").font.size = Pt(8)
