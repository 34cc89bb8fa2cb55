"""What no golden test reaches: a duty, a side of its due day, a criterion, any other part."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Pack
from doorstep.policy.strict_yaml import YamlError, read

STATUSES = {
    "before it is due": {"upcoming", "due_soon"},
    "on the due day": {"due_today"},
    "once overdue": {"overdue"},
}
# How an example shows a part of a folder: by the word that names it, and what it must then expect.
SHOWN_BY = {
    "procedures": ("procedure", {"steps"}),
    "forms": ("form", {"steps", "asked", "missing", "signatures"}),
    "wording": ("wording", {"text", "refused"}),
    "services": ("service", {"runs"}),
    "figures": ("figure", {"rows"}),
}


def examples(pack: Pack) -> Iterator[Finding]:
    """Yield what no golden test reaches."""
    if pack.folder is None:
        return
    try:
        found = list(_written(pack.folder))
    except YamlError as error:
        yield Finding(Level.ERROR, "golden", "tests", str(error))
        return
    rows = [r for e in found for key in ("expect", "decisions") for r in _rows(e, key)]
    for duty in pack.duties:
        yield from _duty(duty, rows, found)
    reached = {str(c) for e in found for c in _listed(e.get("criteria"))}
    for criterion in pack.tiers.criteria if pack.tiers else ():
        if criterion.id not in reached:
            text = f"no golden test expects {criterion.id}; add one on each side of its boundary."
            yield Finding(Level.ERROR, "golden", "tiers/", text)
    yield from _others(pack, found)


def _written(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob("*.test.yaml")):
        yield from (item for item in _listed(read(file).data) if isinstance(item, dict))


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _rows(example: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [row for row in _listed(example.get(key)) if isinstance(row, dict)]


def _duty(duty: Duty, rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> Iterator[Finding]:
    where = f"duties/{duty.id}.yaml"
    mine = [row for row in rows if row.get("duty") == duty.id]
    listed = any(row.get("duty") == duty.id for e in found for row in _rows(e, "intervals"))
    if not mine and not listed:
        text = f"no golden test expects {duty.id}; write {duty.id}.test.yaml beside it."
        yield Finding(Level.ERROR, "golden", where, text)
        return
    shown = {row.get("status") for row in mine}
    lacking = [name for name, wanted in STATUSES.items() if not shown & wanted]
    if lacking and not duty.record_within and duty.share is None:
        text = f"no golden test shows it {' or '.join(lacking)}."
        yield Finding(Level.WARNING, "golden", where, text)


def _others(pack: Pack, found: list[dict[str, Any]]) -> Iterator[Finding]:
    names: dict[str, Iterable[str]] = {
        "rules": pack.rules,
        "procedures": pack.procedures,
        "forms": pack.forms,
        "wording": pack.wordings,
        "services": pack.services,
        "figures": pack.figures,
    }
    shown = {"rules": {str(row.get("rule")) for e in found for row in _rows(e, "rulings")}}
    for folder, (key, expected) in SHOWN_BY.items():
        shown[folder] = {str(e.get(key)) for e in found if expected & set(e)}
    for folder, there in names.items():
        for name in sorted(set(there) - shown[folder]):
            text = f"no golden test shows it; write {name}.test.yaml beside it."
            yield Finding(Level.ERROR, "golden", f"{folder}/{name}.yaml", text)
    yield from _endings(pack, found)


def _endings(pack: Pack, found: list[dict[str, Any]]) -> Iterator[Finding]:
    """Yield the endings of procedures that no golden test reaches."""
    for procedure in pack.procedures.values():
        mine = [e for e in found if e.get("procedure") == procedure.id]
        reached = {str(row.get("to")) for e in mine for row in _rows(e, "steps")}
        for name in sorted(procedure.endings - reached):
            text = f"no golden test reaches the ending `{name}`."
            yield Finding(Level.ERROR, "golden", f"procedures/{procedure.id}.yaml", text)
