"""Acting and signing through the pages: who can, what is shown, what must be told."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from decision_pages import FORM, REASON, RUNG, do, hidden, page, submitted, text
from django.test import Client

from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import CaseNote, Child
from doorstep.web.decisions.act_form import ASKED
from doorstep.web.decisions.models import Comment, Decision, Done
from doorstep.web.decisions.saying import TOLD

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


def test_the_page_says_where_it_stands_and_who_can_act(open_as, with_manager) -> None:
    said = text(open_as(Role.SOCIAL_WORKER).get(page(with_manager)))

    assert "The practice manager signs it off and sends it to the allocated IRO" in said
    assert "Practice manager" in said
    assert "About why_involved." in said
    assert "Submitted" in said
    assert "Withdraw" in said
    assert "Sign off</a>" not in said


def test_what_is_signed_is_shown_whole_with_its_fingerprint(open_as, with_manager) -> None:
    said = text(open_as(Role.PRACTICE_MANAGER).get(page(with_manager, "sign_off")))

    assert "About virus_impact." in said
    assert "You sign this as practice manager" in said
    assert "RAG" in said  # the rating it rests on
    done = Done.objects.filter(action="submit").get()
    assert done.filled is not None


def test_signed_by_two_the_plan_holds_and_the_page_says_what_is_due(
    open_as, with_manager, child
) -> None:
    first = do(open_as(Role.PRACTICE_MANAGER), with_manager, "sign_off")
    assert "Signed off. It now stands at: The IRO scrutinises plan and risks" in text(first)

    last = do(open_as(Role.IRO), with_manager, "agree")

    said = text(last)
    assert "It has ended: Agreed" in said
    assert "Visiting plan agreed: every 2 weeks" in said
    assert "What is due now" in said
    assert CaseNote.objects.filter(child=child, record="case_note").count() == 2
    signed = Done.objects.get(action="agree")
    assert f"fingerprint {signed.digest[:12]}" in said


def test_nobody_is_offered_their_own_to_sign_and_reads_why(sign_in, people, with_manager) -> None:
    worker = people[Role.SOCIAL_WORKER]
    RoleHeld.objects.create(
        user=worker, role="practice_manager", team=made.team(), start_date=made.TODAY
    )

    said = text(sign_in(worker).get(page(with_manager)))

    assert "Nobody signs their own work" in said
    assert page(with_manager, "sign_off") not in said
    refused = sign_in(worker).post(page(with_manager, "sign_off"), {"version": "2"}, follow=True)
    assert "Nobody signs their own work" in text(refused)
    assert not Done.objects.filter(action="sign_off").exists()


def test_the_wrong_role_cannot_act(open_as, with_manager) -> None:
    client = open_as(Role.IRO)
    posted = {"client_id": str(uuid4()), "version": str(with_manager.version)}

    answer = client.post(page(with_manager, "sign_off"), posted, follow=True)

    assert "Sign off: Only practice manager may sign off here, not IRO." in text(answer)
    early = text(client.get(page(with_manager, "agree"), follow=True))
    assert "Agree: Nobody can agree in the step" in early
    assert "None of your roles acts in this step" in text(answer)


def test_sent_back_it_must_say_why_and_nothing_is_lost(open_as, with_manager) -> None:
    client = open_as(Role.PRACTICE_MANAGER)

    empty = do(client, with_manager, "return", told_reason="")
    assert empty.status_code == 200
    assert "Enter the reason" in text(empty)
    assert "<title>Error:" in empty.content.decode()

    said = text(do(client, with_manager, "return", **REASON))
    assert "Sent back. It now stands at: The social worker writes" in said
    assert REASON["told_reason"] in said
    worker = text(open_as(Role.SOCIAL_WORKER).get(page(with_manager)))
    assert "Go on writing" in worker
    assert "About why_involved." in worker


def test_withdrawn_by_who_wrote_it(open_as, with_manager) -> None:
    said = text(do(open_as(Role.SOCIAL_WORKER), with_manager, "withdraw", **REASON))

    assert "It has ended: Withdrawn" in said
    assert "nothing more is done in it" in said


def test_a_deputy_signs_and_both_names_stand(sign_in, people, with_manager) -> None:
    manager = people[Role.PRACTICE_MANAGER]
    deputy = made.person(Role.SOCIAL_WORKER, name="Ola Brandt", in_team=made.team("West"))
    Deputy.objects.create(
        user=deputy,
        acts_for=manager,
        start_date=made.TODAY,
        end_date=made.TODAY + timedelta(5),
        given_by=people[Role.HEAD_OF_SERVICE],
    )
    client = sign_in(deputy)

    asked = text(client.get(page(with_manager, "sign_off")))
    assert f"You sign this as practice manager, acting for {manager.name}" in asked
    said = text(do(client, with_manager, "sign_off"))

    assert f"by Ola Brandt, practice manager, acting for {manager.name}" in said


def test_what_happened_earlier_is_kept_with_both_times(open_as, people, child) -> None:
    worker = made.access(people[Role.SOCIAL_WORKER], at=made.AT - timedelta(days=3))
    d.rated(child, worker)
    decision = d.opened(child, worker, form=FORM)
    d.do(decision, "submit", worker, answers=d.answers(d.paper(FORM)))
    d.do(decision, "sign_off", made.access(people[Role.PRACTICE_MANAGER], at=worker.at))
    on = made.TODAY - timedelta(1)
    when = {
        "told_reason": "the risk is too high",
        "happened_date-day": str(on.day),
        "happened_date-month": str(on.month),
        "happened_date-year": str(on.year),
        "happened_time": "10.15am",
    }
    client = open_as(Role.IRO)

    half = do(client, decision, "disagree", **(when | {"happened_time": ""}))
    assert "Enter the time too" in text(half)
    said = text(do(client, decision, "disagree", **when))

    assert "15 Nov 2026 at 10.15am</time>; written 16 Nov 2026" in said


def test_the_ladder_goes_up_and_back_through_the_pages(open_as, with_iro) -> None:
    way = [
        (Role.IRO, "disagree", {"told_reason": "too high"}),
        (Role.IRO, "escalate", RUNG),
        (Role.TEAM_MANAGER, "escalate", RUNG),
        (Role.SENIOR_MANAGER, "escalate", RUNG),
        (Role.SAFEGUARDING_MANAGER, "send", RUNG),
        (Role.HEAD_OF_SERVICE, "resolve", RUNG),
        (Role.IRO, "agree", {}),
    ]
    for role, action, told in way:
        answer = do(open_as(role), with_iro, action, **told)
        assert answer.redirect_chain, (action, text(answer))
    with_iro.refresh_from_db()
    assert with_iro.step == "agreed"


def test_a_rung_without_who_took_part_is_refused(open_as, with_iro) -> None:
    do(open_as(Role.IRO), with_iro, "disagree", told_reason="too high")

    said = text(do(open_as(Role.IRO), with_iro, "escalate", told_outcome="none"))

    assert "Enter who took part" in said
    assert "Enter by what means" in said


def test_what_the_manager_adds_is_asked_with_the_signature(sign_in) -> None:
    made.adopt(("practice-standards-2022", made.TODAY - timedelta(100)))
    worker = made.person(Role.SOCIAL_WORKER, worker_id="W8", name="Sam Ridley")
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team("North"))
    (child,) = made.store(made.case("C9", worker_id="W8", in_team="North"))
    name = "practice-standards-2022/departure_rationale"
    decision = d.opened(
        child, made.access(worker), "practice-standards-2022/departure_from_standard"
    )
    told = {k: v for k, v in d.answers(d.paper(name)).items() if k != "manager_reasons"}
    d.do(decision, "submit", made.access(worker), answers=told)
    client, here = sign_in(manager), f"/children/C9/decisions/{decision.pk}/do/agree/"
    posted = hidden(client.get(here))

    empty = text(client.post(here, posted))
    assert "Enter the reasons of the manager" in empty
    client.post(here, posted | {"a-manager_reasons": "School sees her daily."})

    decision.refresh_from_db()
    assert decision.step == "agreed"
    assert decision.forms_filled.latest("pk").answers["manager_reasons"] == "School sees her daily."


def test_a_comment_is_kept_and_shown(open_as, with_manager) -> None:
    client = open_as(Role.IRO)

    empty = client.post(f"{page(with_manager)}comment/", {"client_id": str(uuid4()), "words": " "})
    assert "Write what you want to say" in text(empty)
    client.post(
        f"{page(with_manager)}comment/", {"client_id": str(uuid4()), "words": "See <b>page 2</b>."}
    )

    about = {"client_id": str(uuid4()), "words": "Which ones?", "field": "virus_impact"}
    client.post(f"{page(with_manager)}comment/", about)

    assert [(c.words, c.field) for c in Comment.objects.order_by("pk")] == [
        ("See <b>page 2</b>.", ""),
        ("Which ones?", "virus_impact"),
    ]
    assert "See <b>page 2</b>." in text(client.get(page(with_manager)))
    assert "See <b>" not in client.get(page(with_manager)).content.decode()


def test_each_page_leaves_one_event_and_a_hidden_child_is_not_there(open_as, with_iro) -> None:
    client = open_as(Role.IRO)
    addresses = ["/children/C1/decisions/", page(with_iro), page(with_iro, "agree")]
    for address in addresses:
        before = AuditEvent.objects.filter(subject="child").count()
        assert client.get(address).status_code == 200
        assert AuditEvent.objects.filter(subject="child").count() == before + 1, address
        gone = address.replace("C1", "C7")
        assert client.get(gone).status_code == 404
    assert client.get(page(with_iro, "bake")).status_code == 404


def test_the_needs_of_every_action_have_a_field() -> None:
    assert set(ASKED) == set(TOLD) == set(Needed)


def test_what_is_missing_is_said_before_and_after_it_is_submitted(open_as, people, child) -> None:
    worker = made.access(people[Role.SOCIAL_WORKER])
    decision = d.opened(child, worker, form=FORM)
    client = open_as(Role.SOCIAL_WORKER)

    before = text(client.get(page(decision, "submit")))
    assert "Not everything is there yet" in before
    assert "Fill in first: RAG rating" in before
    assert "Why are we involved? What are the risks?" in before

    refused = do(client, decision, "submit")
    assert "To submit, fill in first: RAG rating cp." in text(refused)
    assert "<title>Error:" in refused.content.decode()
    d.rated(child, worker)
    assert "Still to be filled in: " in text(do(client, decision, "submit"))
    assert not Done.objects.exists()
