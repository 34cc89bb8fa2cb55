"""Store what a person wants to be told, and send them a test."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.notices import saying
from doorstep.web.notices.models import Kind, Wish
from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.versions import change


@transaction.atomic
def change_wish(*, version: int, by: Access, at: datetime, **values: Any) -> None:
    """Store what a person wants to be told.

    Raises: ConflictError if they changed it elsewhere meanwhile.
    """
    wish = Wish.objects.get_or_create(user_id=by.user_id)[0]
    before = {name: getattr(wish, name) for name in values}
    change(wish, version=version, **values)
    fields = sorted(name for name, value in before.items() if value != values[name])
    _tell("change", by=by, at=at, fields=fields)


@transaction.atomic
def send_test(*, client_id: UUID, by: Access, at: datetime) -> bool:
    """Send a person a test message; return whether they have an address to send it to."""
    if not Wish.objects.filter(user=by.user_id).exclude(email="").exists():
        return False
    text = saying.trial()
    told = Told(
        key=f"test:{by.user_id}:{client_id}",
        kind=Kind.TEST,
        recipient=by.user_id,
        subject=text.subject,
        body=text.body,
    )
    if put([told], at=at):
        _tell("test", by=by, at=at)
    return True


def _tell(done: str, *, by: Access, at: datetime, **detail: Any) -> None:
    audit.record(
        action=Action.CHANGE_NOTICES,
        subject="user",
        subject_id=str(by.user_id),
        by=by,
        at=at,
        detail={"do": done, **detail},
    )
