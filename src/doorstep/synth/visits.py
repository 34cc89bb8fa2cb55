"""Visits: a row in the SSD's table, and for the last two years one in the supplement."""

from typing import NamedTuple

from doorstep.facts import Method, Place, Role, VisitType
from doorstep.synth import figures
from doorstep.synth.child import Child
from doorstep.synth.days import iso
from doorstep.synth.draws import Weighted
from doorstep.synth.involvements import Allocation
from doorstep.synth.rhythms import Rhythm, visited_on
from doorstep.synth.tables import Authority

RECENT = 730  # days for which the supplement tells how a visit was made
TABLE = {"assessment": "ssd_cin_visits", "cin": "ssd_cin_visits"} | {
    "cp": "ssd_cp_visits",
    "cla": "ssd_cla_visits",
}
METHODS: Weighted[str] = Weighted(
    {Method.IN_PERSON: 93, Method.VIDEO: 4, Method.PHONE: 2.5, Method.OTHER_ELECTRONIC: 0.5}
)
LEAVER_METHODS: Weighted[str] = Weighted(
    {Method.IN_PERSON: 72, Method.PHONE: 20, Method.VIDEO: 4, Method.OTHER_ELECTRONIC: 4}
)
HOMES: Weighted[str] = Weighted(
    {Place.HOME: 80, Place.SCHOOL: 12, Place.OFFICE: 4, Place.DOORSTEP: 2, Place.GARDEN: 2}
)
PLACEMENTS: Weighted[str] = Weighted({Place.PLACEMENT: 84, Place.SCHOOL: 9, Place.ELSEWHERE: 7})
TOLD_WHY = ("no answer", "refused", "child not at home", "cancelled by family", "worker ill")
APPROVERS = (Role.HEAD_OF_SERVICE, Role.TEAM_MANAGER, Role.PRACTICE_MANAGER)
ALONE_FROM = 3.0
CALLED = 0.05  # of open children on a plan or in care who have weekly calls
CALL_TYPES = {"cp": VisitType.KIT_CALL, "cin": VisitType.KIT_CALL, "cla": VisitType.CARER_CALL}
CALL_OUTCOMES: Weighted[str] = Weighted(
    {
        "": 90,
        "disclosure": 2,
        "allegation": 2,
        "incoherent": 2,
        "distressed": 3,
        "threat_of_harm": 1,
    }
)


class Seen(NamedTuple):
    """What a visit found, as `Y` or `N`."""

    seen: str
    alone: str
    bedroom: str


NOBODY = Seen("N", "N", "N")


def write_visits(authority: Authority, child: Child, rhythm: Rhythm, by: Allocation) -> int | None:
    """Write the visits of a rhythm; return the day the child was last seen."""
    limit = _stopped(authority, child, rhythm)
    last = None
    for day, is_in in visited_on(authority, rhythm, by.team.on_time[rhythm.kind], limit):
        seen = _seen(authority, child, rhythm, day) if is_in else NOBODY
        when = iso(day) + _clock(authority)
        number = _write(authority, child, rhythm, when, seen)
        if rhythm.kind == "leaver" or day >= authority.as_at - RECENT:
            _write_manner(authority, child, (number, day, when, rhythm.kind), seen, by)
        last = day if is_in else last
    return last


def _stopped(authority: Authority, child: Child, rhythm: Rhythm) -> int | None:
    """Return the day from which a child is not visited any more: some never are."""
    if authority.chance(figures.NEVER_VISITED.get(rhythm.kind, 0.0)):
        return rhythm.start
    if rhythm.end is None and authority.chance(figures.VISITS_STOPPED):
        return authority.rng.randint(rhythm.start, authority.as_at)
    return None


def _seen(authority: Authority, child: Child, rhythm: Rhythm, day: int) -> Seen:
    draw, age = authority.rng.random, child.age(day)
    if age < 0:
        return NOBODY
    alone = draw() < (0.68 if age > ALONE_FROM else 0.1)
    bedroom = draw() < (0.5 if rhythm.kind == "cp" else 0.3)
    return Seen("Y", "Y" if alone else "N", "Y" if bedroom else "N")


def _clock(authority: Authority) -> str:
    draw = authority.rng.random()
    if draw < 0.5:
        return ""
    minutes = 540 + int((draw - 0.5) * 2 * 38) * 15
    return f" {minutes // 60:02d}:{minutes % 60:02d}:00"


