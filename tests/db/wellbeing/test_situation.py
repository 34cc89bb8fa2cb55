"""Staff who cannot work: of how many, since when, and never so few that one knows who."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import web_made as made
from child_made import text
from django.test import Client
from wellbeing_made import DAY, said

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.wellbeing.situation import situation
from doorstep.web.wellbeing.words import State

SignIn = Callable[[User], Client]
WEEK_AGO = made.TODAY - 7 * DAY


@pytest.fixture
def staff(settings: Any) -> list[User]:
    """Twenty who hold a worker's role: two were sick a week ago, seven are away since yesterday."""
    settings.CLOCK = made.AT.isoformat()
    people = [made.person(name=f"Worker {n:02}") for n in range(20)]
    for person in people[:2]:
        said(person, State.SICK, start_date=WEEK_AGO, end_date=WEEK_AGO + DAY)
    for person in people[:7]:
        said(person, State.SELF_ISOLATING, start_date=made.TODAY - DAY)
    for person in people[7:12]:
        said(person, State.WORKING_FROM_HOME)
    return people


@pytest.fixture
def analyst(sign_in: SignIn) -> Client:
    return sign_in(made.person(OwnRole.PERFORMANCE_ANALYST))


def test_it_counts_who_cannot_work_of_those_who_hold_a_workers_role(staff: list[User]) -> None:
    made.person(Role.TEAM_MANAGER)
    made.person(None)
    days = {each.day: each for each in situation(on=made.TODAY)}
    assert len(days) == 15
    now = days[made.TODAY]
    assert (now.away, now.of, now.from_home, now.not_said, now.share) == (7, 20, 5, 8, "35.0")
    assert days[WEEK_AGO].away == 2
    staff[0].roles.update(end_date=made.TODAY)
    assert (situation(on=made.TODAY)[0].away, situation(on=made.TODAY)[0].of) == (6, 19)


def rows(client: Client) -> dict[str, list[str]]:
    answer = client.get("/situation/?take=csv")
    body = b"".join(answer).decode("utf-8-sig")
    return {row[0]: row[1:] for row in csv.reader(io.StringIO(body))}


def test_a_few_are_not_counted_out_nor_what_would_tell_how_many(
    staff: list[User], analyst: Client
) -> None:
    told = rows(analyst)
    assert told["Monday 16 Nov 2026"] == ["7", "20", "35.0%", "'+0", "5", "8"]
    assert told["Monday 9 Nov 2026"][:4] == ["fewer than 5", "20", "Not shown", "Not shown"]
    assert told["Tuesday 10 Nov 2026"][:4] == ["0", "20", "0.0%", "Not shown"]
    assert told["Sunday 15 Nov 2026"][3] == "'+7"
    for person in staff[12:18]:
        said(person, State.SICK)
    for person in staff[7:12]:
        said(person, State.SICK)
    assert rows(analyst)["Monday 16 Nov 2026"][0] == "all but fewer than 5"


def test_the_page_says_what_is_counted_and_what_the_adopted_policy_calls_it(
    staff: list[User], analyst: Client
) -> None:
    assert "What the policy asks for" not in text(analyst.get("/situation/"))
    made.adopt(("buckinghamshire-2020", date(2020, 3, 17)))
    page = " ".join(text(analyst.get("/situation/")).split())
    assert "Staff who cannot work 7 of 20, 35.0%" in page
    assert "against a week ago" not in page  # two then: not told
    for person in staff[2:6]:
        said(person, State.SICK, start_date=WEEK_AGO, end_date=WEEK_AGO + DAY)
    page = " ".join(text(analyst.get("/situation/")).split())
    assert "7 of 20, 35.0%, +1 against a week ago" in page


def test_without_staff_it_says_what_is_missing(analyst: Client, settings: Any) -> None:
    settings.CLOCK = made.AT.isoformat()
    assert "Nobody holds a worker’s role" in text(analyst.get("/situation/"))
