"""What is put on a phone: of each child of a round only what is needed at the door (LAN-7, PS22-2c)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from doorstep.engine import answer
from doorstep.engine.answers import Answer as Found
from doorstep.facts import CaseFacts, EpisodeKind
from doorstep.policy.counts import Needs
from doorstep.policy.duty import Duty
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.approvals import Given, given_to
from doorstep.web.caseload.asked import next_attempt
from doorstep.web.caseload.head import age
from doorstep.web.caseload.models import Child, Obligation
from doorstep.web.caseload.queries import case_facts
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.saying import said
from doorstep.web.components import day, words
from doorstep.web.phone.effects import Shared, Whose, effects_of, effects_of_calls
from doorstep.web.phone.models import Stop
from doorstep.web.phone.queries import round_papers as papers
from doorstep.web.phone.queries.rounds import as_typed
from doorstep.web.visits.asking import Asking
from doorstep.web.visits.showing import due_text
from doorstep.workdays import LONDON, moved

PLACEMENT = EpisodeKind.PLACEMENT
TOMORROW = timedelta(days=1)
ALWAYS_ASKED = ("seen_alone", "bedroom_seen", "announced")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who takes a round when, under which policies; and what is kept once for the whole list."""

    by: Access
    at: datetime
    stack: Stack
    shared: Shared
    until: datetime

    @property
    def days(self) -> list[datetime]:
        """Return a time of each day on which something may be written down while the list holds."""
        passes_midnight = self.until.astimezone(LONDON).date() > self.by.on
        return [self.at, self.at + TOMORROW] if passes_midnight else [self.at]

    @property
    def roles(self) -> list[Role]:
        """Return the roles of the policies in which the person may record."""
        held = [h.role for h in self.by.held if Can.RECORD in h.can and h.role in set(Role)]
        return [Role(role) for role in dict.fromkeys(held)]

    def whose(self, child: Child, case: CaseFacts, given: Sequence[Given]) -> Whose:
        """Return for whom the effects are worked out."""
        roles = self.roles
        return Whose(
            asking=Asking(child=child, by=self.by, stack=self.stack),
            case=case,
            given=given,
            papers=papers.papers_for(self.stack, self.by.on),
            roles=[str(role) for role in roles] if len(roles) > 1 else [],
            role=roles[0] if len(roles) == 1 else None,
        )


def stops_taken(stops: Sequence[Stop], opened: Mapping[int, Opened], taking: Taking) -> Told:
    """Return the stops of a list, brothers and sisters at one door together, and the guidance."""
    children = [opened[stop.child_id].child for stop in stops]
    cases, given = case_facts(children), given_to(children)
    found = {pk: answer(case, taking.stack, as_at=taking.by.on) for pk, case in cases.items()}
    guidance, own = papers.guidance_of({pk: f.child for pk, f in found.items()}, taking.stack)
    assessed = papers.assessed_of(children, taking.stack, at=taking.at)
    owed = _owed(children)
    told = {
        child.pk: {
            **_child(opened[child.pk], found[child.pk], taking),
            "owed": owed.get(child.pk, []),
            "rules": own[child.pk],
            "assessed": assessed.get(child.pk),
            "effects": effects_of(
                taking.whose(child, cases[child.pk], given.get(child.pk, ())),
                taking.shared,
                on=taking.by.on,
                written=taking.days,
            ),
        }
        for child in children
    }
    return {"stops": _doors(stops, opened, told), "guidance": guidance}


def _doors(
    stops: Sequence[Stop], opened: Mapping[int, Opened], told: Mapping[int, Told]
) -> list[Told]:
    """Return one stop for each door: those at one address who follow each other, at one time."""
    found: list[Told] = []
    last = ""
    for stop in stops:
        child, at = opened[stop.child_id].child, as_typed(stop.at)
        home = child.household
        if found and home and home == last and at in ("", found[-1]["at"]):
            found[-1]["children"].append(told[child.pk])
            continue
        last = home
        found.append(
            {
                "key": f"s{len(found) + 1}",
                "at": at,
                "address": child.address,
                "postcode": child.postcode,
                "children": [told[child.pk]],
                "two_workers": False,
            }
        )
    return found


