"""Where each requirement is met and which test shows it: `docs/coverage.md`, made by `make docs`.

A part of a pack meets the rows its `mission:` names, in the way its folder says; a part of the software
meets those that docs/coverage-software.yaml names. Whatever has no golden test, or no test, is no home.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doorstep.policy import Pack, shipped_pack, shipped_packs

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "docs" / "requirements.md"
SOFTWARE = ROOT / "docs" / "coverage-software.yaml"
PACKS = ROOT / "src" / "doorstep" / "packs"
ROW = re.compile(r"^\| ([A-Z0-9]+-[A-Za-z0-9]+) \| (.+) \| ([a-z, ]+) \|$", re.MULTILINE)
# What a row may be met as, by the kind of part that meets it. A record is written by a step of a
# procedure, on a form, because a rule or a way of counting asks for it, or kept by a service.
MEETS = {
    "duty": {"duties"},
    "rule": {"rules", "counts", "tiers", "wording", "duties"},
    "procedure": {"procedures"},
    "form": {"forms", "principles"},
    "record": {"procedures", "forms", "rules", "services", "wording", "counts"},
    "service": {"services"},
    "figure": {"figures"},
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A requirement: its id, what it asks, as what it is to be met."""

    id: str
    asks: str
    met_as: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a row is met, as which kind of part, and the test that shows it."""

    kind: str
    where: str
    test: str


def rows() -> list[Row]:
    found = ROW.findall(REQUIREMENTS.read_text(encoding="utf-8"))
    return [
        Row(id=i, asks=asks.strip(), met_as=tuple(k.strip() for k in kinds.split(",")))
        for i, asks, kinds in found
    ]


def homes() -> dict[str, list[Home]]:
    """Return the homes of every id, those in packs first."""
    found: dict[str, list[Home]] = {}
    for name in shipped_packs():
        for ids, home in _in_pack(shipped_pack(name)):
            for i in ids:
                found.setdefault(i, []).append(home)
    for part in yaml.safe_load(SOFTWARE.read_text(encoding="utf-8")) if SOFTWARE.exists() else []:
        home = Home(kind=part["as"], where=part["where"], test=part["test"])
        for i in part["rows"]:
            found.setdefault(i, []).append(home)
    return found


def _in_pack(pack: Pack) -> Iterator[tuple[tuple[str, ...], Home]]:
    folders: dict[str, Any] = {
        "duties": pack.by_id,
        "rules": pack.rules,
        "procedures": pack.procedures,
        "forms": pack.forms,
        "wording": pack.wordings,
        "services": pack.services,
        "figures": pack.figures,
    }
    for folder, parts in folders.items():
        for part in parts.values():
            yield part.mission, _home(pack.id, folder, part.id)
    for counts in pack.counts.values():
        yield counts.mission, _home(pack.id, "counts", counts.id)
    for criterion in pack.tiers.criteria if pack.tiers else ():
        where = f"{pack.id}/tiers/tiers.yaml, {criterion.id}"
        yield (
            criterion.mission,
            Home(kind="tiers", where=where, test=_tier_test(pack, criterion.tier)),
        )
    for principle in pack.head.principles:
        where = f"{pack.id}/pack.yaml, principle {principle.id}"
        test = "tests/unit/policy/test_check.py::test_no_shipped_pack_has_an_error"
        yield principle.mission, Home(kind="principles", where=where, test=test)


def _home(pack: str, folder: str, name: str) -> Home:
    test = f"{pack}/{folder}/{name}.test.yaml"
    shown = test if (PACKS / test).exists() else ""
    return Home(kind=folder, where=f"{pack}/{folder}/{name}.yaml", test=shown)


def _tier_test(pack: Pack, tier: str) -> str:
    test = f"{pack.id}/tiers/{tier}.test.yaml"
    return test if (PACKS / test).exists() else ""


def not_met(row: Row, found: list[Home]) -> list[str]:
    """Return what a row asks to be met as and is not, or is without a test."""
    lacking = []
    for kind in row.met_as:
        fitting = [h for h in found if h.kind == kind or h.kind in MEETS[kind]]
        if not fitting:
            lacking.append(f"{row.id}: nothing meets it as a {kind}")
        elif not any(h.test for h in fitting):
            lacking.append(f"{row.id}: no test shows how it is met as a {kind}")
    return lacking


def page() -> str:
    """Return docs/coverage.md."""
    found, listed = homes(), rows()
    lines = [
        "# Where each requirement is met",
        "",
        "Made by `make docs` from the `mission:` of every part of the packs and from",
        "`coverage-software.yaml`; a test fails when a row of [the requirements](requirements.md) has no",
        "home or no test in one of the ways it is to be met. Paths are below `src/doorstep/packs/`.",
        "",
        f"{len(listed)} rows, {sum(len(h) for h in found.values())} places.",
        "",
        "| id | met as | where | shown by |",
        "|---|---|---|---|",
    ]
    for row in listed:
        lines += _lines(row, found.get(row.id, []))
    return "\n".join(lines) + "\n"


def _lines(row: Row, found: list[Home]) -> Iterator[str]:
    if not found:
        yield f"| {row.id} | {', '.join(row.met_as)} | **nowhere** | |"
    for n, home in enumerate(found):
        first = (row.id, ", ".join(row.met_as)) if n == 0 else ("", "")
        test = f"`{home.test}`" if home.test else "**no test**"
        yield f"| {first[0]} | {first[1]} | {home.kind}: `{home.where}` | {test} |"
