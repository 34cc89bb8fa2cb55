"""The rows of the pages of imports, ready to be shown; what a viewer may not see is not in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.components import day, lines, link, moment, tag
from doorstep.web.imports.doubles import Warned
from doorstep.web.imports.models import Import, ImportedChild, Refused, State, Told
from doorstep.web.imports.newcomers import alike_of, disposed_of
from doorstep.web.imports.queries import hidden_from

COLOURS = {
    State.READY: "purple", State.APPLIED: "green", State.REFUSED: "red", State.FAILED: "red",
    State.UNDONE: "grey", State.CANCELLED: "grey",
}  # fmt: skip
IMPORTS: list[Any] = [
    "What came", "When", "State", {"label": "New", "numeric": True},
    {"label": "Changed", "numeric": True}, {"label": "Missing", "numeric": True},
    {"label": "Refused", "numeric": True},
]  # fmt: skip
REFUSED: list[Any] = [
    "File",
    {"label": "Row", "numeric": True},
    "Field",
    "Why, and what to do",
    "Child",
]
HIDDEN = "A record you may not see"
DISPOSED = "A record of this number was disposed of here"
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what an import says: its words, and the columns of its list."""

    what: Told
    title: str
    label: str
    lead: str
    empty: str
    head: tuple[str, ...]


PARTS = {
    Told.NEW.value: Part(
        Told.NEW,
        "New children",
        "new",
        "Each is added with all that the extract tells.",
        "The extract names no child who is not known already.",
        ("Child", "Child’s number", "Look at first"),
    ),
    Told.CHANGED.value: Part(
        Told.CHANGED,
        "Changed",
        "changed",
        "What the source says now takes the place of what it said before. What was recorded here stays.",
        "The extract says of each child what it said before.",
        ("Child", "Child’s number", "What", "Before", "Now"),
    ),
    Told.GONE.value: Part(
        Told.GONE,
        "Missing from the extract",
        "missing from it",
        "These cases are open and are not in the extract. Nothing is closed: once the import is applied, "
        "who has the child is asked.",
        "Every open case of this source is in the extract.",
        ("Child", "Child’s number"),
    ),
    KEPT: Part(
        Told.NEW,
        "Left as they were",
        "left as they were",
        "Undoing the import left these children as they were.",
        "Undoing the import left nobody as they were.",
        ("Child", "Child’s number", "Why"),
    ),
}


def import_rows(found: Iterable[Import]) -> list[list[Any]]:
    """Return a line for each import."""
    return [
        [
            lines(link(reverse("import", args=[row.pk]), row.file_name), came(row)),
            moment(row.came_at),
            state(row),
            row.new,
            row.changed,
            row.gone,
            row.refused,
        ]
        for row in found
    ]


def came(row: Import) -> str:
    """Return which way an import came, and from whom."""
    by = f" by {row.given_by}" if row.given_by else ""
    return f"{row.source or 'not read yet'}, {row.get_came_by_display()}{by}"


def state(row: Import) -> Markup:
    """Return where an import stands, as a tag with words."""
    return tag(row.get_state_display(), COLOURS.get(State(row.state), "blue"))


def facts(row: Import) -> list[tuple[str, Any]]:
    """Return what is known of an import, as a summary."""
    found: list[tuple[str, Any]] = [
        ("State", state(row)),
        ("What came", lines(row.file_name, came(row))),
        ("Came", moment(row.came_at)),
    ]
    if row.newest_on:
        found.append(("Newest day it tells of", day(row.newest_on)))
    if row.applied_at:
        by = f" by {row.asked_by}" if row.asked_by and row.state == State.APPLIED else ""
        found.append(("Applied", f"{moment(row.applied_at)}{by}"))
    if row.undone_at:
        found.append(
            ("Undone", moment(row.undone_at) + (f" by {row.asked_by}" if row.asked_by else ""))
        )
    return [*found, ("Fingerprint (SHA-256)", row.sha256[:16])]


def parts(row: Import) -> list[dict[str, Any]]:
    """Return the figures of an import, each leading to its list."""
    told = ((row.new, Told.NEW), (row.changed, Told.CHANGED), (row.gone, Told.GONE))
    figures = [
        {
            "number": number,
            "label": PARTS[what].label,
            "href": reverse("import-children", args=[row.pk, what.value]),
            "tone": "bad" if what == Told.GONE and number else "",
        }
        for number, what in told
    ]
    refused = {
        "number": row.refused,
        "label": "rows or fields refused",
        "href": reverse("import-refused", args=[row.pk]),
        "tone": "bad" if row.refused else "",
    }
    return [*figures, refused]


def children(
    found: Iterable[ImportedChild], viewer: Access, *, can: Can = Can.SEE_CHILD
) -> list[list[Any]]:
    """Return a line for each child; of those the viewer may not see, only that there is one."""
    told = list(found)
    hidden = hidden_from(viewer, [each.child_id for each in told], can=can)
    alike, gone = alike_of(told, viewer), disposed_of(told)
    return [
        [HIDDEN, "", *[""] * len(_more(each, None, gone))]
        if each.child_id in hidden
        else [_who(each), each.child_id, *_more(each, alike.get(each.child_id), gone)]
        for each in told
    ]


def _who(each: ImportedChild) -> Markup | str:
    name = each.name or each.child_id
    is_there = each.what != Told.NEW or each.kept or each.after_id
    return link(reverse("child", args=[each.child_id]), name) if is_there else name


def _more(each: ImportedChild, alike: Warned | None, gone: frozenset[str]) -> list[Any]:
    """Return what is said of a child besides who it is, by what the list is of."""
    if each.kept:
        return [each.kept]
    if each.what == Told.NEW:
        like = Markup("Much like ") + _like(alike) if alike else ""
        return [lines(like, DISPOSED if each.child_id in gone else "")]
    if each.what == Told.CHANGED:
        return [_said(each.differs, place) for place in range(3)]
    return []


def _like(warned: Warned) -> Markup:
    """Return whom a child is much like, and why; of records not to be seen only how many there are."""
    seen = [
        link(reverse("child", args=[each.child_id]), each.name or each.child_id)
        + f" ({'; '.join(each.because)})"
        for each in warned.seen
    ]
    unseen = [f"{warned.unseen} you may not see"] if warned.unseen else []
    return Markup(", ").join([*seen, *unseen])


def _said(differs: Sequence[Sequence[str]], place: int) -> Markup:
    """Return one column of what differs, line by line."""
    break_ = Markup("<br>")
    return break_.join(each[place] or "–" for each in differs)


def refused(found: Iterable[Refused], viewer: Access) -> list[list[Any]]:
    """Return a line for each row or field that could not be used."""
    told = list(found)
    hidden = hidden_from(viewer, [each.child_id for each in told if each.child_id])
    return [
        [
            each.file,
            each.row,
            each.field,
            each.reason if each.child_id not in hidden else "Something in this row",
            HIDDEN if each.child_id in hidden else each.child_id,
        ]
        for each in told
    ]


def choices(here: str, files: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    """Return the choice between the files in which something was refused."""
    if len(files) < 2:
        return []
    every = {"text": "All files", "href": here, "current": chosen not in files}
    return [
        every,
        *(
            {"text": name, "href": f"{here}?{urlencode({'file': name})}", "current": name == chosen}
            for name in files
        ),
    ]
