"""Documents as values that pages show."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from doorstep.web.components import lines, link, moment, plural
from doorstep.web.documents.items import Item
from doorstep.web.documents.models import Copied
from doorstep.web.documents.paper import KINDS, Kind, Paper
from doorstep.web.documents.plain import plain_text
from doorstep.web.documents.queries import Waiting
from doorstep.workdays import LONDON

FILE_HEAD = ("Child’s number", "Child", "What", "Kind", "Written", "By")


@dataclass(frozen=True, slots=True)
class May:
    """What the viewer may do with a document: tick it, take it away as a file."""

    mark: bool
    take: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document on a page; an address is blank where the viewer may not go there."""

    key: str
    title: str
    what: str
    when: str
    by: str
    text: str
    has_opening: bool
    copied: str
    why_not: str
    href: str
    word: str
    pdf: str
    mark: str


def shown(item: Item, paper: Paper, copied: Copied | None, may: May, child_id: str) -> Shown:
    """Return a document with its text, its files and whether it was copied."""
    key = [child_id, item.key.kind.value, item.key.pk]
    markable = may.mark and copied is None and not item.why_not
    return Shown(
        key=str(item.key),
        title=item.title,
        what=KINDS[item.key.kind],
        when=item.when,
        by=item.by,
        text=plain_text(paper),
        has_opening=bool(paper.opening),
        copied=copied_said(copied) if copied else "",
        why_not=item.why_not if copied is None else "",
        href=reverse("document", args=key),
        word=reverse("document-word", args=key) if may.take else "",
        pdf=reverse("document-pdf", args=key) if may.take else "",
        mark=reverse("mark-copied", args=key) if markable else "",
    )


def copied_said(row: Copied) -> str:
    """Return when something was copied and by whom."""
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return (
        f"Copied to the case system on {moment(row.recorded_at)} by {row.recorded_by.name}{acting}"
    )


def ticked_before(row: Copied) -> str:
    """Return what to tell whoever ticks what somebody else ticked before."""
    return f"It was marked before. {copied_said(row)}. Look there before you copy it again."


def kinds(there: Set[Kind], chosen: Kind | None) -> list[dict[str, object]]:
    """Return the kinds one can choose between, with all of them first; none where there is one only."""
    if len(there) < 2 and chosen is None:
        return []
    every: dict[str, object] = {"text": "All", "href": "?", "current": chosen is None}
    found = [kind for kind in Kind if kind in there or kind == chosen]
    return [every] + [
        {"text": KINDS[kind], "href": f"?kind={kind}", "current": kind == chosen} for kind in found
    ]


def waiting(row: Waiting, *, on: date) -> list[object]:
    """Return a row of what is not copied yet: what, of whom, since when, by whom."""
    child, item = row.child, row.item
    name = child.name or child.child_id
    href = reverse("document", args=[child.child_id, item.key.kind.value, item.key.pk])
    days = (on - item.at.astimezone(LONDON).date()).days
    return [
        lines(link(f"{href}?from=list", item.title, hidden=f"of {name}"), KINDS[item.key.kind]),
        link(reverse("child", args=[child.child_id]), name),
        lines(item.when, f"{plural(days, 'day')} ago" if days else "Today"),
        item.by,
    ]


def waiting_in_file(row: Waiting) -> list[object]:
    """Return the same row for a file, under `FILE_HEAD`: the days are told as days."""
    child, item = row.child, row.item
    written = item.at.astimezone(LONDON)
    return [child.child_id, child.name, item.title, KINDS[item.key.kind], written, item.by]
