"""Tiers in tests: a child of whom facts are told, a manager's decision, the tier that is stored."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import web_made as made

from doorstep.facts import Fact, FactKind
from doorstep.vocabulary import Tier
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Answer, Child
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services.tier import decide_tier

DIRECT, CONCERN = "worcestershire-2020/tier_decision", "worcestershire-2020/tier_change"
HIGH, PRIORITY, VULNERABLE = Tier
MARCH = made.TODAY - timedelta(40)


def stored(child_id: str = "C1", *kinds: FactKind) -> Child:
    """Return a child on a plan of whom these circumstances are told."""
    case = made.case(child_id)
    return made.store(replace(case, facts=tuple(Fact(kind, MARCH) for kind in kinds)))[0]


def decided(  # noqa: PLR0913 (one decision in a line)
    child: Child,
    by: Access,
    tier: Tier,
    reason: str = "The school rang twice.",
    until: date | None = None,
    client_id: UUID | None = None,
) -> Decision:
    """Decide on a tier as a manager."""
    return decide_tier(
        child_id=child.child_id,
        tier=tier,
        reason=reason,
        until=until,
        client_id=client_id or uuid4(),
        by=by,
        at=by.at,
    )


def tier_of(child: Child) -> str:
    """Return the tier that is stored of a child."""
    return Answer.objects.get(child=child).tier


def posted(**changed: Any) -> dict[str, Any]:
    """Return the form of a decision as a browser sends it."""
    return {"client_id": str(uuid4()), "tier": "priority", "reason": "Two calls."} | changed
