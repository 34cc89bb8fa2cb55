"""Checks of what endings make: that a form tells it, and that somebody has signed it."""

from collections.abc import Iterator

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.form import Field, Form
from doorstep.policy.pack import Pack
from doorstep.policy.procedure import Procedure
from doorstep.vocabulary import Makes, Tells

TOLD_BY = {
    Makes.VISITING_PLAN: "a field of `kind: arrangement`",
    Makes.METHOD_APPROVAL: "a field that `tells: method`",
    Makes.TIER_DECISION: "a field that `tells: tier`",
}
MADE_OF = {
    Tells.METHOD: Makes.METHOD_APPROVAL,
    Tells.ONE_VISIT: Makes.METHOD_APPROVAL,
    Tells.TIER: Makes.TIER_DECISION,
}


def making(procedure: Procedure, pack: Pack) -> Iterator[Finding]:
    """Yield where an ending makes something that no form tells, or that nobody has signed."""
    where = f"procedures/{procedure.id}.yaml"
    forms = [pack.forms[name] for name in procedure.forms]
    unsigned = _without_signature(procedure)
    for name, step in procedure.steps.items():
        if step.makes is None:
            continue
        for lacking in _not_telling(step.makes, procedure, forms, pack):
            text = f"`{name}` makes a {step.makes}, and {lacking} has not {TOLD_BY[step.makes]}."
            yield Finding(Level.ERROR, "makes", where, text)
        for form, field in _may_be_empty(step.makes, forms):
            text = f"`{name}` makes a {step.makes}, and `{field.id}` of {form.id} may stay empty."
            yield Finding(Level.ERROR, "makes", where, text)
        if name in unsigned:
            text = f"`{name}` makes a {step.makes}, and is reached without anybody's signature."
            yield Finding(Level.ERROR, "makes", where, text)


def told_in_vain(form: Form, pack: Pack) -> Iterator[Finding]:
    """Yield where a field tells what no procedure that uses its form makes."""
    using = [p for p in pack.procedures.values() if form.id in _named(p)]
    made = {step.makes for p in using for step in p.steps.values()}
    for field in form.fields:
        wanted = MADE_OF.get(field.tells) if field.tells else None
        if wanted is not None and wanted not in made:
            text = f"`{field.id}` tells the {field.tells}, and no ending makes a {wanted} of it."
            yield Finding(Level.WARNING, "makes", f"forms/{form.id}.yaml", text)


def _named(procedure: Procedure) -> set[str]:
    actions = (does for step in procedure.steps.values() for does in step.actions)
    return {*procedure.forms, *(does.form for does in actions if does.form)}


def _tells(field: Field, makes: Makes) -> bool:
    if makes == Makes.VISITING_PLAN:
        return field.kind == "arrangement"
    return (
        field.tells is not None
        and field.tells != Tells.ONE_VISIT
        and (MADE_OF.get(field.tells) == makes)
    )


def _not_telling(
    makes: Makes, procedure: Procedure, forms: list[Form], pack: Pack
) -> Iterator[str]:
    """Yield the procedure's forms on which it is not told; itself, where it has none."""
    also = [pack.forms[name] for name in sorted(_named(procedure) - set(procedure.forms))]
    elsewhere = makes != Makes.VISITING_PLAN and any(
        _tells(f, makes) for o in also for f in o.fields
    )
    if elsewhere:
        return
    if not forms:
        yield "the procedure, which is gone through on no form,"
    yield from (f.id for f in forms if not any(_tells(field, makes) for field in f.fields))


def _may_be_empty(makes: Makes, forms: list[Form]) -> Iterator[tuple[Form, Field]]:
    """Yield the only field that tells it, where it need not be filled in."""
    for form in forms:
        telling = [field for field in form.fields if _tells(field, makes)]
        if telling and not any(field.before for field in telling):
            yield form, telling[0]


def _without_signature(procedure: Procedure) -> set[str]:
    """Return the steps that can be reached from the start without a signature on the way."""
    found: set[str] = set()
    ahead = [procedure.start]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += [does.to for does in procedure.steps[name].actions if not does.signature]
    return found
