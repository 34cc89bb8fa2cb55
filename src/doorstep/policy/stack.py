"""A stack of adopted packs composed into one, so that the engine's one function answers for it.

A later layer may tighten, suspend or add; it may relax only what the layer below lets it (ADR 15).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from doorstep.policy.adoption import Adopted, Suspends
from doorstep.policy.cited import Layer
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Head, Pack, Tiers
from doorstep.policy.qualify import Window, qualified, suspended_between, windowed
from doorstep.policy.relaxing import relaxations

LAYERS: tuple[Layer, ...] = ("statute", "national", "local", "emergency")


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
    def height(self) -> tuple[int, date, str]:
        """Return where it stands: its layer, then the later adopted above the earlier."""
        return LAYERS.index(self.pack.head.layer), self.adopted.from_, self.label


class NotLet(NamedTuple):
    """A duty that would relax one below and is not let to: it stands beside it instead."""

    upper: str
    lower: str
    why: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Stack(Pack):
    """Adopted packs as one. The id of each part is `label/id`."""

    layers: tuple[Layered, ...] = ()
    all_tiers: tuple[Tiers, ...] = ()
    not_let: tuple[NotLet, ...] = field(default=())

    @property
    def tier_sets(self) -> tuple[Tiers, ...]:
        """Return the tiers of every pack that has some, each cut to its days."""
        return self.all_tiers

    @cached_property
    def _by_label(self) -> dict[str, Layered]:
        return {layered.label: layered for layered in self.layers}

    def layer_of(self, duty: Duty) -> Layer:
        """Return from which layer a duty comes."""
        return self._by_label[duty.id.rpartition("/")[0]].pack.head.layer


def compose(authority: str, layers: Sequence[Layered], *, due_soon_days: int = 7) -> Stack:
    """Return the packs as one, the lowest layer first; what may not relax a duty below does not."""
    ordered = sorted(layers, key=lambda each: each.height)
    duties = {d.id: d for each in ordered for d in _duties(each, ordered)}
    counts = {c.id: c for each in ordered for c in _counts(each)}
    duties, not_let = _let(duties, counts, ordered)
    for suspends in (s for each in ordered for s in each.adopted.suspends):
        duties, refused = _suspended(duties, suspends, ordered)
        not_let = [*not_let, *refused]
    return Stack(
        head=_head(authority, ordered, due_soon_days),
        duties=tuple(sorted(duties.values(), key=lambda d: d.id)),
        counts=counts,
        layers=tuple(ordered),
        all_tiers=tuple(
            windowed(qualified(each.pack.tiers, each.label, each.pack.head.cite), each.window)
            for each in ordered
            if each.pack.tiers is not None
        ),
        not_let=tuple(not_let),
        **_others(ordered),
    )


OTHERS = ("rules", "procedures", "forms", "wordings", "services", "figures")


def _others(ordered: Sequence[Layered]) -> dict[str, Any]:
    """Return the parts that are not duties, each named `label/id` and cut to its pack's days."""
    found: dict[str, dict[str, Any]] = {name: {} for name in OTHERS}
    for each in ordered:
        for name in OTHERS:
            for part in getattr(each.pack, name).values():
                here = windowed(qualified(part, each.label, each.pack.head.cite), each.window)
                found[name][here.id] = here
    return found


def _head(authority: str, ordered: Sequence[Layered], due_soon_days: int) -> Head:
    return Head(
        id="stack",
        version="+".join(f"{e.pack.id}@{e.pack.head.version}" for e in ordered),
        title=f"the policies adopted by {authority}",
        cite=authority,
        issuer=authority,
        layer=ordered[-1].pack.head.layer,
        in_force_from=min(e.adopted.from_ for e in ordered),
        due_soon_days=due_soon_days,
    )


def _duties(each: Layered, ordered: Sequence[Layered]) -> Iterator[Duty]:
    """Yield a pack's duties as they stand in the stack; in a newer version, in place of the older."""
    older = [o for o in ordered if o.pack.id == each.pack.id and o.height < each.height]
    for duty in each.pack.duties:
        here = windowed(qualified(duty, each.label, each.pack.head.cite), each.window)
        before = [f"{o.label}/{duty.id}" for o in older if duty.id in o.pack.by_id]
        over = (*here.supersedes, *each.adopted.in_place_of.get(duty.id, ()), *before)
        yield here.model_copy(update={"supersedes": tuple(dict.fromkeys(over))})


def _counts(each: Layered) -> Iterator[Counts]:
    for counts in each.pack.counts.values():
        yield qualified(counts, each.label, each.pack.head.cite)


def _let(
    duties: dict[str, Duty], counts: dict[str, Counts], ordered: Sequence[Layered]
) -> tuple[dict[str, Duty], list[NotLet]]:
    """Return the duties without the superseding that is not let, and what that was."""
    layer = {each.label: each for each in ordered}
    found: dict[str, Duty] = {}
    not_let: list[NotLet] = []
    for duty in duties.values():
        kept = []
        for name in duty.supersedes:
            lower = duties.get(name)
            mine, theirs = layer[_label(duty.id)], layer.get(_label(name))
            if lower is None or theirs is None or mine.pack.id == theirs.pack.id:
                kept.append(name)
                continue
            why = _why_not_let(duty, lower, mine, theirs, counts)
            kept += [] if why else [name]
            not_let += [NotLet(duty.id, name, why)] if why else []
        found[duty.id] = duty.model_copy(update={"supersedes": tuple(kept)})
    return found, not_let


def _label(name: str) -> str:
    return name.rpartition("/")[0]


def _why_not_let(
    duty: Duty, lower: Duty, mine: Layered, theirs: Layered, counts: dict[str, Counts]
) -> str:
    """Return why a duty may not take the place of one of another pack; nothing if it may."""
    if mine.height <= theirs.height:
        return f"{theirs.pack.id} does not stand below {mine.pack.id}; only a layer above may change it"
    for found in relaxations(duty, lower, counts):
        lets = lower.lets
        by_layer = lets is not None and mine.pack.head.layer in lets.layers
        if found.suspends:
            free = theirs.pack.head.layer != "statute" and lets is None
            if not free and not (by_layer and lets is not None and lets.suspend):
                return f"{found.text}, and {theirs.pack.head.cite} does not let it be suspended"
        elif not by_layer:
            return f"{found.text}, and {theirs.pack.head.cite} does not let a layer above do that"
        elif lets is not None and lets.at_most is not None and found.beyond(lets.at_most):
            return f"{found.text}, and {theirs.pack.head.cite} lets it go no further than {lets.at_most}"
    return ""


def _suspended(
    duties: dict[str, Duty], suspends: Suspends, ordered: Sequence[Layered]
) -> tuple[dict[str, Duty], list[NotLet]]:
    """Return the duties with one suspended for a time, unless it may not be."""
    duty = duties.get(suspends.duty)
    if duty is None:
        return duties, []
    theirs = next(e for e in ordered if e.label == _label(suspends.duty))
    free = theirs.pack.head.layer != "statute" and duty.lets is None
    if not free and not (duty.lets is not None and duty.lets.suspend):
        cite = theirs.pack.head.cite
        why = f"it would be suspended from {suspends.from_}, and {cite} does not let that"
        return duties, [NotLet("suspends", duty.id, why)]
    return {**duties, duty.id: suspended_between(duty, suspends)}, []
