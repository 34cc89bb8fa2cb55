"""Photographs of documents as values that pages show."""

from typing import Any

from django.urls import reverse
from markupsafe import Markup

from doorstep.vocabulary import VisitType
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Visit
from doorstep.web.caseload.reading import Opened
from doorstep.web.components import link, moment, tag
from doorstep.web.phone.models import Photograph
from doorstep.web.phone.queries.photographs import photographs_at
from doorstep.web.visits.words import NAMES

HEAD = ("What it is of", "Taken", "By", "State")


def listed(row: Photograph) -> list[object]:
    """Return a row of the list: what it is of, when it was taken and by whom, whether it is shown."""
    state: Markup | str = tag("Withdrawn", "red") if row.withdrawn_at else ""
    return [link(_address(row), row.words), moment(row.told_at), writer(row), state]


def told_of(row: Photograph, visit: Visit | None) -> list[tuple[str, object]]:
    """Return what is known of a photograph: where it was taken, when, by whom, whether it stands."""
    rows: list[tuple[str, object]] = [
        ("What it is of", row.words),
        ("Made at", _made_at(row, visit)),
        ("Taken", moment(row.told_at)),
        ("Received", moment(row.recorded_at) if row.recorded_at != row.told_at else ""),
        ("By", writer(row)),
        ("Size", f"{row.width} × {row.height} dots, {max(row.size // 1000, 1):,} kB"),
    ]
    if row.withdrawn_at is not None:
        by = row.withdrawn_by.name if row.withdrawn_by else ""
        rows.append(("Withdrawn", f"{moment(row.withdrawn_at)} by {by}: {row.withdrawn_why}"))
    return [pair for pair in rows if pair[1]]


def _made_at(row: Photograph, visit: Visit | None) -> Markup | str:
    if visit is None:
        return "A visit whose record has not come in" if row.of else ""
    name = NAMES[VisitType(visit.visit_type)]
    address = reverse("visit", args=[row.child.child_id, visit.pk])
    return link(address, f"{name[:1].upper()}{name[1:]} on {moment(visit.visit_date)}")


def writer(row: Photograph) -> str:
    """Return who took a photograph, and for whom."""
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    return f"{row.recorded_by.name}{acting}"


def of_visit(row: Visit, opened: Opened) -> dict[str, Any] | None:
    """Return the photographs made at a visit, and whether another can be added."""
    found = photographs_at(row)
    may_add = Can.RECORD in opened.may and not row.withdrawn
    if not found and not may_add:
        return None
    add = f"{reverse('add-photograph', args=[opened.child.child_id])}?visit={row.pk}"
    return {
        "pictures": [(each.words, _address(each, opened.child.child_id)) for each in found],
        "add": add if may_add else "",
    }


def _address(row: Photograph, child_id: str = "") -> str:
    return reverse("photograph", args=[child_id or row.child.child_id, row.pk])
