"""Hand-made policies and children for the tests of the dry run."""

from datetime import date

from unit.engine.making import LONG_AGO, K, a_pack, amira, cp_plan, duty, episode, seen

from doorstep.engine import answer
from doorstep.facts import CaseFacts, Involvement
from doorstep.policy.procedure import Procedure
from doorstep.policy.rule import Rule
from doorstep.reports.dry_run import DryRun, Hours, Kind

TODAY = date(2022, 1, 31)  # a Monday
CALLS = {"id": "calls", "title": "Calls", "values": {LONG_AGO: {
    "clause": "1", "seen_not_needed": ["kit_call"],
    "accepts": [
        {"visit_type": ["kit_call"]},
        {"visit_type": ["visit"], "assumed": True, "reason": "a visit keeps in touch as well"},
    ],
}}}  # fmt: skip
BY_IRO = {"id": "by_iro", "title": "By the IRO", "values": {LONG_AGO: {
    "clause": "1", "accepts": [{"visit_type": ["visit"], "role": ["iro"]}],
}}}  # fmt: skip
VIRTUAL = {"id": "virtual", "title": "Virtual", "values": {LONG_AGO: {
    "clause": "1", "accepts": [{"visit_type": ["visit"], "method": ["video"]}],
}}}  # fmt: skip
COUNTS = (CALLS, BY_IRO, VIRTUAL)
TIERS = {
    "clause": "1",
    "in_force_from": LONG_AGO,
    "otherwise": "vulnerable",
    "otherwise_clause": "1",
    "change": {"by": ["team_manager"], "clause": "1"},
    "criteria": [
        {"id": "P1", "tier": "priority", "title": "On a CP plan", "in_force_from": LONG_AGO,
         "when": {"is": "child_protection_plan"}, "clause": "1"},
        {"id": "P2", "tier": "priority", "title": "On the edge", "in_force_from": LONG_AGO,
         "when": {"fact": "edge_of_care"}, "clause": "1"},
    ],
}  # fmt: skip


def policy(*duties, tiers=None, procedures=(), rules=(), **head):
    pack = a_pack(*duties, counts=COUNTS, tiers=tiers, **head)
    pack.procedures.update({p["id"]: Procedure.model_validate(p) for p in procedures})
    pack.rules.update({r["id"]: Rule.model_validate(r) for r in rules})
    return pack


def visit(every="10 working days", name="visit", **more):
    return duty(name, every=every, **more)


def call(every="2 weeks", name="call", **more):
    return duty(name, every=every, counts="calls", **more)


def child(name="Amira", *, last="17 Jan", plan="3 Jan", team="North", **more) -> CaseFacts:
    """Return a child on a child protection plan, last seen on a day of 2022."""
    visits = (seen(last),) if last else ()
    worker = (Involvement("W1", date(2021, 1, 1), worker="Priya", team=team),) if team else ()
    made = amira(cp_plan(plan), visits=visits, involvements=worker, **more)
    return CaseFacts(**{**{f: getattr(made, f) for f in made.__slots__}, "child_id": name})


def open_referral(name="Joe") -> CaseFacts:
    return CaseFacts(child_id=name, born=date(2012, 3, 4), episodes=(episode(K.REFERRAL, "3 Jan"),))


def dry_run(cases, before, after, *, as_at=TODAY, hours=None) -> DryRun:
    run = DryRun(before, after, as_at=as_at, hours=hours or Hours())
    for case in [cases] if isinstance(cases, CaseFacts) else cases:
        run.add(answer(case, before, as_at=as_at), answer(case, after, as_at=as_at))
    return run


def move(case, before, after, kind=Kind.VISIT):
    """Return the one move of a kind."""
    [found] = dry_run(case, before, after).of_kind(kind)
    return found
