"""People: found, added, changed, closed; what is not asked is not read; no name stands in an address."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from web_made import PASSWORD, person, team

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import ALL_ROLES, OwnRole

PEOPLE = "/administration/people/"


def test_the_list_shows_people_with_the_roles_of_the_day(admin: Client) -> None:
    person(Role.SOCIAL_WORKER, name="Noor Calloway", worker_id="W1", in_team=team("East"))
    page = admin.get(PEOPLE).content.decode()
    assert "Noor Calloway" in page
    assert "Social worker, East" in page
    assert "2 people" in page


def test_a_filter_by_role_and_team_shows_only_those(admin: Client) -> None:
    person(Role.SOCIAL_WORKER, name="Noor Calloway", in_team=team("East"))
    person(Role.SOCIAL_WORKER, name="Piet Wester", in_team=team("West"))
    asked = {"role": "social_worker", "team": str(team("East").pk)}
    page = admin.get(PEOPLE, asked).content.decode()
    assert "Noor Calloway" in page
    assert "Piet Wester" not in page
    assert "Take away: </span>Team: East" in page


def test_a_closed_account_is_listed_only_when_asked_for(admin: Client) -> None:
    gone = person(name="Gwen Gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert "Gwen Gone" not in admin.get(PEOPLE).content.decode()
    assert "Gwen Gone" in admin.get(PEOPLE, {"state": "closed"}).content.decode()


def test_the_list_sorts_both_ways_by_what_a_head_says(admin: Client) -> None:
    person(name="Abel First")
    person(name="Zoe Last")
    up = admin.get(PEOPLE, {"sort": "name"}).content.decode()
    down = admin.get(PEOPLE, {"sort": "-name"}).content.decode()
    assert up.index("Abel First") < up.index("Zoe Last")
    assert down.index("Abel First") > down.index("Zoe Last")


def test_a_long_list_has_pages_and_no_more_queries(
    admin: Client, django_assert_max_num_queries
) -> None:
    for number in range(60):
        person(name=f"Worker {number:02}", in_team=team("East"))
    with django_assert_max_num_queries(12):
        first = admin.get(PEOPLE).content.decode()
    assert "61 people" in first
    assert 'href="?sort=name&amp;state=open&amp;page=3"' in first
    assert "Worker 59" in admin.get(PEOPLE, {"page": "3"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999", "²", ""])
def test_a_page_that_is_not_there_shows_one_that_is(admin: Client, page: str) -> None:
    assert admin.get(PEOPLE, {"page": page}).status_code == 200


def test_a_name_to_find_is_posted_and_stands_in_no_address(admin: Client) -> None:
    person(name="Noor Calloway")
    found = admin.post(PEOPLE, {"words": "calloway"}).content.decode()
    assert "Noor Calloway" in found
    assert "calloway" not in " ".join(
        part for part in found.split('"') if part.startswith(("/", "?"))
    )


def test_nobody_found_says_what_to_do(admin: Client) -> None:
    assert "Nobody found" in admin.post(PEOPLE, {"words": "nobody-like-this"}).content.decode()


def test_somebody_added_can_do_nothing_until_a_role_is_given(admin: Client, told) -> None:
    answer = admin.post(PEOPLE + "new/", {"name": "New One", "username": "new.one"})
    user = User.objects.get(username="new.one")
    assert answer.status_code == 302
    assert (user.name, user.has_usable_password()) == ("New One", False)
    assert not RoleHeld.objects.filter(user=user).exists()
    assert [e.action for e in told()] == ["add_person"]


def test_the_same_form_sent_twice_adds_one_person(admin: Client, told) -> None:
    given = {"name": "New One", "username": "new.one", "worker_id": "W9"}
    admin.post(PEOPLE + "new/", given)
    again = admin.post(PEOPLE + "new/", given)
    assert "Somebody has this username" in again.content.decode()
    assert User.objects.filter(name="New One").count() == 1
    assert [e.action for e in told()] == ["add_person"]


def test_a_worker_id_leads_to_one_person(admin: Client) -> None:
    person(name="Noor Calloway", worker_id="W1")
    answer = admin.post(PEOPLE + "new/", {"name": "A", "username": "b", "worker_id": "W1"})
    assert "Somebody has this worker id" in answer.content.decode()


def test_what_a_form_does_not_ask_is_not_read(admin: Client) -> None:
    extra = {
        "is_superuser": "on",
        "is_staff": "on",
        "password": "x",
        "is_active": "",
        "version": "7",
    }
    admin.post(PEOPLE + "new/", {"name": "New One", "username": "new.one"} | extra)
    user = User.objects.get(username="new.one")
    assert (user.is_superuser, user.is_staff, user.is_active, user.version) == (
        False,
        False,
        True,
        1,
    )
    assert not user.has_usable_password()


def test_a_person_is_changed_and_the_log_names_the_fields_not_the_words(
    admin: Client, told
) -> None:
    user = person(name="Noor Calloway")
    given = {"name": "Noor Marsh", "username": user.username, "version": "1"}
    admin.post(f"{PEOPLE}{user.pk}/change/", given)
    user.refresh_from_db()
    (event,) = told()
    assert (user.name, user.version) == ("Noor Marsh", 2)
    assert (event.action, event.detail) == ("change_person", {"fields": ["name"]})


def test_a_closed_account_can_do_nothing_from_the_next_request_on(
    admin: Client, sign_in, told
) -> None:
    user = person(Role.TEAM_MANAGER, in_team=team("East"))
    browser = sign_in(user)
    assert browser.get("/policy/").status_code == 200
    admin.post(f"{PEOPLE}{user.pk}/close/", {"version": "1"})
    assert browser.get("/policy/").status_code == 302
    admin.post(f"{PEOPLE}{user.pk}/reopen/", {"version": "2"})
    assert User.objects.get(pk=user.pk).is_active
    assert [e.action for e in told()] == ["close_account", "reopen_account"]


def test_a_link_sets_a_password_once_and_ends_the_old_one(admin: Client, told) -> None:
    user = person()
    page = admin.post(f"{PEOPLE}{user.pk}/password/").content.decode()
    link = page.partition('<code class="d-break">http://testserver')[2].partition("<")[0]
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)
    theirs = Client()
    form = theirs.get(link)
    new = {"new_password1": "tulip-harbour-onion", "new_password2": "tulip-harbour-onion"}
    answer = theirs.post(form["Location"], new)
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).check_password("tulip-harbour-onion")
    assert "This link does not work" in Client().get(link).content.decode()
    assert [e.action for e in told()] == ["set_password", "change_password"]


def test_a_link_refuses_a_short_password_and_says_why(admin: Client, told) -> None:
    user = person()
    page = admin.post(f"{PEOPLE}{user.pk}/password/").content.decode()
    link = page.partition('<code class="d-break">http://testserver')[2].partition("<")[0]
    theirs = Client()
    form = theirs.get(link)
    answer = theirs.post(form["Location"], {"new_password1": "short", "new_password2": "short"})
    assert "at least 12 characters" in answer.content.decode()
    assert [e.action for e in told()] == ["set_password"]


def test_a_link_that_was_made_up_sets_nothing() -> None:
    assert (
        "This link does not work"
        in Client().get("/administration/password/MQ/c-d/").content.decode()
    )


@pytest.mark.parametrize("step", ["unlock", "sign-out", "second-factors", "work-account"])
def test_each_way_in_is_asked_about_first_and_told_once(admin: Client, step: str, told) -> None:
    address = f"{PEOPLE}{person().pk}/ways-in/{step}/"
    assert admin.get(address).status_code == 200
    assert told() == []
    assert admin.post(address).status_code == 302
    assert len(told()) == 1


def test_who_showed_who_they_are_long_ago_is_asked_again_before_a_link_is_made(
    administrator: User, sign_in
) -> None:
    user = person()
    answer = sign_in(administrator).post(f"{PEOPLE}{user.pk}/password/")
    assert answer.status_code == 302
    assert User.objects.get(pk=user.pk).has_usable_password()


def test_a_person_who_is_not_there_is_not_found(admin: Client) -> None:
    for address in (
        "9999/",
        "9999/change/",
        "9999/close/",
        "9999/roles/new/",
        "9999/ways-in/unlock/",
    ):
        assert admin.get(PEOPLE + address).status_code == 404


PAGES = (
    "", "people/", "people/new/", "people/{pk}/", "people/{pk}/change/", "people/{pk}/close/",
    "people/{pk}/reopen/", "people/{pk}/password/", "people/{pk}/ways-in/unlock/",
    "people/{pk}/roles/new/", "people/{pk}/roles/{role}/end/", "teams/", "teams/new/",
    "teams/{team}/", "teams/{team}/change/", "localities/new/", "localities/{place}/change/",
    "deputies/", "deputies/new/",
)  # fmt: skip


@pytest.mark.parametrize("role", [role for role in ALL_ROLES if role != OwnRole.ADMINISTRATOR])
def test_no_role_but_the_administrators_opens_these_pages(role: str, sign_in, told) -> None:
    held = RoleHeld.objects.get(user=person(role))
    east = team("East")
    browser = sign_in(held.user)
    ids = {"pk": held.user.pk, "role": held.pk, "team": east.pk, "place": east.locality_id}
    for page in PAGES[1:]:
        address = f"/administration/{page.format(**ids)}"
        assert (address, browser.get(address).status_code) == (address, 403)
        assert (address, browser.post(address).status_code) == (address, 403)
    assert told() == []


def test_every_page_opens_to_an_administrator(admin: Client) -> None:
    held, east = RoleHeld.objects.get(user=person()), team("East")
    ids = {"pk": held.user.pk, "role": held.pk, "team": east.pk, "place": east.locality_id}
    for page in PAGES:
        address = f"/administration/{page.format(**ids)}"
        assert (address, admin.get(address).status_code) == (address, 200)


def test_last_signed_in_and_never_are_both_shown(admin: Client) -> None:
    seen = person(name="Seen Once")
    User.objects.filter(pk=seen.pk).update(last_login=datetime(2026, 11, 2, 8, tzinfo=UTC))
    assert "2 Nov 2026" in admin.get(PEOPLE).content.decode()
