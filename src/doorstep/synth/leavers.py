"""Care leavers: the SSD has one row of them each, with the latest contact and no visits."""

from doorstep.synth.child import Child
from doorstep.synth.days import iso
from doorstep.synth.draws import Weighted
from doorstep.synth.histories import Spell
from doorstep.synth.involvements import Allocation
from doorstep.synth.rhythms import Rhythm
from doorstep.synth.tables import Authority

EVERY = 56  # days: eight-weekly
ELIGIBLE_FROM, OF_AGE, PAST = 16, 18, 25
NONE_NOW = "No Current Eligibility"
HOUSED: Weighted[str] = Weighted({"B": 13, "D": 20, "E": 12, "T": 9, "U": 36, "Z": 6, "V": 4})
ACTIVITY: Weighted[str] = Weighted(
    {"F1": 6, "F2": 24, "F4": 2, "F5": 24, "P5": 3, "G4": 12, "G5": 22, "G6": 7}
)


def rhythm(spell: Spell) -> Rhythm:
    """Return how often a care leaver was to be seen."""
    return Rhythm("leaver", spell.start, spell.end, EVERY, EVERY, "")


def eligibility(authority: Authority, child: Child, spell: Spell) -> str:
    """Return the word for what the young person is entitled to on the day of the extract."""
    age = child.age(authority.as_at)
    if spell.kind == "cla":
        return "Eligible"
    if spell.end is not None and age < PAST:
        return NONE_NOW
    if age < OF_AGE:
        return "Relevant"
    return "Qualifying" if authority.chance(0.06) else "Former Relevant"


def write_leaver(
    authority: Authority, child: Child, spell: Spell, by: Allocation, seen: int | None
) -> None:
    """Write the row of a care leaver, or of a child of 16 in care who will be one."""
    rng = authority.rng
    touch = "YES" if seen is not None else rng.choice(("NO", "REFU"))
    start = max(spell.start, authority.as_at - 180)
    worker = by.stretches[-1][2]
    authority.add(
        "ssd_care_leavers",
        authority.new_id("CL"),
        child.child_id,
        eligibility(authority, child, spell),
        "" if spell.kind == "cla" else touch,
        iso(seen),
        HOUSED.draw(rng),
        "2" if authority.chance(0.05) else "1",
        ACTIVITY.draw(rng),
        iso(rng.randint(start, authority.as_at)),
        worker.name,
        by.team.team_id,
        worker.worker_id,
    )
