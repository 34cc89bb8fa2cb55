"""Write that the interim arrangements were shared: who was told, by what means, when (LAN-5, PLG-8)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from doorstep.vocabulary import EventKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.models import Child, Event
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.services import refresh
from doorstep.workdays import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What the form says: who was told what, by what means, on which day and at what time."""

    who: str
    means: str
    what: str
    on: date
    at: time | None

    @property
    def words(self) -> str:
        """Return what is kept, in sentences."""
        told = f"Told: {self.who}\nBy: {self.means}"
        return f"{told}\nWhat: {self.what}" if self.what else told

    @property
    def digest(self) -> str:
        """Return a hash of all that was said, to know the same form again."""
        text = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class SaidOtherwiseError(Exception):
    """The same form was sent before and said something else; what was recorded then is here."""

    def __init__(self, row: Event):
        super().__init__("This form was sent before and said something else.")
        self.row = row


@transaction.atomic
def share_arrangements(
    *, child_id: str, sharing: Sharing, client_id: UUID, by: Access, at: datetime
) -> Event:
    """Record with whom the arrangements were shared, and refresh what is owed; once for one form.

    Raises: Http404; SaidOtherwiseError.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    Child.objects.select_for_update().get(pk=child.pk)
    kind = EventKind.ARRANGEMENTS_SHARED
    before = Event.objects.filter(child=child, client_id=client_id, kind=kind).first()
    if before is not None:
        if before.digest != sharing.digest:
            raise SaidOtherwiseError(before)
        return before
    by = writing_as(child, by)
    row = Event.objects.create(
        child=child,
        client_id=client_id,
        digest=sharing.digest,
        kind=kind,
        event_date=sharing.on,
        event_at=datetime.combine(sharing.on, sharing.at, LONDON) if sharing.at else None,
        words=sharing.words,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
    )
    audit.record(
        action=Action.SHARE_ARRANGEMENTS,
        subject="child",
        subject_id=child_id,
        by=by,
        at=at,
        detail={"event": row.pk},
    )
    refresh([child.pk], at=at)
    return row
