"""Write a whole authority: everybody who worked there, and one child after another."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from doorstep.synth import figures, leavers
from doorstep.synth.care import make_care, write_episodes
from doorstep.synth.caring import write_caring
from doorstep.synth.child import Child, make_child
from doorstep.synth.days import YEAR
from doorstep.synth.dirt import soil
from doorstep.synth.histories import Chapter, Histories, Spell
from doorstep.synth.involvements import Allocation, allocate, involve
from doorstep.synth.plans import write_cin_plan, write_cp_plan
from doorstep.synth.referrals import (
    write_assessment,
    write_conference,
    write_enquiry,
    write_referral,
)
from doorstep.synth.rhythms import Rhythm
from doorstep.synth.supplement import write_supplement
from doorstep.synth.tables import Authority, Tables
from doorstep.synth.teams import SERVICES, Workforce
from doorstep.synth.visits import write_calls, write_visits

FIRST_CHILD = 100001
TOLD_EVERY = 1000
SEEN_IN = 12  # days: the first visit of an assessment
AGAIN_IN = 75


def write_authority(  # noqa: PLR0913 (every one is a plain setting of the command)
    out: Path,
    *,
    children: int,
    years: int,
    seed: int,
    as_at: date,
    dirty: bool = False,
    progress: Callable[[str], None] | None = None,
) -> dict[str, int]:
    """Write a made-up authority with so many open children; return the rows of each table.

    Order: the same arguments give the same bytes.
    """
    rng = Random(seed)  # noqa: S311 (made-up data, not a secret)
    last = as_at.toordinal()
    first = last - int(years * YEAR)
    workforce = Workforce(rng, children=children, first=first, as_at=last)
    out.mkdir(parents=True, exist_ok=True)
    with Tables(out) as tables:
        authority = Authority(rng, tables, workforce, first, last)
        _write_children(authority, children, years, progress)
        _write_workforce(authority)
    return tables.rows | soil(out, rng, as_at) if dirty else tables.rows


def _write_children(
    authority: Authority, children: int, years: int, progress: Callable[[str], None] | None
) -> None:
    histories = Histories(authority.rng, authority.first, authority.as_at)
    for number, history in enumerate(histories.all(children, years), start=1):
        child = make_child(authority, history, number + FIRST_CHILD - 1)
        for chapter in history.chapters:
            _write_chapter(authority, child, chapter)
        if progress and number % TOLD_EVERY == 0:
            progress(f"{number} children written")


def _write_chapter(authority: Authority, child: Child, chapter: Chapter) -> None:
    referral = authority.new_id("R")
    by = None
    for spell in chapter.spells:
        by = allocate(authority, child, spell, referral)
        rhythms = _write_spell(authority, child, spell, (referral, chapter.referral), by)
        seen = [write_visits(authority, child, rhythm, by) for rhythm in rhythms]
        if spell.kind in {"leaver", "cla"}:
            _write_leaving(authority, child, spell, by, max(filter(None, seen), default=None))
        if spell.end is None:
            write_calls(authority, child, spell.kind, by)
            write_supplement(authority, child, spell.kind, spell.start)
    team = authority.workforce.team("assessment", child.locality) if by is None else by.team
    worker = team.desks[0].at(chapter.referral) if by is None else by.worker(chapter.referral)
    write_referral(authority, child, chapter, referral, (team.team_id, worker.worker_id))


def _write_spell(
    authority: Authority, child: Child, spell: Spell, referral: tuple[str, int], by: Allocation
) -> list[Rhythm]:
    """Write the rows of a spell; return how often the child was to be visited in it."""
    match spell.kind:
        case "assessment":
            return _write_assessment(authority, child, spell, referral, by)
        case "cin":
            return write_cin_plan(authority, child, spell, referral[0], by)
        case "cp":
            return write_cp_plan(authority, child, spell, referral, by)
        case "cla":
            return _write_care(authority, child, spell, referral[0])
        case "leaver":
            return [leavers.rhythm(spell)]
    return []


def _write_assessment(
    authority: Authority, child: Child, spell: Spell, referral: tuple[str, int], by: Allocation
) -> list[Rhythm]:
    rng = authority.rng
    write_assessment(authority, child, spell, referral[0], by)
    if spell.start > authority.first and authority.chance(figures.SECTION_47):
        start = min(spell.start + rng.randint(0, 5), authority.as_at)
        held = start + rng.randint(16, 26)
        if held < authority.as_at and authority.chance(figures.CONFERENCE_WITHOUT_PLAN):
            write_conference(authority, child, ("", held), (referral[0], start), by)
        else:
            write_enquiry(authority, child, start, referral[0], by)
    return [Rhythm("assessment", spell.start, spell.end, AGAIN_IN, SEEN_IN, "")]


def _write_care(authority: Authority, child: Child, spell: Spell, referral: str) -> list[Rhythm]:
    care = make_care(authority, child, spell)
    write_episodes(authority, child, care, referral)
    write_caring(authority, child, care)
    involve(authority, child, "review", spell, referral)
    if authority.chance(0.15):
        involve(authority, child, "fostering", spell, referral)
    return care.rhythms()


def _write_leaving(
    authority: Authority, child: Child, spell: Spell, by: Allocation, seen: int | None
) -> None:
    """Write the row of a care leaver: also of a child of 16 who is still in care."""
    is_eligible = child.age(authority.as_at) >= leavers.ELIGIBLE_FROM
    if spell.kind == "leaver" or (spell.end is None and is_eligible):
        leavers.write_leaver(authority, child, spell, by, seen)


def _write_workforce(authority: Authority) -> None:
    """Write teams, services above them and workers, with the cases they hold at the end."""
    for number, service in enumerate(SERVICES.values()):
        row = f"S{number + 1}", service, "S0", "Children's Services"
        authority.add("ssd_department", *row)
    authority.add("ssd_department", "S0", "Children's Services", "", "")
    above = {key: f"S{number + 1}" for number, key in enumerate(SERVICES)}
    for team in authority.workforce.all_teams():
        row = team.team_id, team.name, above[team.service], SERVICES[team.service]
        authority.add("ssd_department", *row)
    for place, worker in enumerate(authority.workforce.workers):
        authority.add(
            "ssd_professionals",
            worker.worker_id,
            f"STAFF{place + 1}",
            worker.name,
            f"SW9{place + 1:06d}" if "Adviser" not in worker.title else "",
            worker.title,
            worker.cases,
            worker.team,
            worker.full_time,
            "Y" if worker.is_agency else "N",
        )
