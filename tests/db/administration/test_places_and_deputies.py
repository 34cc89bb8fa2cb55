"""Teams, localities and deputies: what they lead to, and that each change is told once."""

from datetime import date, timedelta

import pytest
from django.test import Client
from web_made import AT, TODAY, access, adopt, case, person, store, team

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, Locality, Team, User
from doorstep.web.accounts.words import Can

DAY = timedelta(1)
ROOT = "/administration/"


def days(start: date, end: date) -> dict[str, str]:
    """Return two days as an address or a form may write them."""
    return {"start_date": start.isoformat(), "end_date": end.isoformat()}


def test_a_team_moved_to_a_locality_is_seen_by_its_head_at_once(admin: Client) -> None:
    west = Locality.objects.create(name="Westmarch")
    head = person(Role.HEAD_OF_SERVICE, in_locality=west)
    east = team("East")
    assert access(head).teams(Can.SEE_TEAM) == frozenset()
    given = {"name": "East", "locality": str(west.pk), "version": "1"}
    assert admin.post(f"{ROOT}teams/{east.pk}/change/", given).status_code == 302
    assert access(head).teams(Can.SEE_TEAM) == {east.pk}


def test_a_team_is_added_once_under_one_name(admin: Client, told) -> None:
    for _ in range(2):
        answer = admin.post(f"{ROOT}teams/new/", {"name": "North", "locality": ""})
    assert "There is one of this name already" in answer.content.decode()
    assert Team.objects.filter(name="North").count() == 1
    assert [event.action for event in told()] == ["add_team"]


def test_a_team_cannot_take_anothers_name(admin: Client, told) -> None:
    east, west = team("East"), team("West")
    given = {"name": "West", "locality": "", "version": "1"}
    answer = admin.post(f"{ROOT}teams/{east.pk}/change/", given)
    assert "There is one of this name already" in answer.content.decode()
    assert sorted(Team.objects.values_list("name", flat=True)) == ["East", west.name]
    assert told() == []


def test_a_locality_is_added_and_renamed(admin: Client, told) -> None:
    admin.post(f"{ROOT}localities/new/", {"name": "North"})
    place = Locality.objects.get(name="North")
    admin.post(f"{ROOT}localities/{place.pk}/change/", {"name": "Northmarch", "version": "1"})
    place.refresh_from_db()
    assert (place.name, place.version) == ("Northmarch", 2)
    assert [event.action for event in told()] == ["add_locality", "change_locality"]


def test_a_team_shows_who_holds_a_role_in_it_today(admin: Client) -> None:
    east = team("East")
    person(Role.SOCIAL_WORKER, name="Noor Calloway", in_team=east)
    left = person(Role.SOCIAL_WORKER, name="Lena Left", in_team=east)
    left.roles.update(end_date=TODAY)
    page = admin.get(f"{ROOT}teams/{east.pk}/").content.decode()
    assert "Noor Calloway" in page
    assert "Lena Left" not in page


def test_teams_without_any_say_so(admin: Client) -> None:
    page = admin.get(f"{ROOT}teams/").content.decode()
    assert "No team yet." in page
    assert "No locality yet." in page


# --- deputies -----------------------------------------------------------------------------------------


@pytest.fixture
def manager() -> User:
    """Return a manager of the team East."""
    return person(Role.TEAM_MANAGER, name="Mara Manager", in_team=team("East"))


def test_a_manager_lets_somebody_act_for_them_and_ends_it(manager: User, sign_in, told) -> None:
    deputy, browser = person(Role.SOCIAL_WORKER, in_team=team("West")), sign_in(manager)
    given = {"user": str(deputy.pk), "reason": "leave"} | days(TODAY, TODAY + 7 * DAY)
    assert browser.post(f"{ROOT}own-deputies/new/", given).status_code == 302
    assert team("East").pk in access(deputy).teams(Can.SEE_TEAM)
    made = Deputy.objects.get()
    browser.post(f"{ROOT}own-deputies/{made.pk}/end/", {"version": "1"})
    assert access(deputy).teams(Can.SEE_TEAM) == frozenset()
    assert [event.action for event in told()] == ["give_deputy", "end_deputy"]
    assert "leave" not in str([event.detail for event in told()])


