"""Cheating with decisions: reading and changing what is somebody else's, and text that would run."""

from collections.abc import Callable
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from attack_made import refused, written
from decision_pages import FORM, content, page, sent, submitted, text
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.models import Comment, Decision, Done, Draft, Filled
from doorstep.web.decisions.services import (
    comment,
    fill_form,
    open_decisions,
)
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


# --- who wrote it ---------------------------------------------------------------------------------------


def test_who_fills_in_further_does_not_hide_who_wrote_before(people, child) -> None:
    made.adopt(("worcestershire-2020", made.TODAY.replace(month=9)))
    name = "worcestershire-2020/section_17"
    front = made.access(made.person(Role.FRONT_DOOR))
    first = people[Role.SOCIAL_WORKER]
    second = made.person(Role.SOCIAL_WORKER, in_team=made.team())
    decision = d.opened(child, front, procedure=name)
    assert decision.form_part is not None
    form = decision.form_part.part_id
    told = {Needed.PEOPLE: "Mum", Needed.OUTCOME: "All is well"}
    d.do(decision, "call", made.access(first), told=told, answers=d.answers(d.paper(form)))
    for _ in range(2):
        d.do(decision, "check", made.access(second), told=told)

    row = fill_form(
        child_id="C1", form=form, answers=d.answers(d.paper(form)), decision=decision.pk,
        client_id=uuid4(), by=made.access(second), at=made.AT,
    )  # fmt: skip

    assert row.writers == [first.pk, second.pk]
