"""What is wrong with an installation, in sentences, and what to do about it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import Error, connection

from doorstep.policy.load import PackError
from doorstep.web import journal
from doorstep.web.audit import triggers
from doorstep.web.audit.heads import outside
from doorstep.web.audit.verifying import verify
from doorstep.web.documents.trying import faults, no_pdf
from doorstep.web.notices.transports.chosen import mail_state
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.web.running.condition import states
from doorstep.web.running.surroundings import LEAST_FREE, State

OLDEST_POSTGRESQL = 140_000
MEANS = {
    "migrations": "The database and this release do not belong together. Where migrations are pending, "
    "run: python -m doorstep.web upgrade. Where some are unknown, the database is of a later release: "
    "install that one again, or restore the backup from before it (docs/deployment.md, Upgrading).",
    "clock": "Nothing is recorded or worked out by this clock, since it cannot be right. Set it (NTP), "
    "compare it with a watch, and run: python -m doorstep.web clock_is_right",
    "read_only": "Read-only mode stands longer than it was said to. When all is done, run: "
    "python -m doorstep.web read_only off",
    "answers": "Answers are of an earlier day. See that the worker runs, or do its work once: "
    "python -m doorstep.web sweep",
    "worker": "No worker has been at work for five minutes. Start it: python -m doorstep.web worker",
    "messages": "Messages did not arrive. Administration, Messages says which and why, and has them "
    "tried again.",
    "audit_log": "The audit log's head was not published for two days. See that the worker runs, and "
    "that the folder of DOORSTEP_HEADS can be written.",
    "outage_packs": "The packs for an outage were not made for two days. See that the worker runs, and "
    "that the folder of DOORSTEP_OUTAGE can be written.",
    "bank_holidays": "The published table of bank holidays ends within a year. Install a newer release; "
    "until then working days after the table’s end are counted by rule and marked as provisional.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and a sentence: how it is, or what to do."""

    about: str
    ok: bool
    says: str


def examine(*, at: datetime, now: datetime) -> Iterator[Finding]:
    """Look at everything, one thing after another; without a database only at what needs none.

    `at` is the application's time, `now` the machine's.
    """
    for look in (_settings, _clock, _folders, _mail, _documents):
        yield from look(at, now)
    found = _reached()
    yield found
    if not found.ok:
        return
    for look in (_journal, _health, _triggers, _chain, _packs):
        yield from _guarded(look, at, now)


Look = Callable[[datetime, datetime], Iterator[Finding]]


def _guarded(look: Look, at: datetime, now: datetime) -> Iterator[Finding]:
    """Look at something of the database; a table that is not there is a finding, not a crash."""
    try:
        yield from look(at, now)
    except Error:
        about = look.__name__.strip("_").replace("_", " ")
        yield Finding(about, False, "This cannot be read. Run: python -m doorstep.web migrate")


def _settings(at: datetime, now: datetime) -> Iterator[Finding]:
    if settings.DEMO:
        said = "This is a demonstration: everybody knows its secret and passwords. Invented people only."
        yield Finding("settings", True, said)
        return
    found = [c for c in run_checks(include_deployment_checks=True) if c.level >= WARNING]
    for check in found:
        told = " ".join(filter(None, (str(check.msg), str(check.hint or ""))))
        yield Finding("settings", False, f"{told} [{check.id}]")
    if not found:
        yield Finding(
            "settings", True, "Secret, hosts, HTTPS and cookies are set as they should be."
        )
    if not settings.AUTHORITY:
        yield Finding("authority", False, "Set DOORSTEP_AUTHORITY to the council's name.")


def _clock(at: datetime, now: datetime) -> Iterator[Finding]:
    if settings.CLOCK:
        said = "DOORSTEP_CLOCK holds the time still: take it away, it is for tests and pictures."
        yield Finding("clock", False, said)
    else:
        yield Finding("clock", True, f"It is {at:%d %b %Y, %H:%M} in London; compare with a watch.")


