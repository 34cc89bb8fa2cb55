"""The status of a household recorded in tests: what is said, what follows it, and a browser's form."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import web_made as made

from doorstep.vocabulary import EpisodeKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child, Circumstance
from doorstep.web.decisions.households import Told
from doorstep.web.decisions.services.household import follow_household, record_household

ISOLATION, SHIELDING = EpisodeKind.SELF_ISOLATION, EpisodeKind.SHIELDING
BEGAN, ENDS = made.TODAY - timedelta(1), made.TODAY + timedelta(9)
LAST_DAY = made.AT + timedelta(9)


def said(**changed: Any) -> Told:
    """Return a household that isolates since yesterday, for ten days."""
    told = Told(ISOLATION, BEGAN, ENDS, "Mum, who has a cough", "Mum, by telephone")
    return told._replace(**changed)


def recorded(
    child: Child,
    by: Access,
    *others: Child,
    told: Told | None = None,
    client_id: UUID | None = None,
) -> list[Circumstance]:
    """Record the status of a household for these children."""
    return record_household(
        child_ids=[child.child_id, *(each.child_id for each in others)],
        told=told or said(),
        client_id=client_id or uuid4(),
        by=by,
        at=by.at,
    )


def followed(
    row: Circumstance,
    by: Access,
    told: Told | None,
    reason: str = "She is well again.",
    client_id: UUID | None = None,
) -> list[Circumstance]:
    """Record what takes the place of a record; with nothing told, that it is taken back."""
    return follow_household(
        child_id=row.child.child_id,
        row=row.pk,
        told=told,
        reason=reason,
        client_id=client_id or uuid4(),
        by=by,
        at=by.at,
    )


def later(by: Access, days: int) -> Access:
    """Return what a person may do so many days later."""
    return made.access(User.objects.get(pk=by.user_id), at=made.AT + timedelta(days))


def posted(**changed: Any) -> Mapping[str, Any]:
    """Return the form of a new record as a browser sends it."""
    return {
        "do": "record", "client_id": str(uuid4()), "kind": "self_isolation",
        "since-day": "15", "since-month": "11", "since-year": "2026",
        "until-day": "25", "until-month": "11", "until-year": "2026",
        "who": "Mum", "source": "Mum, by telephone",
    } | changed  # fmt: skip
