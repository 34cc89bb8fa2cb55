"""A demonstration authority: invented children, teams, people of every role, adopted packs."""

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doorstep.facts import CaseFacts
from doorstep.intake import read
from doorstep.intake.extract import Extract
from doorstep.synth import write_authority
from doorstep.vocabulary import EpisodeKind, Role
from doorstep.web.accounts.models import Deputy, Locality, RoleHeld, Team, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.administration.demo_decisions import make_decisions
from doorstep.web.administration.demo_people import SERVICES, leaders
from doorstep.web.api.demo import show_tokens
from doorstep.web.audit import services as audit
from doorstep.web.caseload.models import Child, Restriction, StaffWarning
from doorstep.web.caseload.services import Progress, refresh, store_extract
from doorstep.web.governance.demo import make_records
from doorstep.web.imports.demo import show_imports
from doorstep.web.imports.demo_doubles import show_doubles
from doorstep.web.imports.demo_quality import flawed
from doorstep.web.imports.looking_through import look_through
from doorstep.web.moves.demo import make_moves
from doorstep.web.notices.demo import make_notices
from doorstep.web.outings.demo import make_outings
from doorstep.web.phone.demo import make_phones
from doorstep.web.phone.demo_round import make_round
from doorstep.web.phone.demo_written import make_written
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.wellbeing.demo import make_wellbeing
from doorstep.workdays import LONDON

