"""Phones and what they send, for tests of the doorstep page."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import web_made as made
from django.test import Client
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.phone.models import Kind, Phone, SetAside
from doorstep.web.phone.received import Enrolling
from doorstep.web.phone.services.phones import enrol

JSON = "application/json"
CLOCK = made.AT.isoformat()


def phone(user: User, *, name: str = "My phone", at: datetime = made.AT) -> Phone:
    """Return a phone that somebody enrolled."""
    return enrol(Enrolling(id=uuid4(), name=name), by=made.access(user, at=at), at=at)


def fields(child: Child, *others: Child, **changed: Any) -> dict[str, Any]:
    """Return the fields of a visit as a phone sends them: made today at nine, all seen."""
    common: dict[str, Any] = {
        "visit_date-day": "16", "visit_date-month": "11", "visit_date-year": "2026",
        "visit_time": "09:00", "came_of": "made", "method": "in_person", "place": "home",
        "present": "Mum and Gran",
    }  # fmt: skip
    if others:
        common["together"] = [other.child_id for other in others]
    for each in (child, *others):
        common |= {f"c{each.pk}-seen": "yes", f"c{each.pk}-observations": f"About {each.name}."}
    return common | changed


def thing(  # noqa: PLR0913 (what a phone sends, in a line)
    phone: Phone,
    body: dict[str, Any],
    *,
    kind: str = "visit",
    client_id: UUID | None = None,
    told_at: datetime = made.AT,
    sent_at: datetime = made.AT,
    offset: float | None = 0,
    stamped: bool = False,
) -> dict[str, Any]:
    """Return one thing as a phone sends it."""
    return {
        "client_id": str(client_id or uuid4()), "phone": str(phone.pk), "kind": kind,
        "told_at": told_at.isoformat(), "sent_at": sent_at.isoformat(), "offset": offset,
        "stamped": stamped, "body": body,
    }  # fmt: skip


def visit(phone: Phone, child: Child, *others: Child, **told: Any) -> dict[str, Any]:
    """Return a visit as a phone sends it; `fields` are changed, the rest is of the sending."""
    changed = told.pop("fields", {})
    body = {"child_id": child.child_id, "fields": fields(child, *others, **changed)}
    return thing(phone, body, **told)


def send(client: Client, told: dict[str, Any] | bytes) -> Any:
    """Send something, and return the answer."""
    body = told if isinstance(told, bytes) else json.dumps(told)
    return client.post(reverse("send-record"), body, content_type=JSON)


def ask(client: Client, route: str, told: Any = None, *args: Any) -> Any:
    """Ask one of the JSON routes; with something to tell it is posted."""
    address = reverse(route, args=args)
    if told is None:
        return client.get(address)
    return client.post(address, json.dumps(told), content_type=JSON)


def aside(user: User, child: Child | None) -> SetAside:
    """Return something that somebody sent and that was set aside."""
    return SetAside.objects.create(
        client_id=uuid4(), digest="x", kind=Kind.VISIT, phone=phone(user), user=user, child=child,
        body={"fields": {}}, status=422, reasons=[{"where": "place", "says": "Select where it was"}],
        told_at=made.AT, received_at=made.AT,
    )  # fmt: skip


def later(minutes: float) -> datetime:
    """Return the time of the tests, so many minutes later."""
    return made.AT + timedelta(minutes=minutes)


def names(children: Sequence[dict[str, Any]]) -> list[str]:
    """Return whom an answer tells of."""
    return [each["child_id"] for each in children]
