"""Walk the chain from its beginning and say the first thing that is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from doorstep.web.audit.chain import BEFORE_THE_FIRST, FIELDS, hash_of
from doorstep.web.audit.models import AuditEvent, PublishedHead

BEFORE_ANY = -(2**63)  # so that a row put in under a number below one is met too
CHUNK = 5_000  # events in memory at a time; the walk holds no transaction open between two


class Wrong(StrEnum):
    """What can be wrong with a log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    HEAD = "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong, at which event, in a sentence."""

    kind: Wrong
    event_id: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Head:
    """The end of the chain as it was on a day."""

    published_on: date
    event_id: int
    hash: str


@dataclass(slots=True, kw_only=True)
class Walk:
    """What a walk found: how far it came, and what is wrong."""

    events: int = 0
    last_id: int = 0
    last_hash: str = BEFORE_THE_FIRST
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Test whether nothing is wrong."""
        return not self.faults


def published_heads() -> list[Head]:
    """Return the heads this system keeps of those it published."""
    rows = PublishedHead.objects.values_list("published_on", "event_id", "hash")
    return [Head(published_on=on, event_id=pk, hash=digest) for on, pk, digest in rows]


def verify(*, heads: Iterable[Head] | None = None, since: Head | None = None) -> Walk:
    """Walk the chain and hold it against the heads that were published; constant in memory.

    `heads`: by default those this system keeps. `since`: begin after this head, which is trusted.
    """
    walk = Walk(
        last_id=since.event_id if since else 0, last_hash=since.hash if since else BEFORE_THE_FIRST
    )
    known = sorted(published_heads() if heads is None else heads)
    to_meet = _by_event(known, walk.last_id)
    for row in _rows(since.event_id if since else BEFORE_ANY):
        fault = _fault(walk, row) or _head_fault(to_meet.pop(row["id"], ()), row)
        if fault:
            walk.faults.append(fault)
            return walk
        walk.events += 1
        walk.last_id, walk.last_hash = row["id"], row["hash"]
    unmet = sorted(head for some in to_meet.values() for head in some)
    walk.faults.extend(_cut_off(head) for head in unmet[:1])
    walk.faults.extend(_two_heads(known)[:1])
    return walk


def _by_event(heads: Iterable[Head], after: int) -> dict[int, list[Head]]:
    found: dict[int, list[Head]] = {}
    for head in heads:
        if head.event_id > after:
            found.setdefault(head.event_id, []).append(head)
    return found


def _rows(after: int) -> Iterator[dict[str, Any]]:
    names = ("id", *FIELDS, "previous_hash", "hash")
    while True:
        rows = AuditEvent.objects.filter(pk__gt=after).order_by("pk").values_list(*names)[:CHUNK]
        some = [dict(zip(names, row, strict=True)) for row in rows]
        yield from some
        if len(some) < CHUNK:
            return
        after = some[-1]["id"]


def _fault(walk: Walk, row: dict[str, Any]) -> Fault | None:
    if row["previous_hash"] != walk.last_hash:
        return _broken_link(walk, row)
    if row["hash"] != hash_of(row, row["previous_hash"]):
        said = f"Event {row['id']} does not say what it said when it was written."
        return Fault(kind=Wrong.CHANGED, event_id=row["id"], sentence=said)
    return None


def _broken_link(walk: Walk, row: dict[str, Any]) -> Fault:
    """Say what stands wrongly before an event that does not follow the one before it."""
    before = AuditEvent.objects.filter(hash=row["previous_hash"], pk__lt=row["id"]).first()
    if before is not None or row["previous_hash"] == BEFORE_THE_FIRST:
        later = AuditEvent.objects.filter(pk__gt=before.pk if before else BEFORE_ANY)
        first = later.order_by("pk").values_list("pk", flat=True)[0]
        said = f"Event {first} was put in: event {row['id']} was written without it."
        return Fault(kind=Wrong.INSERTED, event_id=first, sentence=said)
    where = f"Between event {walk.last_id} and event" if walk.last_id else "Before event"
    said = (
        f"{where} {row['id']} something is missing: the event that {row['id']} followed was taken "
        "out or written over."
    )
    return Fault(kind=Wrong.MISSING, event_id=row["id"], sentence=said)


def _head_fault(heads: Iterable[Head], row: dict[str, Any]) -> Fault | None:
    head = next((each for each in heads if each.hash != row["hash"]), None)
    if head is None:
        return None
    said = (
        f"Event {head.event_id} is not the one whose hash was published on "
        f"{head.published_on:%d %b %Y}: the log was written anew up to there."
    )
    return Fault(kind=Wrong.HEAD, event_id=head.event_id, sentence=said)


def _cut_off(head: Head) -> Fault:
    said = (
        f"Event {head.event_id}, whose hash was published on {head.published_on:%d %b %Y}, is not "
        "there: the end of the log was cut off."
    )
    return Fault(kind=Wrong.HEAD, event_id=head.event_id, sentence=said)


def _two_heads(heads: Iterable[Head]) -> list[Fault]:
    """Say for which days the heads kept here and those kept outside are not the same."""
    found: dict[date, Head] = {}
    faults = []
    for head in heads:
        if found.setdefault(head.published_on, head) != head:
            said = (
                f"Two different heads stand for {head.published_on:%d %b %Y}, one of them outside."
            )
            faults.append(Fault(kind=Wrong.HEAD, event_id=head.event_id, sentence=said))
    return faults
