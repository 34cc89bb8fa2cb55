"""How much imports ask of a person is what their pages list, for everybody."""

import import_made as imports
import web_made as made

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Restriction
from doorstep.web.imports.queries import differences_for, how_many, questions_for


def test_the_numbers_on_my_day_are_those_of_the_lists_for_everybody() -> None:
    made.adopt()
    east, west = made.team("East"), made.team("West", "Westmarch")
    who = made.person(OwnRole.PERFORMANCE_ANALYST)
    people = [
        made.person(worker_id="W1", in_team=east),
        made.person(worker_id="W2", in_team=west),
        made.person(Role.TEAM_MANAGER, in_team=east),
        made.person(Role.TEAM_MANAGER, in_team=west),
        made.person(Role.HEAD_OF_SERVICE),
        made.person(Role.FRONT_DOOR),
        who,
    ]
    for number, (worker, place) in enumerate([("W1", "East"), ("W2", "West"), ("W1", "East")]):
        (child,) = made.store(made.case(f"C{number}", worker_id=worker, in_team=place))
        imports.asked_of(child, by=who)
    closed = Restriction.objects.create(
        child=child, reason="kin", start_date=made.TODAY, placed_by=who, placed_at=made.AT
    )
    closed.named.add(people[4])

    told = {}
    for user in User.objects.all():
        by = made.access(user)
        told[user.pk] = how_many(by)
        assert told[user.pk] == (questions_for(by).count(), differences_for(by).count()), user
    assert len(set(told.values())) > 2
