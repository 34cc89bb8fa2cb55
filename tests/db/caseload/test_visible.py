"""The predicate and the filter agree on everybody and everyone (A3); what each may see is a table."""

from datetime import timedelta
from random import Random

import pytest
import web_made as made

from doorstep.facts import Involvement
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, Locality, RoleHeld, Team, User
from doorstep.web.accounts.words import ALL_ROLES, Can
from doorstep.web.caseload.models import BreakGlass, Child, Restriction
from doorstep.web.caseload.models import Involvement as Row
from doorstep.web.caseload.visible import Seen, may, sight_of, visible_to

DAYS = (-400, -30, -1, 0, 1, 30)


def _day(rng: Random) -> int:
    return rng.choice(DAYS)


def _invented(rng: Random, users: int, children: int) -> tuple[list[User], list[Child]]:
    """Make people with all sorts of roles, children with all sorts of involvements and restrictions."""
    made.adopt()
    teams = [made.team(f"Team {n}", f"Place {n % 3}") for n in range(6)]
    places = list(Locality.objects.all())
    people = [made.person(None, worker_id=f"W{n}") for n in range(users)]
    for user in people:
        for _ in range(rng.randint(0, 3)):
            _hold(rng, user, teams, places)
    cases = [
        made.case(
            f"C{n}",
            worker_id=f"W{rng.randrange(users * 2)}",
            in_team=rng.choice(teams).name,
            involvements=tuple(_involvement(rng, users, teams) for _ in range(rng.randint(0, 3))),
        )
        for n in range(children)
    ]
    stored = made.store(*cases)
    _restrict(rng, people, stored)
    for _ in range(users // 3):
        one, other = rng.sample(people, 2)
        start = made.TODAY + timedelta(_day(rng))
        Deputy.objects.create(
            user=one,
            acts_for=other,
            start_date=start,
            end_date=start + timedelta(rng.randint(1, 40)),
            given_by=other,
        )
    return people, stored


def _hold(rng: Random, user: User, teams: list[Team], places: list[Locality]) -> None:
    start = made.TODAY + timedelta(_day(rng))
    scope = rng.choice(["team", "place", "all"])
    RoleHeld.objects.create(
        user=user,
        role=str(rng.choice(ALL_ROLES)),
        team=rng.choice(teams) if scope == "team" else None,
        locality=rng.choice(places) if scope == "place" else None,
        start_date=start,
        end_date=start + timedelta(rng.randint(1, 400)) if rng.random() < 0.4 else None,
    )


def _involvement(rng: Random, users: int, teams: list[Team]) -> Involvement:
    start = made.TODAY + timedelta(_day(rng))
    end = start + timedelta(rng.randint(1, 60)) if rng.random() < 0.6 else None
    return Involvement(
        f"W{rng.randrange(users)}",
        start,
        end,
        team=rng.choice(teams).name,
        allocated=False,
        role="IRO",
    )


def _restrict(rng: Random, people: list[User], children: list[Child]) -> None:
    for child in rng.sample(children, len(children) // 3):
        for _ in range(rng.randint(1, 2)):
            start = made.TODAY + timedelta(_day(rng))
            restriction = Restriction.objects.create(
                child=child,
                reason="invented",
                start_date=start,
                end_date=start + timedelta(rng.randint(1, 60)) if rng.random() < 0.4 else None,
                placed_by=people[0],
                placed_at=made.AT,
            )
            restriction.named.set(rng.sample(people, rng.randint(0, 3)))
    for child in rng.sample(children, len(children) // 5):
        began = made.AT + timedelta(hours=rng.choice((-5, -2, 0, 1)))
        BreakGlass.objects.create(
            child=child,
            user=rng.choice(people),
            reason="an emergency",
            start_at=began,
            end_at=began + timedelta(hours=4),
        )


def _seen(child: Child, rows: list[Row]) -> Seen:
    open_now = [
        r
        for r in rows
        if r.child_id == child.pk
        and r.start_date <= made.TODAY
        and (r.end_date is None or r.end_date > made.TODAY)
    ]
    return Seen(
        pk=child.pk,
        worker_ids=frozenset(r.worker_id for r in open_now),
        teams=frozenset(r.team_id for r in open_now if r.team_id is not None),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_predicate_and_filter_agree_on_every_pair(seed: int) -> None:
    people, children = _invented(Random(seed), users=30, children=40)
    rows = list(Row.objects.all())
    seen = {child.pk: _seen(child, rows) for child in children}
    seeing = 0
    for user in people:
        access = made.access(user)
        sight = sight_of(access)
        for can in (Can.SEE_CHILD, Can.RECORD, Can.SEE_TEAM, Can.RESTRICT, Can.EXPORT):
            filtered = set(visible_to(access, can=can, sight=sight).values_list("pk", flat=True))
            judged = {pk for pk, one in seen.items() if may(access, can, one, sight)}
            assert filtered == judged, (user.pk, can)
            seeing += len(filtered)
    assert 0 < seeing < 5 * len(people) * len(children)


def test_a_closed_account_sees_nobody() -> None:
    made.adopt()
    made.store(made.case("C1"))
    user = made.person(Role.SENIOR_MANAGER)
    user.is_active = False

    access = made.access(user)

    assert not visible_to(access, sight=sight_of(access)).exists()


def test_the_named_see_a_restricted_record_and_nobody_else_does() -> None:
    made.adopt()
    (child,) = made.store(made.case("C1", worker_id="W1"))
    worker, manager = made.person(worker_id="W1"), made.person(Role.SENIOR_MANAGER)
    restriction = Restriction.objects.create(
        child=child, reason="kin", start_date=made.TODAY, placed_by=manager, placed_at=made.AT
    )
    restriction.named.add(worker)

    def sees(user: User) -> bool:
        access = made.access(user)
        return visible_to(access, sight=sight_of(access)).exists()

    assert sees(worker)
    assert not sees(manager)
