"""SQL is written by Django, but for the few places that must speak to the database itself (I8)."""

import re
from pathlib import Path

import doorstep.web

WEB = Path(doorstep.web.__file__).parent
SPEAKING = {
    "audit/services.py",  # the lock at the end of the chain
    "audit/triggers.py",  # triggers are no part of Django's models
}
RAW = re.compile(r"\.raw\(|\.extra\(|RawSQL|cursor\(\)|\.execute\(|mark_safe\(|\|safe\b")


def test_only_named_modules_write_sql_themselves() -> None:
    found = {
        str(file.relative_to(WEB))
        for file in WEB.rglob("*.py")
        if RAW.search(file.read_text(encoding="utf-8")) and "management" not in file.parts
    }

    assert (
        found - SPEAKING - {f for f in found if f.startswith(("running/", "health", "checks"))}
        == set()
    )


def test_no_template_switches_escaping_off() -> None:
    off = [
        str(page.relative_to(WEB))
        for page in (WEB / "jinja2").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false", page.read_text(encoding="utf-8"))
    ]

    assert off == []
