"""A stack of adopted packs composed into one, so that the engine's one function answers for it.

A later layer may tighten, suspend or add; it may relax only what the layer below lets it (ADR 15).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from doorstep.policy.adoption import Suspends
from doorstep.policy.cited import Layer
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Duty
from doorstep.policy.pack import Head, Pack, Tiers
from doorstep.policy.qualify import qualified, renamed, suspended_between, windowed
from doorstep.policy.relaxing import Relaxation, relaxations
from doorstep.policy.versions import Layered, is_one, merged, merged_counts, names_of, versions


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
        return {e.pack.id: e for e in self.layers} | {e.label: e for e in self.layers}

    def layer_of(self, duty: Duty) -> Layer:
        """Return from which layer a duty comes."""
        return self._by_label[_label(duty.id)].pack.head.layer


def compose(authority: str, layers: Sequence[Layered], *, due_soon_days: int = 7) -> Stack:
    """Return the packs as one, the lowest layer first; what may not relax a duty below does not."""
    ordered = sorted(layers, key=lambda each: (each.height, each.label))
    made = _Made(ordered)
    duties, not_let = _let(made.duties(), made.counts, made.of)
    return Stack(
        head=_head(authority, ordered, due_soon_days),
        duties=tuple(sorted(duties.values(), key=lambda d: d.id)),
        counts=made.counts,
        layers=tuple(ordered),
        all_tiers=tuple(
            windowed(qualified(each.pack.tiers, each.label, each.pack.head.cite), each.window)
            for each in ordered
            if each.pack.tiers is not None
        ),
        not_let=(*made.not_let, *not_let),
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


class _Made:
    """The duties of every pack as they stand in the stack, versions of one duty put together."""

    def __init__(self, ordered: Sequence[Layered]):
        self.ordered = ordered
        self.groups = versions(ordered)
        self.names: dict[str, tuple[str, ...]] = {}
        self.of: dict[str, Layered] = {}
        self.not_let: list[NotLet] = []
        self._put_names()
        self.counts = dict(self._counts())

    def _put_names(self) -> None:
        """Work out by which ids each duty is named, and which of its versions are one."""
        for group in self.groups:
            for name, having in names_of(group).items():
                one = is_one([e.pack.by_id[name] for e in having])
                ids = [f"{self._base(group) if one else e.label}/{name}" for e in having]
                for each, i in zip(having, ids, strict=True):
                    self.names[f"{each.label}/{name}"] = (i,)
                    self.of[i] = each
                self.names.setdefault(f"{group[0].pack.id}/{name}", tuple(dict.fromkeys(ids)))

    def _base(self, group: list[Layered]) -> str:
        """Return what the ids of a group's duties start with: its pack's id, if that is its alone."""
        alone = all(other is group or other[0].pack.id != group[0].pack.id for other in self.groups)
        return group[0].pack.id if alone else group[0].label

    def _counts(self) -> Iterator[tuple[str, Counts]]:
        for group in self.groups:
            for name in dict.fromkeys(c for e in group for c in e.pack.counts):
                told = [
                    (qualified(e.pack.counts[name], e.label, e.pack.head.cite), e.window)
                    for e in group
                    if name in e.pack.counts
                ]
                i = f"{self._base(group)}/{name}"
                yield i, merged_counts(told, i)

    def duties(self) -> dict[str, Duty]:
        """Return the duties by their ids, suspended where an adoption may suspend them."""
        found: dict[str, list[Duty]] = {}
        for group in self.groups:
            older: dict[str, str] = {}
            for each in group:
                for duty in each.pack.duties:
                    here = self._duty(duty, each, group, older)
                    found.setdefault(here.id, []).append(here)
                    older[duty.id] = here.id
        return {i: merged(same, i) if len(same) > 1 else same[0] for i, same in found.items()}

    def _duty(self, duty: Duty, each: Layered, group: list[Layered], older: dict[str, str]) -> Duty:
        """Return a duty named, cited and cut to its days; a newer version in place of another older."""
        here = qualified(duty, each.label, each.pack.head.cite)
        (i,) = self.names[here.id]
        over = [*here.supersedes, *each.adopted.in_place_of.get(duty.id, ())]
        over = [o for name in over for o in self.names.get(name, (name,)) if o != i]
        if older.get(duty.id, i) != i:
            over.append(older[duty.id])
        counts = f"{self._base(group)}/{duty.counts}" if duty.counts else ""
        here = renamed(here, self.names, counts=counts)
        for by, suspends in self._suspensions(here.id, i):
            here = self._suspended(here, suspends, by, each)
        supersedes = tuple(dict.fromkeys(over))
        return windowed(here.model_copy(update={"id": i, "supersedes": supersedes}), each.window)

    def _suspensions(self, *names: str) -> Iterator[tuple[Layered, Suspends]]:
        for by in self.ordered:
            for suspends in by.adopted.suspends:
                if set(self.names.get(suspends.duty, (suspends.duty,))) & set(names):
                    until = suspends.until or by.window.end
                    yield by, suspends.model_copy(update={"until": until})

    def _suspended(self, duty: Duty, suspends: Suspends, by: Layered, theirs: Layered) -> Duty:
        why = _why_not_suspended(duty, suspends, by, theirs, self)
        if why:
            self.not_let.append(NotLet("suspends", duty.id, why))
            return duty
        return suspended_between(duty, suspends)


def _why_not_suspended(
    duty: Duty, suspends: Suspends, by: Layered, theirs: Layered, made: _Made
) -> str:
    """Return why an adoption may not suspend a duty; nothing if it may."""
    cite = theirs.pack.head.cite
    if by.height <= theirs.height:
        return f"{by.pack.id} does not stand above {theirs.pack.id}"
    if duty.share is not None or duty.record_within:
        return "a share, or a time for writing up, is not suspended; suspend the visits themselves"
    if not _may_suspend(duty, by, theirs):
        return f"it would be suspended from {suspends.from_}, and {cite} does not let that"
    for name in duty.supersedes:
        below = made.of.get(name)
        if below is not None and below is not theirs and below.pack.head.layer == "statute":
            return f"it stands in the place of {name}, which no policy may suspend"
    return ""


def _may_suspend(duty: Duty, by: Layered, theirs: Layered) -> bool:
    """Test whether a layer above may suspend a duty: the law only by its leave."""
    if duty.lets is None:
        return theirs.pack.head.layer != "statute"
    return duty.lets.suspend and by.pack.head.layer in duty.lets.layers


def _let(
    duties: dict[str, Duty], counts: dict[str, Counts], of: dict[str, Layered]
) -> tuple[dict[str, Duty], list[NotLet]]:
    """Return the duties without the superseding that is not let, and what that was."""
    found: dict[str, Duty] = {}
    not_let: list[NotLet] = []
    for duty in duties.values():
        kept = []
        for name in duty.supersedes:
            lower = duties.get(name)
            why = _why_not_let(duty, lower, of, counts) if lower is not None else ""
            kept += [] if why else [name]
            not_let += [NotLet(duty.id, name, why)] if why else []
        found[duty.id] = duty.model_copy(update={"supersedes": tuple(kept)})
    return _without_circles(found, not_let)


def _without_circles(
    duties: dict[str, Duty], not_let: list[NotLet]
) -> tuple[dict[str, Duty], list[NotLet]]:
    """Return the duties so that none supersedes itself through others; who closes a circle gives way."""
    for duty in list(duties.values()):
        for name in duty.supersedes:
            if name in duties and duty.id in _all_below(name, duties):
                kept = tuple(o for o in duties[duty.id].supersedes if o != name)
                duties[duty.id] = duties[duty.id].model_copy(update={"supersedes": kept})
                not_let.append(NotLet(duty.id, name, "they would take each other's place"))
    return duties, not_let


def _all_below(name: str, duties: dict[str, Duty]) -> set[str]:
    found: set[str] = set()
    ahead = [name]
    while ahead:
        here = ahead.pop()
        if here not in found and here in duties:
            found.add(here)
            ahead += duties[here].supersedes
    return found


def _label(name: str) -> str:
    return name.rpartition("/")[0]


def _why_not_let(duty: Duty, lower: Duty, of: dict[str, Layered], counts: dict[str, Counts]) -> str:
    """Return why a duty may not take the place of one of another pack; nothing if it may."""
    mine, theirs = of[duty.id], of[lower.id]
    if mine.of == theirs.of:
        return ""
    if mine.height < theirs.height:
        return f"{theirs.pack.id} does not stand below {mine.pack.id}; only a layer above may change it"
    told = (_refused(found, lower, mine, theirs) for found in relaxations(duty, lower, counts))
    return next((why for why in told if why), "")


def _refused(found: Relaxation, lower: Duty, mine: Layered, theirs: Layered) -> str:
    """Return why one relaxation is not let; nothing if it is."""
    lets, cite = lower.lets, theirs.pack.head.cite
    if found.suspends:
        may = _may_suspend(lower, mine, theirs)
        return "" if may else f"{found.text}, and {cite} does not let it be suspended"
    if lets is None or mine.pack.head.layer not in lets.layers:
        return f"{found.text}, and {cite} does not let a layer above do that"
    if found.length is not None and lets.at_most is not None and found.beyond(lets.at_most):
        return f"{found.text}, and {cite} lets it go no further than {lets.at_most}"
    return ""
