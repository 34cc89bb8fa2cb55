"""Rows of the policy pages, as plain values: the packs adopted, the duties at a glance."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from doorstep.handbook.glance import Often
from doorstep.policy.plain.names import upper
from doorstep.policy.plain.parts import LAYERS
from doorstep.policy.versions import Layered
from doorstep.web.components import day, lines, link, tag
from doorstep.web.policies.standing import Entry, Section

GLANCE = ("Who must be seen", "First", "After that", "By whom", "In which way", "Clause")
PACKS = ("Pack", "What it is", "From", "Until", "Decided by")


def pack_rows(layers: Iterable[Layered], on: date) -> list[list[Any]]:
    """Return the packs in force, the lowest layer first."""
    return [
        [
            lines(
                link(pack_address(e.label, on), e.pack.head.title), f"Version {e.pack.head.version}"
            ),
            upper(LAYERS[e.pack.head.layer]),
            day(e.window.start),
            day(e.window.end) or "No end",
            lines(e.adopted.decided_by or "Not recorded", e.adopted.note),
        ]
        for e in layers
    ]


def glance_groups(sections: Iterable[Section], on: date) -> list[dict[str, Any]]:
    """Return the duties that ask something on the day, pack by pack."""
    found: dict[str, list[list[Any]]] = {}
    for entry in _duties(sections):
        rows = [_row(entry, often, on) for often in entry.often]
        if rows:
            found.setdefault(entry.pack, []).extend(rows)
    return [{"heading": pack, "rows": rows} for pack, rows in found.items()]


def silent(sections: Iterable[Section], on: date) -> list[Markup]:
    """Return links to the duties that ask for nothing on the day."""
    return [_link(entry, on) for entry in _duties(sections) if not entry.often]


def contents(sections: Iterable[Section], on: date) -> list[dict[str, Any]]:
    """Return what else there is: each heading with links to its parts; duties stand in their table."""
    return [
        {
            "id": s.id,
            "title": s.title,
            "links": [_link(entry, on) for entry in s.entries],
            "count": len(s.entries),
        }
        for s in sections
        if not s.entries[0].glance
    ]


def pack_address(label: str, on: date) -> str:
    """Return the address of a pack's page for a day."""
    return f"{reverse('policy-pack', args=[label])}?on={on.isoformat()}"


def _duties(sections: Iterable[Section]) -> Iterator[Entry]:
    return (entry for section in sections for entry in section.entries if entry.glance)


def _row(entry: Entry, often: Often, on: date) -> list[Any]:
    at = entry.glance
    whom = f"{at.whom}. {often.phase}" if at and often.phase else at.whom if at else ""
    return [
        lines(_link(entry, on), whom),
        _length(often.first, assumed=often.first_assumed),
        _length(often.then, assumed=often.then_assumed),
        (at and at.who) or "Not said",
        (at and at.way) or "Not said",
        often.clause or "Not said",
    ]


def _length(told: str, *, assumed: bool) -> Markup | str:
    if not told:
        return "Not said"
    return lines(upper(told), tag("Assumed", "yellow")) if assumed else upper(told)


def _link(entry: Entry, on: date) -> Markup:
    name = entry.part.name
    address = f"{reverse('policy-part', args=[name.kind, name.id])}?on={on.isoformat()}"
    return link(address, entry.part.title)
