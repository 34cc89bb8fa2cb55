"""Reasons are for the person and their own manager; colleagues get one word, figures are counts."""

from collections.abc import Callable
from typing import Any

import pytest
import web_made as made
from child_made import text
from django.test import Client
from moves_made import Office, office
from wellbeing_made import DAY, form, said

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.wellbeing.models import Word
from doorstep.web.wellbeing.words import State

SignIn = Callable[[User], Client]
REASONS = {
    State.SICK: "Sick",
    State.SELF_ISOLATING: "Self-isolating",
    State.HIGH_RISK: "At high risk",
}


@pytest.fixture
def here(settings: Any) -> Office:
    settings.CLOCK = made.AT.isoformat()
    return office(0)


def team_page(here: Office) -> str:
    return f"/availability/?list=team-{here.east.pk}"


@pytest.mark.parametrize("state", REASONS)
def test_a_colleague_sees_that_somebody_is_away_and_not_why(
    here: Office, sign_in: SignIn, state: State
) -> None:
    said(here.noor, state)
    page = text(sign_in(here.ben).get(team_page(here)))
    assert "Noor Calloway" in page
    assert "Away" in page
    assert REASONS[state] not in page
    assert "look again" not in page
    assert "said by" not in page
    assert not AuditEvent.objects.filter(action="read_availability").exists()


def test_a_colleague_cannot_tell_who_isolates_from_who_works_at_home(
    here: Office, sign_in: SignIn
) -> None:
    said(here.noor, State.HIGH_RISK, from_home=True)
    first = text(sign_in(here.ben).get(team_page(here)))
    said(here.noor, State.WELL)
    said(here.noor, State.WORKING_FROM_HOME)
    assert text(sign_in(here.ben).get(team_page(here))) == first


def test_a_colleague_does_not_see_the_days_to_come(here: Office, sign_in: SignIn) -> None:
    said(here.noor, State.SICK, start_date=made.TODAY + 3 * DAY)
    page = text(sign_in(here.ben).get(team_page(here) + "&show=days"))
    assert "Has not said" in page
    assert "Away" not in page


def test_the_manager_is_told_why_and_that_they_looked_is_logged_without_it(
    here: Office, sign_in: SignIn
) -> None:
    said(here.noor, State.SICK)
    page = text(sign_in(here.manager).get(team_page(here)))
    assert "Sick" in page
    assert "from 16 Nov 2026 until something else is said" in page
    event = AuditEvent.objects.get(action="read_availability")
    assert event.detail == {"people": sorted([here.noor.pk, here.ben.pk])}
    assert event.actor_id == here.manager.pk
    sign_in(here.manager).get(f"/staff/{here.noor.pk}/availability/")
    one = AuditEvent.objects.filter(action="read_availability").last()
    assert one is not None
    assert (one.subject, one.subject_id) == ("person", str(here.noor.pk))


def test_the_manager_sees_the_next_fourteen_days_by_category(here: Office, sign_in: SignIn) -> None:
    said(here.noor, State.SICK, start_date=made.TODAY + DAY, end_date=made.TODAY + 3 * DAY)
    said(here.ben, State.WORKING_FROM_HOME, start_date=made.TODAY + 2 * DAY)
    page = text(sign_in(here.manager).get(team_page(here) + "&show=days"))
    days = page[page.index("Monday 16 Nov") :]
    assert days.count("Noor Calloway") == 2
    assert days.count("Ben Cole") == 1
    assert "Monday 30 Nov 2026" in days
    assert "Sick" not in page


def test_another_teams_manager_meets_the_page_of_nobody(here: Office, sign_in: SignIn) -> None:
    west = made.team("West", "Westmarch")
    other = sign_in(made.person(Role.TEAM_MANAGER, in_team=west))
    word = said(here.noor, State.SICK)
    theirs = f"/staff/{here.noor.pk}/availability/"
    missing = other.get("/staff/987654/availability/")
    assert missing.status_code == 404
    assert other.get(theirs).status_code == 404
    assert other.post(theirs, form("well")).status_code == 404
    assert other.get(team_page(here)).status_code == 404
    assert other.post(f"/how-i-am/said/{word.pk}/take-back/").status_code == 404
    assert sign_in(here.ben).get(theirs).status_code == 403
    assert sign_in(here.ben).post(f"/how-i-am/said/{word.pk}/take-back/").status_code == 404
    assert Word.objects.count() == 1


def test_who_left_the_team_is_no_longer_told_of(here: Office, sign_in: SignIn) -> None:
    said(here.noor, State.SICK)
    RoleHeld.objects.filter(user=here.noor).update(end_date=made.TODAY)
    manager = sign_in(here.manager)
    assert manager.get(f"/staff/{here.noor.pk}/availability/").status_code == 404
    assert "Noor Calloway" not in text(manager.get(team_page(here)))


def test_managers_are_not_told_why_of_themselves_by_their_own_list_only(
    here: Office, sign_in: SignIn
) -> None:
    manager = sign_in(here.manager)
    assert manager.get(f"/staff/{here.manager.pk}/availability/").status_code == 404
    assert "Say how you are" in text(manager.get(team_page(here)))


def test_who_sees_counts_only_meets_no_list_of_people(here: Office, sign_in: SignIn) -> None:
    said(here.noor, State.SICK)
    analyst = sign_in(made.person(OwnRole.PERFORMANCE_ANALYST))
    assert analyst.get("/availability/").status_code == 403
    page = analyst.get("/situation/").content.decode()
    assert "Noor" not in page
    assert "Sick" not in page
    assert 'href="/availability/' not in analyst.get(f"/teams/{here.east.pk}/").content.decode()


def test_the_front_door_sees_who_is_there_and_no_reason(here: Office, sign_in: SignIn) -> None:
    said(here.noor, State.SICK)
    page = text(sign_in(made.person(Role.FRONT_DOOR)).get("/availability/"))
    assert "Away" in page
    assert "Sick" not in page
    assert "Say for them" not in page


def test_the_log_never_tells_a_reason(here: Office, sign_in: SignIn) -> None:
    client = sign_in(here.noor)
    for state in State:
        client.post("/how-i-am/", form(state.value))
    sign_in(here.manager).get(team_page(here))
    told = " ".join(
        f"{e.action} {e.subject} {e.subject_id} {e.detail}" for e in AuditEvent.objects.all()
    )
    for state in State:
        assert state.value not in told


def test_a_long_list_goes_over_pages_and_a_category_can_be_chosen(
    here: Office, sign_in: SignIn
) -> None:
    for number in range(27):
        made.person(name=f"Worker {number:02}", in_team=here.east)
    said(here.noor, State.SICK)
    manager = sign_in(here.manager)
    first = text(manager.get(team_page(here)))
    assert "Worker 21" in first
    assert "Worker 26" not in first
    assert "Worker 26" in text(manager.get(team_page(here) + "&page=2"))
    away = text(manager.get(team_page(here) + "&only=away"))
    assert "Noor Calloway" in away
    assert "Worker" not in away.split("Why, and until when")[1]
    assert "Nobody here." in text(manager.get(team_page(here) + "&only=from_home"))
