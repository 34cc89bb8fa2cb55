"""The rows of the pages of this app, made of plain values. No database here."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup, escape

from doorstep.reports.continuity import Continuity, Visitors
from doorstep.web.caseload.codes import involved_as
from doorstep.web.components import bullets, day, lines, link, plural, tag, tier_tag
from doorstep.web.moves.checking import CASE_WORKER, PARTS, Line, continuity_said
from doorstep.web.moves.choosing import SHARED, Row
from doorstep.web.moves.forms import MoveForm, field_of
from doorstep.web.moves.models import Absence, Moved

PARTS_IN_CASE = {CASE_WORKER: "Case worker"} | {
    role: involved_as(role, allocated=False) for role in PARTS
}


def to_choose(rows: Iterable[Row], ticked: set[str]) -> list[list[Any]]:
    """Return the rows of which some are chosen, each with its box."""
    return [
        [
            _box(row, n, row.value in ticked),
            lines(row.worker, row.team),
            tier_tag(row.tier) or "No tier",
            str(row.overdue),
        ]
        for n, row in enumerate(rows)
    ]


def _box(row: Row, number: int, ticked: bool) -> Markup:
    box = f"child-{number}"
    return Markup(
        '<div class="govuk-checkboxes govuk-checkboxes--small" data-module="govuk-checkboxes">'
        '<div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" id="{}" name="child" type="checkbox" value="{}"{}>'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div></div>'
    ).format(box, row.value, Markup(" checked") if ticked else "", box, row.name)


def to_say(form: MoveForm) -> list[dict[str, Any]]:
    """Return the children of a move, each with the field that says to whom it goes."""
    return [
        {
            "name": form.names.get(row[0], row[0]),
            "part": PARTS_IN_CASE.get(row[1], row[1]),
            "field": form[field_of(SHARED.join(row))],
        }
        for row in form.rows
    ]


def to_check(checked: Iterable[Line]) -> list[list[Any]]:
    """Return what a move does to each child, with what stands against it and what to think of."""
    return [
        [
            line.name,
            line.from_whom if line.child else "",
            lines(line.to.name, line.team) if line.to else "Nobody",
            continuity_said(line.visited) if line.to else "",
            _says(line),
        ]
        for line in checked
    ]


def _says(line: Line) -> Markup | str:
    if not line.problems and not line.warnings:
        return "Can be moved"
    told = [Markup("{} {}").format(tag("Cannot be moved", "red"), p) for p in line.problems]
    told += [Markup("{} {}").format(tag("Think of", "yellow"), w) for w in line.warnings]
    return lines(*told)


def of_move(rows: Iterable[Moved]) -> list[list[Any]]:
    """Return the children of a move that was made."""
    return [
        [
            link(
                reverse("workers", args=[row.child.child_id]), row.child.name or row.child.child_id
            ),
            PARTS_IN_CASE.get(row.role, row.role),
            row.from_worker or "Nobody",
            row.to_worker or "Nobody",
        ]
        for row in rows
    ]


def of_absence(row: Absence, due: int, on: date) -> list[Any]:
    """Return an absence: the days, who covers, what falls due meanwhile, how to end it."""
    cover: Any = str(row.cover) if row.cover else tag("Nobody covers", "red" if due else "grey")
    owed = f"{plural(due, 'thing falls', 'things fall')} due" if due else "Nothing falls due"
    word = "Back today" if row.start_date <= on else "Take back"
    hidden = f": away from {day(row.start_date)}"
    end = link(reverse("end-absence", args=[row.pk]), word, hidden=hidden)
    return [day(row.start_date), day(row.end_date), cover, owed, row.note, end]


# --- continuity -----------------------------------------------------------------------------------------


def visitors_said(each: Visitors) -> str:
    """Return how many people visited, in words.

    Example:
        >>> visitors_said(Visitors(people=2, visits=5, unnamed=1))
        '2 people at 5 visits, of which 1 does not say by whom'
    """
    if not each.visits:
        return "No visit"
    people = plural(each.people, "person", "people")
    unnamed = f", of which {each.unnamed} {'does' if each.unnamed == 1 else 'do'} not say by whom"
    return f"{people} at {plural(each.visits, 'visit')}{unnamed if each.unnamed else ''}"


def continuity_rows(told: Continuity) -> list[tuple[str, str]]:
    """Return how many different people visited a child, by time and under the plan."""
    rows = [(f"Last {months} months", visitors_said(each)) for months, each in told.by_months]
    if told.under_plan and told.plan_since:
        rows.append((f"Present plan, since {day(told.plan_since)}", visitors_said(told.under_plan)))
    return rows


def problems_said(problems: Iterable[tuple[str, Iterable[str]]]) -> Markup:
    """Return why each child cannot be moved."""
    return bullets(Markup("{}: {}").format(name, escape("; ".join(why))) for name, why in problems)
