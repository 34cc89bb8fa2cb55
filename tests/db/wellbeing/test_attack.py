"""Attacks on the staff's own record: another team's manager, somebody else's form, wild values."""

from collections.abc import Callable
from typing import Any

import pytest
import web_made as made
from child_made import text
from django.test import Client
from moves_made import Office, office
from wellbeing_made import boxes, form, said

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.wellbeing.models import TakenBack, Word
from doorstep.web.wellbeing.words import State

SignIn = Callable[[User], Client]
FAR = 10**25
AGAIN = "said something else then"


@pytest.fixture
def here(settings: Any) -> Office:
    settings.CLOCK = made.AT.isoformat()
    return office(0)


def test_another_teams_manager_writes_nothing_and_meets_the_page_of_nobody(
    here: Office, sign_in: SignIn
) -> None:
    word = said(here.noor, State.SICK)
    west = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))
    pages = [
        ("/staff/{}/availability/", here.noor.pk), ("/how-i-am/said/{}/take-back/", word.pk),
    ]  # fmt: skip
    for page, pk in pages:
        there, not_there = (
            [west.get(page.format(one)), west.post(page.format(one), form("well"))]
            for one in (pk, FAR)
        )
        assert [answer.status_code for answer in (*there, *not_there)] == [404] * 4
        assert [text(answer) for answer in there] == [text(answer) for answer in not_there]
    assert (Word.objects.count(), TakenBack.objects.count()) == (1, 0)


@pytest.mark.parametrize("told", ["all", "authority", f"team-{FAR}", "team-١", "\0", "team-"])
def test_a_list_that_is_guessed_is_not_there(here: Office, sign_in: SignIn, told: str) -> None:
    said(here.noor, State.SICK)
    west = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))
    assert west.get("/availability/", {"list": told}).status_code == 404


def test_a_form_goes_for_its_sender_and_today_whatever_is_sent_beside_it(
    here: Office, sign_in: SignIn
) -> None:
    beside = {"person": here.ben.pk, "recorded_by": here.ben.pk, "recorded_at": "2020-01-01"}
    sign_in(here.noor).post("/how-i-am/", form("sick", **beside, **boxes("said_on", made.AT)))

    row = Word.objects.get()
    assert (row.person, row.recorded_by) == (here.noor, here.noor)
    assert (row.said_on, row.recorded_at) == (made.TODAY, made.AT)


@pytest.mark.parametrize(
    "wild",
    [
        {"client_id": ""}, {"client_id": "x"}, {"state": "\0"}, {"state": "dead"},
        {"start_date-day": "9" * 5000, "start_date-month": "1", "start_date-year": "2026"},
        {"end_date-day": "1", "end_date-month": "1", "end_date-year": "9999"},
    ],
)  # fmt: skip
def test_wild_values_are_refused_and_break_nothing(
    here: Office, sign_in: SignIn, wild: dict[str, str]
) -> None:
    answer = sign_in(here.noor).post("/how-i-am/", form("sick") | wild)
    assert answer.status_code == 200
    assert not Word.objects.exists()


def test_somebody_elses_form_says_nothing_for_me_and_i_am_told_so(
    here: Office, sign_in: SignIn
) -> None:
    word = said(here.noor, State.SICK)
    ben = sign_in(here.ben)

    answer = ben.post("/how-i-am/", form("sick", client_id=str(word.client_id)))

    assert AGAIN in text(answer)
    assert "Noor" not in text(answer)
    assert Word.objects.count() == 1


def test_a_form_gone_back_to_and_changed_is_not_lost_but_asked_about(
    here: Office, sign_in: SignIn
) -> None:
    noor, first = sign_in(here.noor), form("sick")
    noor.post("/how-i-am/", first)

    asked = noor.post("/how-i-am/", first | {"state": "well"})
    assert AGAIN in text(asked)
    anew = asked.text.split('name="client_id" value="')[1].partition('"')[0]
    noor.post("/how-i-am/", form("well", client_id=anew))

    assert list(Word.objects.order_by("pk").values_list("state", flat=True)) == ["sick", "well"]


@pytest.mark.parametrize("version", ["", "-1", str(2**70), "x", "0"])
def test_a_version_that_cannot_be_changes_no_reminder(
    here: Office, sign_in: SignIn, version: str
) -> None:
    noor = sign_in(here.noor)
    noor.post("/how-i-am/?reminder=own", {"do": "on"})
    told = {"do": "note", "version": version} | boxes("tested_on", made.TODAY)
    assert noor.post("/how-i-am/?reminder=own", told).status_code == 200


def test_nobody_elses_reminder_opens_whatever_the_address_says(
    here: Office, sign_in: SignIn
) -> None:
    sign_in(here.noor).post("/how-i-am/?reminder=own", {"do": "on"})
    mine = sign_in(here.ben)
    pages = [text(mine.get("/how-i-am/", {"reminder": told})) for told in ("own", here.noor.pk)]
    assert pages[0] == pages[1]
    assert "Last tested on" not in pages[0]
