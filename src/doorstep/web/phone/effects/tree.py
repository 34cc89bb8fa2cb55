"""A table of answers as a tree that a phone only walks: what is asked next, and where that leads.

Shape of a node: a number (the part that comes out), None (not held), or a question: `ask` with `is`
and `else`, with `any`, `then` and `else`, or with `before`, `then` and `else`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = int | None | dict[str, Any]
Told = Mapping[str, Any]
BLANK = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question with one answer of several; what is not among them counts as blank."""

    name: str
    values: Sequence[str]
    asked: Callable[[Told], bool] = lambda told: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A question with any number of answers, told apart only by what each of them brings about.

    Shape: `brings` is what → the answers that bring it about; found among the answers as a set.
    """

    name: str
    brings: Mapping[Any, tuple[str, ...]]
    asked: Callable[[Told], bool] = lambda told: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """A time or day: spans between points, each with one value that stands for all of it.

    Shape: `spans` are (the value that stands for it, the point before which it lies; blank for the
    last); `blank` says whether it may be left out, and `special` values for which nothing is held.
    """

    name: str
    spans: Callable[[Told], Sequence[tuple[Any, str]]]
    asked: Callable[[Told], bool] = lambda told: True


Question = Choice | Marks | Cuts
Leaf = Callable[[Told], int | None]


def grown(questions: Sequence[Question], leaf: Leaf, told: Told | None = None) -> Node:
    """Return the tree of these questions, in their order; one whose answers lead alike is left out."""
    told = told or {}
    if not questions:
        return leaf(told)
    first, rest = questions[0], questions[1:]
    if not first.asked(told):
        return grown(rest, leaf, told)
    if isinstance(first, Choice):
        return _choice(first, rest, leaf, told)
    return (
        _marks(first, rest, leaf, told)
        if isinstance(first, Marks)
        else _cuts(first, rest, leaf, told)
    )


def _choice(first: Choice, rest: Sequence[Question], leaf: Leaf, told: Told) -> Node:
    found = {v: grown(rest, leaf, {**told, first.name: v}) for v in first.values}
    if BLANK not in found:
        found[BLANK] = None
    texts = {value: repr(node) for value, node in found.items()}
    if (
        len({text for value, text in texts.items() if value != BLANK or found[value] is not None})
        == 1
    ):
        return next(node for value, node in found.items() if value != BLANK)
    usual = found[BLANK]
    if usual is None:
        most, _ = Counter(t for v, t in texts.items() if v != BLANK).most_common(1)[0]
        usual = next(found[v] for v, t in texts.items() if t == most)
    said = {v: node for v, node in found.items() if v != BLANK and texts[v] != repr(usual)}
    return {"ask": first.name, "is": said, "else": usual}


def _marks(first: Marks, rest: Sequence[Question], leaf: Leaf, told: Told) -> Node:
    """Ask for each thing in turn whether one of the answers brings it about."""
    return _brought([*first.brings.items()], first, rest, leaf, {**told, first.name: frozenset()})


def _brought(
    left: list[tuple[Any, tuple[str, ...]]],
    first: Marks,
    rest: Sequence[Question],
    leaf: Leaf,
    told: Told,
) -> Node:
    if not left:
        return grown(rest, leaf, told)
    (what, answers), others = left[0], left[1:]
    with_it = {**told, first.name: told[first.name] | {what}}
    then = _brought(others, first, rest, leaf, with_it)
    without = _brought(others, first, rest, leaf, told)
    if repr(then) == repr(without):
        return then
    return {"ask": first.name, "any": [*answers], "then": then, "else": without}


def _cuts(first: Cuts, rest: Sequence[Question], leaf: Leaf, told: Told) -> Node:
    blank = grown(rest, leaf, {**told, first.name: None})
    node: Node = None
    for value, point in reversed(first.spans(told)):
        here = grown(rest, leaf, {**told, first.name: value})
        if not point or repr(here) == repr(node):
            node = here
        else:
            node = {"ask": first.name, "before": point, "then": here, "else": node}
    if repr(blank) == repr(node):
        return node
    return {"ask": first.name, "is": {BLANK: blank}, "else": node}
