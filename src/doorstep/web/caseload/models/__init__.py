"""A child, what is known of them, and what was answered of them.

What an extract says of a child is one document, kept in every version; what people record here is
rows, appended only. Involvements, answers and obligations are worked out from these and stored, so
that lists are fast; `services.refresh` makes them anew in the transaction of any change (ADR 21).
"""

from doorstep.web.caseload.models.access import (
    BreakGlass,
    Restriction,
    RestrictionStep,
    StaffWarning,
)
from doorstep.web.caseload.models.answers import CLOSED, Answer, BlindSpot, Explained, Obligation
from doorstep.web.caseload.models.child import CaseDocument, Child, Involvement, Merge
from doorstep.web.caseload.models.recorded import (
    CaseNote,
    Circumstance,
    Event,
    Recorded,
    Visit,
    What,
)

__all__ = [
    "CLOSED",
    "Answer",
    "BlindSpot",
    "BreakGlass",
    "CaseDocument",
    "CaseNote",
    "Child",
    "Circumstance",
    "Event",
    "Explained",
    "Involvement",
    "Merge",
    "Obligation",
    "Recorded",
    "Restriction",
    "RestrictionStep",
    "StaffWarning",
    "Visit",
    "What",
]
