"""Procedures run from a policy's data: one function moves them on, or refuses with a reason."""

from doorstep.workflow.advance import advance, begin, open_actions
from doorstep.workflow.clocks import due
from doorstep.workflow.forms import asked, missing, signatures
from doorstep.workflow.state import Actor, Done, Filled, RefusedError, State

__all__ = [
    "Actor",
    "Done",
    "Filled",
    "RefusedError",
    "State",
    "advance",
    "asked",
    "begin",
    "due",
    "missing",
    "open_actions",
    "signatures",
]
