"""How an installation is: database, schema, clock, answers, worker, log, disk; nobody is named."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from doorstep.web.audit.queries import last_checked, last_head
from doorstep.web.notices.queries.outbox import figures
from doorstep.web.running import surroundings
from doorstep.web.running.backups.restoring import unknown_migrations
from doorstep.web.running.backups.told import migrations_of
from doorstep.web.running.queries import last_beat, oldest_answer
from doorstep.web.running.surroundings import State
from doorstep.web.running.worker import let_go_of_connection

BEAT_WITHIN = timedelta(minutes=5)
SERVES = ("database", "migrations")


def states(*, on: date, now: datetime, at: datetime | None = None) -> dict[str, State]:
    """Return the state of everything that is looked at; only the database's if it cannot be reached.

    `at` is the application's time, `now` the machine's, which is also the other's if none is given.
    """
    looks: dict[str, Callable[[], State]] = {
        "database": _database,
        "migrations": _migrations,
        "clock": lambda: surroundings.clock(at or now, now),
        "read_only": lambda: surroundings.read_only(at or now),
        "answers": lambda: _answers(on),
        "worker": lambda: _worker(now),
        "audit_log": lambda: _audit_log(on),
        "messages": lambda: _messages(now),
        "outage_packs": lambda: surroundings.outage_packs(on),
        "bank_holidays": lambda: surroundings.bank_holidays(on),
        "disk": surroundings.disk,
    }
    found: dict[str, State] = {}
    for name, look in looks.items():
        try:
            found[name] = look()
        except (Error, OSError):
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
    """Every migration is applied, and none that this release does not know."""
    if not _APPLIED:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        later = len(unknown_migrations(migrations_of(connection)))
        if pending or later:
            return State(ok=False, told={"pending": pending, "unknown": later})
        _APPLIED.append(True)  # so it is until a restart
    return State(ok=True, told={"pending": 0, "unknown": 0})


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
