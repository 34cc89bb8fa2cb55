"""The same page twice, two people at once, and what was changed under one’s eyes."""

from collections.abc import Callable

import decision_made as d
import pytest
import web_made as made
from decision_pages import REASON, RUNG, do, hidden, page, sent, submitted, text
from django.test import Client

from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.models import Decision, Done

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child() -> Child:
    return d.child()


@pytest.fixture
def open_as(people: dict[Role, User], sign_in: SignIn) -> Callable[[Role], Client]:
    return lambda role: sign_in(people[role])


@pytest.fixture
def with_manager(people: dict[Role, User], child: Child) -> Decision:
    return submitted(people, child)


@pytest.fixture
def with_iro(people: dict[Role, User], with_manager: Decision) -> Decision:
    return d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))


def test_the_same_page_sent_twice_acts_once(open_as, with_manager) -> None:
    client = open_as(Role.PRACTICE_MANAGER)
    posted = sent(client, with_manager, "sign_off")

    answers = [client.post(page(with_manager, "sign_off"), posted) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert Done.objects.filter(action="sign_off").count() == 1


def test_the_same_page_that_says_otherwise_is_shown_what_it_said(open_as, with_iro) -> None:
    client = open_as(Role.IRO)
    posted = sent(client, with_iro, "disagree", told_reason="the risk is too high")
    client.post(page(with_iro, "disagree"), posted)

    answer = client.post(page(with_iro, "disagree"), posted | {"told_reason": "another"})

    assert answer.status_code == 409
    assert "This page was sent before" in text(answer)
    assert "another" in text(answer)


def test_who_comes_second_reads_what_was_done_and_keeps_their_words(
    open_as, people, with_manager
) -> None:
    client = open_as(Role.PRACTICE_MANAGER)
    posted = sent(client, with_manager, "return", **REASON)
    d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))

    answer = client.post(page(with_manager, "return"), posted)

    assert answer.status_code == 409
    said = text(answer)
    assert "Somebody else acted meanwhile" in said
    assert "Signed off" in said
    assert f"by {Role.PRACTICE_MANAGER} of East" in said
    assert REASON["told_reason"] in said
    assert Done.objects.filter(action="return").count() == 0


def test_who_comes_second_can_do_it_all_the_same_where_it_is_still_open(open_as, with_iro) -> None:
    client = open_as(Role.IRO)
    do(client, with_iro, "disagree", told_reason="too high")
    posted = sent(client, with_iro, "resolve", **RUNG) | {"version": "2"}

    answer = client.post(page(with_iro, "resolve"), posted)
    assert answer.status_code == 409
    kept = hidden(answer)
    again = client.post(page(with_iro, "resolve"), kept | {"step": "change"})
    assert "by telephone" in text(again)
    assert not Done.objects.filter(action="resolve").exists()
    done = client.post(page(with_iro, "resolve"), kept)

    assert done.status_code == 302
    assert Done.objects.filter(action="resolve").exists()


def test_what_is_signed_otherwise_than_it_was_shown_is_refused(open_as, with_manager) -> None:
    client = open_as(Role.PRACTICE_MANAGER)
    posted = sent(client, with_manager, "sign_off") | {"signed": "0" * 64}

    answer = client.post(page(with_manager, "sign_off"), posted)

    assert "What you were shown is not what stands now" in text(answer)
    assert not Done.objects.filter(action="sign_off").exists()


def test_words_for_another_step_are_not_lost_where_the_same_action_asks_for_more_now(
    open_as, people, with_iro
) -> None:
    client = open_as(Role.IRO)
    posted = sent(client, with_iro, "return", **REASON)
    d.do(
        with_iro,
        "disagree",
        made.access(people[Role.IRO]),
        told={Needed.REASON: "the risk is high"},
    )

    answer = client.post(page(with_iro, "return"), posted)

    assert answer.status_code == 409
    assert REASON["told_reason"] in text(answer)
    assert "Not agreed" in text(answer)