def _child(opened: Opened, found: Found, taking: Taking) -> Told:
    child, row = opened.child, opened.answer
    on = taking.by.on
    return {
        **named(child, taking.by),
        "unborn": child.born is None,
        "warnings": list(opened.door.warnings),
        "case": row.case if row else "",
        "tier": words(row.tier) if row and row.tier else "",
        "rag": row.rag if row else "",
        "asked": _asked(row.asked if row else []),
        "planned": _planned(found, taking.stack),
        "needs": sorted(_needs(found, taking.stack)),
        "doorstep": papers.doorstep_of(taking.stack, on, found.child),
    }


def named(child: Child, by: Access) -> Told:
    """Return who a child is, as little as tells one from another."""
    return {
        "child_id": child.child_id,
        "pk": child.pk,
        "name": child.name or child.child_id,
        "born": child.born.isoformat() if child.born else "",
        "age": age(child.born, by.on) if child.born else "not born yet",
    }


def others_taken(
    children: Sequence[Child], with_calls: Sequence[Child], taking: Taking
) -> list[Told]:
    """Return one's other children, for calls; `with_calls` are those of whom one is owed."""
    cases, given = case_facts(with_calls), given_to(with_calls)
    effects = {
        child.pk: effects_of_calls(
            taking.whose(child, cases[child.pk], given.get(child.pk, ())),
            taking.shared,
            on=taking.by.on,
            at=taking.at,
        )
        for child in with_calls
    }
    return [
        {
            **{k: v for k, v in named(child, taking.by).items() if k != "born"},
            "effects": effects.get(child.pk, {}),
        }
        for child in children
    ]


# --- what is owed and how -----------------------------------------------------------------------------


def _owed(children: Sequence[Child]) -> dict[int, list[Told]]:
    rows = Obligation.objects.filter(child__in=children).order_by("is_decision", "place")
    found: dict[int, list[Told]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(
            {
                "duty": row.duty,
                "title": row.title,
                "due": due_text(row.due_at) or "No day set",
                "status": row.status,
                "status_words": words(row.status),
                "clause": row.clause,
                "why": said(row.why),
                "method": said(row.method),
                "is_decision": row.is_decision,
                "who": [words(role) for role in row.who.split("|") if role],
            }
        )
    return found


def _asked(asked: Sequence[Told]) -> Told | None:
    """Return what is asked of whoever comes: by when a visit that was not made is tried again."""
    again = next_attempt(asked)
    if again is None:
        return None
    return {
        "says": f"Not made on {day(again.was)}: next attempt by {day(again.by)}",
        "by": str(again.by),
    }


def _asks(found: Found, stack: Stack) -> list[tuple[Duty, Needs]]:
    """Return what is asked of a visit for each duty that is owed, in any way in which it counts."""
    on = found.as_at.toordinal()
    told: list[tuple[Duty, Needs]] = []
    for duty in (o.duty for o in found.obligations if o.duty.counts):
        told += [(duty, way) for way in stack.counts[duty.counts].on(on).accepts]
        told += [(duty, duty.also_needs)] if duty.also_needs else []
        shares = (d.share for d in stack.duties if d.share and d.share.of == duty.id)
        told += [(duty, share.needs) for share in shares]
    return told


def _needs(found: Found, stack: Stack) -> set[str]:
    """Return what has to be asked at the door because something that is owed counts on it."""
    asks = [needs for _, needs in _asks(found, stack)]
    return {
        name for name in ALWAYS_ASKED if any(getattr(n, name) not in (None, False) for n in asks)
    }


def _planned(found: Found, stack: Stack) -> Told:
    """Return the way the policy, or an agreed plan, asks for: in person wherever that is accepted."""
    asks = [needs for _, needs in _asks(found, stack)]
    methods = [m for needs in asks for m in needs.method or (Method.IN_PERSON,)]
    first = (
        Method.IN_PERSON if Method.IN_PERSON in methods else next(iter(methods), Method.IN_PERSON)
    )
    places = [p for needs in asks if first in (needs.method or (first,)) for p in needs.place or ()]
    placed = any(e.end_date is None for e in found.child.episodes(PLACEMENT))
    at_home = Place.PLACEMENT if placed else Place.HOME
    told = next((n.announced for n in asks if n.announced is not None), None)
    return {
        "method": str(first),
        "place": str(at_home if not places or at_home in places else places[0]),
        "announced": {True: "yes", False: "no", None: ""}[told],
    }


def until(at: datetime, hours: int) -> datetime:
    """Return when a list ends that was taken at a time.

    Example:
        >>> f"{until(datetime(2026, 10, 24, 20, tzinfo=LONDON), 12):%H:%M}"  # the clocks go back
        '07:00'
    """
    return moved(at, timedelta(hours=hours)).astimezone(LONDON)
