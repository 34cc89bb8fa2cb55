"""What happens in a period of care: reviews, care plans, and children who go missing."""

import json

from doorstep.synth import figures
from doorstep.synth.care import LONG_TERM, Care
from doorstep.synth.child import Child
from doorstep.synth.days import YEAR, iso
from doorstep.synth.figures import ONE_YEAR
from doorstep.synth.plans import participation
from doorstep.synth.tables import Authority

FIRST_REVIEW, SECOND_REVIEW, NEXT_REVIEW = 28, 91, 183
PLANS = (
    "REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR",
    "LTFOST18", "RESPLMT", "SUPPLIV", "ADOPTION", "OTHERPLN",
)  # fmt: skip
ENDS_WITH = {
    "U1": "LTRELFR", "U4": "LTFOST18", "K2": "RESPLMT", "K3": "SUPPLIV", "H5": "SUPPLIV",
    "A5": "ADOPTION", "A6": "ADOPTION", "U5": "ADOPTION", "P1": "REMAINSUP",
}  # fmt: skip
PLAN_MADE_AFTER = 120
RUNS_FROM = 11


def write_caring(authority: Authority, child: Child, care: Care) -> None:
    """Write reviews, care plans and missing episodes of a period of care."""
    _write_reviews(authority, child, care)
    _write_care_plans(authority, child, care)
    if child.age(authority.as_at) > RUNS_FROM and authority.chance(figures.RUNS_AWAY):
        _write_missing(authority, child, care)


def _end(authority: Authority, care: Care) -> int:
    return authority.as_at if care.spell.end is None else care.spell.end


def _write_reviews(authority: Authority, child: Child, care: Care) -> None:
    rng, end = authority.rng, _end(authority, care)
    lengths = [FIRST_REVIEW, SECOND_REVIEW]
    held = care.spell.start
    while True:
        due = held + (lengths.pop(0) if lengths else NEXT_REVIEW)
        held = due - rng.randint(0, 10) if authority.chance(0.9) else due + rng.randint(1, 25)
        if held > end:
            return
        if held < authority.first - ONE_YEAR:
            continue
        part = participation(authority, child.age(held))
        row = authority.new_id("CLR"), care.number, iso(due), iso(held), "N", part
        authority.add("ssd_cla_reviews", *row)


def _write_care_plans(authority: Authority, child: Child, care: Care) -> None:
    """Write a plan to return home, followed by a plan for good once there is one."""
    start, end = care.spell.start, care.spell.end
    last = care.placements[-1]
    settled = max(last.start, start + PLAN_MADE_AFTER)
    lasting = ENDS_WITH.get(last.code) if settled < _end(authority, care) else None
    first = authority.rng.choice(("RETURN1M", "RETURN6M", "RETURN6M", "RETURNEV", "OTHERPLN"))
    _write_care_plan(authority, child, first, (start, settled if lasting else end))
    if lasting:
        sure = last.code not in LONG_TERM or authority.chance(0.9)
        _write_care_plan(authority, child, lasting if sure else "OTHERPLN", (settled, end))


def _write_care_plan(
    authority: Authority, child: Child, plan: str, span: tuple[int, int | None]
) -> None:
    text = json.dumps({key: "Y" if key == plan else "" for key in PLANS})
    row = authority.new_id("CPL"), child.child_id, iso(span[0]), iso(span[1]), text
    authority.add("ssd_cla_care_plan", *row)


def _write_missing(authority: Authority, child: Child, care: Care) -> None:
    """Write the occasions of a child who goes missing: many, and clustered in months."""
    rng, end = authority.rng, _end(authority, care)
    low = max(care.spell.start, authority.first, end - int(3 * YEAR)) + 1
    day = rng.randint(low, end) if low < end else end
    if care.spell.end is None and authority.chance(0.5):
        day = max(low, end - rng.randint(10, 200))
    for _ in range(1 + int(rng.expovariate(1 / figures.OCCASIONS_A_YEAR))):
        back = day + rng.choice((0, 0, 1, 1, 1, 2, 3, 6))
        if back >= end or back < care.spell.start:
            return
        _write_occasion(authority, child, day, back)
        day = back + 1 + int(rng.expovariate(1 / 16))


def _write_occasion(authority: Authority, child: Child, day: int, back: int) -> None:
    offered = authority.chance(0.92)
    authority.add(
        "ssd_missing",
        authority.new_id("MIS"),
        child.child_id,
        iso(day),
        "A" if authority.chance(0.15) else "M",
        iso(back),
        "Y" if offered else "N",
        "Y" if offered and authority.chance(0.55) else "N",
    )
