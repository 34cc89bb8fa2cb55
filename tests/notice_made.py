"""Wishes, messages and receivers for tests of being told: a fake Notify and a webhook's receiver."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import decision_made as decided
import web_made as made
from django.db import transaction

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.decisions.models import Decision
from doorstep.web.notices.models import Kind, Notice, Webhook, Wish
from doorstep.web.notices.queries.news import PARTS
from doorstep.web.notices.sending import Sender
from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.notices.services.webhooks import add_webhook

NOTIFY_KEY = "tests-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"


def wish(user: User, **values: Any) -> Wish:
    """Return what somebody wishes: a digest at 7 on weekdays, of everything."""
    given = {"email": f"u{user.pk}@anyshire.example", "digest": True, "hour": 7}
    given["parts"] = [str(part) for part in PARTS]
    return Wish.objects.create(user=user, **(given | values))


def notice(
    key: str, *, user: User | None = None, hook: Webhook | None = None, at: datetime = made.AT
) -> Notice:
    """Put one message into the outbox."""
    told = Told(
        key=key,
        kind=Kind.TEST,
        subject="Doorstep: a test",
        body="{}" if hook else "Sign in.",
        recipient=user.pk if user else None,
        webhook=hook.pk if hook else None,
    )
    with transaction.atomic():
        put([told], at=at)
    return Notice.objects.get(key=key)


def webhook(address: str, *, name: str = "Case system", events: Any = ()) -> tuple[Webhook, str]:
    """Return a webhook and its secret."""
    by = made.access(made.person("administrator"))
    wanted = events or (Kind.OVERDUE, Kind.SIGNATURE_WAITING)
    return add_webhook(
        name=name, address=address, events=[str(e) for e in wanted], by=by, at=made.AT
    )


def sender(*, at: datetime = made.AT, name: str = "one", **more: Any) -> Sender:
    """Return a sender for whom the time stands still."""
    return Sender(now=lambda: at, name=name, **more)


def send(*, at: datetime = made.AT, name: str = "one", **more: Any) -> int:
    """Send what waits at a time."""
    return sender(at=at, name=name, **more).send_all()


def mails(folder: Path) -> list[Message]:
    """Return the mails in a folder, by their names."""
    return [message_from_bytes(f.read_bytes()) for f in sorted(folder.glob("*.eml"))]


def submitted() -> tuple[dict[Role, User], Decision]:
    """Return people of every role, and a visiting plan that waits for the practice manager."""
    people, child = decided.people(), decided.child()
    worker = made.access(people[Role.SOCIAL_WORKER])
    decided.rated(child, worker)
    form = "lancashire-2020/visiting_plan_cp"
    decision = decided.opened(child, worker, form=form)
    return people, decided.do(
        decision, "submit", worker, answers=decided.answers(decided.paper(form))
    )


def after(minutes: float) -> datetime:
    """Return the time so many minutes after AT."""
    return made.AT + timedelta(minutes=minutes)


class Heard:
    """What a server heard, and what it answers."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        self.drips = False
        self.stop = threading.Event()
        self.references: list[str] = []
        self.address = ""


@contextmanager
def receiver() -> Iterator[Heard]:
    """Run a webhook's receiver."""
    with _server(_answer_webhook) as heard:
        yield heard


@contextmanager
def notify() -> Iterator[Heard]:
    """Run a server that answers as GOV.UK Notify does, as far as it is used."""
    with _server(_answer_notify) as heard:
        yield heard


@contextmanager
def _server(answer: Any) -> Iterator[Heard]:
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer(self, heard, body)

        def do_GET(self) -> None:
            answer(self, heard, b"")

        def log_message(self, *told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard.address = f"http://127.0.0.1:{server.server_port}/told?by=doorstep"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        heard.stop.set()
        server.shutdown()
        server.server_close()


def _answer_webhook(to: BaseHTTPRequestHandler, heard: Heard, body: bytes) -> None:
    heard.requests.append((to.path, dict(to.headers), body))
    to.send_response(heard.status)
    if heard.location:
        to.send_header("Location", heard.location)
    while heard.drips and not heard.stop.wait(0.05):
        to.wfile.write(b"X-Slow: yes\r\n")
    to.send_header("Content-Length", "0")
    to.end_headers()


def _answer_notify(to: BaseHTTPRequestHandler, heard: Heard, body: bytes) -> None:
    parts = urlsplit(to.path)
    if to.command == "POST":
        told = json.loads(body)
        heard.requests.append((to.path, dict(to.headers), body))
        if heard.status < 300:
            heard.references.append(told["reference"])
        found: Any = {"id": "1"}
    else:
        wanted = parse_qs(parts.query)["reference"][0]
        found = {"notifications": [{"reference": r} for r in heard.references if r == wanted]}
    text = json.dumps(found if heard.status < 300 else {"errors": [], "status_code": heard.status})
    to.send_response(heard.status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(text)))
    to.end_headers()
    to.wfile.write(text.encode())
