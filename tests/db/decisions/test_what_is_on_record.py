"""What a decision leaves on the record: in whose name, for how long, and in which words."""

from datetime import time
from html import unescape
from uuid import uuid4

import decision_made as d
import household_made
import pytest
import web_made as made
from attack_made import deputy_of

from doorstep.vocabulary import EpisodeKind, EventKind, FactKind, Needed, Record, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.entries import entries_of
from doorstep.web.caseload.models import CaseNote, Circumstance, Event
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.sharing import Sharing, share_arrangements
from doorstep.web.decisions.meetings import Happening
from doorstep.web.decisions.models import Done, Filled
from doorstep.web.decisions.services.happenings import record_happening
from doorstep.web.documents.services import mark_copied

FORM = "lancashire-2020/visiting_plan_cp"
BECAUSE = {Needed.REASON: "unclear"}


@pytest.fixture
def users():
    made.adopt(d.LANCASHIRE)
    return d.people()


@pytest.fixture
def who(users):
    return {role: made.access(user) for role, user in users.items()}


@pytest.fixture
def child(who):
    return d.child()


def handed_on(child, by, **changed):
    d.rated(child, by)
    decision = d.opened(child, by, form=FORM)
    return d.do(decision, "submit", by, answers=d.answers(d.paper(FORM), **changed))


@pytest.fixture
def with_manager(child, who):
    return handed_on(child, who[Role.SOCIAL_WORKER])


# --- for whom -----------------------------------------------------------------------------------------


def test_a_deputy_writes_in_their_own_role_for_nobody(users, child):
    her = made.access(deputy_of(users[Role.PRACTICE_MANAGER], users[Role.SOCIAL_WORKER]))
    assert her.acting_for
    handed_on(child, her)
    household_made.recorded(child, her)
    told = Happening(kind=EventKind.CORE_GROUP, on=made.TODAY, words="Held.")
    notes = {Record.MINUTES: "section 1"}
    record_happening(
        child_id="C1", happening=told, client_id=uuid4(), by=her, at=her.at, writes=notes
    )
    sharing = Sharing(who="Mum", means="phone", what="All", on=made.TODAY, at=time(9))
    share_arrangements(child_id="C1", sharing=sharing, client_id=uuid4(), by=her, at=her.at)
    note = CaseNote.objects.get()
    copied = mark_copied(child_id="C1", kind="note", pk=note.pk, by=her, at=her.at)

    rows = [copied, note, *Done.objects.all(), *Filled.objects.all(), *Event.objects.all()]
    assert {row.acting_for for row in [*rows, *Circumstance.objects.all()]} == {""}
    assert {row.acting_for for row in AuditEvent.objects.all()} == {""}


def test_a_deputy_writes_for_whose_role_they_use(users, child, with_manager):
    manager = users[Role.PRACTICE_MANAGER]
    stand_in = made.access(deputy_of(manager, made.person(None)))

    d.do(with_manager, "sign_off", stand_in)
    household_made.recorded(child, stand_in)

    assert Done.objects.get(action="sign_off").acting_for == manager.name
    assert CaseNote.objects.get().acting_for == manager.name
    assert Circumstance.objects.get(what="household").acting_for == manager.name


# --- in whose role ------------------------------------------------------------------------------------


@pytest.fixture
def with_iro(with_manager, who):
    return d.do(with_manager, "sign_off", who[Role.PRACTICE_MANAGER])


def test_a_note_is_of_the_role_that_acted_and_says_whose_the_policy_wants(with_iro, who):
    d.do(with_iro, "disagree", who[Role.IRO], told={Needed.REASON: "too high"})
    d.do(with_iro, "escalate", who[Role.IRO], told=d.RUNG)
    d.do(with_iro, "escalate", who[Role.QUALITY_AND_REVIEW_MANAGER], told=d.RUNG)
    d.do(with_iro, "resolve", who[Role.SAFEGUARDING_MANAGER], told=d.RUNG)

    note = CaseNote.objects.latest("pk")
    assert note.role == "safeguarding_manager"
    assert (
        "For the senior manager; written by safeguarding_manager of all, safeguarding manager."
        in note.text
    )


def test_the_workers_plan_says_that_it_was_filed_when_the_iro_agreed(with_iro, who):
    d.do(with_iro, "agree", who[Role.IRO])

    workers, iros = CaseNote.objects.filter(record="case_note").order_by("pk")
    assert (workers.role, iros.role) == ("social_worker", "iro")
    assert "The social worker’s case note, filed when the IRO agreed." in workers.text
    assert "Submitted by Noor Calloway, social worker, on 16 Nov 2026 at 9.30am." in workers.text
    assert "filed when" not in iros.text


