"""Open decisions, write drafts, act and sign; every change is told to the log and answered anew."""

from doorstep.web.decisions.services.acting import act
from doorstep.web.decisions.services.alone import fill_form
from doorstep.web.decisions.services.commenting import comment
from doorstep.web.decisions.services.doing import (
    Doing,
    MovedOnError,
    SaidOtherwiseError,
    ShownOtherwiseError,
)
from doorstep.web.decisions.services.drafting import renew_draft, save_draft, start_draft
from doorstep.web.decisions.services.handing_on import hand_on_decision, hand_on_draft
from doorstep.web.decisions.services.opening import AlreadyOpenError, open_decisions

__all__ = [
    "AlreadyOpenError",
    "Doing",
    "MovedOnError",
    "SaidOtherwiseError",
    "ShownOtherwiseError",
    "act",
    "comment",
    "fill_form",
    "hand_on_decision",
    "hand_on_draft",
    "open_decisions",
    "renew_draft",
    "save_draft",
    "start_draft",
]
