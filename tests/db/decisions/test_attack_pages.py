"""Cheating with decisions: pages forged, sent again, sent for something else, and by many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from attack_made import DAY, refused
from decision_pages import FORM, REASON, page, sent, submitted
from django.db import connection
from django.test import Client

from doorstep.vocabulary import Action, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.models import Decision, Done, Filled
from doorstep.web.decisions.services import (
    Doing,
    MovedOnError,
    SaidOtherwiseError,
    act,
    fill_form,
)
from doorstep.web.policies.models import AdoptedPack
from doorstep.workflow import RefusedError

SignIn = Callable[[User], Client]
RAG = "lancashire-2020/rag_rating_cp"


@pytest.fixture(autouse=True)
def people() -> dict[Role, User]:
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def child() -> Child:
    return d.child()


@pytest.fixture
def draft(people: dict[Role, User], child: Child) -> Decision:
    worker = made.access(people[Role.SOCIAL_WORKER])
    d.rated(child, worker)
    return d.opened(child, worker, form=FORM)


@pytest.fixture
def with_manager(people: dict[Role, User], child: Child) -> Decision:
    return submitted(people, child)


@pytest.fixture
def open_as(people: dict[Role, User], sign_in: SignIn) -> Callable[[Role], Client]:
    return lambda role: sign_in(people[role])


def test_a_signature_on_something_else_than_was_shown_is_none(people, with_manager) -> None:
    manager = people[Role.PRACTICE_MANAGER]
    for forged in ("0" * 64, "x", Filled.objects.get(form=RAG).digest):
        assert "not what stands now" in refused(with_manager, "sign_off", manager, signed=forged)
        more = {"signed": forged, "answers": {"manager_comments": "Fine"}}
        assert "not what stands now" in refused(with_manager, "sign_off", manager, **more)


@pytest.mark.parametrize("version", ["1", "3", "0", "-1", "99999999999999999999", "x", "", "٢"])
def test_a_version_one_has_not_seen_signs_nothing(open_as, with_manager, version) -> None:
    browser = open_as(Role.PRACTICE_MANAGER)
    form = sent(browser, with_manager, "sign_off") | {"version": version}

    answer = browser.post(page(with_manager, "sign_off"), form)

    assert answer.status_code == (302 if version == "٢" else 409)
    assert Done.objects.filter(action="sign_off").exists() == (version == "٢")


def test_a_page_sent_again_for_another_decision_is_refused(people, child, with_manager) -> None:
    worker = made.access(people[Role.SOCIAL_WORKER])
    again = with_manager.done.get().client_id
    d.do(with_manager, "withdraw", worker, told={Needed.REASON: "Too early"})
    second = d.opened(child, worker, form=FORM)

    why = refused(
        second,
        "submit",
        people[Role.SOCIAL_WORKER],
        client_id=again,
        answers=d.answers(d.paper(FORM)),
    )
    assert "for something else" in why
    with pytest.raises(RefusedError, match="for something else"):
        fill_form(
            child_id="C1",
            form=RAG,
            answers=d.answers(d.paper(RAG)),
            client_id=again,
            by=worker,
            at=made.AT,
        )


def test_the_page_somebody_else_sent_is_not_sent_by_me(people, with_manager) -> None:
    sent_by_them = uuid4()
    d.do(
        with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]), client_id=sent_by_them
    )

    with pytest.raises(SaidOtherwiseError):
        d.do(
            with_manager,
            "sign_off",
            made.access(people[Role.SOCIAL_WORKER]),
            client_id=sent_by_them,
        )


def test_nothing_happened_tomorrow_or_before_the_last_that_happened(people, with_manager) -> None:
    manager, iro = people[Role.PRACTICE_MANAGER], people[Role.IRO]
    why = {Needed.REASON: "Too little"}
    tomorrow, yesterday = made.AT + DAY, made.AT - DAY

    assert "after now" in refused(with_manager, "return", manager, told=why, happened_at=tomorrow)
    assert "before" in refused(with_manager, "return", manager, told=why, happened_at=yesterday)
    d.do(with_manager, "sign_off", made.access(manager), happened_at=yesterday)
    assert with_manager.done.get(action="sign_off").happened_at == made.AT
    assert "before" in refused(
        with_manager, "disagree", iro, told=d.RUNG | why, happened_at=yesterday
    )


@pytest.mark.parametrize("until", [made.TODAY, made.TODAY - DAY], ids=["today", "yesterday"])
def test_a_policy_that_is_not_in_force_opens_nothing(open_as, people, child, until) -> None:
    AdoptedPack.objects.update(end_date=until, start_date=until - 9 * DAY)
    with pytest.raises(RefusedError):
        d.opened(child, made.access(people[Role.SOCIAL_WORKER]))
    form = {"procedure": d.PLAN, "client_id": str(uuid4())}

    assert open_as(Role.SOCIAL_WORKER).post("/children/C1/decisions/new/", form).status_code < 500
    assert not Decision.objects.exists()


def test_no_procedure_and_no_form_of_a_pack_that_was_never_adopted(people, child) -> None:
    worker = made.access(people[Role.SOCIAL_WORKER])
    for procedure in ("worcestershire-2020/tier_change", "visiting_plan", "", "../x"):
        with pytest.raises(RefusedError):
            d.opened(child, worker, procedure=procedure)
    for form in ("worcestershire-2020/tier_concern", "", "x" * 5_000):
        with pytest.raises(RefusedError):
            fill_form(
                child_id="C1", form=form, answers={}, client_id=uuid4(), by=worker, at=made.AT
            )


def test_a_form_that_is_not_of_the_procedure_is_not_taken(people, child, draft) -> None:
    worker = made.access(people[Role.SOCIAL_WORKER])
    with pytest.raises(RefusedError):
        d.opened(child, worker, procedure="lancashire-2020/refused_visit", form=FORM)
    other = "lancashire-2020/who_was_told"
    with pytest.raises(RefusedError, match="does not ask for"):
        fill_form(
            child_id="C1", form=other, answers=d.answers(d.paper(other)), decision=draft.pk,
            client_id=uuid4(), by=worker, at=made.AT,
        )  # fmt: skip


# --- by many at once ----------------------------------------------------------------------------------


def test_of_two_who_act_on_the_same_page_one_is_told(open_as, people, with_manager) -> None:
    manager, other = (
        people[Role.PRACTICE_MANAGER],
        made.person(Role.PRACTICE_MANAGER, in_team=made.team()),
    )
    seen = with_manager.version
    d.do(
        with_manager,
        "return",
        made.access(manager),
        told={Needed.REASON: "Too little"},
        version=seen,
    )

    with pytest.raises(MovedOnError):
        d.do(with_manager, "sign_off", made.access(other), version=seen)
    assert with_manager.done.count() == 2


def test_one_page_sent_again_and_again_is_one_action(open_as, with_manager) -> None:
    browser = open_as(Role.PRACTICE_MANAGER)
    form = sent(browser, with_manager, "return", **REASON)

    answers = [browser.post(page(with_manager, "return"), form) for _ in range(16)]

    assert {answer.status_code for answer in answers} == {302}
    assert with_manager.done.filter(action="return").count() == 1


AT_ONCE = 16
T = TypeVar("T")


def at_once(work: Callable[[int], T]) -> list[T]:
    """Let so many do the same at once, each over a connection of their own."""

    def closing(number: int) -> T:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(closing, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_signature_sent_sixteen_times_at_once_is_one(people, with_manager) -> None:
    by, sent_once = made.access(people[Role.PRACTICE_MANAGER]), uuid4()

    shown = d.shown(with_manager, Action.SIGN_OFF, by)
    doing = Doing(
        action=Action.SIGN_OFF, client_id=sent_once, version=with_manager.version, signed=shown
    )
    answers = at_once(
        lambda _: act(child_id="C1", decision=with_manager.pk, doing=doing, by=by, at=by.at).step
    )

    assert set(answers) == {"with_iro"}
    assert with_manager.done.filter(action="sign_off").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_who_send_it_back_or_sign_at_once_one_is_obeyed(people, with_manager) -> None:
    managers = [made.person(Role.PRACTICE_MANAGER, in_team=made.team()) for _ in range(AT_ONCE)]
    everybody = [made.access(user) for user in managers]

    shown = d.shown(with_manager, Action.SIGN_OFF, everybody[0])

    def one(number: int) -> str:
        action = (Action.SIGN_OFF, Action.RETURN)[number % 2]
        told = {Needed.REASON: "Too little"} if action == Action.RETURN else {}
        seen = {"version": with_manager.version, "signed": shown}
        doing = Doing(action=action, client_id=uuid4(), told=told, **seen)
        by = everybody[number]
        try:
            return act(child_id="C1", decision=with_manager.pk, doing=doing, by=by, at=by.at).step
        except MovedOnError:
            return "told"

    answers = at_once(one)

    assert answers.count("told") == AT_ONCE - 1
    assert with_manager.done.count() == 2
