"""Whose table is made, and what of a report its effects can depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from doorstep.facts import CaseFacts
from doorstep.policy.form import Form
from doorstep.vocabulary import FactKind, Role, VisitType
from doorstep.web.caseload.approvals import Given
from doorstep.web.visits.asking import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose table it is: the child, what is known of it, who looks under which policies.

    `papers` are the forms on which each kind of call is recorded; `roles` those to choose from, and
    `role` the only one, where there is but one.
    """

    asking: Asking
    case: CaseFacts
    given: Sequence[Given]
    papers: Mapping[VisitType, Form]
    roles: Sequence[str] = ()
    role: Role | None = None


class Alike(NamedTuple):
    """What of a report the answer can depend on: of two that are alike, one is asked of the engine."""

    contact: tuple[Any, ...]
    opens: tuple[tuple[str, date | None], ...]
    holds: tuple[FactKind, ...]
    at: time | None
    is_tried: bool
    is_cancelled: bool
