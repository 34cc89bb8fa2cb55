"""Teams and the workers who come and go in them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from random import Random

from doorstep.synth import figures, names
from doorstep.synth.days import YEAR

EVER = 0  # the first worker at a desk was always there

SERVICES = {
    "assessment": "Assessment",
    "help": "Help and Protection",
    "care": "Looked After Children",
    "leaving": "Leaving Care",
    "disability": "Disabled Children",
    "fostering": "Fostering",
    "review": "Independent Reviewing",
}
COUNTYWIDE = ("leaving", "disability", "fostering", "review")
# Shares of the open children whom each service holds, and cases to a worker.
HOLDS = {
    "assessment": (0.2, figures.CASELOAD),
    "help": (0.44, figures.CASELOAD),
    "care": (0.2, figures.CASELOAD),
    "leaving": (0.135, 20.0),
    "disability": (0.035, figures.CASELOAD),
    "fostering": (0.13, 18.0),
    "review": (0.32, 65.0),
}
TITLES = {
    "leaving": ("Personal Adviser",),
    "fostering": ("Supervising Social Worker",),
    "review": ("Independent Reviewing Officer",),
}
SOCIAL_WORKERS = ("Social Worker", "Social Worker", "Senior Social Worker", "Newly Qualified SW")
DESKS_IN_A_TEAM = 9


@dataclass(slots=True)
class Worker:
    """Somebody invented, who holds cases."""

    worker_id: str
    name: str
    title: str
    team: str
    is_agency: bool
    full_time: float
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """A post in a team, and who held it from when; cases stay at the desk."""

    starts: list[int]
    workers: list[Worker]

    def at(self, day: int) -> Worker:
        """Return who held the post on the day."""
        return self.workers[bisect_right(self.starts, day) - 1]

    def held(self, start: int, end: int | None) -> Iterator[tuple[int, int | None, Worker]]:
        """Yield who held the post in `[start, end)`, with from when until when."""
        place = bisect_right(self.starts, start) - 1
        while True:
            until = self.starts[place + 1] if place + 1 < len(self.starts) else None
            last = until is None or (end is not None and end <= until)
            yield start, end if last else until, self.workers[place]
            if last or until is None:
                return
            start, place = until, place + 1


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its desks and how often its visits are in time."""

    team_id: str
    name: str
    service: str
    locality: str
    on_time: dict[str, float]
    desks: list[Desk] = field(default_factory=list)


class Workforce:
    """The teams of the authority and everybody who worked in them."""

    def __init__(self, rng: Random, *, children: int, first: int, as_at: int) -> None:
        self._rng, self._first, self._as_at = rng, first, as_at
        self.workers: list[Worker] = []
        self.teams: dict[tuple[str, str], list[Team]] = {}
        for service, (share, caseload) in HOLDS.items():
            places = ["County"] if service in COUNTYWIDE else list(names.LOCALITIES)
            desks = max(1, ceil(children * share / caseload / len(places)))
            for place in places:
                self._open_teams(service, place, desks)

    def team(self, service: str, locality: str) -> Team:
        """Return one of the service's teams in the locality."""
        place = "County" if service in COUNTYWIDE else locality
        teams = self.teams[service, place]
        return teams[0] if len(teams) == 1 else self._rng.choice(teams)

    def all_teams(self) -> Iterator[Team]:
        """Yield every team."""
        for teams in self.teams.values():
            yield from teams

    def _open_teams(self, service: str, place: str, desks: int) -> None:
        number = ceil(desks / DESKS_IN_A_TEAM)
        self.teams[service, place] = [
            self._team(service, place, f" {n + 1}" if number > 1 else "", ceil(desks / number))
            for n in range(number)
        ]

    def _team(self, service: str, place: str, ending: str, desks: int) -> Team:
        sample = self._rng.uniform
        team = Team(
            team_id=f"T{sum(len(teams) for teams in self.teams.values()) + 101}{ending.strip()}",
            name=f"{SERVICES[service]}{ending} ({place})",
            service=service,
            locality=place,
            on_time={kind: sample(*bounds) for kind, bounds in figures.ON_TIME.items()},
        )
        team.desks.extend(self._desk(team) for _ in range(desks))
        return team

    def _desk(self, team: Team) -> Desk:
        starts, workers = [EVER], [self._worker(team)]
        day = self._first
        while True:
            day += 20 + int(self._rng.expovariate(figures.DESK_CHANGES_A_YEAR / YEAR))
            if day > self._as_at:
                return Desk(starts, workers)
            starts.append(day)
            workers.append(self._worker(team))

    def _worker(self, team: Team) -> Worker:
        rng = self._rng
        sex = "F" if rng.random() < 0.8 else "M"
        worker = Worker(
            worker_id=str(70001 + len(self.workers)),
            name=f"{names.forename(rng, sex)} {names.surname(rng)}",
            title=rng.choice(TITLES.get(team.service, SOCIAL_WORKERS)),
            team=team.name,
            is_agency=rng.random() < figures.AGENCY,
            full_time=rng.choice((1.0, 1.0, 1.0, 0.8, 0.6)),
        )
        self.workers.append(worker)
        return worker
