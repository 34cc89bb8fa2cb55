"""Referrals, assessments and their factors, enquiries and conferences."""

import json

from doorstep.synth import figures
from doorstep.synth.child import Child
from doorstep.synth.days import iso, working_days_after
from doorstep.synth.histories import Chapter, Spell
from doorstep.synth.involvements import Allocation
from doorstep.synth.tables import Authority

ENQUIRY_DAYS = 15  # working days from strategy discussion to conference
CONFERENCE_IN_TIME = 0.8
TRAITS = {"N2": "5A", "N3": "6B", "N6": "14A", "N8": "9A"}


def flags(*names: str, total: str = "") -> str:
    """Return an outcome as the SSD writes it: a flag for every name, `Y` for those in capitals."""
    found = {f"{n.upper()}_FLAG": "Y" if n.isupper() else "N" for n in names}
    return json.dumps(found | {"OTHER_OUTCOMES_EXIST_FLAG": "N", "COMMENTS": total})


def write_referral(
    authority: Authority, child: Child, chapter: Chapter, referral: str, worker: tuple[str, str]
) -> None:
    """Write the referral that opens a chapter; `worker` is team and worker."""
    code, source = figures.REFERRED_BY.draw(authority.rng)
    nfa = not chapter.spells
    only_assessed = [s.kind for s in chapter.spells] == ["assessment"]
    reason = authority.rng.choice(("RC8", "RC8", "RC9")) if only_assessed or nfa else None
    outcome = flags("single_assessment", "NFA") if nfa else flags("SINGLE_ASSESSMENT", "nfa")
    authority.add(
        "ssd_cin_episodes",
        referral,
        child.child_id,
        iso(chapter.referral),
        child.need,
        code,
        source,
        outcome,
        "Y" if nfa else "N",
        "" if chapter.close is None else reason or figures.CLOSED_BECAUSE.draw(authority.rng),
        iso(chapter.close),
        *worker,
    )


def write_assessment(
    authority: Authority, child: Child, spell: Spell, referral: str, by: Allocation
) -> set[str]:
    """Write an assessment, and its factors once it is authorised; return the factors."""
    number = authority.new_id("ASM")
    done = spell.end is not None
    nothing_further = done and child.history.kind == "assessment"
    outcome = flags("NFA" if nothing_further else "nfa", "prov_of_services", "legal_action")
    authority.add(
        "ssd_cin_assessments",
        number,
        child.child_id,
        referral,
        iso(spell.start),
        "Y" if done and child.age(spell.start) >= 0 and authority.chance(0.96) else "N",
        iso(spell.end),
        outcome if done else "",
        ("Y" if nothing_further else "N") if done else "",
        by.team.team_id,
        by.worker(spell.start).worker_id,
    )
    if not done:
        return set()
    factors = factors_of(authority, child)
    text = json.dumps(sorted(factors) or ["21"])
    authority.add("ssd_assessment_factors", authority.new_id("F"), number, text)
    return factors


def factors_of(authority: Authority, child: Child) -> set[str]:
    """Return factors of an assessment in their national shares, and the trait of the need."""
    draw = authority.rng.random
    found = {code for code, share in figures.FACTORS.items() if draw() < share}
    trait = TRAITS.get(child.need)
    if trait and draw() < 0.5:
        found.add(trait)
    return found


def write_enquiry(
    authority: Authority, child: Child, start: int, referral: str, by: Allocation
) -> None:
    """Write a section 47 enquiry without a conference."""
    end = min(working_days_after(start, authority.rng.randint(2, ENQUIRY_DAYS)), authority.as_at)
    _enquiry(authority, child, (start, end), referral, by)


def _enquiry(
    authority: Authority, child: Child, span: tuple[int, int], referral: str, by: Allocation
) -> str:
    number = authority.new_id("S47")
    start, end = span
    leads = by.team.service != "assessment"
    clock = " 10:30:00" if authority.chance(0.3) else ""
    still_open = end >= authority.as_at
    authority.add(
        "ssd_s47_enquiry",
        number,
        referral,
        child.child_id,
        iso(start) + clock,
        "" if still_open else iso(end),
        "" if still_open else "N" if leads else authority.rng.choice("YYN"),
        "" if still_open else flags("nfa", "CP_CONFERENCE" if leads else "cp_conference"),
        by.worker(start).worker_id,
        by.team.team_id,
    )
    return number


def write_conference(
    authority: Authority, child: Child, plan: tuple[str, int], referral: tuple[str, int],
    by: Allocation,
) -> str:  # fmt: skip
    """Write the enquiry and conference before a plan that starts that day; return its id.

    `plan` is the plan's id, blank for none, and the day; `referral` its id and the first day an
    enquiry may have begun.
    """
    number, (plan_id, held) = authority.new_id("ICPC"), plan
    low, high = (13, 21) if authority.chance(CONFERENCE_IN_TIME) else (24, 38)
    start = max(held - authority.rng.randint(low, high), referral[1])
    enquiry = _enquiry(authority, child, (start, max(start, held - 3)), referral[0], by)
    authority.add(
        "ssd_initial_cp_conference",
        number,
        f"M{number}",
        enquiry,
        child.child_id,
        plan_id,
        referral[0],
        "N",
        iso(working_days_after(start, ENQUIRY_DAYS)),
        iso(held),
        "Y" if plan_id else "N",
        flags("nfa", "CP" if plan_id else "cp", "prov_of_services"),
        by.team.team_id,
        by.worker(held).worker_id,
    )
    return number
