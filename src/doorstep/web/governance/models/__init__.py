"""Holds, how long records are kept, disposals, and what a person is given of their own record."""

from doorstep.web.governance.models.access import AccessRequest, Mark, PackEntry, Pause, Release
from doorstep.web.governance.models.disposing import Disposal, DisposalLog
from doorstep.web.governance.models.keeping import Hold, HoldKind, Kept

__all__ = [
    "AccessRequest",
    "Disposal",
    "DisposalLog",
    "Hold",
    "HoldKind",
    "Kept",
    "Mark",
    "PackEntry",
    "Pause",
    "Release",
]
