"""Child in need and child protection plans, and the review conferences."""

from doorstep.synth import figures
from doorstep.synth.child import Child
from doorstep.synth.days import iso
from doorstep.synth.histories import Spell
from doorstep.synth.involvements import Allocation
from doorstep.synth.referrals import write_conference
from doorstep.synth.rhythms import Rhythm
from doorstep.synth.tables import Authority

CP_EVERY, CIN_EVERY = 14, 28  # days: ten and twenty working days
FIRST_REVIEW, NEXT_REVIEW = 91, 182
REVIEWED_IN_TIME = 0.9


def write_cin_plan(
    authority: Authority, child: Child, spell: Spell, referral: str, by: Allocation
) -> list[Rhythm]:
    """Write a child in need plan; return the rhythm of its visits."""
    number = authority.new_id("CINP")
    worker = by.stretches[-1][2].worker_id
    dates = iso(spell.start), iso(spell.end)
    row = number, referral, child.child_id, *dates, by.team.team_id, worker
    authority.add("ssd_cin_plans", *row)
    return [Rhythm("cin", spell.start, spell.end, CIN_EVERY, CIN_EVERY, number)]


def write_cp_plan(
    authority: Authority, child: Child, spell: Spell, referral: tuple[str, int], by: Allocation
) -> list[Rhythm]:
    """Write a child protection plan with the conferences; return the rhythm of its visits."""
    number = authority.new_id("CPP")
    conference = write_conference(authority, child, (number, spell.start), referral, by)
    category = figures.ABUSE.draw(authority.rng)
    latest = figures.ABUSE.draw(authority.rng) if authority.chance(0.08) else category
    dates = iso(spell.start), iso(spell.end)
    row = number, referral[0], conference, child.child_id, *dates, category, "N", latest
    authority.add("ssd_cp_plans", *row)
    _write_reviews(authority, child, spell, number)
    return [Rhythm("cp", spell.start, spell.end, CP_EVERY, CP_EVERY, number)]


def _write_reviews(authority: Authority, child: Child, spell: Spell, plan: str) -> None:
    end = authority.as_at if spell.end is None else spell.end
    due, last = spell.start + FIRST_REVIEW, spell.start
    while due <= end:
        in_time = authority.chance(REVIEWED_IN_TIME)
        held = due + (-authority.rng.randint(0, 14) if in_time else authority.rng.randint(1, 21))
        held = max(held, last + 1)
        if held > end:
            return
        goes_on = spell.end is None or due + NEXT_REVIEW <= end
        _write_review(authority, child, plan, (due, held), goes_on)
        due, last = held + NEXT_REVIEW, held


def _write_review(
    authority: Authority, child: Child, plan: str, days: tuple[int, int], goes_on: bool
) -> None:
    number = authority.new_id("CPR")
    authority.add(
        "ssd_cp_reviews",
        number,
        child.child_id,
        plan,
        iso(days[0]),
        iso(days[1]),
        f"M{number}",
        "Y" if goes_on else "N",
        "Y" if authority.chance(0.95) else "N",
        participation(authority, child.age(days[1])),
    )


def participation(authority: Authority, age: float) -> str:
    """Return how the child took part in a review."""
    return "PN0" if age < 4 else authority.rng.choice(("PN1", "PN1", "PN3", "PN5", "PN6", "PN7"))
