"""Rows recorded on a child, and a browser, for the tests of a child's pages."""

import re
import time
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import web_made as made
from django.test import Client

from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Restriction, Visit


def visit(child: Child, by: User, on: date = made.TODAY, **more: Any) -> Visit:
    """Return a visit recorded here at which the child was seen at home."""
    told = {
        "client_id": uuid4(),
        "occasion": uuid4(),
        "digest": "0" * 64,
        "recorded_at": made.AT,
        "recorded_by": by,
        "visit_date": on,
        "visit_type": "visit",
        "method": "in_person",
        "place": "home",
        "seen": True,
    }
    return Visit.objects.create(child=child, **{**told, **more})


def restricted(child: Child, *named: User, by: User) -> Restriction:
    """Return a restriction placed before, which names these people."""
    row = Restriction.objects.create(
        child=child,
        reason="A member of staff is related",
        start_date=made.TODAY,
        placed_by=by,
        placed_at=made.AT,
    )
    row.named.set(named)
    return row


def reads(child_id: str) -> list[AuditEvent]:
    """Return the events of reading a child's record, the first first."""
    rows = AuditEvent.objects.filter(subject_id=child_id, action__startswith="read_")
    return list(rows.order_by("pk"))


def text(response: Any) -> str:
    """Return what a page says, without its markup, in single spaces."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(bare.split())


def just_asked(client: Client) -> Client:
    """Return the browser as it is just after somebody showed who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time of the day of the tests."""
    return made.AT.replace(hour=hour, minute=minute)
