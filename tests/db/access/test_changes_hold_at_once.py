"""Whatever is changed of who may do what holds from the next request on (A6)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import web_made as made
from db.access.county import YESTERDAY, County, county, locality_of, restrict
from django.conf import LazySettings

from doorstep.facts import Involvement
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, RoleHeld
from doorstep.web.caseload.models import Restriction

Change = Callable[[County], Any]
OWN, TEAM, NAMED, GLASS, IRO = (
    f"/children/{c}-C/" for c in ("OWN", "TEAM", "NAMED", "GLASS", "IRO")
)


def end_role(here: County) -> None:
    RoleHeld.objects.filter(user=here.me).update(end_date=made.TODAY)


def other_role(here: County) -> None:
    RoleHeld.objects.filter(user=here.me).update(role="auditor", team=None)


def other_team(here: County) -> None:
    RoleHeld.objects.filter(user=here.me).update(team=here.west)


def close(here: County) -> None:
    here.me.is_active = False
    here.me.save()


def place_restriction(here: County) -> None:
    restrict(here.children["team"], by=here.colleague).named.add(here.colleague)


def take_name_away(here: County) -> None:
    Restriction.objects.get(child=here.children["named"]).named.clear()


def end_involvement(here: County) -> None:
    ended = Involvement("W1", made.TODAY - timedelta(60), YESTERDAY, team="Far", role="IRO")
    made.store(made.case("IRO-C", worker_id="W3", in_team="West", involvements=(ended,)))


def other_worker_id(here: County) -> None:
    here.me.worker_id = "W500"
    here.me.save()


def end_deputy(here: County) -> None:
    Deputy.objects.filter(user=here.seats["deputy"]).update(end_date=made.TODAY)


def close_whom_they_act_for(here: County) -> None:
    close(here)


def team_moves(here: County) -> None:
    here.near.locality = locality_of(here.west)
    here.near.save()


CHANGES = [
    # role, seat, what is seen before, the change, the status after
    (Role.TEAM_MANAGER, "team", TEAM, end_role, 403),
    (Role.TEAM_MANAGER, "team", "/teams/", other_role, 403),
    (Role.TEAM_MANAGER, "team", TEAM, other_role, 403),
    (Role.TEAM_MANAGER, "team", TEAM, other_team, 404),
    (Role.TEAM_MANAGER, "team", TEAM, close, 302),
    (Role.TEAM_MANAGER, "team", TEAM, place_restriction, 404),
    (Role.TEAM_MANAGER, "team", f"{TEAM}restrict/", other_team, 404),
    (Role.TEAM_MANAGER, "team", NAMED, take_name_away, 404),
    (Role.IRO, "team", IRO, end_involvement, 404),
    (Role.IRO, "team", IRO, other_worker_id, 404),
    (Role.IRO, "team", f"{OWN}visits/new/", end_role, 403),
    (Role.IRO, "deputy", OWN, end_deputy, 403),
    (Role.IRO, "deputy", OWN, close_whom_they_act_for, 403),
    (Role.IRO, "deputy", OWN, end_role, 403),
    (Role.TEAM_MANAGER, "locality", "/children/NEAR-C/", team_moves, 404),
    (Role.SENIOR_MANAGER, "authority", TEAM, place_restriction, 404),
    (Role.TEAM_MANAGER, "team", "/decisions/", end_role, 403),
    (Role.TEAM_MANAGER, "team", "/decisions/disputes/", other_role, 403),
    (Role.TEAM_MANAGER, "team", f"{TEAM}decisions/", place_restriction, 404),
    (Role.TEAM_MANAGER, "team", f"{NAMED}end-plan/", take_name_away, 404),
    (Role.IRO, "team", f"{OWN}household/", end_role, 403),
    (Role.IRO, "deputy", f"{OWN}forms/", end_deputy, 403),
]


@pytest.mark.parametrize(
    ("role", "seat", "address", "change", "after"),
    CHANGES,
    ids=[f"{seat}: {change.__name__} {page}" for _, seat, page, change, _ in CHANGES],
)
def test_the_next_request_refuses(
    role: str, seat: str, address: str, change: Change, after: int
) -> None:
    here = county(role)
    browser = here.browser(seat)
    assert browser.get(address).status_code == 200

    change(here)

    assert browser.get(address).status_code == after
    assert browser.post(address).status_code in (after, 405)


def test_a_role_that_ends_today_ended_with_yesterday(settings: LazySettings) -> None:
    here = county(Role.IRO)
    RoleHeld.objects.filter(user=here.me).update(end_date=made.TODAY + timedelta(1))
    browser = here.browser("team")
    assert browser.get(OWN).status_code == 200

    settings.CLOCK = "2026-11-17T00:00:00+00:00"  # midnight in London

    assert browser.get(OWN).status_code in (302, 403)


def test_broken_glass_is_whole_again_after_four_hours(settings: LazySettings) -> None:
    here = county(Role.SOCIAL_WORKER)
    for hours, after in (
        (2, 200),
        (3, 404),
        (4, 404),
    ):  # it was broken an hour before the tests' now
        settings.CLOCK = (made.AT + timedelta(hours=hours)).isoformat()
        browser = here.browser("team")

        assert browser.get(GLASS).status_code == after, hours
        assert browser.get(f"{GLASS}timeline/").status_code == after, hours
        assert browser.post(f"{GLASS}warnings/", {"do": "add", "words": "Dog"}).status_code in (
            302,
            404,
        )
    assert here.children["glass"].warnings.count() == 1
    assert here.children["glass"].warnings.get().recorded_at == _at(2)


def _at(hours: int) -> datetime:
    return made.AT + timedelta(hours=hours)