def test_a_note_reads_as_a_record_in_the_words_of_the_pages(with_iro, who):
    d.do(with_iro, "disagree", who[Role.IRO], told={Needed.REASON: "too high"})
    d.do(with_iro, "escalate", who[Role.IRO], told=d.RUNG)

    note = CaseNote.objects.latest("pk")
    name = "Risk assessment and visiting plan: taken to the next stage"
    assert note.title == f"Case note: {name}"
    assert (
        note.text.split("\n")
        == [
            name,
            "Taken to the next stage by Ines Ferrar, IRO, on 16 Nov 2026 at 9.30am.",
            "Who took part: the IRO and the practice manager",
            "By what means: by telephone",
            "Outcome: no agreement yet",
            "Next step: the next stage",
            "Prescribed: Who talked, when and how, what came of it, and what is next.",
        ]
        + note.text.split("\n")[7:]
    )


# --- for how long -------------------------------------------------------------------------------------


def standing_facts(child):
    return [f.value for f in case_of(child).facts if f.kind == FactKind.ATTENDING_SCHOOL]


def test_what_an_answer_put_on_record_ends_with_the_withdrawal_and_what_happened_stays(child, who):
    worker = who[Role.SOCIAL_WORKER]
    decision = handed_on(child, worker, attending="no")
    assert standing_facts(child) == ["no"]

    d.do(decision, "withdraw", worker, told=BECAUSE)

    assert standing_facts(child) == []
    taken_back = Circumstance.objects.get(withdrawn=True)
    assert taken_back.correction_reason == "Withdrawn with the decision"
    assert [f.value for f in case_of(child).facts if f.kind == FactKind.RAG] == ["amber"]
    assert Event.objects.filter(child=child, kind="rag_rated").count() == 1


def test_what_is_answered_otherwise_when_sent_again_takes_its_place(child, who):
    worker = who[Role.SOCIAL_WORKER]
    decision = handed_on(child, worker, attending="no")
    d.do(decision, "return", who[Role.PRACTICE_MANAGER], told=BECAUSE)

    d.do(decision, "submit", worker, answers={"attending": "yes"})

    assert standing_facts(child) == ["yes"]
    (entry,) = [e for e in entries_of(child, on=made.TODAY) if e.withdrawn]
    assert entry.withdrawn.startswith("Answered otherwise when sent again")


def test_what_is_answered_alike_when_sent_again_stays(child, who):
    worker = who[Role.SOCIAL_WORKER]
    decision = handed_on(child, worker, attending="no")
    d.do(decision, "return", who[Role.PRACTICE_MANAGER], told=BECAUSE)
    d.do(decision, "submit", worker, answers={"why_involved": "More."})

    assert standing_facts(child) == ["no"]
    assert not Circumstance.objects.filter(withdrawn=True).exists()


def test_a_proposal_ends_though_another_visit_is_owed_by_then(child, who, with_manager):
    assert [p.applies_to for p in case_of(child).plans] == ["lancashire-2020/cp_visit"]
    made.store(made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN))

    d.do(with_manager, "return", who[Role.PRACTICE_MANAGER], told=BECAUSE)

    assert case_of(child).plans == ()


def test_the_agreement_ends_a_proposal_for_another_visit(child, who, with_iro):
    child.obligations.filter(duty="lancashire-2020/cp_visit").update(
        duty="lancashire-2020/cin_visit"
    )

    d.do(with_iro, "agree", who[Role.IRO])

    assert [(p.applies_to, p.agreed_by) for p in case_of(child).plans] == [
        ("lancashire-2020/cin_visit", "iro")
    ]


# --- on the child's page ------------------------------------------------------------------------------


def page_of(sign_in, users):
    return unescape(sign_in(users[Role.SOCIAL_WORKER]).get("/children/C1/").content.decode())


def test_the_page_shows_a_proposal_as_one_until_it_is_dropped(
    sign_in, users, who, child, with_manager
):
    page = page_of(sign_in, users)
    assert "Proposed, not agreed" in page
    assert "While it is only proposed, the stricter of it and what was in force holds." in page
    assert "Nobody named" not in page

    d.do(with_manager, "return", who[Role.PRACTICE_MANAGER], told=BECAUSE)

    page = page_of(sign_in, users)
    assert "Proposed, not agreed" not in page
    assert "No visiting plan is agreed" in page
