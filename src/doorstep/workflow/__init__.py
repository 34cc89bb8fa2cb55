"""Procedures run from a policy's data: one function moves them on, or refuses with a reason."""

from doorstep.workflow.advance import advance, begin, open_actions
from doorstep.workflow.arrangements import Arrangement, Planned, arrangement, plans
from doorstep.workflow.clocks import due
from doorstep.workflow.forms import asked, missing, signatures
from doorstep.workflow.outcomes import Made, Outcome, filled_alone, outcome
from doorstep.workflow.state import Actor, Done, Filled, NotHereError, RefusedError, State

__all__ = [
    "Actor",
    "Arrangement",
    "Done",
    "Filled",
    "Made",
    "NotHereError",
    "Outcome",
    "Planned",
    "RefusedError",
    "State",
    "advance",
    "arrangement",
    "asked",
    "begin",
    "due",
    "filled_alone",
    "missing",
    "open_actions",
    "outcome",
    "plans",
    "signatures",
]
