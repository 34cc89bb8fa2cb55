"""The supplement's facts, events, agreed plans and decisions on tiers, for open children."""

from doorstep.facts import EventKind, FactKind, Method, Role, Tier
from doorstep.synth.child import Child
from doorstep.synth.days import iso
from doorstep.synth.draws import Weighted
from doorstep.synth.tables import Authority
from doorstep.synth.visits import recorded

PLANS = ("cin", "cp")
# fact, kinds of case it is told of, share of them, of whom it is true
FACTS: tuple[tuple[str, tuple[str, ...], float, str], ...] = (
    (FactKind.EDGE_OF_CARE, PLANS, 0.05, ""),
    (FactKind.ADULT_MENTAL_HEALTH, PLANS, 0.12, "parent"),
    (FactKind.PARENT_MENTAL_HEALTH, PLANS, 0.15, "parent"),
    (FactKind.DOMESTIC_ABUSE, PLANS, 0.2, "parent"),
    (FactKind.SUBSTANCE_MISUSE, PLANS, 0.12, "parent"),
    (FactKind.PARENT_LEARNING_DIFFICULTY, PLANS, 0.04, "parent"),
    (FactKind.PARENT_ISOLATED, PLANS, 0.05, "parent"),
    (FactKind.SEXUAL_ABUSE_CONCERN, PLANS, 0.03, "child"),
    (FactKind.INCREASED_RISK, (*PLANS, "cla"), 0.03, ""),
    (FactKind.PROCEEDINGS_RE_ENTERED, ("cp",), 0.04, ""),
    (FactKind.LIVING_ALONE, ("leaver",), 0.2, "child"),
    (FactKind.SEMI_INDEPENDENT, ("leaver",), 0.15, "child"),
    (FactKind.OPEN_TO_REVIEW, ("other",), 0.2, ""),
    (FactKind.PLACED_OUT_OF_COUNTY, ("cla",), 0.35, "child"),
    (FactKind.PLACED_UNTIL_18, ("cla",), 0.15, "child"),
    (FactKind.LONG_TERM_MATCH, ("cla",), 0.15, "child"),
    (FactKind.CHILD_AGREES, ("cla",), 0.12, "child"),
    (FactKind.PLACEMENT_NOT_YET_ASSESSED, ("cla",), 0.02, "carer"),
    (FactKind.TEMPORARY_APPROVAL, ("cla",), 0.03, "carer"),
    (FactKind.PROVIDER_NO_VISITORS, ("cla",), 0.01, "carer"),
    (FactKind.SCHOOL_PLACE_OFFERED, (*PLANS, "cla"), 0.06, "child"),
    (FactKind.ATTENDING_SCHOOL, (*PLANS, "cla"), 0.3, "child"),
    (FactKind.CLINICALLY_EXTREMELY_VULNERABLE, (*PLANS, "cla"), 0.01, "child"),
    (FactKind.HIGH_RISK, PLANS, 0.04, ""),
    ("self_isolation", (*PLANS, "cla"), 0.01, "child"),
    ("shielding", (*PLANS, "cla"), 0.005, "carer"),
)
EVENTS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    (EventKind.MARAC_HIGH_RISK, PLANS, 0.04),
    (EventKind.SECTION_47_AT_FRONT_DOOR, ("assessment", *PLANS), 0.02),
    (EventKind.ALLEGATION_BY_CHILD, ("cla", *PLANS), 0.01),
    (EventKind.VISIT_ASKED_FOR, ("cla", *PLANS), 0.01),
    (EventKind.NOTIFIED_OF_PLACEMENT, ("cla",), 0.02),
)
RATED = ("cin", "cp")
RAG: Weighted[str] = Weighted({"green": 45, "amber": 40, "red": 15})
TIERS: Weighted[str] = Weighted(
    {Tier.HIGH_AND_IMMEDIATE: 15, Tier.PRIORITY: 45, Tier.VULNERABLE: 40}
)
AGREES = (Role.TEAM_MANAGER, Role.PRACTICE_MANAGER, Role.IRO, Role.HEAD_OF_SERVICE)
EVERY = ("1 week", "2 weeks", "3 weeks", "4 weeks", "15 working days", "8 weeks")
WAYS = ("in_person", "in_person", "in_person|video", "")
REASONS = ("new partner in the home", "no recent missing episodes", "school has raised concerns")
PLAN_AGREED, TIER_DECIDED = 0.03, 0.02
BRIEF = ("self_isolation", "shielding")


def write_supplement(authority: Authority, child: Child, kind: str, start: int) -> None:
    """Write what the supplement tells of an open child in a case of that kind since `start`."""
    for fact, kinds, share, holder in FACTS:
        if kind in kinds and authority.chance(share):
            _write_fact(authority, child, (fact, "yes", holder), start)
    for event, kinds, share in EVENTS:
        if kind in kinds and authority.chance(share):
            _write_event(authority, child, event, start)
    if kind in RATED:
        _write_fact(authority, child, ("rag", RAG.draw(authority.rng), ""), start)
    if kind in (*RATED, "cla"):
        _write_agreed(authority, child, start)


def _since(authority: Authority, start: int, days: int) -> int:
    return authority.rng.randint(max(start, authority.as_at - days), authority.as_at)


def _write_fact(authority: Authority, child: Child, fact: tuple[str, str, str], start: int) -> None:
    word, value, holder = fact
    brief = word in BRIEF
    day = _since(authority, start, 40 if brief else 300)
    end = None
    if brief or authority.chance(0.1):
        end = day + (14 if brief else 60)
    end = end if end is not None and end <= authority.as_at else None
    row = child.child_id, word, iso(day), iso(end), value, holder, "case file"
    authority.add("doorstep_facts", *row, recorded(authority, day))


def _write_event(authority: Authority, child: Child, event: str, start: int) -> None:
    day = _since(authority, start, 90)
    at = iso(day) + (" 14:20" if authority.chance(0.4) else "")
    row = child.child_id, event, at, "", "case file", recorded(authority, day)
    authority.add("doorstep_events", *row)


def _write_agreed(authority: Authority, child: Child, start: int) -> None:
    rng = authority.rng
    if authority.chance(PLAN_AGREED):
        day = _since(authority, start, 200)
        review = iso(day + rng.randint(60, 200))
        every, ways = rng.choice(EVERY), rng.choice(WAYS) or Method.IN_PERSON
        row = child.child_id, iso(day), every, ways, "", rng.choice(AGREES), iso(day), review
        authority.add("doorstep_visiting_plans", *row, recorded(authority, day))
    if authority.chance(TIER_DECIDED):
        day = _since(authority, start, 120)
        until = iso(day + 90) if authority.chance(0.3) else ""
        tier, reason = TIERS.draw(rng), rng.choice(REASONS)
        decided = child.child_id, tier, iso(day), rng.choice(AGREES[:2]), reason, until
        authority.add("doorstep_tier_decisions", *decided, recorded(authority, day))
