"""Forms as blank templates to print: their columns, what is asked, and who signs."""

import re
from dataclasses import dataclass
from itertools import groupby

from doorstep.policy.form import Field, Form, Signature
from doorstep.policy.plain.names import listed, roles, spaced, upper
from doorstep.policy.plain.procedures import asked_if, field_conditions

PLAIN_COLUMNS = ("What is asked", "Answer")
SHORT = {"text", "date", "number", "yes_no", "rag", "choice", "choices"}
HINTS = {"date": "day, month, year", "number": "a number", "people": "names and roles"}
KNOWN = {"rag": "the rating", "what_is_due": "what is due", "today": "the day"}
ROW = re.compile(r"\brow\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a form asks in one place: beside it what helps, and boxes to tick."""

    id: str
    label: str
    hints: tuple[str, ...]
    prompts: tuple[str, ...]
    boxes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a blank form, as the policy prints it: it may ask several things."""

    questions: tuple[Question, ...]
    clause: str
    tall: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature to be given: its label, by whom, and in which cases."""

    label: str
    by: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A form to print."""

    columns: tuple[str, ...]
    prompts: tuple[str, ...]
    lines: tuple[Line, ...]
    signatures: tuple[Signed, ...]


def blank(form: Form) -> Blank:
    """Return a form as a blank template."""
    all_required = all(field.before == "submit" for field in form.fields)
    whole = ("All of it is required before it is handed on.",) if all_required else ()
    return Blank(
        columns=form.columns if len(form.columns) > 1 else PLAIN_COLUMNS,
        prompts=(*form.prompts, *whole),
        lines=tuple(_line(list(of), form, all_required) for _, of in groupby(form.fields, _row)),
        signatures=tuple(_signed(signature, form) for signature in form.signatures),
    )


def _row(field: Field) -> str:
    """Return the row of the policy's own template a field stands in; fields of one are printed in one."""
    return field.clause if ROW.search(field.clause) else field.id


def _line(fields: list[Field], form: Form, all_required: bool) -> Line:
    return Line(
        questions=tuple(_question(field, form, all_required) for field in fields),
        clause=fields[0].clause,
        tall=any(field.kind not in SHORT for field in fields),
    )


def _question(field: Field, form: Form, all_required: bool) -> Question:
    when = asked_if(field, form) if all_required else field_conditions(field, form)
    hints = [field.help, HINTS.get(field.kind, ""), *when]
    if field.prefill:
        known = listed(KNOWN.get(known, spaced(known)) for known in field.prefill)
        hints.append(f"filled in from what is known: {known}")
    return Question(
        id=field.id,
        label=field.label,
        hints=tuple(upper(hint) for hint in hints if hint),
        prompts=field.prompts,
        boxes=field.allowed,
    )


def _signed(signature: Signature, form: Form) -> Signed:
    return Signed(
        label=signature.label,
        by=upper(roles(signature.by)),
        hints=tuple(upper(hint) for hint in asked_if(signature, form)),
    )
