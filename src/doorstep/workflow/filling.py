"""What must be told and filled in before an action may be done."""

from collections.abc import Mapping

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does
from doorstep.policy.say import in_words
from doorstep.vocabulary import Action, Needed
from doorstep.workflow.forms import Given, Holds, is_date, missing, signatures
from doorstep.workflow.state import Filled, RefusedError, State
from doorstep.workflow.words import spaced


def check_told(does: Does, told: Mapping[Needed, str]) -> None:
    """Refuse an action of which something that must be told is not."""
    lacking = [spaced(n) for n in does.needs if not told.get(n, "").strip()]
    if lacking:
        raise RefusedError(f"To {spaced(does.action)}, say: {', '.join(lacking)}.")
    if Needed.REVIEW_DATE in does.needs and not is_date(told[Needed.REVIEW_DATE].strip()):
        raise RefusedError(f"To {spaced(does.action)}, say the day of review as a date.")


def check_form(state: State, does: Does, holds: Holds) -> None:
    """Refuse an action for which a form is not filled in, be it the procedure's own or another."""
    if does.form:
        _check_named(state, does, holds)
    if state.form is None:
        if does.signs or (state.procedure.forms and point_of(does)):
            raise RefusedError(f"To {spaced(does.action)}, the form must be filled in first.")
        return
    asked = {s.id for s in signatures(state.form, state.answers or {}, holds)}
    if does.signs and does.signs not in asked:
        raise RefusedError(f"{state.form.title} asks for no such signature in this case.")
    if point_of(does):
        _check_filled(state.form, state.answers or {}, point_of(does), holds)


def point_of(does: Does) -> str:
    """Return by which point of the form an action asks it to be filled in; empty if by none."""
    return does.signs or ("submit" if does.signature or does.action == Action.SUBMIT else "")


def _check_named(state: State, does: Does, holds: Holds) -> None:
    own = [Filled(state.form, state.answers or {})] if state.form else []
    found = next((f for f in (*own, *state.also) if f.form.id == does.form), None)
    if found is None:
        name = spaced(does.form.rpartition("/")[2])
        raise RefusedError(f"To {spaced(does.action)}, fill in first: {name}.")
    if found.form is state.form:
        return _check_filled(found.form, found.answers, "submit", holds)
    meant = found.form.chosen_when
    if meant is not None and not holds(meant):
        raise RefusedError(f"{found.form.title} is for children of whom: {in_words(meant)}.")
    return _check_filled(found.form, found.answers, "submit", holds, f" on {found.form.title}")


def _check_filled(form: Form, answers: Given, before: str, holds: Holds, on: str = "") -> None:
    empty = missing(form, answers, before=before, holds=holds)
    if empty:
        raise RefusedError(f"Still to be filled in{on}: {'; '.join(f.label for f in empty)}.")
