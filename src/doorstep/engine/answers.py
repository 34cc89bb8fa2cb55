"""The one function that says what a child is owed, whether it is overdue, and where they stand.

Every list, page, export and report takes its answer from here.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from doorstep.engine.asked import is_in_force
from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.intervals import Interval
from doorstep.engine.obligations import Obligation, intervals, obligations
from doorstep.engine.requirement import duty_spans
from doorstep.engine.rows import OPENING, K, is_open_on
from doorstep.engine.tiers import TierAnswer, put_tiers, tier_on
from doorstep.facts import CaseFacts, EpisodeKind, Involvement, VisitsCarried
from doorstep.policy.pack import Pack
from doorstep.policy.words import Spell
from doorstep.workdays import WorkingDays, england


class Standing(StrEnum):
    """Where an open child stands in the account (S15); the three add up to all open children."""

    HAS_DUTIES = "has_duties"
    NO_DUTY = "no_duty"
    CANNOT_BE_JUDGED = "cannot_be_judged"


class Case(StrEnum):
    """What people call the case a child is in (semantics, "Which case is a child in?")."""

    CLOSED = "closed"
    LOOKED_AFTER_CP_PLAN = "looked after, CP plan"
    LOOKED_AFTER = "looked after"
    CHILD_PROTECTION_PLAN = "child protection plan"
    CHILD_IN_NEED_PLAN = "child in need plan"
    CARE_LEAVER = "care leaver"
    OPEN_ASSESSMENT = "open assessment"
    OTHER_OPEN = "other open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said of one child on one day.

    `obligations` are visits and contacts owed, `decisions` meetings and decisions.
    `standing` is None for a child whose case is closed. `because` says why no duty applies or what
    is missing; `in_part` what could not be judged though other duties could.
    """

    child_id: str
    as_at: date
    case: Case
    tier: TierAnswer | None
    obligations: tuple[Obligation, ...]
    decisions: tuple[Obligation, ...]
    standing: Standing | None
    because: str
    in_part: tuple[str, ...]
    remarks: tuple[str, ...]
    allocated: Involvement | None
    child: Child


def answer(
    case: CaseFacts,
    pack: Pack,
    *,
    as_at: date,
    calendar: WorkingDays | None = None,
    whole: bool = False,
) -> Answer:
    """Return who must see the child under `pack` on the day `as_at`, by when and why.

    With `whole` the reasons tell of every visit, not only from the last that counts.
    Order: obligations soonest first, suspended ones last.
    """
    child = Child(case, as_at)
    if not is_open_on(case, as_at):
        return _closed(child)
    put_tiers(child, pack)
    tier = tier_on(child, pack)
    owed = tuple(
        replace(o, assumed=True) if tier and tier.is_assumed and o.duty.is_of_a_tier else o
        for o in obligations(child, pack, calendar or england(), whole=whole)
    )
    missing = _missing(child, pack, owed)
    standing, because = _standing(child, pack, owed, missing)
    return Answer(
        child_id=case.child_id,
        as_at=as_at,
        case=case_of(child),
        tier=tier,
        obligations=tuple(o for o in owed if not o.duty.is_decision),
        decisions=tuple(o for o in owed if o.duty.is_decision),
        standing=standing,
        because=because,
        in_part=tuple(missing) if owed else (),
        remarks=tuple(remarks(child)),
        allocated=allocated_on(case, as_at),
        child=child,
    )


def _closed(child: Child) -> Answer:
    """Return the answer for a child whose case is closed: nothing is owed."""
    return Answer(
        child_id=child.case.child_id,
        as_at=child.as_at,
        case=Case.CLOSED,
        tier=None,
        obligations=(),
        decisions=(),
        standing=None,
        because="",
        in_part=(),
        remarks=(),
        allocated=None,
        child=child,
    )


def history(
    case: CaseFacts, pack: Pack, *, as_at: date, calendar: WorkingDays | None = None
) -> list[Interval]:
    """Return every interval of visits and contacts up to the end of the day `as_at`."""
    child = Child(case, as_at)
    put_tiers(child, pack)
    return intervals(child, pack, calendar or england())


def case_of(child: Child) -> Case:
    """Return what people call the child's case on the day asked about."""
    if not child.is_in(Spell.OPEN_CASE):
        return Case.CLOSED
    protected = child.is_in(Spell.CHILD_PROTECTION_PLAN)
    if child.is_in(Spell.LOOKED_AFTER):
        return Case.LOOKED_AFTER_CP_PLAN if protected else Case.LOOKED_AFTER
    for spell in (
        Spell.CHILD_PROTECTION_PLAN,
        Spell.CHILD_IN_NEED_PLAN,
        Spell.CARE_LEAVER,
        Spell.OPEN_ASSESSMENT,
    ):
        if child.is_in(spell):
            return Case[spell.name]
    return _case_of_undated(child)


def _case_of_undated(child: Child) -> Case:
    """Return the case an episode without a start still tells of (S21)."""
    for kind in (K.CHILD_PROTECTION_PLAN, K.CHILD_IN_NEED_PLAN, K.CARE_LEAVER):
        if child.undated_open(kind):
            return Case[kind.name]
    return Case.LOOKED_AFTER if child.undated_open(K.PERIOD_OF_CARE) else Case.OTHER_OPEN


def allocated_on(case: CaseFacts, day: date) -> Involvement | None:
    """Return the allocated case worker with the latest start who is open that day (S32)."""
    found = [
        i
        for i in case.involvements
        if i.allocated and i.start_date <= day and (i.end_date is None or day < i.end_date)
    ]
    return max(found, key=lambda i: (i.start_date, i.worker_id), default=None)


