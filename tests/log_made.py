"""Small logs to try the chain on, and a way past the triggers, as somebody with the keys has."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import web_made as made
from django.db import connection, transaction

from doorstep.web.audit import triggers
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.services import Somebody, record

NOOR = Somebody(user_id=7, name="Noor Calloway")


def write(number: int = 5, *, at: datetime = made.AT) -> list[AuditEvent]:
    """Append so many events, a minute apart."""
    with transaction.atomic():
        return [
            record(
                action="read_child",
                subject="child",
                subject_id=f"C{count}",
                by=NOOR,
                at=at + timedelta(minutes=count),
                detail={"page": "child", "count": count},
            )
            for count in range(number)
        ]


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """Do something that the triggers would refuse."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def change(event: AuditEvent, **values: Any) -> None:
    """Write over an event."""
    with past_the_triggers():
        AuditEvent.objects.filter(pk=event.pk).update(**values)
