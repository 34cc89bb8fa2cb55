"""Where a child stands on a day, from the facts: home, placement, plans, circumstances. No query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doorstep.facts import CaseFacts, Episode, Event, Fact, VisitingPlan
from doorstep.vocabulary import EpisodeKind, EventKind, FactKind
from doorstep.web.caseload.codes import episode_in_words
from doorstep.web.caseload.held_bodies import body_of
from doorstep.web.caseload.models import Circumstance, What
from doorstep.web.caseload.rows import standing
from doorstep.web.caseload.saying import upper
from doorstep.web.components import day, words, words_within

K = EpisodeKind
SHOWN_FIRST = (
    K.CHILD_PROTECTION_PLAN, K.CHILD_IN_NEED_PLAN, K.OTHER_AUTHORITY_PLAN, K.PERIOD_OF_CARE,
    K.LEGAL_STATUS, K.PLACEMENT, K.CARE_PLAN, K.CARE_LEAVER, K.SECTION_47_ENQUIRY, K.ASSESSMENT,
    K.REFERRAL, K.DISABILITY,
)  # fmt: skip
OF_THE_HOUSEHOLD = (K.SELF_ISOLATION, K.SHIELDING)
DECIDED = {
    EventKind.ISOLATION_VISIT_REQUIRED: "A visit is required in this time",
    EventKind.ISOLATION_VISIT_NOT_REQUIRED: "No visit is required in this time",
}
NOT_IN_EFFECT = "Not in effect"
STRICTER = "While it is only proposed, the stricter of it and what was in force holds."
ANOTHER = "Another is proposed, not agreed; while it is, the stricter of the two holds."
TOLD_ELSEWHERE = frozenset({FactKind.RAG, FactKind.CLINICALLY_EXTREMELY_VULNERABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Something that holds on the day: what, from when until when, and what else is to be said."""

    what: str
    since: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An agreed visiting plan, its state today and what that rests on."""

    asks: str
    agreed: str
    review: str
    state: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A RAG rating, a person's judgement, from when until when (S18)."""

    rag: str
    since: str


def standing_now(case: CaseFacts, *, on: date) -> list[Standing]:
    """Return the plans, orders, placements and other episodes open on the day, by kind."""
    dated = [
        Standing(what=episode_in_words(e), since=_since(e.start_date, e.end_date, on))
        for kind in SHOWN_FIRST
        for e in case.episodes
        if e.kind == kind and e.is_open(on)
    ]
    undated = [
        Standing(what=words(u.kind), since="start not known", note=f"{upper(u.missing)}.")
        for u in case.undated
        if u.end_date is None or on < u.end_date
    ]
    return dated + undated


def household_now(case: CaseFacts, *, on: date) -> list[Standing]:
    """Return self-isolation and shielding on the day, with the decision whether to visit (LAN-6)."""
    found = [
        Standing(
            what=words(e.kind),
            since=_since(e.start_date, e.end_date, on),
            note=_decision(e, case.events) if e.kind == K.SELF_ISOLATION else "",
        )
        for e in case.episodes
        if e.kind in OF_THE_HOUSEHOLD and e.is_open(on)
    ]
    vulnerable = [
        f
        for f in case.facts
        if f.kind == FactKind.CLINICALLY_EXTREMELY_VULNERABLE and _holds(f, on)
    ]
    return found + [_circumstance(f, on) for f in vulnerable]


def _decision(isolation: Episode, events: Iterable[Event]) -> str:
    """Return the last decision made in this time, or that there is none."""
    made = [e for e in events if e.kind in DECIDED and isolation.is_open(e.event_date)]
    last = max(made, key=lambda e: e.event_date, default=None)
    if last is None:
        return "No decision whether a visit is required is recorded."
    return f"{DECIDED[last.kind]}, decided on {day(last.event_date)}."


def household_asked(rows: Iterable[Circumstance], *, on: date) -> list[Circumstance]:
    """Return what was expected to be over by the day and of which nobody has said that it is (LAN-6)."""
    told = [row for row in standing(list(rows)) if row.what == What.HOUSEHOLD]
    return [r for r in told if r.end_date and r.end_date <= on and not body_of(r).is_over]


def asked_in_words(kind: str, expected: date | None) -> str:
    """Return the question that stands from the day a household was expected to be over."""
    return f"{words(kind)} was expected to end on {day(expected)}: is it over?"


def circumstances(case: CaseFacts, *, on: date) -> list[Standing]:
    """Return the circumstances that hold on the day, those of RAG and household left out."""
    held = [f for f in case.facts if _holds(f, on) and f.kind not in TOLD_ELSEWHERE]
    return [_circumstance(f, on) for f in sorted(held, key=lambda f: (f.kind, f.start_date))]


