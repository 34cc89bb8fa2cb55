"""Which fields and signatures a form asks for in this case, and what is still missing."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from doorstep.policy.condition import Condition
from doorstep.policy.form import Field, Form, Signature
from doorstep.policy.procedure import Answers

Holds = Callable[[Condition], bool]
Given = Mapping[str, str]
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def nothing_holds(condition: Condition) -> bool:
    """Return no: nothing is known of the child."""
    return False


def is_asked(when: Condition | None, if_answer: Answers, answers: Given, holds: Holds) -> bool:
    """Test whether a part with these conditions is asked for, given the answers that count."""
    if when is not None and not holds(when):
        return False
    return all(_given(answers, name) & set(wanted) for name, wanted in if_answer.items())


def _given(answers: Given, name: str) -> set[str]:
    return {part.strip() for part in answers.get(name, "").split(",")} - {""}


def answered(form: Form, answers: Given, holds: Holds = nothing_holds) -> Given:
    """Return the answers that count: right ones, to fields the form asks in this case.

    A field is asked by the answers to earlier ones only, so one pass settles it.
    """
    counting: dict[str, str] = {}
    for field in form.fields:
        if _is_filled(field, answers) and is_asked(field.when, field.if_answer, counting, holds):
            counting[field.id] = answers[field.id]
    return counting


def asked(form: Form, answers: Given, holds: Holds = nothing_holds) -> list[Field]:
    """Return the fields the form asks in this case, in its order."""
    counting = answered(form, answers, holds)
    return [f for f in form.fields if is_asked(f.when, f.if_answer, counting, holds)]


def signatures(form: Form, answers: Given, holds: Holds = nothing_holds) -> list[Signature]:
    """Return the signatures the form asks for in this case, in their order."""
    counting = answered(form, answers, holds)
    return [s for s in form.signatures if is_asked(s.when, s.if_answer, counting, holds)]


def missing(
    form: Form, answers: Given, *, before: str, holds: Holds = nothing_holds
) -> list[Field]:
    """Return the fields that must still be filled in before `submit` or a signature.

    What must be there before an earlier point must be there before a later one too. An answer that
    the field does not know is missing.
    """
    needed = {"submit", *(s.id for s in form.signatures)} - points_after(form, before)
    return [
        f for f in asked(form, answers, holds) if f.before in needed and not _is_filled(f, answers)
    ]


def points_after(form: Form, point: str) -> set[str]:
    """Return the signatures that come after `submit` or a signature; none after one without a name."""
    points = ["submit", *(s.id for s in form.signatures)]
    return set(points[points.index(point) + 1 :]) if point else set()


def _is_filled(field: Field, answers: Given) -> bool:
    answer = answers.get(field.id, "").strip()
    if field.kind == "choices":
        given = _given(answers, field.id)
        return bool(given) and given <= set(field.allowed)
    if field.kind == "date":
        return is_date(answer)
    if field.kind == "number":
        return NUMBER.fullmatch(answer) is not None
    return answer in field.allowed if field.allowed else bool(answer)


def is_date(answer: str) -> bool:
    """Test whether an answer is a day written as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False
