"""A form as it was filled in, ready to be read: each question in its order, with what was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from doorstep.policy.form import Field, Form
from doorstep.web.decisions.known import mark_of
from doorstep.web.decisions.notes import said
from doorstep.workflow import asked
from doorstep.workflow.forms import Given, Holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question with its answer.

    `later` says whose signature an empty one is left to, `mark` where one comes from that nobody wrote.
    """

    id: str
    label: str
    answer: str
    comment: str
    clause: str
    later: str = ""
    carried: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsFilled:
    """A form as it was filled in, under the heads of its columns as the policy prints them."""

    title: str
    clause: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def has_comments(self) -> bool:
        """Test whether the form has a column of comments, or somebody wrote one."""
        return len(self.columns) > 2 or any(row.comment for row in self.rows)


def as_filled(
    form: Form,
    told: Given,
    holds: Holds,
    *,
    carried: Iterable[str] = (),
    known: Mapping[str, Any] | None = None,
) -> AsFilled:
    """Return a form with its answers, as far as it asks for them in this case."""
    taken_over = frozenset(carried)
    fields = asked(form, told, holds)
    return AsFilled(
        title=form.title,
        clause=form.clause,
        columns=form.columns,
        rows=tuple(_row(field, form, told, taken_over, known or {}) for field in fields),
    )


def _row(
    field: Field, form: Form, told: Given, carried: frozenset[str], known: Mapping[str, Any]
) -> Row:
    answer = said(field.kind, told.get(field.id, ""))
    later = next((s.label for s in form.signatures if s.id == field.before), "")
    return Row(
        id=field.id,
        label=field.label,
        answer=answer,
        comment=told.get(f"{field.id}.comment", ""),
        clause=field.clause,
        later="" if answer else later,
        carried=field.id in carried,
        mark=mark_of(field.id, told, carried, known),
    )
