"""Two versions of one pack, adopted one after the other: their duties are one, and keep their clocks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from doorstep.policy.adoption import Adopted
from doorstep.policy.cited import Layer
from doorstep.policy.counts import Counts, CountsValue
from doorstep.policy.duty import Dated, Duty, Phase
from doorstep.policy.pack import Pack
from doorstep.policy.qualify import Window

LAYERS: tuple[Layer, ...] = ("statute", "national", "local", "emergency")
# What may differ between two versions of a duty that are still one duty: its numbers and its words.
FREE = {
    "id", "title", "mission", "clause", "document", "first", "every", "phases", "record_within",
    "who", "who_when", "forms", "procedure", "lets", "relax", "supersedes", "counts", "share",
}  # fmt: skip


class Layered(NamedTuple):
    """A pack in a stack: its label, which starts the ids of its parts, and the days it is adopted."""

    label: str
    pack: Pack
    adopted: Adopted

    @property
    def window(self) -> Window:
        """Return from when until when it is adopted; no part speaks outside it."""
        return Window(self.adopted.from_, self.adopted.until)

    @property
    def height(self) -> tuple[int, date]:
        """Return where it stands: its layer, then the later adopted above the earlier."""
        return LAYERS.index(self.pack.head.layer), self.adopted.from_

    @property
    def of(self) -> tuple[str, Layer, str]:
        """Return what two versions of one pack have in common: its id, its layer and its issuer."""
        return self.pack.id, self.pack.head.layer, self.pack.head.issuer


def versions(ordered: Sequence[Layered]) -> list[list[Layered]]:
    """Return the packs in groups of versions that follow one another, the earliest first.

    Versions adopted at the same time are not versions: both stand.
    """
    groups: list[list[Layered]] = []
    for each in sorted(ordered, key=lambda e: e.window.start):
        last = next((g for g in groups if g[-1].of == each.of), None)
        end = last[-1].window.end if last else None
        if last is not None and end is not None and end <= each.window.start:
            last.append(each)
        else:
            groups.append([each])
    return groups


def names_of(group: Sequence[Layered]) -> dict[str, list[Layered]]:
    """Return the duties of a group by name, each with the versions that have it."""
    found: dict[str, list[Layered]] = {}
    for each in group:
        for duty in each.pack.duties:
            found.setdefault(duty.id, []).append(each)
    return found


def is_one(duties: Sequence[Duty]) -> bool:
    """Test whether the versions of a duty ask the same of the same children, but for their numbers."""
    return all(_shape(duty) == _shape(duties[0]) for duty in duties[1:])


def _shape(duty: Duty) -> tuple[Any, ...]:
    share = duty.share.model_dump(exclude={"of"}) if duty.share else None
    relaxed = [(r.agreed_by, str(r.at_most), r.when) for r in duty.relax]
    phases = [p.when for p in duty.phases]
    timed = bool(duty.phases), bool(duty.record_within)
    return duty.model_dump(exclude=FREE), share, relaxed, phases, timed


def merged(duties: Sequence[Duty], name: str) -> Duty:
    """Return the versions of a duty, each cut to its days, as one duty with the newest one's words."""
    newest = duties[-1]
    return newest.model_copy(
        update={
            "id": name,
            "first": _together(d.first for d in duties),
            "every": _together(d.every for d in duties),
            "record_within": _together(d.record_within for d in duties),
            "phases": tuple(
                _phase(list(same)) for same in zip(*(d.phases for d in duties), strict=True)
            ),
            "supersedes": tuple(dict.fromkeys(o for d in duties for o in d.supersedes)),
        }
    )


def _phase(same: list[Phase]) -> Phase:
    return same[-1].model_copy(
        update={
            "first": _together(p.first for p in same),
            "every": _together(p.every for p in same),
        }
    )


def _together(values: Iterable[Dated]) -> Dated:
    """Return dated values one after another; a later version's take the place of an earlier one's end."""
    found: Dated = {}
    for each in values:
        found |= each
    return dict(sorted(found.items()))


def merged_counts(counts: Sequence[tuple[Counts, Window]], name: str) -> Counts:
    """Return what counts under each version in its own days."""
    found: dict[date, CountsValue] = {}
    for n, (each, window) in enumerate(counts):
        at_start = max((d for d in each.values if d <= window.start), default=None)
        kept = {d: v for d, v in each.values.items() if n == 0 or d > window.start}
        found = {d: v for d, v in found.items() if n == 0 or d < window.start} | kept
        if n and at_start is not None:
            found[window.start] = each.values[at_start]
    return counts[-1][0].model_copy(update={"id": name, "values": dict(sorted(found.items()))})
