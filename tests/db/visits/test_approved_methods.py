"""A visit made another way is made with the approval that covers it: found, used once, never typed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import decision_made as d
import pytest
import visit_made as visits
import web_made as made
from child_made import text
from django.db import connection
from django.test import Client

from doorstep.facts import Fact, FactKind, Involvement
from doorstep.vocabulary import Method, Needed, Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import CaseNote, Child, Circumstance, Obligation, Visit
from doorstep.web.visits.services import correct_visit, withdraw_visit

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
REQUEST = "practice-standards-2022/virtual_visit_request"
SignIn = Callable[[User], Client]
NEW = "/children/C1/visits/new/"
LAST_SEEN, DUE = date(2026, 10, 27), date(2026, 11, 10)


@pytest.fixture
def child() -> Child:
    made.adopt(STANDARDS)
    return made.store(made.case("C1"), names={"C1": "Amira Benn"})[0]


@pytest.fixture
def noor(sign_in: SignIn) -> Client:
    return sign_in(visits.worker())


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return made.AT.replace(day=day, hour=hour, minute=minute)


FRIDAY = at(13, 16)


def by_video(child: Child, when: datetime = FRIDAY, **told: Any) -> Visit:
    """Record a visit by video on Friday at four, unless it is another time."""
    said = visits.report(
        when.date(), visit_at=when, **({"method": Method.VIDEO, "place": None} | told)
    )
    return visits.record(child, said)


def counted_from(child: Child) -> date:
    return Obligation.objects.get(child=child, is_decision=False).counted_from


# --- the approval that covers it ----------------------------------------------------------------------


def test_a_request_that_the_head_of_service_signs_lets_a_video_visit_count() -> None:
    made.adopt(STANDARDS)
    who = {role: made.access(user) for role, user in d.people().items()}
    child, worker = d.child(), who[Role.SOCIAL_WORKER]
    form = "practice-standards-2022/virtual_visit_rationale"
    asked = d.opened(child, worker, REQUEST, form)
    filled = d.answers(d.paper(form), high="no", method="video", one_visit="no", until="2026-11-30")
    d.do(asked, "submit", worker, answers=filled)
    d.do(asked, "agree", who[Role.TEAM_MANAGER], answers={"manager_assessment": "It can be seen."})
    told = {Needed.RISK_RATIONALE: "neglect can be seen on video"}
    signed = d.do(asked, "sign_off", who[Role.HEAD_OF_SERVICE], told=told)

    row = by_video(child, made.AT)

    assert (row.approved_by, row.approved_at) == ("head_of_service", made.AT)
    assert row.details["approval"]["decision"] == str(signed.key)
    assert counted_from(child) == made.TODAY
    oversight = CaseNote.objects.get(
        child=child, record="management_oversight", role="head_of_service"
    )
    assert "neglect can be seen on video" in oversight.text


def test_the_approval_is_found_and_nothing_is_typed(noor: Client, child: Child) -> None:
    given = visits.approval(child, at(12))

    blank = noor.get(NEW).content.decode()
    typed = {
        "approved_by": "head_of_service", "approved_date-day": "1", "approved_date-month": "11",
        "approved_date-year": "2026",
    }  # fmt: skip
    noor.post(NEW, visits.posted(child, step="save", method="video", place="", **typed))

    assert 'name="approved_by"' not in blank
    row = Visit.objects.get()
    assert row.approved_at == at(12)
    assert row.details["approval"]["decision"] == str(given.decision)
    assert counted_from(child) == date(2026, 11, 13)


def test_what_is_typed_into_a_form_that_does_not_ask_for_it_counts_for_nothing(
    noor: Client, child: Child
) -> None:
    typed = {
        "approved_by": "head_of_service", "approved_date-day": "1", "approved_date-month": "11",
        "approved_date-year": "2026",
    }  # fmt: skip

    noor.post(NEW, visits.posted(child, step="save", method="video", place="", **typed))

    assert Visit.objects.get().approved_by == ""
    assert counted_from(child) == LAST_SEEN


@pytest.mark.parametrize(
    ("approved", "made_at", "counts"),
    [
        (at(13, 15, 59), FRIDAY, True),
        (FRIDAY, FRIDAY, True),
        (at(13, 16, 1), FRIDAY, False),
        (at(14), FRIDAY, False),
    ],
)
def test_only_what_was_approved_before_counts(
    child: Child, approved: datetime, made_at: datetime, counts: bool
) -> None:
    visits.approval(child, approved)

    by_video(child, made_at)

    assert counted_from(child) == (made_at.date() if counts else LAST_SEEN)


def test_approved_on_the_day_and_the_visit_has_no_time_so_it_is_not_known_to_be_later(
    noor: Client, child: Child
) -> None:
    visits.approval(child, at(13, 15))
    sent = visits.posted(child, method="video", place="", visit_time="")

    page = text(noor.post(NEW, sent))
    noor.post(NEW, sent | {"step": "save"})

    assert "it was given that day at 3pm, and at what time the contact was is not said" in page
    assert counted_from(child) == LAST_SEEN


def test_a_later_approval_never_makes_an_earlier_contact_count(noor: Client, child: Child) -> None:
    row = by_video(child)
    visits.approval(child, at(14))

    page = text(noor.get(f"/children/C1/visits/{row.pk}/"))
    after = correct_visit(
        visit=row, report=replace(visits.report(row.visit_date), told=visits.report(
            row.visit_date, visit_at=row.visit_at, method=Method.VIDEO, place=None).told),
        reason="again", client_id=uuid4(), by=made.access(visits.worker()), at=made.AT,
    )  # fmt: skip

    assert "it was given only afterwards, and that never makes an earlier contact count" in page
    assert after.approved_by == ""
    assert counted_from(child) == LAST_SEEN


# --- approved for one visit -----------------------------------------------------------------------------


def test_an_approval_for_one_visit_is_used_up_by_the_first(noor: Client, child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)
    first = by_video(child, at(12, 15))

    page = text(noor.post(NEW, visits.posted(child, method="video", place="")))
    second = by_video(child, at(13, 16))

    assert (first.approved_by, second.approved_by) == ("head_of_service", "")
    assert "does not cover it: it was for one visit, made on 12 Nov 2026" in page
    assert counted_from(child) == date(2026, 11, 12)


def test_one_for_a_time_is_taken_before_one_for_a_single_visit(child: Child) -> None:
    visits.approval(child, at(11), one_visit=True)
    longer = visits.approval(child, at(12), until=date(2026, 11, 30))

    row = by_video(child)

    assert row.details["approval"]["decision"] == str(longer.decision)


def test_a_visit_at_which_the_child_was_not_seen_does_not_use_it_up(child: Child) -> None:
    visits.approval(child, at(11), one_visit=True)
    by_video(child, at(12, 15), seen=False, reason_not_seen="the screen stayed dark")

    row = by_video(child)

    assert row.approved_by == "head_of_service"


def test_a_withdrawn_visit_frees_its_approval(noor: Client, child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)
    first, second = by_video(child, at(12, 15)), by_video(child)
    by = made.access(visits.worker())
    withdraw_visit(visit=first, reason="another child", client_id=uuid4(), by=by, at=made.AT)

    page = text(noor.get(f"/children/C1/visits/{second.pk}/"))
    third = by_video(child, at(14, 11))

    assert "is free by now and covers it: correct the record" in page
    assert third.approved_by == "head_of_service"


def test_a_visit_corrected_to_one_in_person_frees_its_approval(child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)
    first, by = by_video(child, at(12, 15)), made.access(visits.worker())
    correct_visit(
        visit=first, report=visits.report(date(2026, 11, 12)), reason="it was in person",
        client_id=uuid4(), by=by, at=made.AT,
    )  # fmt: skip

    assert by_video(child).approved_by == "head_of_service"


def test_a_corrected_visit_keeps_the_approval_it_was_made_with(child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)
    first, by = by_video(child), made.access(visits.worker())
    said = visits.report(date(2026, 11, 13), visit_at=at(13, 15), method=Method.VIDEO, place=None)

    after = correct_visit(
        visit=first, report=said, reason="the time", client_id=uuid4(), by=by, at=made.AT
    )

    assert after.details["approval"] == first.details["approval"]
    assert by_video(child, at(14, 11)).approved_by == ""


def test_the_form_sent_twice_is_one_visit_and_one_use(child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)
    said, form = visits.report(date(2026, 11, 13), method=Method.VIDEO, place=None), uuid4()

    rows = [visits.record(child, said, client_id=form) for _ in range(2)]

    assert {row.pk for row in rows} == {Visit.objects.get().pk}
    assert rows[1].approved_by == "head_of_service"


def test_the_approval_of_a_brother_is_his_own(child: Child) -> None:
    brother = made.store(made.case("C2"))[0]
    visits.approval(brother, at(12))

    assert by_video(child).approved_by == ""
    assert by_video(brother).approved_by == "head_of_service"


@pytest.mark.django_db(transaction=True)
def test_of_eight_visits_at_once_one_is_made_with_an_approval_for_one() -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    by = made.access(visits.worker())
    visits.approval(child, at(12), one_visit=True)
    said = visits.report(date(2026, 11, 13), visit_at=at(13, 16), method=Method.VIDEO, place=None)

    def record(_: int) -> str:
        try:
            return visits.record(child, said, by=by).approved_by
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        carried = list(pool.map(record, range(8)))

    assert sorted(carried) == [""] * 7 + ["head_of_service"]


def test_times_are_compared_to_the_minute(child: Child) -> None:
    visits.approval(child, at(13, 16).replace(second=40))

    assert by_video(child).approved_by == "head_of_service"
    assert counted_from(child) == date(2026, 11, 13)


# --- what the worker reads ----------------------------------------------------------------------------


def test_the_check_says_who_could_have_agreed_and_where_to_ask(noor: Client, child: Child) -> None:
    response = noor.post(NEW, visits.posted(child, method="video", place=""))
    page = text(response)

    assert "No agreement by head of service was in place at the visit" in page
    assert "It is recorded all the same. An agreement is lacking:" in page
    assert "It would have counted if a head of service had agreed before it was made" in page
    assert "2.1 h)" in page
    assert "An agreement reached afterwards does not make an earlier contact count." in page
    address = (
        "/children/C1/decisions/new/?procedure=practice-standards-2022%2Fvirtual_visit_request"
    )
    assert f'href="{address}"' in response.content.decode()


def test_its_own_page_says_the_same_afterwards(noor: Client, child: Child) -> None:
    sent = visits.posted(child, step="save", method="video", place="")

    page = text(noor.post(NEW, sent, follow=True))

    assert "It would have counted if a head of service had agreed before it was made" in page
    assert "Ask for it before the next one: Request for a virtual visit" in page


def test_a_visit_that_counts_with_its_approval_is_not_said_to_lack_one(
    sign_in: SignIn,
) -> None:
    made.adopt(STANDARDS, ("lancashire-2020", date(2026, 9, 1)))
    (child,) = made.store(made.case("C1"), names={"C1": "Amira Benn"})
    visits.approval(child, at(12))

    page = text(sign_in(visits.worker()).post(NEW, visits.posted(child, method="video", place="")))

    assert "Made with the approval of Head of service" in page
    assert "It counts. For the other visits that are owed, another agreement" in page
    assert "It is recorded all the same" not in page


def test_where_risk_is_high_it_is_refused_outright_and_nothing_can_be_asked_for(
    noor: Client,
) -> None:
    made.adopt(STANDARDS)
    risk = Fact(FactKind.HIGH_RISK, date(2026, 11, 1))
    (child,) = made.store(replace(made.case("C1"), facts=(risk,)))

    before = text(noor.get(NEW))
    page = text(noor.post(NEW, visits.posted(child, method="video", place="")))

    for said in (before, page):
        assert "Risk and need are high, so the visit is an actual one." in said
        assert "It rests on: high risk is recorded since 1 Nov 2026" in said
        assert "Request for a virtual visit" not in said
    assert "It would have counted" not in page


def test_the_request_says_before_it_is_begun_and_when_it_is_refused_on_what_fact_it_rests(
    sign_in: SignIn,
) -> None:
    made.adopt(STANDARDS)
    who = d.people()
    her, noor = made.access(who[Role.SOCIAL_WORKER]), sign_in(who[Role.SOCIAL_WORKER])
    risk = Fact(FactKind.HIGH_RISK, date(2026, 11, 1))
    iro = Involvement("I1", date(2026, 9, 1), worker="Ines Ferrar", role="IRO")
    case = replace(made.case("C1", involvements=(iro,)), facts=(risk,))
    (child,) = made.store(case)

    begin = text(noor.get(f"/children/C1/decisions/new/?procedure={REQUEST}"))
    assert "Risk and need are high, so the visit is an actual one. (" in begin
    assert "It rests on: high risk is recorded since 1 Nov 2026." in begin

    form = "practice-standards-2022/virtual_visit_rationale"
    asked = d.opened(child, her, REQUEST, form)
    filled = d.answers(d.paper(form), high="no", method="video", one_visit="no", until="2026-11-30")
    d.do(asked, "submit", her, answers=filled)
    page = text(noor.get(f"/children/C1/decisions/{asked.pk}/"))
    assert "Ended with The visit is an actual one" in page
    assert "What it rested on that day high risk is recorded since 1 Nov 2026" in page


def test_somebody_who_does_not_begin_it_reads_who_does(child: Child, sign_in: SignIn) -> None:
    manager = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))

    page = text(manager.post(NEW, visits.posted(child, method="video", place="")))

    assert "Request for a virtual visit, begun by a social worker or" in page
    assert "decisions/new/" not in page


def test_an_approved_visit_names_who_approved_it_and_when(noor: Client, child: Child) -> None:
    visits.approval(child, at(12), one_visit=True)

    page = text(noor.post(NEW, visits.posted(child, method="video", place="")))

    assert "Made with the approval of Head of service, 12 Nov 2026 at 9am, for one visit" in page
    assert "Does not count" not in page


def test_each_of_several_children_is_judged_by_their_own_approval(
    noor: Client, child: Child
) -> None:
    (brother,) = made.store(made.case("C2"), names={"C2": "Basil Benn"})
    visits.approval(brother, at(12))

    page = text(noor.post(NEW, visits.posted(child, brother, method="video", place="")))

    amira, basil = page.split("Basil Benn", 1)
    assert "An agreement is lacking:" in amira
    assert "An agreement is lacking:" not in basil
    assert "Made with the approval of" in basil
    assert "Made with the approval of" not in amira


# --- before somebody leaves -----------------------------------------------------------------------------


def rows_of(page: str) -> str:
    start = page.index("How may Amira Benn be seen today?")
    return page[start : page.index("When was it?")]


def test_the_form_says_how_the_child_may_be_seen_today(noor: Client, child: Child) -> None:
    part = rows_of(text(noor.get(NEW)))

    assert "In person Counts" in part
    assert "By video call, by phone, by another electronic way Only if agreed" in part
    assert "If a head of service agrees before it is made" in part
    assert "2.1 h)" in part
    assert "Ask for agreement: Request for a virtual visit" in part


def test_where_the_visits_that_are_owed_differ_it_says_for_how_many_and_for_which(
    noor: Client,
) -> None:
    made.adopt(
        STANDARDS, ("lancashire-2020", date(2026, 9, 1)), ("worcestershire-2020", date(2026, 9, 1))
    )
    made.store(made.case("C1"), names={"C1": "Amira Benn"})

    part = rows_of(text(noor.get(NEW)))

    assert "In person Counts" in part
    assert "Counts for 1 of the 3 visits owed" in part
    assert "for 1 visit it counts if a head of service agrees before it is made" in part
    assert "for 1 visit it counts if a plan that an IRO agreed to names it" in part
    assert "Only if agreed Visit to a child on a child protection plan" in part


def test_with_an_approval_it_says_that_the_way_counts_and_until_when(
    noor: Client, child: Child
) -> None:
    visits.approval(child, at(12), until=date(2026, 12, 1))

    part = rows_of(text(noor.get(NEW)))

    assert "In person, by video call Counts" in part
    assert "By phone, by another electronic way Only if agreed" in part
    assert (
        "Approved by a head of service on 12 Nov 2026 at 9am: by video call,"
        " until the end of 30 Nov 2026." in part
    )


@pytest.mark.parametrize("gone", ["used up", "ended"])
def test_an_approval_that_is_gone_lets_nothing_today(noor: Client, child: Child, gone: str) -> None:
    if gone == "used up":
        visits.approval(child, at(12), one_visit=True)
        by_video(child)
    else:
        visits.approval(child, at(12), until=made.TODAY)

    part = rows_of(text(noor.get(NEW)))

    assert "By video call, by phone, by another electronic way Only if agreed" in part
    assert "Approved by" not in part


def test_a_form_sent_back_or_of_a_correction_does_not_say_it_again(
    noor: Client, child: Child
) -> None:
    row = visits.record(child)

    assert "be seen today?" not in text(noor.get(f"/children/C1/visits/{row.pk}/correct/"))
    assert "be seen today?" not in text(noor.post(NEW, visits.posted(child, step="change")))


def test_a_child_to_whom_no_visit_is_owed(noor: Client) -> None:
    made.adopt(("lancashire-2020", date(2026, 11, 20)))
    made.store(made.case("C1"), names={"C1": "Amira Benn"})

    assert "No duty to see Amira Benn holds today" in text(noor.get(NEW))


def test_the_form_leaves_one_read_event(noor: Client, child: Child) -> None:
    visits.approval(child, at(12))
    before = AuditEvent.objects.count()

    noor.get(NEW)

    assert AuditEvent.objects.count() == before + 1


# --- agreed plans that follow one another ---------------------------------------------------------------


@pytest.fixture
def replanned() -> Child:
    """Give a child whose plan let video be used until a later one was agreed without it."""
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    (child,) = made.store(made.case("C1"), names={"C1": "Amira Benn"})
    for day, methods in ((2, "in_person, video"), (9, "in_person")):
        plan(child, at(day), f"every: 2 weeks\nmethods: {methods}")
    return child


def plan(child: Child, when: datetime, arrangement: str) -> Circumstance:
    body = {
        "applies_to": "lancashire-2020/cp_visit", "arrangement": arrangement, "is_proposal": False,
        "dropped": False, "agreed_by": "iro", "review_date": "2026-12-01",
    }  # fmt: skip
    return Circumstance.objects.create(
        child=child, client_id=uuid4(), digest="0" * 64, what="plan", start_date=when.date(),
        body=body, decision=uuid4(), recorded_at=when, recorded_by=visits.worker(),
    )  # fmt: skip


def test_a_plan_replaced_by_another_lets_nothing_any_more_and_the_page_says_which_holds(
    noor: Client, replanned: Child
) -> None:
    part = rows_of(text(noor.get(NEW)))
    page = text(noor.post(NEW, visits.posted(replanned, method="video", place="")))

    assert "If a plan that an IRO agreed to names it" in part
    assert "Plan of 9 Nov 2026" in part
    assert "agreed by an IRO: in person; review on 1 Dec 2026." in part
    assert "Plan of 2 Nov 2026" not in part
    assert "No plan agreed by IRO allowed this method that day" in page


def test_a_visit_of_the_time_of_the_earlier_plan_counted(replanned: Child) -> None:
    by_video(replanned, at(6, 11))

    assert counted_from(replanned) == date(2026, 11, 6)
