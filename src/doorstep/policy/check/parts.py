"""Checks of rules, procedures, forms and roles: nothing unreachable, no dead ends, nobody missing."""

from collections.abc import Iterator

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.check.making import making, told_in_vain
from doorstep.policy.check.roles import roles_used
from doorstep.policy.form import Form
from doorstep.policy.pack import Pack
from doorstep.policy.procedure import Does, Procedure, Step
from doorstep.policy.rule import Rule, RuleCase


def parts(pack: Pack) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the parts of a pack that are not duties or tiers."""
    for procedure in pack.procedures.values():
        yield from _procedure(procedure, pack)
    for form in pack.forms.values():
        yield from _form(form, pack)
    for rule in pack.rules.values():
        yield from _rule(rule)
    yield from _roles(pack)


def _procedure(procedure: Procedure, pack: Pack) -> Iterator[Finding]:
    where = f"procedures/{procedure.id}.yaml"
    for name, step in procedure.steps.items():
        if name not in procedure.reachable:
            text = f"nothing leads to the step `{name}`."
            yield Finding(Level.ERROR, "unreachable", where, text)
        elif not procedure.can_end_from(name):
            text = f"from the step `{name}` no path leads to an ending: there is no way out."
            yield Finding(Level.ERROR, "no way out", where, text)
        yield from _step(name, step, where)
        yield from _signing(name, step, procedure, pack)
    yield from making(procedure, pack)
    untimed = [n for n, s in procedure.steps.items() if not s.ends and s.within is None]
    if untimed:
        text = f"no time is set for: {', '.join(untimed)}; nothing reminds of them."
        yield Finding(Level.NOTE, "no number", where, text)
    for name, step in procedure.steps.items():
        if step.within is not None and step.within.assumed:
            text = f"{name}: {step.within.value} is assumed. {step.within.reason}"
            yield Finding(Level.NOTE, "assumed", where, text)


def _step(name: str, step: Step, where: str) -> Iterator[Finding]:
    if step.actions and all(a.is_conditional for a in step.actions):
        text = f"every action of `{name}` has a condition: where none holds there is no way out."
        yield Finding(Level.WARNING, "no way out", where, text)
    for n, does in enumerate(step.actions):
        before = [
            a
            for a in step.actions[:n]
            if a.action == does.action and not a.is_conditional and set(does.by) <= set(a.by)
        ]
        if before:
            who = ", ".join(does.by)
            text = f"`{name}`: {does.action} by {who} is never taken; one before it always is."
            yield Finding(Level.ERROR, "shadowed", where, text)
        if does.assumed:
            yield Finding(Level.NOTE, "assumed", where, f"{name}, {does.action}: {does.reason}")


def _signing(name: str, step: Step, procedure: Procedure, pack: Pack) -> Iterator[Finding]:
    where = f"procedures/{procedure.id}.yaml"
    for does in (a for a in step.actions if a.signs):
        known = [s for f in procedure.forms for s in pack.forms[f].signatures if s.id == does.signs]
        if not known:
            text = f"`{name}` signs `{does.signs}`, which none of its forms has."
            yield Finding(Level.ERROR, "signature", where, text)
        wider = [role for role in does.by if any(role not in s.by for s in known)]
        if wider:
            text = f"`{name}`: {', '.join(wider)} may not give the signature `{does.signs}`."
            yield Finding(Level.ERROR, "signature", where, text)


def _form(form: Form, pack: Pack) -> Iterator[Finding]:
    where = f"forms/{form.id}.yaml"
    using = [p for p in pack.procedures.values() if form.id in p.forms]
    signed: set[str] = {a.signs for p in using for a in _actions(p)}
    for signature in form.signatures:
        if signature.id not in signed:
            text = f"no step of a procedure gives the signature `{signature.id}`: it cannot be reached."
            yield Finding(Level.ERROR, "signature", where, text)
    yield from told_in_vain(form, pack)
    named = _naming(form, pack) or bool(using)
    if not named:
        text = "no duty, rule or procedure names it; it can be filled in, and nothing asks for it."
        yield Finding(Level.NOTE, "unused", where, text)


def _actions(procedure: Procedure) -> list[Does]:
    return [a for name in procedure.reachable for a in procedure.steps[name].actions]


def _naming(form: Form, pack: Pack) -> bool:
    in_duties = any(form.id in d.forms for d in pack.duties)
    in_rules = any(form.id in c.forms for r in pack.rules.values() for c in r.cases)
    in_steps = any(form.id == a.form for p in pack.procedures.values() for a in _actions(p))
    return in_duties or in_rules or in_steps


def _rule(rule: Rule) -> Iterator[Finding]:
    where = f"rules/{rule.id}.yaml"
    for n, case in enumerate(rule.cases):
        if any(_covers(before, case) for before in rule.cases[:n]):
            text = f"cases[{n}] is never reached: a case before it always holds when it does."
            yield Finding(Level.ERROR, "shadowed", where, text)
        if case.assumed:
            yield Finding(Level.NOTE, "assumed", where, f"cases[{n}]: {case.reason}")


def _covers(before: RuleCase, case: RuleCase) -> bool:
    """Test whether an earlier case holds whenever the later one does."""
    if before.when is not None and before.when != case.when:
        return False
    starts = before.in_force_from is None or (
        case.in_force_from is not None and before.in_force_from <= case.in_force_from
    )
    ends = before.in_force_until is None or (
        case.in_force_until is not None and before.in_force_until >= case.in_force_until
    )
    ways = not before.method or (bool(case.method) and set(case.method) <= set(before.method))
    places = not before.place or (bool(case.place) and set(case.place) <= set(before.place))
    return starts and ends and ways and places


def _roles(pack: Pack) -> Iterator[Finding]:
    used, known = roles_used(pack), set(pack.head.roles)
    if not known and not (pack.rules or pack.procedures or pack.forms):
        return
    for role, places in sorted(used.items()):
        if role not in known:
            text = (
                f"{role} is not among the `roles:` of the policy, so nobody holds it ({places[0]})."
            )
            yield Finding(Level.ERROR, "role", "pack.yaml", text)
    for role in sorted(known - set(used)):
        text = f"`roles:` names {role}, whom no part of the pack asks for anything."
        yield Finding(Level.NOTE, "role", "pack.yaml", text)
