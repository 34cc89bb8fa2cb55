"""The steps of a procedure as a picture: boxes in order, and arrows from each to where it leads."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from doorstep.policy.plain import names
from doorstep.policy.plain.names import listed, said
from doorstep.policy.procedure import Procedure

LETTERS = 34  # in a line of a box
LINE, SMALL, PAD, GAP = 18, 16, 10, 26  # heights
BOX_LEFT, BOX_RIGHT, WIDTH = 46, 314, 360
LANE, MOST_LANES = 8, 3  # between two arrows beside the boxes
HEAD = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A step in the picture, with the lines of its title and what leads from it where."""

    number: int
    lines: tuple[str, ...]
    leads: tuple[str, ...]
    top: int
    height: int
    ends: bool

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.top + self.height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A way from a step to another: its corners, and the head that points at where it leads."""

    points: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The boxes and arrows of a procedure, and all of it in words."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: int
    words: str
    width: int = WIDTH


def diagram(procedure: Procedure) -> Diagram:
    """Return the picture of a procedure, its steps in the order they are written."""
    numbers = {name: n for n, name in enumerate(procedure.steps)}
    boxes: list[Box] = []
    top = 4
    for name in procedure.steps:
        boxes.append(_box(name, procedure, numbers, top))
        top += boxes[-1].height + GAP
    ways = {
        (numbers[name], numbers[does.to])
        for name, step in procedure.steps.items()
        for does in step.actions
    }
    return Diagram(
        boxes=tuple(boxes),
        arrows=tuple(_arrows(sorted(way for way in ways if way[0] != way[1]), boxes)),
        height=top - GAP + 4,
        words=" ".join(_words(box) for box in boxes),
    )


def _box(name: str, procedure: Procedure, numbers: dict[str, int], top: int) -> Box:
    step = procedure.steps[name]
    lines = tuple(textwrap.wrap(f"{numbers[name] + 1}. {step.title}", LETTERS))
    acts: dict[int, list[str]] = {}
    for does in step.actions:
        acts.setdefault(numbers[does.to] + 1, []).append(said(names.ACTIONS, does.action))
    told = (f"{listed(dict.fromkeys(a), 'or')} → {to}" for to, a in acts.items())
    leads = tuple(line for text in told for line in textwrap.wrap(text, LETTERS + 6))
    height = 2 * PAD + LINE * len(lines) + SMALL * len(leads)
    return Box(
        number=numbers[name] + 1, lines=lines, leads=leads, top=top, height=height, ends=step.ends
    )


def _words(box: Box) -> str:
    leads = "; ".join(box.leads).replace("→", "leads to step")
    return f"Step {' '.join(box.lines)}{f': {leads}' if leads else ''}."


# --- arrows -------------------------------------------------------------------------------------------


def _arrows(ways: list[tuple[int, int]], boxes: list[Box]) -> Iterator[Arrow]:
    """Yield the arrows: straight down to the next step, beside the boxes to any other."""
    lanes = _lanes([way for way in ways if way[1] != way[0] + 1])
    for start, end in ways:
        if end == start + 1:
            yield _down(boxes[start], boxes[end])
        else:
            yield _beside(boxes[start], boxes[end], lanes[end, end > start])


def _lanes(ways: list[tuple[int, int]]) -> dict[tuple[int, bool], int]:
    """Return for each step and side the lane of the arrows that lead to it; short ones go inside."""
    spans: dict[tuple[int, bool], tuple[int, int]] = {}
    for start, end in ways:
        low, high = spans.get((end, end > start), (end, end))
        spans[end, end > start] = (min(low, start), max(high, start))
    lanes: dict[tuple[int, bool], int] = {}
    for key, span in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        taken = {
            lane
            for other, lane in lanes.items()
            if other[1] == key[1] and spans[other][0] <= span[1] and span[0] <= spans[other][1]
        }
        lanes[key] = next(lane for lane in range(len(lanes) + 1) if lane not in taken)
    return lanes


def _down(start: Box, end: Box) -> Arrow:
    x, y = (BOX_LEFT + BOX_RIGHT) // 2, end.top
    points = f"{x},{start.top + start.height} {x},{y - HEAD}"
    head = f"{x},{y} {x - HEAD + 2},{y - HEAD} {x + HEAD - 2},{y - HEAD}"
    return Arrow(points=points, head=head)


def _beside(start: Box, end: Box, lane: int) -> Arrow:
    """Return an arrow to a later step on the right of the boxes, to an earlier one on the left."""
    back = end.number < start.number
    side, out = (BOX_LEFT, -1) if back else (BOX_RIGHT, 1)
    x = side + out * (2 * LANE + LANE * min(lane, MOST_LANES))
    y, to = start.middle + 6, end.middle - 6
    tip = side + out * HEAD
    points = f"{side},{y} {x},{y} {x},{to} {tip},{to}"
    head = f"{side},{to} {tip},{to - HEAD + 2} {tip},{to + HEAD - 2}"
    return Arrow(points=points, head=head)
