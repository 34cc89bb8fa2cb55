"""Start a pack, or a part of one, from a skeleton that loads and passes its own test."""

import json
import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from doorstep.policy.load import FOLDER_OF
from doorstep.workdays import Duration, england

KINDS = FOLDER_OF
WORD = re.compile(r"\b[A-Z]{3,}\b")


class TakenError(ValueError):
    """There is something already where a skeleton would be written."""


def new_pack(folder: Path, *, title: str, issuer: str, start: date) -> list[Path]:
    """Write a pack with one duty, what counts for it, and its golden tests; return the files.

    Raises: TakenError if the folder has anything in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TakenError(f"{folder} is there already and not empty: give another folder.")
    told = {"TITLE": _quoted(title), "ISSUER": _quoted(issuer)}
    words = {"NAME": _name(folder), "START": start.isoformat(), **told}
    return [
        _write(folder / "pack.yaml", "pack", words),
        *add_part(folder, "counts", "seen_in_person", start),
        *add_part(folder, "duty", "cp_visit", start),
    ]


def _quoted(text: str) -> str:
    """Return a text so that YAML takes it as text, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _name(folder: Path) -> str:
    """Return the folder's name as the id of a pack."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in folder.resolve().name.lower())
    return kept.strip("-") or "policy"


def add_part(folder: Path, kind: str, name: str, start: date) -> list[Path]:
    """Write a part of the kind, and its golden test; return the files.

    Raises: TakenError if the part is there already.
    """
    place = folder / KINDS[kind]
    words = {"NAME": name, "START": start.isoformat(), **_days(start)}
    found = [_write(place / f"{name}.yaml", kind, words)]
    if kind != "counts":  # shown by the tests of the duties that name it
        found.append(_write(place / f"{name}.test.yaml", f"{kind}.test", words))
    return found


def _days(start: date) -> dict[str, str]:
    """Return the days of the golden tests: a plan, a visit a week later, and when the next is due."""
    plan = start + timedelta(-start.weekday() % 7)
    visit = plan + timedelta(7)
    due = england().add(visit, Duration.parse("10 working days"))
    days = {
        "PLAN": plan,
        "VISIT": visit,
        "NEXT": england().add(visit, Duration.parse("1 working day")),
        "BEFORE": due - timedelta(7),
        "DUE": due,
        "AFTER": due + timedelta(1),
    }
    return {word: day.isoformat() for word, day in days.items()}


def _write(file: Path, skeleton: str, words: dict[str, str]) -> Path:
    if file.exists():
        raise TakenError(f"{file} is there already: give another name.")
    text = (files("doorstep.policy") / "skeletons" / f"{skeleton}.txt").read_text(encoding="utf-8")
    text = WORD.sub(lambda found: words.get(found[0], found[0]), text)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
