"""The supplement's tables as their Frictionless schemas state them: columns, types, words."""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from doorstep.intake import fields
from doorstep.intake.fields import FieldError

TABLES = (
    "doorstep_visits",
    "doorstep_facts",
    "doorstep_events",
    "doorstep_visiting_plans",
    "doorstep_tier_decisions",
)

RUN_BY_SPREADSHEETS = tuple("=+-@＝＋－＠")


class Column(NamedTuple):
    """One column: how a cell of it is read, and whether it must say something."""

    name: str
    read: Callable[[str], Any]
    is_required: bool


@cache
def columns(table: str) -> dict[str, Column]:
    """Return the columns of a table by name, as its schema in the wheel states them."""
    return {field["name"]: _column(field) for field in schema(table)["fields"]}


def schema(table: str) -> dict[str, Any]:
    """Return the Frictionless Table Schema of a table."""
    text = (files("doorstep.intake") / "schemas" / f"{table}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _column(field: dict[str, Any]) -> Column:
    rules = field.get("constraints", {})
    kinds: dict[str, Callable[[str], Any]] = {
        "date": fields.day,
        "datetime": fields.moment,
        "boolean": fields.yes_no,
    }
    read = kinds.get(field["type"], _unguarded)
    if "enum" in rules:
        read = _one_of(tuple(rules["enum"]))
    return Column(field["name"], read, rules.get("required", False))


def _unguarded(cell: str) -> str:
    """Return a cell's text without the apostrophe that an export sets before what spreadsheets run.

    Example:
        >>> _unguarded("'- nobody in"), _unguarded("'tis late")
        ('- nobody in', "'tis late")
    """
    found = fields.text(cell)
    return found[1:] if found[:1] == "'" and found[1:2] in RUN_BY_SPREADSHEETS else found


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    @lru_cache(maxsize=1_000)
    def read(cell: str) -> str:
        found = fields.text(cell).lower()
        if found and found not in words:
            raise FieldError(f"'{found[:40]}' is not one of {', '.join(words)}")
        return found

    return read
