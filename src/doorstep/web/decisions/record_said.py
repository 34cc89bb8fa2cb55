"""What the record says of a child on a day, in words, by what the pack language calls it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from doorstep.engine import answer
from doorstep.facts import CaseFacts, Fact, FactKind, Visit
from doorstep.policy.form import TIERS, Known
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.codes import episode_in_words
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.network import Contact, network
from doorstep.web.caseload.records import title_of
from doorstep.web.caseload.situation import household_now
from doorstep.web.components import day, words, words_within
from doorstep.web.decisions.incidence import incidence_for

LAST_VISITS = 4


class Told(NamedTuple):
    """Something known: in words, and as the value that a choice has."""

    text: str = ""
    value: str = ""


def known_of(child: Child, case: CaseFacts, *, by: Access, stack: Stack) -> dict[Known, Told]:
    """Return what is known of a child on the day: in words, and as the value a choice has."""
    on = by.on
    found = answer(case, stack, as_at=on)
    tier = next((t for t, v in TIERS.items() if found.tier and v == found.tier.tier), "")
    owed = [f"{o.duty.title}: {_due(o)}" for o in found.obligations]
    return {
        Known.CHILD_NAMES: Told(child.name or child.child_id),
        Known.LEGAL_STATUS: Told("; ".join(_status(case, on))),
        Known.PLACEMENT: Told("; ".join(_open(case, "placement", on))),
        Known.LAST_VISITS: Told("\n".join(_visits(case, on))),
        Known.WHAT_IS_DUE: Told("\n".join(dict.fromkeys(owed))),
        Known.OTHER_PEOPLE_IN_CONTACT: Told("\n".join(_others(case, by))),
        Known.SCHOOL_ATTENDANCE: _attendance(_held(case, FactKind.ATTENDING_SCHOOL, on)),
        Known.HOUSEHOLD_STATUS: Told("\n".join(_household(case, on))),
        Known.LOCAL_INCIDENCE: Told(_incidence(child, on)),
        Known.TIER: Told(words(tier), tier),
        Known.RAG: _rating(_held(case, FactKind.RAG, on)),
        Known.WORKER: Told(by.name, by.name),
        Known.TODAY: Told(day(on), on.isoformat()),
    }


def _due(owed: Any) -> str:
    return f"due {day(owed.due_at)}" if owed.due_at else words_within(owed.status)


def _open(case: CaseFacts, kind: str, on: date) -> list[str]:
    return [
        f"{episode_in_words(e)}, since {day(e.start_date)}"
        for e in case.episodes
        if e.kind == kind and e.is_open(on)
    ]


def _status(case: CaseFacts, on: date) -> list[str]:
    """Return the legal status of a child, and the protection plan the child is on."""
    return [*_open(case, "legal_status", on), *_open(case, "child_protection_plan", on)]


def _visits(case: CaseFacts, on: date) -> list[str]:
    names = {i.worker_id: i.shown for i in case.involvements}
    done = sorted((v for v in case.visits if v.visit_date <= on), key=lambda v: v.visit_date)
    return [_visit(v, names) for v in reversed(done[-LAST_VISITS:])]


def _visit(visit: Visit, names: Mapping[str, str]) -> str:
    who = visit.agency or names.get(visit.worker_id, "")
    who = who or (words_within(visit.role) if visit.role else "")
    seen = {True: "child seen", False: "child not seen", None: "not recorded whether seen"}
    alone = " alone" if visit.seen and visit.seen_alone else ""
    told = [title_of(visit), f"by {who}" if who else "", f"{seen[visit.seen]}{alone}"]
    return f"{day(visit.visit_date)}: {', '.join(part for part in told if part)}"


def _others(case: CaseFacts, by: Access) -> Iterable[str]:
    """Yield who else is in contact with the child: everybody but the one who fills in the form."""
    return (_contact(each) for each in network(case, on=by.on) if each.who != by.name)


def _contact(each: Contact) -> str:
    means = f", {each.means}" if each.means else ""
    return f"{each.who} ({each.what}): {each.how_often[:1].lower()}{each.how_often[1:]}{means}"


def _household(case: CaseFacts, on: date) -> Iterable[str]:
    for each in household_now(case, on=on):
        yield f"{each.what}, {each.since}" + (f". {each.note}" if each.note else "")


def _attendance(fact: Fact | None) -> Told:
    if fact is None:
        return Told()
    attends = "Attends school" if fact.value == "yes" else "Does not attend school"
    return Told(f"{attends}, recorded {day(fact.start_date)}", fact.value)


def _rating(fact: Fact | None) -> Told:
    if fact is None:
        return Told()
    return Told(f"RAG rating: {fact.value}, since {day(fact.start_date)}", fact.value)


def _held(case: CaseFacts, kind: FactKind, on: date) -> Fact | None:
    held = [
        f
        for f in case.facts
        if f.kind == kind and f.start_date <= on and (not f.end_date or on < f.end_date)
    ]
    return max(held, key=lambda f: f.start_date, default=None)


def _incidence(child: Child, on: date) -> str:
    figure = incidence_for(child, on=on)
    return figure.words if figure else ""
