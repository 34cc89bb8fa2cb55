"""Cheating with decisions: signing, changing or seeing what is not one's own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from decision_pages import FORM, REASON, content, page, sent, submitted, text
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from doorstep.vocabulary import EventKind, Needed, Role
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.caseload.models import BreakGlass, Child, Restriction
from doorstep.web.decisions import queries, queues
from doorstep.web.decisions.meetings import NotHeld
from doorstep.web.decisions.models import Comment, Decision, Done, Draft, Filled
from doorstep.web.decisions.services import (
    MovedOnError,
    SaidOtherwiseError,
    comment,
    fill_form,
    open_decisions,
    save_draft,
)
from doorstep.web.decisions.services.meetings import note_not_held
from doorstep.web.policies.models import AdoptedPack
from doorstep.workflow import RefusedError

SignIn = Callable[[User], Client]
RAG = "lancashire-2020/rag_rating_cp"
DAY = timedelta(1)


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


def also(
    user: User, role: Role, *, team: str = "East", start: Any = made.TODAY, **more: Any
) -> User:
    """Give somebody one more role."""
    RoleHeld.objects.create(user=user, role=role, team=made.team(team), start_date=start, **more)
    return user


def deputy_of(whom: User, user: User) -> User:
    """Let somebody act for another."""
    Deputy.objects.create(
        user=user,
        acts_for=whom,
        start_date=made.TODAY,
        end_date=made.TODAY + 5 * DAY,
        given_by=whom,
    )
    return user


def written(decision: Decision, by: User, **changed: str) -> Draft:
    """Write in the draft of a decision."""
    row = Draft.objects.get(decision=decision)
    told = d.answers(d.paper(FORM), **changed)
    who = made.access(by)
    return save_draft(
        child_id="C1", draft=row.pk, answers=told, version=row.version, by=who, at=who.at
    )


def refused(decision: Decision, action: str, by: User, **more: Any) -> str:
    """Try an action that must be refused with nothing done; return why."""
    before = Done.objects.count()
    with pytest.raises(RefusedError) as why:
        d.do(decision, action, made.access(by), **more)
    assert Done.objects.count() == before
    return str(why.value)


# --- signing one's own --------------------------------------------------------------------------------


def test_nobody_signs_their_own_through_a_second_role(people, with_manager) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)

    assert "Nobody signs their own work" in refused(with_manager, "sign_off", writer)


def test_nobody_signs_their_own_for_somebody_they_act_for(people, with_manager) -> None:
    writer = deputy_of(people[Role.PRACTICE_MANAGER], people[Role.SOCIAL_WORKER])

    assert "Nobody signs their own work" in refused(with_manager, "sign_off", writer)


def test_no_deputy_signs_for_who_wrote_it(people, with_manager) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)
    deputy = deputy_of(writer, made.person(None))

    assert "A deputy may not sign the work" in refused(with_manager, "sign_off", deputy)


def test_nobody_signs_what_they_wrote_and_a_colleague_submitted(people, draft) -> None:
    writer = people[Role.SOCIAL_WORKER]
    colleague = made.person(Role.SOCIAL_WORKER, in_team=made.team(), name="Ola Brandt")
    written(draft, writer)
    d.do(draft, "submit", made.access(colleague))
    also(writer, Role.PRACTICE_MANAGER)

    assert "Nobody signs their own work" in refused(draft, "sign_off", writer)


def test_nobody_signs_what_was_written_for_them_by_their_deputy(people, draft) -> None:
    both = also(
        made.person(Role.PRACTICE_MANAGER, in_team=made.team()),
        Role.SOCIAL_WORKER,
        start=made.TODAY - DAY,
    )
    written(draft, deputy_of(both, made.person(None)))
    d.do(draft, "submit", made.access(people[Role.SOCIAL_WORKER]))

    assert "Nobody signs their own work" in refused(draft, "sign_off", both)


def test_nobody_gives_both_signatures(people, with_manager) -> None:
    manager, iro = people[Role.PRACTICE_MANAGER], people[Role.IRO]
    deputy = deputy_of(manager, made.person(None))
    d.do(with_manager, "sign_off", made.access(deputy))

    for user in (deputy_of(iro, deputy), also(manager, Role.IRO), deputy_of(iro, manager)):
        assert "may not give the other" in refused(with_manager, "agree", user)


def test_the_page_of_a_signature_that_is_not_ones_own_to_give_does_nothing(
    sign_in, people, with_manager
) -> None:
    writer = also(people[Role.SOCIAL_WORKER], Role.PRACTICE_MANAGER)
    form = {"client_id": str(uuid4()), "version": str(with_manager.version), "step": "save"}

    for action in ("sign_off", "agree", "resolve", "submit", "disagree"):
        answer = sign_in(writer).post(page(with_manager, action), form | RUNGS)
        assert answer.status_code in (200, 302, 409), action
    one = {"child": "C1", "decision": with_manager.pk, "action": "sign_off"} | form
    assert sign_in(writer).post("/decisions/read/", one).status_code == 409

    assert Done.objects.count() == 1


RUNGS = {f"told_{n.value}": "x" for n in Needed}


# --- who has no role, no longer, or not yet -----------------------------------------------------------


@pytest.mark.parametrize(
    "days", [{"end_date": made.TODAY}, {"start_date": made.TODAY + DAY}], ids=["ended", "not yet"]
)
def test_a_role_that_ended_today_or_begins_tomorrow_signs_nothing(
    people, with_manager, days
) -> None:
    manager = people[Role.PRACTICE_MANAGER]
    RoleHeld.objects.filter(user=manager).update(**days)

    with pytest.raises(Http404):
        d.do(with_manager, "sign_off", made.access(manager))
    also(manager, Role.SOCIAL_WORKER)  # reaches the child all the same
    assert refused(with_manager, "sign_off", manager)


def test_the_deputy_of_yesterday_signs_nothing(people, with_manager) -> None:
    deputy = deputy_of(
        people[Role.PRACTICE_MANAGER], made.person(Role.SOCIAL_WORKER, in_team=made.team())
    )
    Deputy.objects.update(start_date=made.TODAY - DAY, end_date=made.TODAY)

    assert refused(with_manager, "sign_off", deputy)


def broken(child: Child, user: User) -> User:
    """Break the glass of a record."""
    BreakGlass.objects.create(
        child=child,
        user=user,
        reason="Police at the door, the worker is away",
        start_at=made.AT - timedelta(hours=1),
        end_at=made.AT + timedelta(hours=3),
    )
    return user


def restricted(child: Child, *named: User) -> None:
    """Restrict a record to these people."""
    row = Restriction.objects.create(
        child=child, reason="kin", start_date=made.TODAY, placed_by=made.person(), placed_at=made.AT
    )
    row.named.add(*named)


def test_broken_glass_gives_no_role_to_act_in(sign_in, people, child, with_manager) -> None:
    restricted(child, people[Role.SOCIAL_WORKER])
    mine = broken(child, people[Role.PRACTICE_MANAGER])
    other = broken(child, made.person(Role.PRACTICE_MANAGER, in_team=made.team("West")))

    for manager in (mine, other):
        assert "None of your roles" in refused(with_manager, "sign_off", manager)
        assert sign_in(manager).get(page(with_manager)).status_code == 200
        assert not queries.waiting_for(made.access(manager)).exists()
        sent_anyway = {"client_id": str(uuid4()), "version": str(with_manager.version)}
        sign_in(manager).post(page(with_manager, "sign_off"), sent_anyway)
    assert Done.objects.count() == 1
    assert queues.hidden_waiting(made.access(mine)) == 1


def test_broken_glass_writes_a_note_all_the_same(child) -> None:
    by = made.access(broken(child, made.person(Role.SOCIAL_WORKER, in_team=made.team("West"))))
    meeting = NotHeld(kind=EventKind.CORE_GROUP, why="The chair is ill")

    row = note_not_held(child_id="C1", meeting=meeting, client_id=uuid4(), by=by, at=by.at)

    assert row.role == Role.SOCIAL_WORKER


def test_who_is_named_on_a_restricted_record_signs_in_their_role(
    people, child, with_manager
) -> None:
    restricted(child, people[Role.PRACTICE_MANAGER])

    after = d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))

    assert after.step == "with_iro"


def test_a_restricted_childs_decision_is_counted_and_named_nowhere(
    open_as, people, child, with_manager
) -> None:
    d.do(with_manager, "sign_off", made.access(people[Role.PRACTICE_MANAGER]))
    d.do(
        with_manager,
        "disagree",
        made.access(people[Role.IRO]),
        told=d.RUNG | {Needed.REASON: "Too rare"},
    )
    Child.objects.update(name="Canary Featherstone")
    restricted(child, people[Role.SOCIAL_WORKER])
    row = Decision.objects.get()
    for role in (Role.PRACTICE_MANAGER, Role.IRO, Role.TEAM_MANAGER, Role.SENIOR_MANAGER):
        browser = open_as(role)
        for address in (
            "/", "/decisions/", "/decisions/?part=sent", "/decisions/?part=drafts",
            "/decisions/disputes/", "/decisions/read/", "/documents/to-copy/", "/teams/", "/authority/",
        ):  # fmt: skip
            said = content(browser.get(address, follow=True))
            assert "Canary" not in said, (role, address)
            assert f"/decisions/{row.pk}/" not in said, (role, address)
        assert browser.get(page(row)).status_code == 404
    assert "restricted" in text(open_as(Role.PRACTICE_MANAGER).get("/decisions/disputes/"))


# --- what is not theirs -------------------------------------------------------------------------------


def test_what_was_submitted_takes_no_answers_any_more(open_as, people, with_manager) -> None:
    worker, told = people[Role.SOCIAL_WORKER], {"why_involved": "Nothing, really."}
    before = Filled.objects.order_by("-pk").values_list("digest", flat=True)[0]

    why = refused(with_manager, "sign_off", people[Role.PRACTICE_MANAGER], answers=told)
    assert "not changed any more" in why
    browser = open_as(Role.SOCIAL_WORKER)
    for address in (f"{page(with_manager)}write/", page(with_manager, "sign_off")):
        browser.post(
            address,
            {f"a-{name}": words for name, words in told.items()}
            | {"do": "later", "asked": [*told], "draft_version": "1"},
        )
    with pytest.raises(RefusedError, match="not changed any more"):
        fill_form(
            child_id="C1", form=FORM, answers=d.answers(d.paper(FORM)), decision=with_manager.pk,
            client_id=uuid4(), by=made.access(worker), at=made.AT,
        )  # fmt: skip

    assert not Draft.objects.exists()
    assert Filled.objects.order_by("-pk").values_list("digest", flat=True)[0] == before


def test_the_draft_of_a_decision_is_not_for_other_roles(open_as, people, draft) -> None:
    row = Draft.objects.get()
    form = {"draft_version": row.version, "asked": "why_involved", "a-why_involved": "Mine now"}
    for role in (Role.IRO, Role.PRACTICE_MANAGER, Role.HEAD_OF_SERVICE):
        browser = open_as(role)
        assert browser.post(f"/children/C1/drafts/{row.pk}/", form).status_code == 403
        assert browser.post(f"{page(draft)}write/", form).status_code == 302
        with pytest.raises(PermissionDenied):
            written(draft, people[role])

    row.refresh_from_db()
    assert (row.version, row.writers) == (1, [])


def test_the_draft_of_a_form_is_nobodys_but_its_writers(open_as, people, child) -> None:
    open_as(Role.SOCIAL_WORKER).post(
        f"/children/C1/forms/new/?form={RAG}", {"asked": "why_plan", "a-why_plan": "Neglect."}
    )
    row = Draft.objects.get(form=RAG)
    for role in (Role.IRO, Role.SENIOR_MANAGER):
        answer = open_as(role).post(
            f"/children/C1/drafts/{row.pk}/", {"draft_version": row.version}
        )
        assert answer.status_code == 403
        assert "Neglect." not in content(open_as(role).get(f"/children/C1/forms/new/?form={RAG}"))
    row.refresh_from_db()
    assert row.answers["why_plan"] == "Neglect."


def test_rows_of_one_child_are_not_there_under_another(open_as, people, draft) -> None:
    d.child("C2")
    filled, written_in = Filled.objects.get(form=RAG), Draft.objects.get()
    browser = open_as(Role.SOCIAL_WORKER)
    one = f"/children/C2/decisions/{draft.pk}/"
    for address in (
        one, f"{one}write/", f"{one}compare/", f"{one}do/submit/", f"{one}do/withdraw/",
        f"/children/C2/forms/{filled.pk}/", f"/children/C2/documents/form/{filled.pk}/",
        f"/children/C2/documents/decision/{draft.pk}/",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404, address
    form = {"client_id": str(uuid4()), "version": "1", "words": "Hello", "draft_version": "1"}
    for address in (f"{one}write/", f"{one}comment/", f"{one}do/submit/"):
        assert browser.post(address, form).status_code == 404, address
    answer = browser.post(
        f"/children/C2/drafts/{written_in.pk}/",
        form | {"asked": "why_involved", "a-why_involved": "Mine"},
    )
    assert answer.status_code in (404, 409)
    read = {"child": "C2", "decision": draft.pk, "action": "submit"} | form
    assert browser.post("/decisions/read/", read).status_code == 404
    filed = browser.post(f"/children/C2/forms/new/?form={RAG}&decision={draft.pk}", {"do": "later"})
    assert filed.status_code in (302, 404)

    assert not Comment.objects.exists()
    assert not Filled.objects.filter(child__child_id="C2").exists()
    assert Draft.objects.get(pk=written_in.pk).version == 1


@pytest.mark.parametrize("child_id", ["%", "C_", "C%", "c1", "C1'--", "C1\x00", "*", "' OR 1=1 --"])
def test_a_child_id_is_no_pattern(open_as, people, with_manager, child_id) -> None:
    with pytest.raises(Http404):
        open_decisions(
            child_ids=[child_id], procedure=d.PLAN, client_id=uuid4(),
            by=made.access(people[Role.SOCIAL_WORKER]), at=made.AT,
        )  # fmt: skip
    form = {"child": child_id, "decision": with_manager.pk, "action": "sign_off", "version": "2"}

    assert open_as(Role.PRACTICE_MANAGER).post("/decisions/read/", form).status_code == 404


# --- forged pages -------------------------------------------------------------------------------------


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


# --- text that would run ------------------------------------------------------------------------------

RUNS = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7777*7}}\u202e{% x %}'


def test_what_is_written_in_a_decision_is_text_wherever_it_stands(
    open_as, people, child, draft
) -> None:
    worker, manager = people[Role.SOCIAL_WORKER], people[Role.PRACTICE_MANAGER]
    told = {f.id: RUNS for f in d.paper(FORM).fields if f.kind in ("long_text", "text", "people")}
    written(draft, worker, **told)
    comment(
        child_id="C1",
        decision=draft.pk,
        words=RUNS,
        client_id=uuid4(),
        by=made.access(worker),
        at=made.AT,
    )
    d.do(draft, "submit", made.access(worker))
    d.do(draft, "return", made.access(manager), told={Needed.REASON: RUNS})
    browser, ran = open_as(Role.SOCIAL_WORKER), []
    filled = Filled.objects.get(form=FORM)
    one = page(draft)
    for address in (
        one, f"{one}write/", f"{one}compare/", f"{one}do/submit/", "/children/C1/", "/decisions/",
        "/children/C1/decisions/", f"/children/C1/forms/{filled.pk}/", "/children/C1/documents/",
        "/children/C1/timeline/?show=all", f"/children/C1/documents/form/{filled.pk}/",
        f"/children/C1/documents/decision/{draft.pk}/", "/decisions/?part=drafts",
    ):  # fmt: skip
        said = content(browser.get(address))
        ran += [address for sign in ("<script>alert", "<img src=x", "54439") if sign in said]
    file = browser.get(f"/children/C1/documents/form/{filled.pk}/word/")

    assert ran == []
    assert "<script>alert(1)" in text(browser.get(one))  # shown, and as text
    assert file.status_code == 200
    assert filled.answers["why_involved"] == RUNS


@pytest.mark.parametrize("words", ["a\x00b", "\x07", "x" * 20_001], ids=["NUL", "bell", "huge"])
def test_signs_that_cannot_be_stored_are_refused_at_the_field(open_as, draft, words) -> None:
    browser = open_as(Role.SOCIAL_WORKER)
    row = Draft.objects.get()
    answer = browser.post(
        f"{page(draft)}write/",
        {"draft_version": row.version, "asked": "why_involved", "a-why_involved": words},
    )
    assert answer.status_code in (200, 302)
    said = browser.post(
        f"{page(draft)}comment/", {"client_id": str(uuid4()), "words": words, "field": words}
    )
    assert said.status_code == 200
    told = sent(browser, draft, "withdraw", told_reason=words)
    assert browser.post(page(draft, "withdraw"), told).status_code == 200

    row.refresh_from_db()
    assert row.answers.get("why_involved", "") != words
    assert not Comment.objects.exists()
    assert not Done.objects.exists()


# --- one after another, as if at once -----------------------------------------------------------------


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