# --- the account ------------------------------------------------------------------------------------

NEEDS: dict[Spell, tuple[EpisodeKind, ...]] = {
    Spell.OPEN_ASSESSMENT: (K.ASSESSMENT, K.REFERRAL),
    Spell.CHILD_IN_NEED_PLAN: (K.CHILD_IN_NEED_PLAN,),
    Spell.CHILD_PROTECTION_PLAN: (K.CHILD_PROTECTION_PLAN,),
    Spell.LOOKED_AFTER: (K.PERIOD_OF_CARE, K.LEGAL_STATUS, K.PLACEMENT),
    Spell.CARE_LEAVER: (K.CARE_LEAVER,),
    Spell.PLACEMENT: (K.PLACEMENT,),
    Spell.REFERRAL: (K.REFERRAL,),
    Spell.OPEN_CASE: OPENING,
}


def _missing(child: Child, pack: Pack, owed: tuple[Obligation, ...]) -> list[str]:
    """Return the facts without which something cannot be judged (S15, S21, S26, S32)."""
    standing = [d for d in pack.duties if is_in_force(d, pack, child.day)]
    visiting = [duty for duty in standing if not duty.is_decision]
    asked = [*visiting, *(d for d in standing if d.is_decision and not d.after_event)]
    kinds = {kind for duty in asked for kind in NEEDS.get(duty.applies_to, ())}
    found = [u.missing for u in child.undated_open(*sorted(kinds))]
    found += child.missing
    if child.case.visits_carried == VisitsCarried.NONE and _would_apply(child, pack):
        found.append("visits: this kind of extract carries none")
    for spell in sorted({d.applies_to for d in visiting}):
        if child.is_in(spell) and child.is_untold(spell):
            what = spell.replace("_", " ")
            found.append(f"contacts of a {what}: this kind of extract carries none")
    if not owed:
        found += _missing_facts(child, pack)
    return list(dict.fromkeys(found))


def _would_apply(child: Child, pack: Pack) -> bool:
    return any(
        start <= child.day < end
        for duty in pack.duties
        if not duty.is_decision
        for start, end in duty_spans(duty, pack, child)
    )


def _missing_facts(child: Child, pack: Pack) -> list[str]:
    return [
        f"{m.fact}: nothing says whether this holds (the supplement's doorstep_facts.csv can)"
        for duty in pack.duties
        if (m := duty.missing_fact) is not None
        and is_in_force(duty, pack, child.day)
        and holds(m.when, child, child.day)
        and not child.facts(m.fact)
    ]


def _standing(
    child: Child, pack: Pack, owed: tuple[Obligation, ...], missing: list[str]
) -> tuple[Standing, str]:
    if owed:
        return Standing.HAS_DUTIES, ""
    if missing:
        return Standing.CANNOT_BE_JUDGED, "; ".join(missing)
    return Standing.NO_DUTY, _why_none(child, pack)


def _why_none(child: Child, pack: Pack) -> str:
    """Return why the policy asks nothing for an open child."""
    if child.as_at < pack.head.in_force_from:
        return f"{pack.head.cite} is in force only from {pack.head.in_force_from}"
    if _is_open(child, K.OTHER_AUTHORITY_PLAN):
        return "the plan is held by another authority"
    if child.is_in(Spell.SHORT_BREAKS):
        return "in care for short breaks only (V3 or V4): not looked after"
    if _is_open(child, K.PERIOD_OF_CARE) and child.birthday(18) <= child.day:
        return "the period of care is still open though the young person is 18 or over"
    return f"the policy has no duty for this case ({case_of(child)})"


def remarks(child: Child) -> list[str]:
    """Return what in the data contradicts itself or needs a person's eye (S22, S23)."""
    case, day = child.case, child.day
    found = list(case.remarks)
    if case.born is None and case.expected is None:
        found.append("no date of birth is recorded; the child is taken to be under 18")
    if case.born is None and case.expected is not None and case.expected < child.as_at:
        found.append(
            f"the expected date of birth {case.expected} has passed and no birth is recorded"
        )
    plans = (K.CHILD_IN_NEED_PLAN, K.CHILD_PROTECTION_PLAN)
    open_now = {k for k in (*plans, K.PERIOD_OF_CARE, K.REFERRAL) if _is_open(child, k)}
    if open_now & set(plans) and K.REFERRAL not in open_now and child.episodes(K.REFERRAL):
        found.append("a plan is open though the referral is closed")
    has_status = _is_open(child, K.LEGAL_STATUS) or child.undated_open(K.LEGAL_STATUS)
    if K.PERIOD_OF_CARE in open_now and not has_status:
        found.append("a period of care is open without a legal status; it counts as looked after")
    if child.is_in(Spell.LOOKED_AFTER) and not _has_placement(child):
        found.append("looked after without an open placement; duties that rest on one are not owed")
    found += _decisions_without_effect(child)
    if child.birthday(18) <= day:
        found += [
            f"over 18 with an open {k.replace('_', ' ')}" for k in sorted(open_now - {K.REFERRAL})
        ]
    return list(dict.fromkeys(found))


def _has_placement(child: Child) -> bool:
    return _is_open(child, K.PLACEMENT) or bool(child.undated_open(K.PLACEMENT))


def _decisions_without_effect(child: Child) -> list[str]:
    """Return the tier decisions of those who may not make them (S18)."""
    return [
        f"the tier decision of {d.decided_on} by {d.decided_by or 'nobody named'} has no effect"
        for d in child.case.tier_decisions
        if child.may_decide and not child.has_effect(d)
    ]


def _is_open(child: Child, kind: EpisodeKind) -> bool:
    return any(start <= child.day < end for start, end in child.of_kind(kind))
