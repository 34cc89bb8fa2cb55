"""Which worker had a case from when: involvements, and who to ask on a day."""

from dataclasses import dataclass

from doorstep.synth import figures
from doorstep.synth.child import Child
from doorstep.synth.days import YEAR, iso
from doorstep.synth.figures import ONE_YEAR
from doorstep.synth.histories import Spell
from doorstep.synth.tables import Authority
from doorstep.synth.teams import Desk, Team, Worker

SERVICE_OF = {"assessment": "assessment", "cla": "care", "leaver": "leaving"}
ROLE_IN = {"leaving": "16PLUS", "review": "IRO", "fostering": "SSW"}
REASONS = ("MANAGE", "LEFTRL", "TSPROC", "ABSENC", "ORGRST", "PCCHAN")
END_FORGOTTEN = 0.03

Stretch = tuple[int, int | None, Worker]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The team that had a spell, and its workers one after another."""

    team: Team
    stretches: list[Stretch]

    def worker(self, day: int) -> Worker:
        """Return the worker on the day; before the spell, its first."""
        found = self.stretches[0][2]
        for start, _, worker in self.stretches:
            if start > day:
                break
            found = worker
        return found


def service_of(child: Child, kind: str) -> str:
    """Return the service that has a spell of the kind."""
    if child.need == "N2" and kind in {"cin", "other"}:
        return "disability"
    return SERVICE_OF.get(kind, "help")


def allocate(authority: Authority, child: Child, spell: Spell, referral: str) -> Allocation:
    """Write the involvements of the spell's case workers, and return them."""
    team = authority.workforce.team(service_of(child, spell.kind), child.locality)
    allocation = Allocation(team, _stretches(authority, team, spell))
    _write(authority, child, allocation, referral)
    return allocation


def involve(
    authority: Authority, child: Child, service: str, spell: Spell, referral: str
) -> Worker:
    """Write the involvement of somebody beside the case worker, and return who it is last."""
    team = authority.workforce.team(service, child.locality)
    desk = authority.rng.choice(team.desks)
    allocation = Allocation(team, list(desk.held(spell.start, spell.end)))
    _write(authority, child, allocation, referral)
    return allocation.stretches[-1][2]


def _stretches(authority: Authority, team: Team, spell: Spell) -> list[Stretch]:
    rng, start = authority.rng, spell.start
    stop = authority.as_at if spell.end is None else spell.end
    found: list[Stretch] = []
    while True:
        desk: Desk = rng.choice(team.desks)
        until = start + 30 + int(rng.expovariate(figures.REALLOCATED_A_YEAR / YEAR))
        if until >= stop:
            return found + list(desk.held(start, spell.end))
        found += desk.held(start, until)
        start = until


def _write(authority: Authority, child: Child, allocation: Allocation, referral: str) -> None:
    """Write those that reach into the last years; an end is now and then forgotten."""
    role = ROLE_IN.get(allocation.team.service, "CW")
    for start, end, worker in allocation.stretches:
        if end is not None and end < authority.first - ONE_YEAR:
            continue
        if end is None:
            worker.cases += role == "CW" or role == "16PLUS"
        elif child.history.is_open and authority.chance(END_FORGOTTEN):
            end = None
        authority.add(
            "ssd_involvements",
            authority.new_id("I"),
            worker.worker_id,
            role,
            allocation.team.name,
            iso(start),
            iso(end),
            authority.rng.choice(REASONS) if end is not None else "",
            child.child_id,
            referral,
        )
