"""Calls ask what the policy's form asks, what is heard raises the tier; contacts go to the network."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
import visit_made as visits
import web_made as made
from django.test import Client

from doorstep.facts import EpisodeKind, FactKind
from doorstep.vocabulary import Tier, VisitType
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Child, Event, Obligation, Visit
from doorstep.web.caseload.queries import case_of

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))


@pytest.fixture
def noor(sign_in: Callable[[User], Client]) -> Client:
    return sign_in(visits.worker())


@pytest.fixture
def child() -> Child:
    made.adopt()
    case = made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN)
    (child,) = made.store(case, names={"C1": "Amira Benn"})
    return child


def text(response: Any) -> str:
    return unescape(response.content.decode())


NEW = "/children/C1/calls/new/"
HEARD = {"a_heard": ["disclosure"], "a_heard_what": "She said: he hits me", "a_concerned": "yes"}


def test_a_kit_call_asks_what_the_adopted_policys_form_asks(noor: Client, child: Child) -> None:
    page = text(noor.get(NEW))

    assert "The family tells of itself in this call; nobody else has seen what is told." in page
    assert "How they took part in the conversation" in page
    assert "Any but the first puts the child at high and immediate risk at once" in page
    assert "Called by" not in page


def test_without_such_a_policy_the_call_is_asked_plainly(noor: Client) -> None:
    made.adopt(STANDARDS)
    made.store(made.case("C1"))

    page = text(noor.get(NEW))

    assert "Was any of this heard?" in page
    assert "How they took part in the conversation" not in page


def test_the_check_says_that_a_disclosure_raises_the_tier_at_once(
    noor: Client, child: Child
) -> None:
    sent = visits.posted_call(**HEARD)

    page = text(noor.post(NEW, sent))

    assert "This raises the tier from Vulnerable to High and immediate." in page
    assert "17 Nov 2026 at 9am" in page
    assert "New" in page
    assert Answer.objects.get().tier == Tier.VULNERABLE


def test_saving_it_raises_the_tier_and_the_page_says_so(noor: Client, child: Child) -> None:
    saved = noor.post(NEW, visits.posted_call(step="save", **HEARD))

    page = text(noor.get(saved.url))
    assert "The tier is now High and immediate" in page
    assert "17 Nov 2026 at 9am" in page
    row = Visit.objects.get()
    assert (row.visit_type, row.outcome, row.seen) == ("kit_call", "disclosure", None)
    event = Event.objects.get()
    assert (event.kind, event.words, event.event_at) == (
        "kit_disclosure", "She said: he hits me", row.visit_at,
    )  # fmt: skip
    assert Answer.objects.get().tier == Tier.HIGH_AND_IMMEDIATE
    assert AuditEvent.objects.filter(action="record_call", subject_id="C1").count() == 1


def test_what_somebody_said_stands_in_no_audit_event(noor: Client, child: Child) -> None:
    noor.post(NEW, visits.posted_call(step="save", **HEARD))

    assert "hits me" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("heard", ["incoherent", "extreme distress", "threat of harm"])
def test_distress_and_threats_raise_it_too(noor: Client, child: Child, heard: str) -> None:
    sent = visits.posted_call(step="save", **(HEARD | {"a_heard": [heard]}))

    noor.post(NEW, sent)

    assert Event.objects.get().kind == "kit_distress"
    assert Answer.objects.get().tier == Tier.HIGH_AND_IMMEDIATE


def test_a_rising_risk_is_a_fact_that_the_tier_follows(noor: Client, child: Child) -> None:
    sent = visits.posted_call(step="save", a_risk_rising="yes", a_risk_rising_why="new partner")

    noor.post(NEW, sent)

    (fact,) = case_of(Child.objects.get()).facts
    assert (fact.kind, fact.start_date) == (FactKind.INCREASED_RISK, made.TODAY)
    assert Answer.objects.get().tier == Tier.PRIORITY


def test_a_quiet_call_keeps_in_touch_and_raises_nothing(noor: Client, child: Child) -> None:
    noor.post(NEW, visits.posted_call(step="save"))

    assert Answer.objects.get().tier == Tier.VULNERABLE
    assert not Event.objects.exists()
    owed = Obligation.objects.get(duty__contains="kit_call")
    assert owed.counted_from == made.TODAY


def test_a_call_leads_on_to_the_workers_concern(noor: Client, child: Child) -> None:
    page = noor.post(NEW, visits.posted_call(step="save"), follow=True).content.decode()

    assert "If what you heard worries you" in page
    assert "decisions/new/?procedure=worcestershire-2020%2Ftier_change" in page
    assert "A worker" in page


def test_what_the_form_needs_is_asked_for_and_what_was_typed_is_kept(
    noor: Client, child: Child
) -> None:
    sent = visits.posted_call(step="save", a_heard=["disclosure"], a_manner="Whispering")

    page = text(noor.post(NEW, sent))

    assert "From whom, in which words, and who was told at once: answer this" in page
    assert "Whispering" in page
    assert not Visit.objects.exists()


def test_nothing_and_something_cannot_both_be_heard(noor: Client, child: Child) -> None:
    both = HEARD | {"a_heard": ["nothing of these", "disclosure"]}

    page = text(noor.post(NEW, visits.posted_call(step="save", **both)))

    assert "select what was heard, or nothing" in page
    assert not Visit.objects.exists()


def test_a_call_nobody_answered_was_tried_and_does_not_count(noor: Client, child: Child) -> None:
    before = Obligation.objects.get(duty__contains="kit_call").due_on
    sent = {k: v for k, v in visits.posted_call(step="save").items() if not k.startswith("a_")}

    noor.post(NEW, sent | {"came_of": "no_answer"})

    row = Visit.objects.get()
    assert (row.seen, row.reason_not_seen) == (False, "no answer")
    assert Obligation.objects.get(duty__contains="kit_call").due_on == before


@pytest.mark.parametrize("kind", ["carer_call", "home_staff_call"])
def test_calls_to_the_carer_and_to_the_homes_staff_are_calls_of_their_own(
    noor: Client, child: Child, kind: str
) -> None:
    sent = visits.posted_call(step="save") | {"type": kind}

    saved = noor.post(f"{NEW}?type={kind}", sent)

    assert Visit.objects.get().visit_type == VisitType(kind)
    assert Visit.objects.get().present == "Amira and her mother"
    assert "They say they are well." in text(noor.get(saved.url))


def test_another_agencys_contact_names_the_agency_and_is_nobodys_visit(
    noor: Client, child: Child
) -> None:
    sent = {
        **visits.posted_call(step="save"), "visit_type": "other_agency", "method": "in_person",
        "agency": "Riverside School", "seen": "yes", "observations": "In class, quiet.",
    }  # fmt: skip

    without = text(noor.post("/children/C1/contacts/new/", sent | {"agency": ""}))
    saved = noor.post("/children/C1/contacts/new/", sent)

    assert "Enter the agency" in without
    row = Visit.objects.get()
    assert (row.visit_type, row.agency, row.seen, row.role) == (
        "other_agency", "Riverside School", True, "other_agency",
    )  # fmt: skip
    page = text(noor.get(saved.url))
    assert "Riverside School" in page
    assert "Does not count" in page


def test_a_call_about_siblings_is_a_record_of_each_with_what_was_heard(noor: Client) -> None:
    made.adopt()
    made.store(*(made.case(c, kind=EpisodeKind.CHILD_IN_NEED_PLAN) for c in ("C1", "C2")))

    noor.post(NEW, visits.posted_call(step="save", together=["C2"], **HEARD))

    assert Visit.objects.count() == 2
    assert set(Answer.objects.values_list("tier", flat=True)) == {"high_and_immediate"}
