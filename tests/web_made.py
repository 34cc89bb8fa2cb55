"""Small invented authorities for tests of the web application: people, teams, children, packs."""

from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction

from doorstep.facts import Address, CaseFacts, Episode, EpisodeKind, Involvement, Visit
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Locality, RoleHeld, Team, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.services import store_facts
from doorstep.web.policies.models import AdoptedPack
from doorstep.workdays import LONDON

AT = datetime(2026, 11, 16, 9, 30, tzinfo=LONDON)
TODAY = AT.date()
PASSWORD = "a-long-password-for-tests"
_numbers = count(1)


def adopt(*packs: tuple[str, date]) -> None:
    """Adopt packs from their days; without any, the statute, the standards and the emergency's."""
    for pack, start in packs or (
        ("england-statutory", date(2011, 4, 1)),
        ("practice-standards-2022", date(2020, 11, 1)),
        ("worcestershire-2020", date(2026, 9, 1)),
    ):
        AdoptedPack.objects.create(
            pack=pack, start_date=start, decided_by="Director", recorded_at=AT
        )


def team(name: str = "East", locality: str = "Eastmarch") -> Team:
    """Return the team of this name, made if it is not there."""
    place = Locality.objects.get_or_create(name=locality)[0]
    return Team.objects.get_or_create(name=name, defaults={"locality": place})[0]


def person(
    role: str | None = Role.SOCIAL_WORKER,
    *,
    name: str = "",
    worker_id: str = "",
    in_team: Team | None = None,
    in_locality: Locality | None = None,
) -> User:
    """Return a new user who holds a role from a year ago; the password is PASSWORD."""
    number = next(_numbers)
    user = User.objects.create_user(
        username=f"person{number}",
        password=PASSWORD,
        name=name or f"Person {number}",
        worker_id=worker_id,
    )
    if role is not None:
        RoleHeld.objects.create(
            user=user,
            role=str(role),
            team=in_team,
            locality=in_locality,
            start_date=TODAY - timedelta(365),
        )
    return user


def access(user: User, *, at: datetime = AT) -> Access:
    """Return what a user may see and do."""
    return access_of(user, at=at)


def case(  # noqa: PLR0913 (a child in a few words)
    child_id: str,
    *,
    kind: EpisodeKind = EpisodeKind.CHILD_PROTECTION_PLAN,
    since: date = TODAY - timedelta(60),
    seen: tuple[date, ...] = (TODAY - timedelta(20),),
    worker_id: str = "W1",
    worker: str = "Noor Calloway",
    in_team: str = "East",
    address: str = "4 Elm Road, Eastmarch",
    involvements: tuple[Involvement, ...] = (),
) -> CaseFacts:
    """Return a child on a plan with an allocated worker and some visits at which they were seen."""
    allocated = Involvement(worker_id, since, worker=worker, team=in_team, role="CW")
    return CaseFacts(
        child_id=child_id,
        born=date(2016, 5, 4),
        episodes=(
            Episode(EpisodeKind.REFERRAL, since, episode_id=f"R{child_id}"),
            Episode(kind, since, episode_id=f"P{child_id}"),
        ),
        visits=tuple(
            Visit(
                day,
                seen=True,
                seen_alone=True,
                method=Method.IN_PERSON,
                place=Place.HOME,
                role=Role.SOCIAL_WORKER,
                worker_id=worker_id,
                visit_id=f"V{child_id}-{number}",
                recorded_at=datetime(day.year, day.month, day.day, 17, tzinfo=LONDON),
            )
            for number, day in enumerate(seen)
        ),
        involvements=(allocated, *involvements),
        addresses=(Address("ZZ11AA", "Home", since, None, address),),
    )


def store(*cases: CaseFacts, names: dict[str, str] | None = None) -> list[Child]:
    """Store cases as an extract would, and return the children in their order."""
    given = {c.child_id: f"Child {c.child_id}" for c in cases} | (names or {})
    with transaction.atomic():
        store_facts(cases, given, source="test", by=None, at=AT)
    found = {c.child_id: c for c in Child.objects.all()}
    return [found[c.child_id] for c in cases]
