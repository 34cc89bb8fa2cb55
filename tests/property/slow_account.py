"""Where a child stands in the account and what the case is called, judged on the day alone (S15)."""

from datetime import date

from property.slow_engine import slow_history
from property.slow_life import Life

from doorstep.facts import CaseFacts


def slow_standing(case: CaseFacts, as_at: date) -> str | None:
    """Return where the child stands in the account that day (S15); None if not open."""
    life = Life(case, as_at)
    if not life.is_open(life.as_at):
        return None
    if any(row.outcome in ("open", "open_overdue") for row in slow_history(case, as_at)):
        return "has_duties"
    lost = [
        run
        for run in life.stretches(life.in_assessment)
        if run[1] is None and life.referral_day(run[0], life.as_at + 1) is None
    ]
    disabled = life.has("disability", life.as_at)
    told = any(f.kind == "open_to_review" and f.start_date <= as_at for f in case.facts)
    return "cannot_be_judged" if lost or (disabled and not told) else "no_duty"


def slow_case(case: CaseFacts, as_at: date) -> str:
    """Return the name of the child's case (semantics, "Which case is a child in?")."""
    life, day = Life(case, as_at), as_at.toordinal()
    cp_plan = life.has("child_protection_plan", day)
    if not life.is_open(day):
        return "closed"
    if life.is_looked_after(day):
        return "looked after, CP plan" if cp_plan else "looked after"
    names = (
        (cp_plan, "child protection plan"),
        (life.has("child_in_need_plan", day), "child in need plan"),
        (life.is_care_leaver(day), "care leaver"),
        (life.in_assessment(day), "open assessment"),
    )
    return next((name for holds, name in names if holds), "other open")
