"""Roles: given and ended by a day, at once in effect; nobody locks everybody out."""

from datetime import date, timedelta

import pytest
from django.test import Client
from web_made import AT, TODAY, access, person, team

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import Can, OwnRole
from doorstep.web.administration.services.lasting import LastAdministratorError
from doorstep.web.administration.services.people import change_person, close_account
from doorstep.web.administration.services.roles import Grant, end_role, give_role

DAY = timedelta(1)


def written(name: str, day: date) -> dict[str, str]:
    """Return a day as its three boxes send it."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(number) for part, number in parts.items()}


def address(user: User) -> str:
    """Return where a role is given to somebody."""
    return f"/administration/people/{user.pk}/roles/"


def test_a_role_given_today_opens_its_pages_at_the_next_request(admin: Client, sign_in) -> None:
    user = person(None)
    browser = sign_in(user)
    assert browser.get("/policy/").status_code == 403
    given = {"role": "team_manager", "place": f"team:{team('East').pk}"}
    admin.post(f"{address(user)}new/", given | written("start_date", TODAY))
    assert browser.get("/policy/").status_code == 200
    assert access(user).teams(Can.SEE_TEAM) == {team("East").pk}


def test_a_role_that_begins_tomorrow_opens_nothing_today(admin: Client, sign_in) -> None:
    user = person(None)
    given = {"role": "team_manager", "place": "authority"} | written("start_date", TODAY + DAY)
    admin.post(f"{address(user)}new/", given)
    assert sign_in(user).get("/policy/").status_code == 403
    assert access(user, at=AT + DAY).has(Can.SEE_POLICY)


def test_a_role_ended_today_opens_nothing_from_the_next_request_and_stays_on_record(
    admin: Client, sign_in, told
) -> None:
    user = person(Role.SOCIAL_WORKER, in_team=team("East"))
    held, browser = user.roles.get(), sign_in(user)
    assert browser.get("/policy/").status_code == 200
    admin.post(f"{address(user)}{held.pk}/end/", {"version": "1"} | written("end_date", TODAY))
    assert browser.get("/policy/").status_code == 403
    held.refresh_from_db()
    assert (held.start_date, held.end_date) == (TODAY - timedelta(365), TODAY)
    assert told()[-1].detail["until"] == TODAY.isoformat()


def test_a_role_given_today_by_mistake_is_taken_back_at_once(
    administrator: User, admin: Client
) -> None:
    user, by = person(None), access(administrator)
    give_role(user, Grant(role=Role.SENIOR_MANAGER, start_date=TODAY), by=by, at=AT)
    held = user.roles.get()
    admin.post(f"{address(user)}{held.pk}/end/", {"version": "1"} | written("end_date", TODAY))
    assert access(user).roles() == []
    assert "Taken back" in admin.get(f"/administration/people/{user.pk}/").content.decode()


def test_no_role_ends_in_the_past(admin: Client) -> None:
    user = person()
    held = user.roles.get()
    given = {"version": "1"} | written("end_date", TODAY - DAY)
    answer = admin.post(f"{address(user)}{held.pk}/end/", given).content.decode()
    assert "The day it ends must be on or after 16 Nov 2026" in answer
    held.refresh_from_db()
    assert held.end_date is None


def test_the_same_role_sent_twice_is_held_once(admin: Client, told) -> None:
    user = person(None)
    given = {"role": "iro", "place": "authority"} | written("start_date", TODAY)
    admin.post(f"{address(user)}new/", given)
    again = admin.post(f"{address(user)}new/", given)
    assert "They hold this role there on some of these days already" in again.content.decode()
    assert user.roles.count() == 1
    assert len(told()) == 1


def test_the_same_role_may_be_held_again_after_it_ended(administrator: User) -> None:
    user, by = person(None), access(administrator)
    first = Grant(role=Role.IRO, start_date=TODAY, end_date=TODAY + DAY)
    give_role(user, first, by=by, at=AT)
    give_role(user, Grant(role=Role.IRO, start_date=TODAY + DAY), by=by, at=AT)
    assert user.roles.count() == 2


def test_what_is_missing_is_said_field_by_field(admin: Client) -> None:
    answer = admin.post(f"{address(person())}new/", {"end_date-day": "3"}).content.decode()
    for sentence in (
        "Select the role",
        "Select a place",
        "Enter the first day",
        "must include a month and a year",
    ):
        assert sentence in answer


def test_a_role_that_leads_to_no_children_is_held_in_the_authority(admin: Client) -> None:
    given = {"role": "auditor", "place": f"team:{team('East').pk}"} | written("start_date", TODAY)
    answer = admin.post(f"{address(person())}new/", given).content.decode()
    assert "This role is held in the whole authority" in answer


def test_somebody_elses_role_is_not_found_under_a_persons_address(admin: Client) -> None:
    one, other = person(), person()
    held = other.roles.get()
    assert admin.get(f"{address(one)}{held.pk}/end/").status_code == 404


# --- the last administrator ---------------------------------------------------------------------------


def test_the_last_administrators_role_is_not_ended(
    administrator: User, admin: Client, told
) -> None:
    held = administrator.roles.get()
    given = {"version": "1"} | written("end_date", TODAY)
    answer = admin.post(f"{address(administrator)}{held.pk}/end/", given).content.decode()
    assert "This would leave nobody who can administer Doorstep" in answer
    held.refresh_from_db()
    assert (held.end_date, held.version) == (None, 1)
    assert told() == []


def test_the_last_administrators_account_is_not_closed(administrator: User, admin: Client) -> None:
    page = f"/administration/people/{administrator.pk}/close/"
    assert (
        "Make somebody else an administrator first"
        in admin.post(page, {"version": "1"}).content.decode()
    )
    assert User.objects.get(pk=administrator.pk).is_active


def test_of_two_administrators_one_may_go_but_not_both(administrator: User) -> None:
    other = person(OwnRole.ADMINISTRATOR)
    close_account(other, version=1, by=access(administrator), at=AT)
    with pytest.raises(LastAdministratorError):
        close_account(administrator, version=1, by=access(administrator), at=AT)


def test_administration_passes_from_one_to_another_on_a_day_without_a_gap(
    administrator: User,
) -> None:
    by, later = access(administrator), TODAY + 14 * DAY
    held = administrator.roles.get()
    with pytest.raises(LastAdministratorError):
        end_role(held, version=1, end_date=later, by=by, at=AT)
    new = person(None)
    give_role(new, Grant(role=OwnRole.ADMINISTRATOR, start_date=later), by=by, at=AT)
    held.refresh_from_db()
    with pytest.raises(LastAdministratorError):
        end_role(held, version=1, end_date=later - DAY, by=by, at=AT)
    held.refresh_from_db()
    end_role(held, version=1, end_date=later, by=by, at=AT)
    assert RoleHeld.objects.get(pk=held.pk).end_date == later


def test_an_administrator_whose_role_is_to_end_does_not_count_after_it(administrator: User) -> None:
    other = person(None)
    soon = Grant(role=OwnRole.ADMINISTRATOR, start_date=TODAY, end_date=TODAY + 5 * DAY)
    give_role(other, soon, by=access(administrator), at=AT)
    with pytest.raises(LastAdministratorError, match="from 21 Nov 2026"):
        end_role(administrator.roles.get(), version=1, end_date=TODAY, by=access(other), at=AT)


def test_a_change_to_ones_own_account_is_marked_for_the_auditor(administrator: User, told) -> None:
    told_as = {"name": "Ada M. Minster", "username": "ada.minster", "worker_id": ""}
    change_person(administrator, version=1, **told_as, by=access(administrator), at=AT)
    assert told()[-1].detail["own_account"] is True
