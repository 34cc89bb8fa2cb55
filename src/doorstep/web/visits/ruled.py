"""What a rule says, in a sentence that names what it rests on."""

from doorstep.engine.child import Child
from doorstep.engine.rulings import Ruling, rulings
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Verdict
from doorstep.web.caseload.saying import said


def ruled(ruling: Ruling) -> str:
    """Return what a rule says, with its clause, and on what known of the child it rests.

    Example: "The visit is an actual one (2.1 h). It rests on: high risk is recorded since 3 Nov 2026."
    """
    return " ".join(
        part for part in (f"{ruling.case.says} ({ruling.clause})", on_record(ruling)) if part
    )


def on_record(ruling: Ruling) -> str:
    """Return on what known of the child a rule rests, as a sentence; nothing if it holds for all."""
    return f"It rests on: {said('; '.join(ruling.because))}." if ruling.because else ""


def against(procedure: Procedure, child: Child, stack: Stack) -> list[str]:
    """Return the refusals of the rules that lead to a procedure, where today they refuse instead."""
    found = [
        ruled(ruling)
        for rule in stack.rules.values()
        for case in rule.cases
        if case.procedure == procedure.id
        for method in case.method or (None,)
        for ruling in rulings(child, stack, rule.about, method=method)
        if ruling.rule is rule and ruling.verdict == Verdict.REFUSED
    ]
    return list(dict.fromkeys(found))
