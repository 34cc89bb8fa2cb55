"""Phones of people who left, what is set aside on a phone alone, and what telling of them costs."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import notice_made as notices
import phone_made as phones
import pytest
import web_made as made
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.caseload.models import Child
from doorstep.web.notices.models import Notice
from doorstep.web.phone import on_my_day, silence
from doorstep.web.phone.models import Phone, SetAside
from doorstep.web.phone.queries.asides import asides_for, get_aside
from doorstep.web.phone.queries.phones import apart_on, phones_of_teams

SignIn = Callable[[User], Client]


@pytest.fixture
def noor(settings: Any) -> User:
    settings.CLOCK, settings.MAIL = phones.CLOCK, "smtp"
    made.adopt()
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team("East"))


@pytest.fixture
def client(noor: User, sign_in: SignIn) -> Client:
    return sign_in(noor)


def _boss(team: str = "East", **more: Any) -> User:
    boss = made.person("team_manager", in_team=made.team(team), **more)
    notices.wish(boss)
    return boss


def _unsent(user: User) -> Phone:
    row = phones.phone(user)
    Phone.objects.filter(pk=row.pk).update(unsent=1, oldest_unsent_at=made.AT)
    return row


def _held(user: User, team: str | None, start: int, end: int | None, role: str) -> None:
    """Give somebody a role from and until so many days after today."""
    RoleHeld.objects.create(
        user=user, role=role, team=made.team(team) if team else None,
        start_date=made.TODAY + timedelta(start),
        end_date=None if end is None else made.TODAY + timedelta(end),
    )  # fmt: skip


def _told(at: Any) -> int:
    return silence.work(at, lambda _: None) if silence.wanted(at) else 0


# --- whoever left -------------------------------------------------------------------------------------


def test_the_phone_of_who_left_is_the_last_managers_and_every_administrators_to_take_away(
    noor: User, sign_in: SignIn
) -> None:
    _unsent(noor)
    RoleHeld.objects.filter(user=noor).update(end_date=made.TODAY)
    boss, other = _boss(), _boss("West", name="Other Manager")
    admin, head = made.person("administrator"), made.person("head_of_service")

    for user, sees in ((boss, True), (admin, True), (head, True), (other, False)):
        page = sign_in(user).get(reverse("team-phones")).text
        assert ("Noor Calloway" in page) is sees, user
    assert _told(phones.later(60 * 25)) == 1
    assert Notice.objects.get().recipient == boss
    phone = str(Phone.objects.get().pk)
    sign_in(boss).post(reverse("team-phones"), {"phone": phone, "sure": "yes"})
    assert not Phone.objects.filter(revoked_at=None).exists()


def test_an_administrator_sees_the_phone_of_somebody_without_any_role(
    noor: User, sign_in: SignIn
) -> None:
    _unsent(noor)
    RoleHeld.objects.filter(user=noor).delete()

    admin = sign_in(made.person("administrator"))

    assert "Noor Calloway" in admin.get(reverse("team-phones")).text


@pytest.mark.parametrize(
    ("held", "seen_by"),
    [
        ([("East", -90, -60), ("West", -60, -1)], "West"),
        ([("East", -90, -60), ("West", -60, None)], "West"),
        ([("East", -90, -1), (None, -1, None)], None),
        ([("East", -90, -1), ("West", 1, None)], "East"),
    ],
)
def test_the_team_of_the_last_role_counts_once_no_role_is_held(
    noor: User, held: list[tuple[Any, int, int | None]], seen_by: str | None
) -> None:
    _unsent(noor)
    RoleHeld.objects.filter(user=noor).delete()
    for team, start, end in held:
        _held(noor, team, start, end, "social_worker")

    found = [
        team for team in ("East", "West") if phones_of_teams(made.access(_boss(team))).exists()
    ]

    assert found == ([seen_by] if seen_by else [])


# --- set aside on a phone alone -----------------------------------------------------------------------


def test_what_a_phone_alone_has_set_aside_is_told_to_owner_and_manager(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    row, boss = phones.phone(noor), sign_in(_boss())
    assert (
        phones.ask(client, "report-waiting", {"unsent": 0, "aside": 2}, row.pk).status_code == 200
    )

    said = "2 set aside on it alone when last in contact, 16 Nov 2026 at 9.30am"
    assert said in client.get("/").text
    assert said in client.get(reverse("phones")).text
    assert "1 phone with unsent work" in boss.get("/").text
    page = boss.get(reverse("team-phones")).text
    assert "2 more on the phone alone" in page
    file = b"".join(boss.get(reverse("team-phones"), {"take": "csv"}))
    assert b"2 more on the phone alone" in file
    assert "Unsent work" in page
    sure = boss.post(reverse("team-phones"), {"phone": str(row.pk)}).text
    assert "Something on it is not sent" in sure
    notices.wish(noor)
    assert [_told(phones.later(60 * hours)) for hours in (23, 25, 26)] == [0, 2, 0]


def test_beside_unsent_work_it_stands_in_the_same_line(client: Client, noor: User) -> None:
    row = phones.phone(noor)
    phones.ask(client, "report-waiting", {"unsent": 3, "aside": 1}, row.pk)

    assert "3 not sent and 1 set aside on it alone when last in contact" in client.get("/").text


def test_what_is_known_here_to_be_set_aside_is_not_told_twice(client: Client, noor: User) -> None:
    (child,) = made.store(made.case("C1"))
    row = phones.phone(noor)
    told = phones.visit(row, child, fields={"place": ""})
    phones.send(client, told)
    told["body"]["fields"]["present"] = "Nobody"  # mended, and still not right
    phones.send(client, told)
    phones.ask(client, "report-waiting", {"unsent": 0, "aside": 1}, row.pk)

    assert apart_on(Phone.objects.all()) == {}
    assert "on it alone" not in client.get("/").text
    SetAside.objects.update(settled_at=phones.later(5), settled_by=noor, settled_why="Done.")
    assert apart_on(Phone.objects.all()) == {}  # it has not heard of that yet
    phones.ask(client, "report-waiting", {"unsent": 0, "aside": 2}, row.pk)
    assert apart_on(Phone.objects.all()) == {row.pk: 1}


# --- what it costs ------------------------------------------------------------------------------------


def _matters(*numbers: int) -> None:
    for n in numbers:
        team = f"Team {n}"
        worker = made.person(in_team=made.team(team), worker_id=f"V{n}")
        _boss(team), notices.wish(worker), _unsent(worker), phones.aside(worker, None)


def _asked(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        work()
    return [each["sql"] for each in asked.captured_queries]


def test_five_matters_of_five_teams_cost_no_more_questions_than_one(noor: User) -> None:
    at, costs = phones.later(60 * 25), []
    for numbers in ((0,), (1, 2, 3, 4)):
        _matters(*numbers)
        asked = _asked(lambda: list(silence._fresh(at)))
        costs.append(len(asked))
        assert not any('"body"' in sql or '"reasons"' in sql for sql in asked)

    assert len(list(silence._fresh(at))) == 10
    assert costs[0] == costs[1] <= 12


def test_the_list_reads_no_photographs_and_asks_no_more_for_five_than_for_one(
    client: Client, noor: User
) -> None:
    (child,) = made.store(made.case("C1"))
    costs = []
    client.get(reverse("set-aside"))  # what is asked once in a session
    for number in (1, 4):
        for _ in range(number):
            phones.aside(noor, child), phones.aside(noor, None)
        asked = _asked(lambda: client.get(reverse("set-aside")))
        costs.append(len(asked))
        read = [sql for sql in asked if '"phone_setaside"."body"' in sql]
        assert all("child_id" in sql for sql in read), read

    assert costs[0] == costs[1]
    assert all("body" in each.get_deferred_fields() for each in asides_for(made.access(noor)))
    one = get_aside(SetAside.objects.latest("pk").pk, by=made.access(noor))
    assert not one.get_deferred_fields()


def test_the_list_names_a_child_who_is_not_theirs_as_they_were_sent(
    client: Client, noor: User
) -> None:
    made.store(made.case("12", worker_id="W9", in_team="West"))
    other = Child.objects.get(child_id="12")
    row = phones.phone(noor)
    phones.send(client, phones.visit(row, other))
    body = {"child_ids": ["12", "1e5"], "form": "x", "answers": {}}
    phones.send(client, phones.thing(row, body, kind="assessment"))

    page = client.get(reverse("set-aside")).text

    assert "Child 12" in page
    assert "Child 12, Child 1e5" in page


def test_my_day_reads_only_phones_of_which_somebody_should_know(noor: User) -> None:
    boss = made.access(_boss())
    for days in (0, 1, 2):
        row = phones.phone(noor)
        taken = phones.later(-60 * 24 * days)
        Phone.objects.filter(pk=row.pk).update(
            taken_at=taken,
            taken_until=taken + timedelta(hours=12),
            seen_at=taken + timedelta(hours=13),
        )
    asked = _asked(lambda: on_my_day._of_teams(boss))
    phone = phones.phone(noor)
    Phone.objects.filter(pk=phone.pk).update(unsent=1, oldest_unsent_at=made.AT)

    with CaptureQueriesContext(connection) as read:
        assert on_my_day._of_teams(boss) == "1 phone with unsent work"
    assert len(asked) == len(read.captured_queries) == 1
    assert '"seen_at" <=' in asked[0]
    assert '"key"' not in asked[0]


# --- where to -----------------------------------------------------------------------------------------


def test_messages_lead_to_where_something_can_be_done(client: Client, noor: User) -> None:
    boss = _boss()
    notices.wish(noor)
    aside = phones.aside(noor, None)
    _unsent(noor)
    _told(phones.later(60 * 25))

    pages = {
        (row.recipient, row.key.split(":")[0]): row.body.split("go to ")[1].split()[0]
        for row in Notice.objects.all()
    }

    assert pages == {
        (noor, "set-aside"): reverse("set-aside-one", args=[aside.pk]),
        (boss, "set-aside"): reverse("set-aside"),
        (noor, "phone-silent"): reverse("phones"),
        (boss, "phone-silent"): reverse("team-phones"),
    }
    assert "Settle it" in unescape(client.get(pages[noor, "set-aside"]).text)
