"""What is stored of a circumstance recorded here: each kind has a body of its own; no database here.

A body is a named tuple whose fields are the keys of what is stored.
"""

import json
from hashlib import sha256
from typing import Any, NamedTuple

from doorstep.vocabulary import EpisodeKind, FactKind, Method, Role, Tier
from doorstep.web.caseload.models import Circumstance, What


class FactBody(NamedTuple):
    """A circumstance that a form's answer says."""

    kind: FactKind
    value: str = "yes"
    holder: str = ""


class HouseholdBody(NamedTuple):
    """That a household isolates or shields: who of it, and who told; `is_over` answers the question."""

    kind: EpisodeKind
    who: str = ""
    source: str = ""
    is_over: bool = False


class PlanBody(NamedTuple):
    """A visiting plan for the visits of a duty: proposed, agreed, or dropped again."""

    applies_to: str
    arrangement: str
    is_proposal: bool = False
    dropped: bool = False
    agreed_by: str = ""
    review_date: str = ""


class ApprovalBody(NamedTuple):
    """That a child may be seen by a method: who approved, when, and whether for one visit only."""

    method: Method
    approved_by: Role
    approved_at: str
    one_visit: bool = False


class TierBody(NamedTuple):
    """A manager's decision on the tier."""

    tier: Tier
    decided_by: str
    reason: str = ""


class AllocationBody(NamedTuple):
    """That a child was given to a worker here; it holds until a source tells of a later worker.

    `allocated` is so of the case worker. Of anybody else, such as an IRO, `instead_of` is the id of
    whose place the worker takes in that role.
    """

    worker_id: str
    worker: str = ""
    team: str = ""
    role: str = ""
    allocated: bool = True
    instead_of: str = ""


class ClosureBody(NamedTuple):
    """That a case is closed, which its source did not say: what began before the day ends on it."""

    reason: str


Body = FactBody | HouseholdBody | PlanBody | ApprovalBody | TierBody | AllocationBody | ClosureBody
BODIES: dict[What, type[Body]] = {
    What.FACT: FactBody,
    What.HOUSEHOLD: HouseholdBody,
    What.PLAN: PlanBody,
    What.APPROVAL: ApprovalBody,
    What.TIER: TierBody,
    What.ALLOCATION: AllocationBody,
    What.CLOSURE: ClosureBody,
}


def what_of(body: Body) -> What:
    """Return which kind of circumstance a body is of."""
    return next(what for what, kind in BODIES.items() if isinstance(body, kind))


def stored(body: Body) -> dict[str, Any]:
    """Return a body as it is stored."""
    return {k: str(v) if not isinstance(v, (bool, str)) else v for k, v in body._asdict().items()}


def body_of(row: Circumstance) -> Any:
    """Return what a row says, as the named tuple of its kind."""
    return BODIES[What(row.what)](**row.body)


def digest_of(body: Body, *also: object) -> str:
    """Return the fingerprint of a circumstance, by which the same sent twice is known."""
    told = json.dumps([what_of(body), stored(body), *(str(a) for a in also)], sort_keys=True)
    return sha256(told.encode()).hexdigest()