def _folders(at: datetime, now: datetime) -> Iterator[Finding]:
    if settings.OUTAGE:
        yield _folder("outage folder", Path(settings.OUTAGE))
    if settings.INBOX:
        yield _folder("watched folder", Path(settings.INBOX))
    if connection.vendor == "sqlite":
        yield _folder("database folder", Path(settings.DATABASES["default"]["NAME"]).parent)
    heads = outside()
    if heads is None:
        said = "Set DOORSTEP_HEADS to a folder outside this machine, where the log's head is published."
        yield Finding("heads folder", settings.DEMO, said)
    else:
        yield _folder("heads folder", heads)


def _folder(about: str, folder: Path) -> Finding:
    """Test that a folder can be written and has room."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        why = f"{folder} cannot be written ({error.strerror})"
        return Finding(about, False, f"{why}: give it to the user with id {os.geteuid()}.")
    room = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE:
        return Finding(
            about, False, f"{folder} has only {room}: make room, or visits cannot be stored."
        )
    return Finding(about, True, f"{folder} can be written, {room}.")


def _mail(at: datetime, now: datetime) -> Iterator[Finding]:
    yield Finding("mail", *mail_state())


def _documents(at: datetime, now: datetime) -> Iterator[Finding]:
    """Try every template of documents, and whether a PDF can be made."""
    wrong = faults()
    for said in wrong:
        yield Finding("document templates", False, said)
    if not wrong:
        yield Finding("document templates", True, "Each makes a document.")
    lacking = no_pdf()
    yield Finding("PDF", not lacking, lacking or "Documents can be made as PDF.")


def _reached() -> Finding:
    try:
        connection.ensure_connection()
    except Error:
        return Finding(
            "database",
            False,
            "The database cannot be reached. Look at DOORSTEP_DATABASE, whether the server runs, its "
            "user and password, and whether a firewall stands between.",
        )
    return Finding("database", True, _version())


def _version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, journal.version()))}."
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}."


def _journal(at: datetime, now: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        number = connection.cursor().connection.info.server_version
        said = (
            "" if number >= OLDEST_POSTGRESQL else "This PostgreSQL is too old: take 14 or later."
        )
        if said:
            yield Finding("database", False, said)
        return
    mode, sound = journal.mode_of(connection), journal.is_sound(journal.version())
    safe = sound or mode != "wal"
    said = f"The journal is in mode {mode.upper()}, safe with this version of SQLite."
    if not safe:
        said = "The journal is in mode WAL, which this SQLite can corrupt. "
        said += "Stop everything and run: python -m doorstep.web migrate"
    yield Finding("journal", safe, said)


def _health(at: datetime, now: datetime) -> Iterator[Finding]:
    found = states(on=at.date(), now=now, at=at)
    for name, means in MEANS.items():
        state = found.get(name, State(ok=True))
        told = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in state.told.items())
        yield Finding(
            name.replace("_", " "), state.ok, (told or "as it should be") if state.ok else means
        )


def _triggers(at: datetime, now: datetime) -> Iterator[Finding]:
    lacking = triggers.missing(connection)
    said = "Nobody can change or delete what was written: the triggers are there."
    if lacking:
        said = f"Missing: {', '.join(lacking)}. Run migrate, and find out who took them away."
    yield Finding("triggers", not lacking, said)


def _chain(at: datetime, now: datetime) -> Iterator[Finding]:
    walk = verify()
    said = f"{walk.events:,} events, the chain is whole."
    faults = " ".join(fault.sentence for fault in walk.faults)
    yield Finding("audit chain", walk.whole, said if walk.whole else faults)


def _packs(at: datetime, now: datetime) -> Iterator[Finding]:
    try:
        found = stack()
    except NothingAdoptedError as error:
        yield Finding("policy", False, str(error))
    except (PackError, LookupError) as error:
        yield Finding("policy", False, f"An adopted pack cannot be loaded: {error}")
    else:
        yield Finding("policy", True, f"Loaded: {found.head.version}.")
