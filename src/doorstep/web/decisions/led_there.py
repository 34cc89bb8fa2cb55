"""Why a decision ended as it did, where a circumstance of the child alone led there."""

from doorstep.engine import answer
from doorstep.engine.rulings import resting_on
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.saying import said
from doorstep.web.decisions.queries import Opened
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.workdays import LONDON


def why_ended(found: Opened) -> str:
    """Return what was on record on the day of the last action and led to the end; nothing if no such."""
    if not found.decision.ended_at or not found.done:
        return ""
    last = found.done[-1]
    actions = found.state.procedure.steps[last.step].actions
    same = [d for d in actions if (d.action, d.to) == (last.action, last.to) and last.role in d.by]
    conditions = [does.when for does in same if does.when is not None]
    if not conditions:
        return ""
    on = last.happened_at.astimezone(LONDON).date()
    try:
        child = answer(case_of(found.child), stack(), as_at=on).child
    except NothingAdoptedError:
        return ""
    told = dict.fromkeys(text for each in conditions for text in resting_on(each, child))
    return said("; ".join(told))
