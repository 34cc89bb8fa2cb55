"""Golden tests as examples for readers: for each duty a few, chosen, with a picture and a sentence."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import partial
from pathlib import Path

from doorstep.engine import answer
from doorstep.engine.counting import Judged
from doorstep.engine.explain import Reason, reasons
from doorstep.engine.obligations import Obligation
from doorstep.facts import Status, Visit, VisitType
from doorstep.handbook.timeline import Timeline, timeline
from doorstep.policy import Pack
from doorstep.policy.stack import Stack
from doorstep.policy.strict_yaml import YamlError
from doorstep.policy.versions import Layered
from doorstep.reports.golden import Example, examples, verdict
from doorstep.reports.golden_given import given

BEFORE, DUE, OVERDUE, NOT_COUNTED, SUSPENDED = (
    "Before it is due",
    "On the day it is due",
    "Once it is overdue",
    "What does not count",
    "While it is suspended",
)
KINDS = (BEFORE, DUE, OVERDUE, SUSPENDED)
OF_STATUS = {
    Status.UPCOMING: BEFORE,
    Status.DUE_SOON: BEFORE,
    Status.DUE_TODAY: DUE,
    Status.OVERDUE: OVERDUE,
    Status.SUSPENDED: SUSPENDED,
}
MOST = 4


class Shows(IntEnum):
    """What an example shows of contacts that do not count; plain examples show none."""

    NOTHING = 0
    OTHERS = 1
    OF_ITS_KIND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One example of a duty: its name as the policy's testers wrote it, its picture, and why.

    `shows` what does not count: nothing, or a contact of a kind that could count, or of another kind.
    """

    kind: str
    name: str
    as_at: date
    line: Timeline
    sentence: str
    lines: tuple[str, ...]
    shows: Shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What the golden tests of a pack give a reader: pictures, and how many tests stand behind what.

    `apart`: they are those of several packs, each by itself.
    """

    pictures: dict[str, tuple[Picture, ...]]
    tests: Counter[str]
    failed: int
    apart: bool = False

    @property
    def total(self) -> int:
        """Return how many golden tests the pack has."""
        return self.tests[""]


# Whether what is owed in an example of a pack may be shown.
Shown = Callable[[Example, Obligation], bool]


def examples_of(pack: Pack) -> Examples:
    """Return the examples of a pack, or of the packs a stack is made of; none where none can be read.

    An example that does not hold is counted, and shown nowhere.
    """
    if isinstance(pack, Stack):
        return _of_layers(pack)
    return _of_pack(pack, lambda example, o: True)


def _of_layers(stack: Stack) -> Examples:
    """Return the examples of each pack by itself, of duties of which the stack says the same."""
    pictures: dict[str, tuple[Picture, ...]] = {}
    tests: Counter[str] = Counter()
    packs: dict[Path | None, Examples] = {}
    for each in stack.layers:
        own = _of_pack(each.pack, partial(_says_so, stack, each))
        pictures |= {f"{each.label}/{duty}": of for duty, of in own.pictures.items()}
        tests |= Counter({_labelled(key, each.label): n for key, n in own.tests.items() if key})
        packs[each.pack.folder] = own
    tests[""] = sum(own.total for own in packs.values())
    failed = sum(own.failed for own in packs.values())
    return Examples(pictures=pictures, tests=tests, failed=failed, apart=True)


def _says_so(stack: Stack, layer: Layered, example: Example, o: Obligation) -> bool:
    """Test whether a stack asks the same as its pack; outside the days adopted it says nothing of it."""
    window, as_at = layer.window, example.data["as_at"]
    if as_at < window.start or (window.end is not None and as_at >= window.end):
        return True
    found = (other for other, _ in _told(example, stack))
    same = (other for other in found if other.duty.id == f"{layer.label}/{o.duty.id}")
    return any((s.due_at, OF_STATUS.get(s.status)) == (o.due_at, OF_STATUS[o.status]) for s in same)


def _labelled(key: str, label: str) -> str:
    folder, _, name = key.partition("/")
    return f"{folder}/{label}/{name}"


def _of_pack(pack: Pack, shown: Shown) -> Examples:
    """Return the examples of one pack."""
    found: dict[str, list[Picture]] = {}
    tests: Counter[str] = Counter()
    failed = 0
    for example in _read(pack):
        tests.update({"", _beside(example), *(f"duties/{duty}" for duty in _duties(example))})
        if verdict(example, pack).wrong:
            failed += 1
            continue
        for duty, picture in _pictures(example, pack, shown):
            found.setdefault(duty, []).append(picture)
    chosen = {duty: tuple(_chosen(of)) for duty, of in found.items()}
    return Examples(pictures=chosen, tests=tests, failed=failed)


def _read(pack: Pack) -> list[Example]:
    """Return the examples, those beside a duty before those beside what counts."""
    if pack.folder is None:
        return []
    try:
        found = list(examples(pack.folder))
    except YamlError:
        return []
    return sorted(found, key=lambda e: e.file.parent.name != "duties")


def _beside(example: Example) -> str:
    """Return the folder and name of the part an example stands beside."""
    return f"{example.file.parent.name}/{example.file.name.removesuffix('.test.yaml')}"


def _duties(example: Example) -> Iterator[str]:
    data = example.data if isinstance(example.data, dict) else {}
    for key in ("expect", "decisions", "intervals"):
        yield from (
            str(r["duty"]) for r in data.get(key) or () if isinstance(r, dict) and "duty" in r
        )


def _pictures(example: Example, pack: Pack, shown: Shown) -> Iterator[tuple[str, Picture]]:
    """Yield for each duty that an example names the pictures it gives."""
    named = set(_duties(example))
    folder, _, beside = _beside(example).partition("/")
    for o, reason in _told(example, pack):
        if o.duty.id not in named or (folder == "duties" and beside != o.duty.name):
            continue
        if o.status in OF_STATUS and _is_plain(o) and shown(example, o):
            yield from ((o.duty.id, picture) for picture in _of(example, o, reason, pack))


def _told(example: Example, pack: Pack) -> Iterator[tuple[Obligation, Reason]]:
    """Yield what is owed in an example, visits and decisions, each with its reason."""
    case, as_at = given(example.data.get("given") or {}), example.data["as_at"]
    known_on = example.data.get("known_on")
    found = answer(case.as_known(known_on) if known_on else case, pack, as_at=as_at, whole=True)
    yield from zip(found.obligations, reasons(found, pack), strict=True)
    yield from zip(found.decisions, reasons(found, pack, decisions=True), strict=True)


def _of(example: Example, o: Obligation, reason: Reason, pack: Pack) -> Iterator[Picture]:
    """Yield the picture of an obligation, and if a contact does not count the one that shows it.

    Contacts of a kind that never counts for the duty stand only in the second.
    """
    kinds = _kinds(o, pack)
    judged = o.lowered.judged
    shows = _shows(judged, kinds)
    mine = judged if shows == Shows.OF_ITS_KIND else [j for j in judged if not j.why_not]
    yield _picture(OF_STATUS[o.status], example, o, reason, mine)
    if shows != Shows.NOTHING:
        yield replace(_picture(NOT_COUNTED, example, o, reason, judged), shows=shows)


def _picture(
    kind: str, example: Example, o: Obligation, reason: Reason, shown: list[Judged]
) -> Picture:
    counts_not = any(j.why_not for j in shown)
    starts = ("Counted:", "Not counted:") if counts_not else ("Counted:",)
    return Picture(
        kind=kind,
        name=example.name,
        as_at=example.data["as_at"],
        line=timeline(o, example.data["as_at"], shown),
        sentence=reason.sentence,
        lines=tuple(line for line in reason.lines if line.startswith(starts)),
        shows=Shows.OF_ITS_KIND if counts_not else Shows.NOTHING,
    )


def _kinds(o: Obligation, pack: Pack) -> frozenset[str]:
    """Return the kinds of contact that may count for a duty, in the right circumstances."""
    counts = pack.counts.get(o.duty.counts)
    ways = [way for value in counts.values.values() for way in value.accepts] if counts else []
    return frozenset(kind for way in ways for kind in way.visit_type or (VisitType.VISIT,))


def _could(j: Judged, kinds: frozenset[str]) -> bool:
    return not isinstance(j.done, Visit) or not kinds or j.done.visit_type in kinds


def _shows(judged: list[Judged], kinds: frozenset[str]) -> Shows:
    not_counted = [j for j in judged if j.why_not]
    if not not_counted:
        return Shows.NOTHING
    return Shows.OF_ITS_KIND if any(_could(j, kinds) for j in not_counted) else Shows.OTHERS


def _is_plain(o: Obligation) -> bool:
    """Test whether every contact said to count lies on the clock, not before the time it started."""
    days = {o.lowered.day(contact) for contact in o.lowered.contacts}
    return all(j.why_not or j.day.toordinal() in days for j in o.lowered.judged)


def _chosen(found: list[Picture]) -> list[Picture]:
    """Return the first of each kind, plain ones before others, and one with what does not count."""
    plain = sorted(found, key=lambda picture: picture.shows)
    first = (next((p for p in plain if p.kind == kind), None) for kind in KINDS)
    chosen = [picture for picture in first if picture is not None]
    names = {picture.name for picture in chosen}
    others = [p for p in found if p.kind == NOT_COUNTED and p.name not in names]
    best = max((p.shows for p in others), default=None)
    told = next((p for p in others if p.shows == best), None)
    return [*chosen, *([told] if told else [])][-MOST:]