def _write(authority: Authority, child: Child, rhythm: Rhythm, when: str, seen: Seen) -> str:
    if rhythm.kind == "leaver":
        return ""
    is_care = rhythm.kind == "cla"
    number = authority.new_id("LV" if is_care else "N")
    before = (rhythm.link,) if is_care else ()
    after = (rhythm.link,) if rhythm.kind == "cp" else ()
    found = seen[:2] if is_care else seen
    row = (number, *before, child.child_id, *after, when, *found)
    authority.tables.add[TABLE[rhythm.kind]](row)
    return number


def _write_manner(
    authority: Authority, child: Child, visit: tuple[str, int, str, str], seen: Seen,
    by: Allocation,
) -> None:  # fmt: skip
    """Write how the visit was made; for a care leaver the row is the visit itself."""
    rng, (number, day, when, kind) = authority.rng, visit
    is_leaver = kind == "leaver"
    method = (LEAVER_METHODS if is_leaver else METHODS).draw(rng)
    in_person = method == Method.IN_PERSON
    place = (PLACEMENTS if kind == "cla" else HOMES).draw(rng) if in_person else ""
    seen_words = (seen.seen, seen.alone) if is_leaver else ("", "")
    authority.add(
        "doorstep_visits",
        number,
        child.child_id,
        when[:16],
        VisitType.VISIT,
        method,
        place,
        *seen_words,
        seen.bedroom if kind == "cla" else "",
        "N" if authority.chance(0.12) else "Y",
        _role(authority, kind),
        by.worker(day).worker_id,
        "",
        iso(day - rng.choice((0, 0, 0, 1, 2))) if authority.chance(0.6) else "",
        "",
        rng.choice(TOLD_WHY) if seen.seen == "N" and child.age(day) > 0 else "",
        recorded(authority, day),
        *_approval(authority, day, in_person or is_leaver),
        "",
    )


def _role(authority: Authority, kind: str) -> str:
    if kind == "leaver":
        return Role.PERSONAL_ADVISER
    if kind == "cin" and authority.chance(0.12):
        return Role.FAMILY_SUPPORT_WORKER
    return Role.QUALIFIED_SOCIAL_WORKER if authority.chance(0.1) else Role.SOCIAL_WORKER


def _approval(authority: Authority, day: int, is_needless: bool) -> tuple[str, str]:
    if is_needless or authority.chance(0.3):
        return "", ""
    agreed = day - authority.rng.randint(0, 3)
    return authority.rng.choice(APPROVERS), f"{iso(agreed)} 09:{authority.rng.randrange(10, 60)}"


def recorded(authority: Authority, day: int) -> str:
    """Return when something was written: the same evening or late, not after the extract."""
    late = int(authority.rng.expovariate(0.5))
    return f"{iso(min(day + late, authority.as_at))} {19 + (late & 1)}:{10 + day % 50}"


def write_calls(authority: Authority, child: Child, kind: str, by: Allocation) -> None:
    """Write weekly calls to keep in touch, for some open children."""
    if kind not in CALL_TYPES or not authority.chance(CALLED):
        return
    rng = authority.rng
    sort = (
        VisitType.HOME_STAFF_CALL if kind == "cla" and authority.chance(0.2) else CALL_TYPES[kind]
    )
    day = max(by.stretches[0][0], authority.as_at - rng.randint(20, 120))
    while (day := day + rng.randint(4, 9)) <= authority.as_at:
        outcome = CALL_OUTCOMES.draw(rng) if sort == VisitType.KIT_CALL else ""
        _write_call(authority, child, (day, sort, outcome), by.worker(day).worker_id)


def _write_call(
    authority: Authority, child: Child, call: tuple[int, VisitType, str], worker: str
) -> None:
    day, sort, outcome = call
    authority.add(
        "doorstep_visits",
        "",
        child.child_id,
        f"{iso(day)} 16:{10 + day % 40}",
        sort,
        Method.VIDEO if authority.chance(0.4) else Method.PHONE,
        *("",) * 5,
        Role.SOCIAL_WORKER,
        worker,
        "",
        "",
        outcome,
        "",
        recorded(authority, day),
        *("",) * 3,
    )
