"""Read the log: who read a record, when it was last checked and published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep.web.audit.models import AuditEvent, PublishedHead
from doorstep.web.audit.words import READS, Action, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading of a child's record."""

    at: datetime
    who: str
    acting_for: str
    what: str
    user_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The last time the log was checked."""

    at: datetime
    events: int
    whole_log: bool
    faults: int


def reads_of(*, child_id: str, limit: int = 100, offset: int = 0) -> list[Read]:
    """Return who read a child's record, latest first."""
    rows = AuditEvent.objects.filter(subject="child", subject_id=child_id, action__in=READS)
    return [
        Read(
            at=row.happened_at,
            who=row.actor,
            acting_for=row.acting_for,
            what=sentence(row.action),
            user_id=row.actor_id,
        )
        for row in rows.order_by("-pk")[offset : offset + limit]
    ]


def disposed(child_ids: Iterable[str]) -> frozenset[str]:
    """Return which of these numbers are of records that were disposed of, as the log tells."""
    rows = AuditEvent.objects.filter(action=Action.DISPOSE, subject="child")
    return frozenset(rows.values_list("subject_id", flat=True)) & frozenset(child_ids)


def was_disposed(child_id: str) -> bool:
    """Test whether the record of this number was disposed of: who brings it again should know."""
    return bool(disposed([child_id]))


def last_head() -> PublishedHead | None:
    """Return the head that was published last."""
    return PublishedHead.objects.order_by("-published_on").first()


def last_checked() -> Checked | None:
    """Return when the log was last checked, and what was found."""
    event = AuditEvent.objects.filter(action=Action.CHECK_LOG).order_by("-pk").first()
    if event is None:
        return None
    told: dict[str, Any] = event.detail
    return Checked(
        at=event.happened_at,
        events=told.get("events", 0),
        whole_log=bool(told.get("whole_log")),
        faults=len(told.get("faults", ())),
    )
