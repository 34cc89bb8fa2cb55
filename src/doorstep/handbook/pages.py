"""The pages: templates filled in, everything inside one file, no scripts, nothing from elsewhere."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from doorstep.handbook.book import Book
from doorstep.policy.diff import Change, by_whom, note_heading
from doorstep.policy.pack import Pack
from doorstep.policy.plain.names import on_day, upper
from doorstep.policy.plain.said import Said

GENERATOR = "Doorstep handbook"
NOTE_GENERATOR = "Doorstep change note"


def book_page(book: Book) -> str:
    """Return the handbook as one HTML page."""
    return _filled("book.html.jinja", book=book, head=book.pack.head, mark=mark_of(GENERATOR))


def note_page(old: Pack, new: Pack, changes: Iterable[Change]) -> str:
    """Return the change note between two packs as one HTML page."""
    return _filled(
        "note.html.jinja",
        heading=note_heading(old, new),
        groups=by_whom(changes),
        head=new.head,
        mark=mark_of(NOTE_GENERATOR),
    )


def mark_of(generator: str) -> str:
    """Return how a page says what made it, by which an earlier page is known."""
    return f'<meta name="generator" content="{generator}">'


def _filled(template: str, **values: object) -> str:
    style = (_templates() / "style.css").read_text(encoding="utf-8")
    return _environment().get_template(template).render(style=style, **values)


def _templates() -> Path:
    return Path(str(files("doorstep.handbook") / "templates"))


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"day": on_day, "large": upper, "last": _last_day}
    found.globals |= {"standing": standing}
    return found


def _last_day(until: date) -> date:
    return until - timedelta(1)


def standing(said: Said, as_at: date) -> str:
    """Return whether something dated holds on a day: "now", "later" or "earlier"."""
    if said.since is not None and said.since > as_at:
        return "later"
    return "earlier" if said.until is not None and said.until <= as_at else "now"
