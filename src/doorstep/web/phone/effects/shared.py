"""What comes out more than once is kept once for the whole list: texts, rows, trees and tables.

A text stands as its number wherever it is said; `static/doorstep/phone/lookup.js` puts it back.
"""

import json
from collections.abc import Sequence
from typing import Any

from doorstep.web.phone.effects.tree import Node
from doorstep.web.phone.effects.words import Part

COUNTED = ("title", "clause", "counts", "why_not", "beside")
CLAUSE = "{clause}"
"""Stands in the sentence of what is owed for the clause, which its row has anyway."""
OWED = ("title", "clause", "due", "status", "status_words", "why", "is_decision", "new")


class _Kept:
    """Things by their number, each kept once."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self._known: dict[str, int] = {}

    def number(self, what: Any) -> int:
        """Return the how-manyeth it is, kept now if it is new."""
        key = what if isinstance(what, str) else json.dumps(what, sort_keys=True)
        if key not in self._known:
            self._known[key] = len(self.found)
            self.found.append(what)
        return self._known[key]


class Shared:
    """The texts, rows, trees and tables of one list."""

    def __init__(self) -> None:
        self._texts, self._rows = _Kept(), _Kept()
        self._trees, self._tables = _Kept(), _Kept()

    def row(self, row: Part) -> int:
        """Return the number of a row: of what it counts for, or of what is owed."""
        if "why" in row:
            row = row | {"why": row["why"].replace(row["clause"], CLAUSE)}
        names = OWED if "why" in row else COUNTED
        return self._rows.number([self._text(row[name]) for name in names])

    def table(self, tree: Node, parts: Sequence[Part]) -> int:
        """Return the number of a table; its rows are numbers already."""
        told = [
            {k: v if k in {"counts", "owed"} else self._text(v) for k, v in part.items()}
            for part in parts
        ]
        return self._tables.number({"tree": self._trees.number(tree), "parts": told})

    def as_data(self) -> dict[str, list[Any]]:
        """Return everything kept, for JSON."""
        return {
            "texts": self._texts.found,
            "rows": self._rows.found,
            "trees": self._trees.found,
            "tables": self._tables.found,
        }

    def _text(self, value: Any) -> Any:
        """Return a value with its texts as numbers; yes and no stay as they are."""
        if isinstance(value, str):
            return self._texts.number(value)
        if isinstance(value, list):
            return [self._text(each) for each in value]
        if isinstance(value, dict):
            return {key: self._text(each) for key, each in value.items()}
        return value
