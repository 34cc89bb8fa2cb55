"""What somebody is shown as they act, by its fingerprint: they act on that and on nothing else."""

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action
from doorstep.web.decisions.queries import Opened
from doorstep.workflow.signing import digest


def fingerprint(found: Opened, does: Does) -> str:
    """Return the fingerprint of what an action signs or hands on; empty where it does neither."""
    hands_on = found.form is not None and found.decision.at_start and does.action != Action.WITHDRAW
    return digest(found.state, does.signs) if does.signature or hands_on else ""


def fingerprints(found: Opened, action: str) -> list[str]:
    """Return the fingerprints of what an action may be done on here; which, its answers may decide."""
    same = [does for does in found.state.here.actions if does.action == action]
    return [told for does in same if (told := fingerprint(found, does))]


def first_fingerprint(found: Opened, action: str) -> str:
    """Return the fingerprint with which an action is done on what stands now; empty if it needs none."""
    return next(iter(fingerprints(found, action)), "")
