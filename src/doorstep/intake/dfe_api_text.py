"""Take a JSON text apart into the children in it, so that no more than one is ever read at a time."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from doorstep.intake.extract import MEGABYTE, UnreadableError, guard_size
from doorstep.intake.tables import BOMS

LARGEST_JSON = 200 * MEGABYTE
LARGEST_CHILD = 2 * MEGABYTE  # characters; a child of sixty referrals has a tenth of it
DEEPEST = 12  # levels; the standard has four
PARTS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[{}\[\]]', re.DOTALL)
BETWEEN = " \t\r\n,"


class Pairs(dict[str, Any]):
    """An object of the text; `twins` are the names told more than once, of which the first counts."""

    twins: tuple[str, ...] = ()


class Told(NamedTuple):
    """One child of a text, or what stands in its place: `wrong` says why it cannot be read."""

    number: int
    child: Pairs
    wrong: str = ""


def children(path: Path) -> Iterator[Told]:
    """Yield what a file holds: an array of children, one child, or one child in each line.

    Raises: UnreadableError with one sentence for the person who gave the file.
    """
    text = _text(path)
    begin = len(text) - len(text.lstrip())
    if text[begin : begin + 1] not in ("[", "{"):
        raise UnreadableError(f"{path.name} is not JSON of children: export it again.")
    number = 0
    for number, (start, end, deepest) in enumerate(_objects(text, begin, path.name), start=1):
        yield _told(number, text[start:end], deepest)
    if not number:
        raise UnreadableError(f"{path.name} holds no child: export it again.")


def _text(path: Path) -> str:
    guard_size(path)
    size = path.stat().st_size
    if size > LARGEST_JSON:
        raise UnreadableError(
            f"{path.name} is {size // MEGABYTE:,} MB, more than the {LARGEST_JSON // MEGABYTE} MB "
            "of JSON that are read: give one file for each part of the children, in a folder."
        )
    raw = path.read_bytes()
    encoding = next((name for mark, name in BOMS.items() if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(
            f"{path.name} is not text in UTF-8, as JSON is: export it again."
        ) from None


def _objects(text: str, begin: int, name: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each child begins and ends and how deep it goes; what stands between is refused."""
    base = int(text[begin] == "[")
    depth = start = deepest = 0
    last = begin + base
    for at, step in _brackets(text, begin):
        depth += step
        _refuse_unless(at == begin or depth >= base or text[at] == "]", name)
        if step > 0 and depth == base + 1:
            start, deepest = at, 0
            _refuse_stray(text[last:start], name)
        deepest = max(deepest, depth - base)
        if step < 0 and depth <= base:
            if depth == base:
                yield start, at + 1, deepest
            last = at + 1
            if depth < base:  # the array is closed: nothing may follow
                break
    _refuse_unless(depth == 0, name)
    _refuse_stray(text[last:], name)


def _brackets(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Yield each bracket that is in no string: where it stands, and 1 or -1."""
    for found in PARTS.finditer(text, begin):
        at = found.start()
        if text[at] != '"':
            yield at, 1 if text[at] in "{[" else -1


def _refuse_unless(is_whole: bool, name: str) -> None:  # noqa: FBT001 (a test, as in assert)
    if not is_whole:
        raise UnreadableError(f"{name} is broken or cut-off JSON: export it again.")


def _refuse_stray(between: str, name: str) -> None:
    if stray := between.strip(BETWEEN):
        raise UnreadableError(
            f"{name} has text between the children ('{stray[:20]}'): export it again."
        )


def _told(number: int, text: str, deepest: int) -> Told:
    if deepest > DEEPEST:
        return Told(number, Pairs(), f"nested {deepest:,} levels deep, which no child is")
    if len(text) > LARGEST_CHILD:
        return Told(number, Pairs(), f"{len(text):,} characters, which is more than a child is")
    try:
        child = json.loads(text, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        return Told(number, Pairs(), f"not valid JSON ({str(error)[:80]})")
    if not isinstance(child, Pairs):
        return Told(number, Pairs(), "a list where a child is expected")
    return Told(number, child)


def _pairs(found: list[tuple[str, Any]]) -> Pairs:
    pairs = Pairs(reversed(found))
    if len(pairs) < len(found):
        names = [name for name, _ in found]
        pairs.twins = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
    return pairs