def _circumstance(fact: Fact, on: date) -> Standing:
    return Standing(
        what=fact_in_words(fact),
        since=_since(fact.start_date, fact.end_date, on),
        note=f"Source: {fact.source}." if fact.source else "",
    )


def fact_in_words(fact: Fact) -> str:
    """Return a circumstance in words, with its value where that is more than yes.

    Example:
        >>> fact_in_words(Fact(FactKind.DOMESTIC_ABUSE, date(2026, 1, 5), holder="parent"))
        'Domestic abuse (parent)'
    """
    value = "" if fact.value == "yes" else f": {words_within(fact.value)}"
    holder = f" ({words_within(fact.holder)})" if fact.holder else ""
    return f"{words(fact.kind)}{value}{holder}"


def ratings(case: CaseFacts) -> list[Rating]:
    """Return every RAG rating there was, the latest first."""
    rated = sorted(
        (f for f in case.facts if f.kind == FactKind.RAG), key=lambda f: f.start_date, reverse=True
    )
    return [
        Rating(rag=f.value, since=f"{day(f.start_date)} to {day(f.end_date) or 'now'}")
        for f in rated
    ]


def plans_agreed(
    case: CaseFacts, *, on: date, reasons: Iterable[str], proposed: Iterable[str] = ()
) -> list[Plan]:
    """Return the visiting plans not yet replaced, and what `reasons` say of each (S9).

    Shape: `proposed` names the duties for whose visits something is proposed and not agreed.
    """
    lines, running = list(reasons), set(proposed)
    holding = [p for p in case.plans if not p.end_date or on < p.end_date]
    begun = sorted(holding, key=lambda p: (p.start_date, p.agreed_on or p.start_date))
    return [_plan(plan, on, lines, running) for plan in reversed(begun)]


def proposed_for(rows: Iterable[Circumstance]) -> set[str]:
    """Return the duties for whose visits something is proposed that was neither agreed nor dropped."""
    told = [row for row in standing(list(rows)) if row.what == What.PLAN]
    last = {(row.decision, row.body["applies_to"]): row.body for row in told}
    return {duty for (_, duty), body in last.items() if body["is_proposal"] and not body["dropped"]}


def _plan(plan: VisitingPlan, on: date, lines: list[str], proposed: set[str]) -> Plan:
    state, because = _effect(plan, on, lines)
    if plan.applies_to in proposed and plan.start_date <= on:
        if plan.agreed_on is None:
            return _proposed(plan)
        because = f"{because} {ANOTHER}"
    methods = ", ".join(words_within(m) for m in plan.methods)
    asks = "; ".join(p for p in (f"Every {plan.every}" if plan.every else "", methods) if p)
    by = words(plan.agreed_by) if plan.agreed_by else "Nobody named"
    when = f" on {day(plan.agreed_on)}" if plan.agreed_on else ", no day recorded"
    return Plan(
        asks=f"{asks or 'Nothing recorded'}, from {day(plan.start_date)}",
        agreed=by + when,
        review=day(plan.review_date),
        state=state,
        because=because,
    )


def _proposed(plan: VisitingPlan) -> Plan:
    asks = f"Every {plan.every}" if plan.every else "No interval"
    return Plan(
        asks=f"{asks}, proposed on {day(plan.start_date)}",
        agreed="Nobody yet",
        review="Set when it is agreed",
        state="Proposed, not agreed",
        because=STRICTER,
    )


def _effect(plan: VisitingPlan, on: date, lines: list[str]) -> tuple[str, str]:
    """Return what the stored answer says of a plan; the engine alone decides on its effect."""
    if plan.start_date > on:
        return NOT_IN_EFFECT, f"It begins on {day(plan.start_date)}."
    begun = f"{plan.start_date.day} {plan.start_date:%B %Y}"
    if any(f"An agreed plan of {begun} sets the interval" in line for line in lines):
        return "In effect", "It sets how often the child is seen."
    told = f"a plan of {plan.start_date} asks for {plan.every}: "
    why = next((line.partition(told)[2] for line in lines if plan.every and told in line), "")
    if why:
        return NOT_IN_EFFECT, why[:1].upper() + why[1:]
    if plan.review_date and plan.review_date <= on:
        return NOT_IN_EFFECT, f"Its review date {day(plan.review_date)} has passed."
    if not plan.every:
        return "Method only", "Which ways count today is said with each visit that is owed."
    return NOT_IN_EFFECT, "Nothing owed today rests on it."


def _holds(fact: Fact, on: date) -> bool:
    return fact.start_date <= on and (not fact.end_date or on < fact.end_date)


def _since(start: date, end: date | None, on: date) -> str:
    told = f"since {day(start)}"
    return f"{told}, ends {day(end)}" if end and end > on else told
