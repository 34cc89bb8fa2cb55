"""How an installation is: database, migrations, answers, worker, audit log; nobody is named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from doorstep.web.audit.queries import last_checked, last_head
from doorstep.web.notices.queries.outbox import figures
from doorstep.web.running.queries import last_beat, oldest_answer
from doorstep.web.running.worker import let_go_of_connection

BEAT_WITHIN = timedelta(minutes=5)
SERVES = ("database", "migrations")


@dataclass(frozen=True, slots=True)
class State:
    """Whether one thing is well, and what more can be said of it without naming anybody."""

    ok: bool
    told: dict[str, Any] = field(default_factory=dict)


def states(*, on: date, now: datetime) -> dict[str, State]:
    """Return the state of everything that is looked at; only the database's if it cannot be reached."""
    looks: dict[str, Callable[[], State]] = {
        "database": _database,
        "migrations": _migrations,
        "answers": lambda: _answers(on),
        "worker": lambda: _worker(now),
        "audit_log": lambda: _audit_log(on),
        "messages": lambda: _messages(now),
    }
    found: dict[str, State] = {}
    for name, look in looks.items():
        try:
            found[name] = look()
        except Error:
            let_go_of_connection()
            found[name] = State(ok=False)
        if name in SERVES and not found[name].ok:
            break  # what comes after needs the tables
    return found


def _database() -> State:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return State(ok=True, told={"kind": connection.vendor})


def _migrations() -> State:
    pending = _pending()
    return State(ok=not pending, told={"pending": pending})


def _pending() -> int:
    """Return how many migrations are not applied; once none is, that is so until a restart."""
    if _APPLIED:
        return 0
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not pending:
        _APPLIED.append(True)
    return pending


_APPLIED: list[bool] = []


def _answers(on: date) -> State:
    """Answers are for today; between midnight and the end of the sweep yesterday's are fine."""
    oldest = oldest_answer(on=on)
    days = (on - oldest).days if oldest else 0
    return State(ok=days <= 1, told={"as_at": oldest, "days_old": days})


def _worker(now: datetime) -> State:
    beat = last_beat()
    seconds = round((now - beat).total_seconds()) if beat else None
    return State(ok=beat is not None and now - beat < BEAT_WITHIN, told={"seconds_ago": seconds})


def _messages(now: datetime) -> State:
    """No message was given up lately, and none lies untried."""
    found = figures(at=now)
    told = {"given_up": found.given_up, "stuck": found.stuck, "untold": found.untold}
    return State(ok=not found.given_up and not found.stuck, told=told)


def _audit_log(on: date) -> State:
    """The head was published today or yesterday, and the last check found nothing wrong."""
    last, checked = last_head(), last_checked()
    fresh = last is not None and (on - last.published_on).days <= 1
    whole = checked is None or not checked.faults
    told = {"whole": whole, "head_published": last.published_on if last else None}
    return State(ok=fresh and whole, told=told)
