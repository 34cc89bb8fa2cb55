"""`doorstep policy book`: a pack as a handbook for staff, a web page and a PDF."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doorstep.cli.options import Day, Progress, say, today
from doorstep.cli.own_files import folder_or_stop, keep_others, stop_without_extra, write
from doorstep.cli.work import pack_or_stop
from doorstep.policy import Pack
from doorstep.policy.plain.names import on_day, upper
from doorstep.policy.stack import Stack

if TYPE_CHECKING:
    from doorstep.handbook import Book

PAGE, PRINT = "index.html", "handbook.pdf"


@click.command()
@click.argument("pack")
@click.option("--out", required=True, metavar="DIR", help="The folder to write the handbook to.")
@click.option(
    "--as-at",
    type=Day(),
    help="Show what is in force on this day. Default: today, or when PACK comes into force if later.",
)
def book(pack: str, out: str, as_at: date | None) -> None:
    """Write PACK as a handbook for staff: DIR/index.html and DIR/handbook.pdf.

    Each rule stands in plain words with its clause, each duty with examples from its golden tests as
    pictures. Both files hold everything they need: no scripts, nothing fetched. The PDF needs Pango
    on the machine; without it the page is written all the same.
    """
    folder = folder_or_stop(out)
    found = pack_or_stop(pack)
    try:
        from doorstep.handbook import book_of, book_page
        from doorstep.handbook.pages import GENERATOR, mark_of
    except ImportError as error:
        stop_without_extra(error)
    keep_others(folder / PAGE, mark_of(GENERATOR), "handbook")
    keep_others(folder / PRINT, GENERATOR, "handbook")
    progress = Progress()
    progress("Working through the golden tests")
    day = as_at or max(today(), found.head.in_force_from)
    made = book_of(found, day, ahead=day > today())
    page = book_page(made)
    write(folder / PAGE, page.encode())
    progress("Writing the PDF")
    pages, why = _print(folder / PRINT, page, GENERATOR)
    progress.done()
    click.echo(f"Wrote {folder / PAGE}: {_told(made)}. {_standing(made)}.")
    for note in _not_yet(found, day):
        say(note)
    if pages:
        click.echo(f"Wrote {folder / PRINT}: {pages} pages.")
    else:
        say(f"Note: {PRINT} was not written: {why}.")


def _print(file: Path, page: str, mark: str) -> tuple[int, str]:
    """Write the PDF and return how many pages it has; 0 and the reason where none can be made."""
    from doorstep.handbook.pdf import NoPdfError, pdf_of

    try:
        data, pages = pdf_of(page, mark)
    except NoPdfError as error:
        earlier = f" ({file} is from an earlier time)" if file.exists() else ""
        return 0, f"{error}{earlier}"
    write(file, data)
    return pages, ""


def _standing(book: "Book") -> str:
    """Return for which day the handbook is."""
    return f"{upper(book.stands)} {on_day(book.as_at)}"


def _not_yet(pack: Pack, day: date) -> Iterator[str]:
    """Yield which packs of a stack are adopted only later, for nothing of theirs is asked for yet."""
    for each in pack.layers if isinstance(pack, Stack) else ():
        if each.window.start > day:
            since = each.window.start
            yield f"Note: {each.label} is in force from {on_day(since)}; --as-at {since} shows it."


def _told(book: "Book") -> str:
    """Return in a few words what stands in the handbook."""
    parts = sum(len(section.entries) for section in book.sections)
    pictures = sum(len(of) for of in book.examples.pictures.values())
    failed = f", of which {book.examples.failed} do not hold" if book.examples.failed else ""
    return (
        f"{len(book.glance)} duties among {parts} parts, {pictures} pictures from"
        f" {book.examples.total} golden tests{failed}"
    )