def test_a_manager_sets_deputies_for_nobody_but_themselves(manager: User, sign_in) -> None:
    other, deputy = person(Role.HEAD_OF_SERVICE), person()
    given = {"user": str(deputy.pk), "acts_for": str(other.pk)} | days(TODAY, TODAY + DAY)
    sign_in(manager).post(f"{ROOT}own-deputies/new/", given)
    assert Deputy.objects.get().acts_for == manager


def test_a_manager_does_not_end_the_deputies_of_others(manager: User, sign_in) -> None:
    other, deputy = person(Role.HEAD_OF_SERVICE), person()
    made = Deputy.objects.create(
        user=deputy, acts_for=other, start_date=TODAY, end_date=TODAY + DAY, given_by=other
    )
    address = f"{ROOT}own-deputies/{made.pk}/end/"
    assert sign_in(manager).post(address, {"version": "1"}).status_code == 404


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.IRO, Role.FRONT_DOOR])
def test_who_is_no_manager_sets_no_deputy(role: Role, sign_in) -> None:
    assert sign_in(person(role)).get(f"{ROOT}own-deputies/").status_code == 403


def test_nobody_is_their_own_deputy(admin: Client, manager: User) -> None:
    given = {"user": str(manager.pk), "acts_for": str(manager.pk)} | days(TODAY, TODAY + DAY)
    answer = admin.post(f"{ROOT}deputies/new/", given).content.decode()
    assert "Nobody acts for themselves" in answer
    assert Deputy.objects.count() == 0


def test_the_same_deputy_sent_twice_is_set_once(admin: Client, manager: User) -> None:
    given = {"user": str(person().pk), "acts_for": str(manager.pk)} | days(TODAY, TODAY + 3 * DAY)
    admin.post(f"{ROOT}deputies/new/", given)
    again = admin.post(f"{ROOT}deputies/new/", given)
    assert "They act for this person on some of these days already" in again.content.decode()
    assert Deputy.objects.count() == 1


def test_a_deputy_whose_time_has_not_begun_is_taken_back(admin: Client, manager: User) -> None:
    deputy = person(None)
    given = {"user": str(deputy.pk), "acts_for": str(manager.pk)}
    admin.post(f"{ROOT}deputies/new/", given | days(TODAY + 3 * DAY, TODAY + 9 * DAY))
    made = Deputy.objects.get()
    admin.post(f"{ROOT}deputies/{made.pk}/end/", {"version": "1"})
    assert not access(deputy, at=AT + 5 * DAY).roles()
    assert "Nobody acts for anybody." in admin.get(f"{ROOT}deputies/").content.decode()


def test_a_deputys_days_are_not_in_the_past_and_end_after_they_begin(
    admin: Client, manager: User
) -> None:
    given = {"user": str(person().pk), "acts_for": str(manager.pk)}
    past = admin.post(f"{ROOT}deputies/new/", given | days(TODAY - DAY, TODAY + DAY))
    none = admin.post(f"{ROOT}deputies/new/", given | days(TODAY, TODAY))
    assert "The first day must be on or after 16 Nov 2026" in past.content.decode()
    assert "The day it ends must be after the first day" in none.content.decode()
    assert Deputy.objects.count() == 0


def test_a_deputy_sees_the_children_of_whom_they_act_for_only_on_their_days(
    manager: User, admin: Client, sign_in
) -> None:
    adopt()
    store(case("C1"))
    deputy = person(Role.SOCIAL_WORKER, in_team=team("West"))
    browser = sign_in(deputy)
    assert browser.get("/children/C1/").status_code == 404
    given = {"user": str(deputy.pk), "acts_for": str(manager.pk)} | days(TODAY, TODAY + DAY)
    admin.post(f"{ROOT}deputies/new/", given)
    assert browser.get("/children/C1/").status_code == 200
    admin.post(f"{ROOT}deputies/{Deputy.objects.get().pk}/end/", {"version": "1"})
    assert browser.get("/children/C1/").status_code == 404


def test_a_managers_account_page_leads_to_their_deputies_and_no_workers_does(
    manager: User, sign_in
) -> None:
    assert "/administration/own-deputies/" in sign_in(manager).get("/account/").content.decode()
    worker = sign_in(person(Role.SOCIAL_WORKER)).get("/account/").content.decode()
    assert "/administration/own-deputies/" not in worker
