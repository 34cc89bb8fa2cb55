"""Where a source says something else than what people recorded here; both stand until it is settled."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q

from doorstep.facts import CaseFacts, Fact, Involvement
from doorstep.vocabulary import FactKind
from doorstep.web.caseload.codes import episode_in_words, involved_as
from doorstep.web.caseload.held_bodies import (
    AllocationBody,
    ClosureBody,
    FactBody,
    HouseholdBody,
    TierBody,
    body_of,
)
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.queries import documents, recorded_here
from doorstep.web.caseload.rows import standing
from doorstep.web.components import day, words
from doorstep.web.imports.models import Difference
from doorstep.workdays import LONDON

About = Difference.About
LONGEST = 500


class Differs(NamedTuple):
    """One difference: what it is about, our row, and both sides in words."""

    about: Difference.About
    ours: Circumstance
    here: str
    there: str

    @property
    def key(self) -> str:
        """Return the fingerprint of both sides."""
        told = json.dumps([self.about, self.ours.pk, self.here, self.there])
        return sha256(told.encode()).hexdigest()


def differing(document: CaseFacts, rows: Sequence[Circumstance], *, on: date) -> Iterable[Differs]:
    """Yield where the source's document says something else than the rows that stand, as at a day.

    Where the source's word is the newer one it holds by itself, and nothing is to be settled.
    """
    yield from _workers(document, [r for r in rows if r.what == What.ALLOCATION], on)
    yield from _closure(document, [r for r in rows if r.what == What.CLOSURE], on)
    yield from _rag(document, [r for r in rows if _is_rag(r)], on)
    yield from _tier(document, [r for r in rows if r.what == What.TIER], on)
    for row in rows:
        if row.what == What.HOUSEHOLD:
            yield from _household(document, row)


def _holds(row: Circumstance, on: date) -> bool:
    return row.start_date <= on and (row.end_date is None or on < row.end_date)


def _latest(rows: Iterable[Circumstance], on: date) -> Circumstance | None:
    held = [row for row in rows if _holds(row, on)]
    return max(held, key=lambda r: (r.start_date, r.recorded_at, r.pk), default=None)


def _workers(document: CaseFacts, rows: Sequence[Circumstance], on: date) -> Iterable[Differs]:
    """Yield those whose newest allocation of a kind is not what the source goes on saying."""
    by_place: dict[tuple[bool, str], list[Circumstance]] = {}
    for row in rows:
        body: AllocationBody = body_of(row)
        place = (body.allocated, "" if body.allocated else f"{body.role} {body.instead_of}")
        by_place.setdefault(place, []).append(row)
    for some in by_place.values():
        ours = _latest(some, on)
        if ours is not None:
            yield from _worker(document, ours, on)


def _worker(document: CaseFacts, ours: Circumstance, on: date) -> Iterable[Differs]:
    body: AllocationBody = body_of(ours)
    told = [i for i in document.involvements if _is_of(i, body) and _is_on(i, on)]
    theirs = max(told, key=lambda i: i.start_date, default=None)
    if theirs is None or theirs.start_date > ours.start_date:
        return
    if (theirs.worker_id, theirs.team) != (body.worker_id, body.team):
        role = involved_as(body.role, allocated=body.allocated)
        here = _person(role, body.worker or body.worker_id, body.team, ours.start_date)
        there = _person(role, theirs.shown, theirs.team, theirs.start_date)
        yield Differs(About.WORKER, ours, here, there)


def _is_of(told: Involvement, body: AllocationBody) -> bool:
    if body.allocated or told.allocated:
        return body.allocated and told.allocated
    return told.role == body.role and told.worker_id in (body.instead_of, body.worker_id)


def _is_on(told: Involvement | Fact, on: date) -> bool:
    return told.start_date <= on and (told.end_date is None or on < told.end_date)


def _person(role: str, who: str, team: str, since: date) -> str:
    return f"{role}: {who}{f', {team}' if team else ''}, since {day(since)}"


def _closure(document: CaseFacts, rows: Sequence[Circumstance], on: date) -> Iterable[Differs]:
    ours = max((r for r in rows if r.start_date <= on), key=lambda r: r.start_date, default=None)
    if ours is None or any(ours.start_date <= e.start_date <= on for e in document.episodes):
        return
    going_on = [e for e in document.episodes if e.is_open(on)]
    if going_on:
        body: ClosureBody = body_of(ours)
        here = f"The case was closed on {day(ours.start_date)}: {body.reason}"
        names = ", ".join(dict.fromkeys(episode_in_words(e) for e in going_on))
        there = f"The case goes on: {names}, since {day(min(e.start_date for e in going_on))}"
        yield Differs(About.CLOSURE, ours, here, there)


def _is_rag(row: Circumstance) -> bool:
    return bool(row.what == What.FACT and row.body["kind"] == FactKind.RAG)


def _rag(document: CaseFacts, rows: Sequence[Circumstance], on: date) -> Iterable[Differs]:
    ours = _latest(rows, on)
    told = [f for f in document.facts if f.kind == FactKind.RAG and _is_on(f, on)]
    theirs = max(told, key=lambda f: f.start_date, default=None)
    if ours is None or theirs is None or theirs.start_date > ours.start_date:
        return
    body: FactBody = body_of(ours)
    if theirs.value != body.value:
        here = f"{words(body.value)}, from {day(ours.start_date)}"
        there = f"{words(theirs.value)}, from {day(theirs.start_date)}"
        yield Differs(About.RAG, ours, here, there)


def _tier(document: CaseFacts, rows: Sequence[Circumstance], on: date) -> Iterable[Differs]:
    ours = _latest(rows, on)
    told = [
        t for t in document.tier_decisions if t.decided_on <= on and (not t.until or on < t.until)
    ]
    theirs = max(told, key=lambda t: t.decided_on, default=None)
    if ours is None or theirs is None or theirs.decided_on > ours.start_date:
        return
    body: TierBody = body_of(ours)
    if str(theirs.tier) != str(body.tier):
        here = f"{words(body.tier)}, decided on {day(ours.start_date)}"
        there = f"{words(theirs.tier)}, decided on {day(theirs.decided_on)}"
        yield Differs(About.TIER, ours, here, there)


def _household(document: CaseFacts, ours: Circumstance) -> Iterable[Differs]:
    body: HouseholdBody = body_of(ours)
    for theirs in document.episodes:
        if theirs.kind != body.kind or not _overlap(theirs.start_date, theirs.end_date, ours):
            continue
        if (theirs.start_date, theirs.end_date) != (ours.start_date, ours.end_date):
            here = _span(body.kind, ours.start_date, ours.end_date)
            there = _span(theirs.kind, theirs.start_date, theirs.end_date)
            yield Differs(About.HOUSEHOLD, ours, here, there)


def _overlap(start: date, end: date | None, ours: Circumstance) -> bool:
    begins_in_time = ours.end_date is None or start < ours.end_date
    return begins_in_time and (end is None or ours.start_date < end)


def _span(kind: str, start: date, end: date | None) -> str:
    until = f" until {day(end)}" if end else ", no end told"
    return f"{words(kind)} from {day(start)}{until}".replace("  ", " ")


# --- stored -------------------------------------------------------------------------------------------


def find_differences(*, at: datetime, recorded_before: datetime | None) -> int:
    """Store the differences there are now; return how many are new.

    New is only what differs from something recorded before a time: an extract cannot know of what was
    recorded after it was made. What differs no more needs no settling.
    """
    found = _all_differing(at)
    known = {(d.child_id, d.key): d for d in Difference.objects.select_related("ours")}
    new = [
        (pk, each)
        for pk, each in found
        if recorded_before and each.ours.recorded_at < recorded_before
        if _is_new(known.get((pk, each.key)))
    ]
    again = [known[pk, each.key].pk for pk, each in new if (pk, each.key) in known]
    Difference.objects.filter(pk__in=again).update(
        settled=Difference.Settled.OPEN, settled_at=None, found_at=at
    )
    Difference.objects.bulk_create(
        _row(pk, each, at) for pk, each in new if (pk, each.key) not in known
    )
    now = {(pk, each.key) for pk, each in found}
    settle_over([d.pk for key, d in known.items() if key not in now], at=at)
    return len(new)


def _is_new(known: Difference | None) -> bool:
    return known is None or known.settled == Difference.Settled.OVER


def _row(pk: int, each: Differs, at: datetime) -> Difference:
    return Difference(
        child_id=pk,
        about=each.about,
        ours=each.ours,
        key=each.key,
        said_here=each.here[:LONGEST],
        said_there=each.there[:LONGEST],
        found_at=at,
    )


def settle_over(pks: Iterable[int], *, at: datetime) -> None:
    """Settle differences that are none any more."""
    Difference.objects.filter(pk__in=list(pks), settled=Difference.Settled.OPEN).update(
        settled=Difference.Settled.OVER, settled_at=at
    )


def _all_differing(at: datetime) -> list[tuple[int, Differs]]:
    """Return where any source differs, with the key of the child's row."""
    ours = Q(what__in=(What.ALLOCATION, What.CLOSURE, What.TIER, What.HOUSEHOLD))
    ours |= Q(what=What.FACT, body__kind=FactKind.RAG.value)
    wanted = Circumstance.objects.filter(ours).values("child")
    children = list(Child.objects.filter(kept(), pk__in=wanted).select_related("document"))
    told, here = documents(children), recorded_here(children)
    on = at.astimezone(LONDON).date()
    return [
        (child.pk, each)
        for child in children
        for each in differing(told[child.pk], standing(list(here[child.pk].circumstances)), on=on)
    ]


def still_differs(difference: Difference, *, on: date) -> bool:
    """Test whether a difference is still one: neither side says something else by now."""
    child = Child.objects.select_related("document").get(pk=difference.child_id)
    rows = standing(list(recorded_here([child])[child.pk].circumstances))
    found = differing(documents([child])[child.pk], rows, on=on)
    return any(each.key == difference.key for each in found)
