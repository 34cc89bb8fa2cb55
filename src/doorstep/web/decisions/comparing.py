"""Two versions of a form side by side: what changed is said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from doorstep.policy.form import Form
from doorstep.web.components import moment, plural
from doorstep.web.decisions.known import COMMENT
from doorstep.web.decisions.models import Filled
from doorstep.web.decisions.notes import said
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.queries import Opened, last_agreed
from doorstep.workdays import LONDON
from doorstep.workflow import asked
from doorstep.workflow.forms import Holds

SAME, CHANGED, ADDED, LEFT_OUT = "The same", "Changed", "Only now", "Only before"
AGREED = "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One question in two versions: what it says now, what it said before, and what became of it."""

    label: str
    clause: str
    now: str
    before: str
    what: str

    @property
    def is_same(self) -> bool:
        """Test whether nothing changed."""
        return self.what == SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A version to compare with: how it is chosen in the address, what it is called, what it says."""

    key: str
    name: str
    row: Filled


def sides(found: Opened) -> list[Side]:
    """Return the versions that what is written now can be compared with, the one agreed last first."""
    agreed = last_agreed(found)
    listed = [Side(key=AGREED, name=f"agreed last, {_when(agreed)}", row=agreed)] if agreed else []
    before = found.filled if found.decision.at_start and found.draft else found.filled[:-1]
    numbered = list(enumerate(before, 1))
    return listed + [
        Side(key=str(number), name=f"version {number}, {_when(row)}", row=row)
        for number, row in reversed(numbered)
    ]


def side_of(found: list[Side], key: str) -> Side | None:
    """Return the version that is asked for; without a word the first there is.

    Raises: Http404.
    """
    if not key:
        return found[0] if found else None
    chosen = next((side for side in found if side.key == key), None)
    if chosen is None:
        raise Http404
    return chosen


def _when(row: Filled) -> str:
    at = moment(row.recorded_at.astimezone(LONDON))
    return f"written on {at} by {row.recorded_by.name}"


def compared(found: Opened, side: Side) -> list[Compared]:
    """Return every question of either version in the form's order, with what became of it."""
    if found.form is None:
        return []
    now = _answers(found.form, found.state.answers or {}, found.holds)
    before = _answers(form_of(side.row.part), side.row.answers, None)
    names = list(dict.fromkeys([*now, *before]))
    return [_row(now.get(name), before.get(name)) for name in names]


Answer = tuple[str, str, str]


def _answers(form: Form, told: Mapping[str, Any], holds: Holds | None) -> dict[str, Answer]:
    """Return label, clause and answer by the name of the field; of a filed version what it holds."""
    fields = asked(form, told, holds) if holds else [f for f in form.fields if told.get(f.id)]
    found: dict[str, Answer] = {}
    for each in fields:
        found[each.id] = (each.label, each.clause, said(each.kind, told.get(each.id, "")))
        if comment := told.get(f"{each.id}{COMMENT}", ""):
            found[f"{each.id}{COMMENT}"] = (f"Comments: {each.label}", each.clause, comment)
    return found


def _row(now: Answer | None, before: Answer | None) -> Compared:
    label, clause, _ = now or before or ("", "", "")
    own, old = now[2] if now else "", before[2] if before else ""
    return Compared(label=label, clause=clause, now=own, before=old, what=_what(own, old))


def _what(now: str, before: str) -> str:
    if now == before:
        return SAME
    if not before:
        return ADDED
    return CHANGED if now else LEFT_OUT


def apart(rows: list[Compared]) -> tuple[list[Compared], list[Compared]]:
    """Return what differs, and what is the same."""
    return [row for row in rows if not row.is_same], [row for row in rows if row.is_same]


def summary(rows: list[Compared]) -> str:
    """Return in a sentence how much differs."""
    changed = sum(not row.is_same for row in rows)
    if not changed:
        return "Nothing differs."
    return f"{changed} of {plural(len(rows), 'answer')} differ."
