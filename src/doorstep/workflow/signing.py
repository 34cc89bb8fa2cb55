"""Who may sign, and that what is signed is what was signed before."""

import json
from hashlib import sha256

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does
from doorstep.workflow.forms import points_after
from doorstep.workflow.state import Actor, RefusedError, State
from doorstep.workflow.words import either, quoted, spaced


def check_signature(state: State, does: Does, by: Actor) -> None:
    """Refuse a signature to whom it is not for, and on what has changed since the first one."""
    if does.signs and state.form is not None:
        _check_role(state.form, does.signs, by)
    if not does.own_work:
        _check_author(state, by)
    if by.people & state.signed_by:
        raise RefusedError("Whoever gave one signature may not give the other as well.")
    if any(d.digest != digest(state, d.signs) for d in state.signed):
        raise RefusedError(
            "What was signed has changed since the first signature; send it back to be written anew."
        )


def digest(state: State, signs: str) -> str:
    """Return the fingerprint of what a signature is given on: the form and its answers.

    What is only to be filled in before a later signature is not part of it.
    """
    form, answers = state.form, dict(state.answers or {})
    if form is not None:
        for field in form.fields:
            if field.before in points_after(form, signs):
                answers.pop(field.id, None)
    signed = {"form": form.id if form else "", "answers": answers}
    return sha256(json.dumps(signed, sort_keys=True).encode()).hexdigest()


def _check_role(form: Form, signs: str, by: Actor) -> None:
    signature = next(s for s in form.signatures if s.id == signs)
    if by.role not in signature.by:
        label = quoted(signature.label)
        raise RefusedError(
            f"Only {either(signature.by)} may give the signature {label}, not {spaced(by.role)}."
        )


def _check_author(state: State, by: Actor) -> None:
    if by.person in state.authors:
        raise RefusedError("Nobody signs their own work: another person must do this.")
    if by.acts_for in state.authors:
        raise RefusedError("A deputy may not sign the work of the person they act for.")
