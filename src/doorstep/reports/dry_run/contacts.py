"""How a duty is met: by a visit or by a call, and which other duties the same contact meets (S19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple, TypeVar

from doorstep.engine import Answer, Obligation
from doorstep.engine.child import Child
from doorstep.engine.runs import judged_under
from doorstep.facts import VIRTUAL, Method, Visit, VisitType
from doorstep.policy import Duty, Pack
from doorstep.policy.counts import Accepts, Needs
from doorstep.workdays import LONDON

T = TypeVar("T")


class Kind(StrEnum):
    """What has to be made: a visit, for which somebody travels, or a call."""

    VISIT = "visit"
    CALL = "call"


class Owed(NamedTuple):
    """An obligation that a contact of its own meets, and of which kind that contact is."""

    obligation: Obligation
    kind: Kind


@dataclass(frozen=True, slots=True)
class Under:
    """A child's answer under a policy, with the contacts it owes.

    Order: `owed` as the answer's obligations, soonest first.
    """

    answer: Answer
    pack: Pack
    owed: tuple[Owed, ...]


def under(answer: Answer, pack: Pack) -> Under:
    """Return the answer with its obligations told apart as visits and calls.

    A share asks how another duty's visit is made, and writing up is no contact: neither is one.
    """
    owed = tuple(
        Owed(o, kind_of(contact_for(o, pack, answer.child, answer.as_at)))
        for o in answer.obligations
        if o.duty.share is None and not o.duty.record_within
    )
    return Under(answer, pack, owed)


def kind_of(contact: Visit) -> Kind:
    """Return whether a contact is a visit or a call; a visit by video or telephone is a call."""
    is_visit = contact.visit_type == VisitType.VISIT and contact.method not in VIRTUAL
    return Kind.VISIT if is_visit else Kind.CALL


def contact_for(o: Obligation, pack: Pack, child: Child, on: date) -> Visit:
    """Return the contact made on a day to meet the obligation: as the policy names it first.

    Ways that count only by an assumption, or only with somebody's agreement, come after the others.
    """
    value = pack.counts[o.duty.counts].on(on.toordinal())
    ways = sorted(value.accepts, key=_reluctance)
    made = (_made(way, o, on) for way in ways)
    fit = (contact for contact in made if serves(contact, o.duty, pack, child))
    return next(fit, None) or _made(ways[0], o, on)


def serves(contact: Visit, duty: Duty, pack: Pack, child: Child) -> bool:
    """Test whether the contact, once made, counts for the duty; the engine says so."""
    return not judged_under(pack, contact, duty, child).why_not


def _reluctance(way: Accepts) -> tuple[bool, bool]:
    return way.assumed, bool(way.approved_by or way.plan_agreed_by)


def _made(way: Accepts, o: Obligation, on: date) -> Visit:
    """Return a contact made in a way the policy accepts, with all that the duty also needs."""
    also = o.duty.also_needs or Needs()
    sort = _first(way.visit_type) or VisitType.VISIT
    return Visit(
        on,
        seen=True,
        seen_alone=True,
        bedroom_seen=True,
        method=_method(sort, way.method or also.method),
        place=_first(also.place) or _first(way.place),
        visit_type=sort,
        role=_first(also.role) or _first(way.role) or _first(o.who),
        announced=way.announced if also.announced is None else also.announced,
        approved_by=_first(way.approved_by),
        approved_at=datetime.combine(on, time(), LONDON) if way.approved_by else None,
    )


def _method(sort: VisitType, accepted: Sequence[Method] | None) -> Method:
    usual = Method.IN_PERSON if sort == VisitType.VISIT else Method.PHONE
    return usual if not accepted or usual in accepted else accepted[0]


def _first(words: Sequence[T] | None) -> T | None:
    return words[0] if words else None
