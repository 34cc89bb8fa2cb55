"""Which fields and signatures a form asks for in this case, and what is still missing."""

from collections.abc import Callable, Mapping

from doorstep.policy.condition import Condition
from doorstep.policy.form import Field, Form, Signature
from doorstep.policy.procedure import Answers

Holds = Callable[[Condition], bool]
Given = Mapping[str, str]


def nothing_holds(condition: Condition) -> bool:
    """Return no: nothing is known of the child."""
    return False


def is_asked(when: Condition | None, if_answer: Answers, answers: Given, holds: Holds) -> bool:
    """Test whether a part with these conditions is asked for, given the answers so far."""
    if when is not None and not holds(when):
        return False
    return all(_given(answers, name) & set(wanted) for name, wanted in if_answer.items())


def _given(answers: Given, name: str) -> set[str]:
    return {part.strip() for part in answers.get(name, "").split(",")}


def asked(form: Form, answers: Given, holds: Holds = nothing_holds) -> list[Field]:
    """Return the fields the form asks in this case, in its order."""
    return [f for f in form.fields if is_asked(f.when, f.if_answer, answers, holds)]


def signatures(form: Form, answers: Given, holds: Holds = nothing_holds) -> list[Signature]:
    """Return the signatures the form asks for in this case, in their order."""
    return [s for s in form.signatures if is_asked(s.when, s.if_answer, answers, holds)]


def missing(
    form: Form, answers: Given, *, before: str, holds: Holds = nothing_holds
) -> list[Field]:
    """Return the fields that must still be filled in before `submit` or a signature.

    What must be there before an earlier point must be there before a later one too. An answer that
    the field does not know is missing.
    """
    points = ["submit", *(s.id for s in form.signatures)]
    needed = set(points[: points.index(before) + 1])
    return [
        f for f in asked(form, answers, holds) if f.before in needed and not _is_filled(f, answers)
    ]


def _is_filled(field: Field, answers: Given) -> bool:
    given = {part for part in _given(answers, field.id) if part}
    if field.kind == "choices":
        return bool(given) and given <= set(field.allowed)
    if field.allowed:
        return answers.get(field.id, "") in field.allowed
    return bool(answers.get(field.id, "").strip())
