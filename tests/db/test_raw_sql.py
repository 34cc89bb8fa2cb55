"""SQL is written by Django, but for the few places that must speak to the database itself (I8)."""

import re
from pathlib import Path

import doorstep.web

WEB = Path(doorstep.web.__file__).parent
SPEAKING = {
    "audit/services.py",  # the lock at the end of the chain
    "audit/triggers.py",  # triggers are no part of Django's models
    "journal.py",  # how SQLite keeps its journal
    "running/backups/making.py",  # one snapshot for dump and counts
    "running/backups/postgresql.py",  # a new database, and two that change places
    "running/backups/sqlite.py",  # a copy while others write
    "running/backups/told.py",  # counts rows of whatever release's tables
    "running/condition.py",  # asks whether the database answers
    "running/doctor.py",  # and which one it is
}
RAW = re.compile(r"\.raw\(|\.extra\(|RawSQL|cursor\(\)|\.execute\(|mark_safe\(|\|safe\b")


def test_only_named_modules_write_sql_themselves() -> None:
    found = {
        str(file.relative_to(WEB))
        for file in WEB.rglob("*.py")
        if RAW.search(file.read_text(encoding="utf-8"))
    }

    assert found == SPEAKING


def test_only_a_picture_made_here_is_shown_unescaped() -> None:
    off = {
        str(page.relative_to(WEB / "jinja2"))
        for page in (WEB / "jinja2").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false", page.read_text(encoding="utf-8"))
    }

    assert off == {"mfa/totp/activate_form.html"}  # the square of dots that an app scans
