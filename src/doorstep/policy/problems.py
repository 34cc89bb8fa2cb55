"""What is wrong with a file of a pack, said so that whoever wrote it can mend it."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from doorstep.policy.strict_yaml import Document, Where, called

DAY = re.compile(r"^datetime\.date\((\d+), (\d+), (\d+)\)$")
BRANCH = re.compile(r"^(literal\[|function-|lax-or|str-|LaterOf$|NotBefore$)")  # ways to write one
LONGEST_PLACE, MOST_PROBLEMS, MOST_CHOICES = 200, 20, 8
NOTHING = "says nothing: fill it in, or leave the word out"
A_DAY = "must be a day, such as 2027-04-01"
NUMBER = "must be a whole number, such as 7"
YES_NO = "must be `true` or `false`"
PAIRS = "must be made of words and values, each `word: value`"
TEXTS = {
    "missing": "is missing; write it",
    "extra_forbidden": "not a word of the pack language here; see docs/pack-language.md",
    "tuple_type": "must be a list, such as [a, b]",
    "dict_type": PAIRS,
    "model_type": PAIRS,
    "model_attributes_type": PAIRS,
    "dataclass_type": PAIRS,
    "string_type": "must be a text; write it in quotes",
    "string_too_short": "says nothing: fill it in",
    "int_type": NUMBER,
    "int_parsing": NUMBER,
    "int_from_float": NUMBER,
    "bool_type": YES_NO,
    "bool_parsing": YES_NO,
    "date_type": A_DAY,
    "date_parsing": A_DAY,
    "date_from_datetime_parsing": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
}
PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "a name is made of small letters, digits and _, such as cp_visit",
    r"^[a-z0-9][a-z0-9-]*$": "a pack's name is made of small letters, digits and -, such as our-town",
    r"^[A-Z][A-Z0-9]*$": "a criterion's name is made of capitals and digits, such as H1",
}
ONE_WORD = {"string_type", "enum", "literal_error"}


def problems_of(document: Document, errors: Iterable[Any]) -> list[str]:
    """Return what is wrong with a file, each problem once, with its line; a few stand for many."""
    real = [e for e in _of_one_way(list(errors)) if not _is_follow_on(e)]
    told = list(dict.fromkeys(_problem(document, e) for e in real[:MOST_PROBLEMS]))
    more = len(real) - MOST_PROBLEMS
    return [*told, f"{called(document.file)}: and {more} more like these"] if more > 0 else told


def in_words(error: Any) -> str:
    """Return what an error of the models says, in the words of someone who writes a pack."""
    kind, given, said = error["type"], error.get("input"), error.get("ctx") or {}
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if given is None:
        return NOTHING
    if kind in ONE_WORD and isinstance(given, list | tuple):
        return "one word, not a list"
    if kind in ("enum", "literal_error"):
        return _choice(str(given), re.findall(r"'([^']*)'", said["expected"]))
    if kind == "too_short":
        fewest = said["min_length"]
        return f"needs at least {'one' if fewest == 1 else fewest}"
    text = PATTERNS.get(said.get("pattern", "")) or TEXTS.get(kind)
    return text.format(**said) if text else str(error["msg"])


def _choice(given: str, choices: Sequence[str]) -> str:
    """Return which words there are, or of many only the nearest."""
    if len(choices) <= MOST_CHOICES:
        return f"not a word known here; it must be one of {', '.join(choices)}"
    near = get_close_matches(given.lower().replace(" ", "_"), choices, n=2, cutoff=0.5)
    meant = f"; did you mean {' or '.join(near)}?" if near else ";"
    return f"not a word known here{meant} docs/pack-language.md lists all"


def _problem(document: Document, error: Any) -> str:
    """Return what is wrong with a part of a file, with its line and what it says."""
    path, given = _path(error["loc"]), error.get("input")
    text = in_words(error)
    if not path and error["type"] == "model_type":
        text = "empty, or not made of words and values, such as `id: cp_visit`"
    told = isinstance(given, str | int) and repr(given) not in text
    shown = f" (it says {given!r})" if told else ""
    place = ".".join(str(step) for step in path) or "the file"
    place = place if len(place) < LONGEST_PLACE else f"{place[:LONGEST_PLACE]}..."
    return f"{called(document.file)}, line {document.line(path)}: {place}: {text}{shown}"


def _path(where: Where) -> list[str | int]:
    """Return the steps to a part as they are written, days as YYYY-MM-DD."""
    steps = [s for s in where if isinstance(s, int) or not (s == "[key]" or BRANCH.match(s))]
    return [s if isinstance(s, int) else DAY.sub(_as_written, s) for s in steps]


def _as_written(day: re.Match[str]) -> str:
    year, month, date = (int(part) for part in day.groups())
    return f"{year:04}-{month:02}-{date:02}"


def _is_follow_on(error: Any) -> bool:
    """Test whether a list is too short only because its items are wrong, which is told of each."""
    if error["type"] != "too_short":
        return False
    return len(error["input"]) >= int(error["ctx"]["min_length"])


def _of_one_way(errors: list[Any]) -> list[Any]:
    """Return the errors without those of ways to write a part that were hardly meant."""
    ways: dict[Where, dict[str, int]] = {}
    for error in errors:
        at = _branch(error)
        if at is not None:
            here = ways.setdefault(error["loc"][:at], {})
            way = error["loc"][at]
            here[way] = here.get(way, 0) + _weight(error)
    meant = {place: min(found, key=found.__getitem__) for place, found in ways.items()}
    return [e for e in errors if (at := _branch(e)) is None or e["loc"][at] == meant[e["loc"][:at]]]


def _branch(error: Any) -> int | None:
    steps = enumerate(error["loc"])
    return next((n for n, s in steps if isinstance(s, str) and BRANCH.match(s)), None)


def _weight(error: Any) -> int:
    """Return how far what is written is from a way to write it."""
    if error["type"] == "model_type" or (
        error["type"] == "enum" and not isinstance(error["input"], str)
    ):
        return 10
    return 2 if error["type"] == "extra_forbidden" else 1