PASSWORD = "look-around-2026"  # noqa: S105 (printed for everybody; the people are invented)
PACKS = (
    ("england-statutory", date(2011, 4, 1), "Parliament"),
    ("practice-standards-2022", date(2020, 11, 1), "Director of Children's Services"),
)
PLANS = (EpisodeKind.CHILD_PROTECTION_PLAN, EpisodeKind.CHILD_IN_NEED_PLAN)
EMERGENCY = (
    ("worcestershire-2020", 60),  # days ago: the emergency's protocol stands on top of the others
    ("lancashire-2020", 10),  # and its guidance on risk assessments and visiting plans
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One of the sign-ins that are printed."""

    username: str
    name: str
    role: str
    where: str


def make_demo(
    *, children: int, years: float, seed: int, at: datetime, progress: Progress
) -> list[SignIn]:
    """Fill an empty database with a demonstration authority; return the sign-ins to print.

    Order: the same arguments give the same authority.
    """
    on = at.astimezone(LONDON).date()
    extract = _invented(children, years, seed, on, progress)
    with transaction.atomic():
        _adopt(on, at)
        _make_teams(extract)
    progress("Working out who must be seen")
    store_extract(extract, by=None, at=at, progress=progress)
    with transaction.atomic():
        made = _make_people(extract, on)
        _restrict_and_warn(on, at)
        audit.record(action="make_demo", subject="authority", by=None, at=at)
    _decide(made, at)
    make_outings(username=_first_worker(made), at=at)
    make_written(username=_first_worker(made), at=at)
    make_phones(username=_first_worker(made), at=at)
    make_round(username=_first_worker(made), at=at)
    make_moves(at=at, apart_from={each.username for each in made})
    show_imports(extract, at=at)
    show_doubles(at=at)
    show_tokens(at=at)
    make_records(at=at)
    look_through(at=at)
    make_wellbeing(at=at, apart_from={each.username for each in made})
    return made


def _decide(made: list[SignIn], at: datetime) -> None:
    """Bring some decisions about the first worker's children to various stages."""
    worker = User.objects.filter(username=_first_worker(made)).first()
    if worker is not None:
        make_decisions(worker=worker, at=at)
        make_notices(worker=worker, at=at)
        with transaction.atomic():
            refresh(Child.objects.exclude(decisions=None).values_list("pk", flat=True), at=at)


def _first_worker(made: list[SignIn]) -> str:
    return next((each.username for each in made if each.role == Role.SOCIAL_WORKER), "")


def _invented(children: int, years: float, seed: int, on: date, progress: Progress) -> Extract:
    progress(f"Making up an authority of {children:,} open children")
    with tempfile.TemporaryDirectory() as folder:
        write_authority(Path(folder), children=children, years=int(years), seed=seed, as_at=on)
        extract = read(Path(folder), progress=progress)
    cases = flawed(_with_reviewing_officers(_siblings(extract, seed, on)), on=on)
    return replace(extract, cases=tuple(cases), source="invented authority")


def _with_reviewing_officers(cases: list[CaseFacts]) -> list[CaseFacts]:
    """Return the cases with an IRO for every child on a plan: the guidance sends each plan to one."""
    known = {i.worker_id: i for case in cases for i in case.involvements if i.role == "IRO"}
    officers = [known[worker_id] for worker_id in sorted(known)]
    found = []
    for number, case in enumerate(cases):
        plan = next((e for e in case.episodes if e.kind in PLANS and e.end_date is None), None)
        if plan and officers and all(i.role != "IRO" for i in case.involvements):
            officer = officers[number % len(officers)]
            own = officer._replace(start_date=plan.start_date, end_date=None)
            case = replace(case, involvements=(*case.involvements, own))
        found.append(case)
    return found


def _siblings(extract: Extract, seed: int, on: date) -> list[CaseFacts]:
    """Return the cases with some children of one worker living at one address, as siblings do."""
    rng = Random(seed)  # noqa: S311 (made-up data, not a secret)
    last: dict[str, CaseFacts] = {}
    found = []
    for case in extract.cases:
        worker = next(
            (i.worker_id for i in case.involvements if i.allocated and not i.end_date), ""
        )
        other = last.get(worker)
        if worker and other and rng.random() < 0.35:
            case = replace(case, addresses=other.addresses)
            _share_name(extract, case.child_id, other.child_id)
        if worker and case.addresses and not any(e.kind == "placement" for e in case.episodes):
            last[worker] = case
        found.append(case)
    return found


def _share_name(extract: Extract, child: str, other: str) -> None:
    names = extract.names
    surname = names[other].split()[-1]
    names[child] = " ".join([*names[child].split()[:-1], surname])  # type: ignore[index]


def _adopt(on: date, at: datetime) -> None:
    emergency = [
        (pack, on - timedelta(days=days), "Director of Children's Services")
        for pack, days in EMERGENCY
    ]
    for pack, start, decided_by in (*PACKS, *emergency):
        AdoptedPack.objects.create(
            pack=pack, start_date=start, decided_by=decided_by, recorded_at=at
        )


def _make_teams(extract: Extract) -> None:
    """Make the teams the involvements name, each in the locality in its brackets."""
    names = {i.team for case in extract.cases for i in case.involvements if i.team}
    for name in sorted(names):
        place = name.rpartition("(")[2].rstrip(")")
        locality = Locality.objects.get_or_create(name=place)[0] if place != "County" else None
        Team.objects.get_or_create(name=name, defaults={"locality": locality})


def _make_people(extract: Extract, on: date) -> list[SignIn]:
    """Make a user for every worker who holds open cases, and the leaders; return one of each role."""
    held: Counter[tuple[str, str, str]] = Counter()
    for case in extract.cases:
        for i in case.involvements:
            if i.end_date is None or i.end_date > on:
                held[i.worker_id, i.worker, i.team] += 1
    maker = _People(on)
    # Those whose children are on plans come first: they have most to see.
    for (worker_id, name, team), _ in sorted(held.most_common(), key=_has_no_plans):
        role = next((r for begins, r in SERVICES.items() if team.startswith(begins)), None)
        if role is not None and worker_id not in maker.workers:
            maker.worker(worker_id, name, role, team)
    maker.leaders()
    return maker.shown


def _has_no_plans(held: tuple[tuple[str, str, str], int]) -> bool:
    return not held[0][2].startswith("Help and Protection")


class _People:
    """Makes users with their roles; keeps the first of each role to print."""

    def __init__(self, on: date) -> None:
        self.start, self.on = on - timedelta(days=400), on
        self.password = make_password(PASSWORD)
        self.workers: set[str] = set()
        self.shown: list[SignIn] = []
        self.teams = {team.name: team for team in Team.objects.select_related("locality")}

    def worker(self, worker_id: str, name: str, role: Role, team: str) -> None:
        self.workers.add(worker_id)
        user = self._user(name, worker_id)
        own = None if role == Role.IRO else self.teams[team]
        self._hold(user, role, team=own)

    def leaders(self) -> None:
        names, first = leaders(), self._first_team()
        for team in sorted(self.teams.values(), key=lambda t: (t != first, t.name)):
            self._hold(self._user(next(names)), Role.TEAM_MANAGER, team=team)
            self._hold(self._user(next(names)), Role.PRACTICE_MANAGER, team=team)
        near = first.locality if first else None
        for locality in sorted(Locality.objects.all(), key=lambda each: (each != near, each.name)):
            self._hold(self._user(next(names)), Role.HEAD_OF_SERVICE, locality=locality)
        for role in (
            Role.QUALITY_AND_REVIEW_MANAGER, Role.SENIOR_MANAGER, Role.SAFEGUARDING_MANAGER,
            Role.EDUCATION_SAFEGUARDING_LEAD, Role.VIRTUAL_SCHOOL, Role.FRONT_DOOR, *OwnRole,
        ):  # fmt: skip
            self._hold(self._user(next(names)), role)
        self._deputise()

    def _first_team(self) -> Team | None:
        """Return the team of the social worker who is printed, so that their managers are too."""
        worker = next((s for s in self.shown if s.role == Role.SOCIAL_WORKER), None)
        return self.teams.get(worker.where) if worker else None

    def _deputise(self) -> None:
        """Let a practice manager act for the team manager of the same team this week."""
        manager = RoleHeld.objects.filter(role=Role.TEAM_MANAGER).order_by("pk").first()
        if manager is None:
            return
        deputy = RoleHeld.objects.filter(role=Role.PRACTICE_MANAGER, team=manager.team).first()
        if deputy is not None:
            Deputy.objects.create(
                user=deputy.user,
                acts_for=manager.user,
                start_date=self.on,
                end_date=self.on + timedelta(days=7),
                given_by=manager.user,
                reason="annual leave",
            )

    def _user(self, name: str, worker_id: str = "") -> User:
        base = name.casefold().replace(" ", ".").replace("'", "")
        taken = User.objects.filter(username__startswith=base).count()
        return User.objects.create(
            username=f"{base}{taken + 1}" if taken else base,
            name=name,
            worker_id=worker_id,
            password=self.password,
        )

    def _hold(
        self, user: User, role: str, *, team: Team | None = None, locality: Locality | None = None
    ) -> None:
        RoleHeld.objects.create(
            user=user, role=str(role), team=team, locality=locality, start_date=self.start
        )
        if all(sign_in.role != role for sign_in in self.shown):
            where = str(team or locality or "whole authority")
            self.shown.append(
                SignIn(username=user.username, name=user.name, role=str(role), where=where)
            )


def _restrict_and_warn(on: date, at: datetime) -> None:
    """Restrict two records, and put a warning for staff on some doors."""
    head = RoleHeld.objects.filter(role=Role.HEAD_OF_SERVICE).select_related("user").first()
    if head is None:
        return
    children = list(Child.objects.filter(answer__standing="has_duties").order_by("pk")[:40])
    for child in children[7:40:16]:
        restriction = Restriction.objects.create(
            child=child,
            reason="a member of staff is related to the family",
            start_date=on - timedelta(days=90),
            placed_by=head.user,
            placed_at=at,
        )
        restriction.named.add(head.user)
    for child in children[3:40:9]:
        StaffWarning.objects.create(
            child=child,
            words="Large dog loose in the yard: ring first and wait at the gate.",
            start_date=on - timedelta(days=30),
            recorded_at=at,
            recorded_by=head.user,
        )
