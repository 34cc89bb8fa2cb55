"""My day: whose children, in what order, with what beside them, and never in more queries."""

import re
from datetime import date, timedelta

import decision_made as decided
import pytest
import visit_made as visits
import web_made as made
from decision_pages import submitted
from django.db import connection
from django.test.utils import CaptureQueriesContext
from markupsafe import escape

from doorstep.facts import EpisodeKind, Involvement
from doorstep.vocabulary import EventKind, Role, Status, Tier
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Answer, Obligation, Restriction, StaffWarning
from doorstep.web.lists.my_day import grouped, my_day
from doorstep.web.lists.words import Shown, Whose

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
LONG_AGO = made.TODAY - timedelta(50)


def _noor() -> User:
    return made.person(name="Noor Calloway", worker_id="W1", in_team=made.team())


def _days(**parts: list[str]) -> dict[Shown, list[str]]:
    return {Shown(part): names for part, names in parts.items()}


def _children(user: User, *, whose: Whose = Whose.MINE) -> dict[Shown, list[str]]:
    found = my_day(made.access(user), whose=whose)
    return {
        part: [mine.line.child.child_id for mine in owed]
        for part, owed in found.parts.items()
        if owed
    }


def test_each_visit_stands_where_its_day_says() -> None:
    made.adopt(STANDARDS)
    noor = _noor()
    days = {"overdue": 20, "today": 14, "week": 10, "later": 3}
    made.store(
        *(made.case(name, seen=(made.TODAY - timedelta(ago),)) for name, ago in days.items())
    )

    assert _children(noor) == _days(
        overdue=["overdue"], today=["today"], week=["week"], later=["later"]
    )


def test_only_the_children_one_works_with_now_are_there() -> None:
    made.adopt(STANDARDS)
    noor = _noor()
    other = Involvement("W1", LONG_AGO, made.TODAY - timedelta(1), worker="Noor Calloway")
    ended = made.case("C2", worker_id="W2", involvements=(other,))
    made.store(made.case("C1"), ended, made.case("C3", worker_id="W3"))

    assert _children(noor, whose=Whose.EVERYONE) == _days(overdue=["C1"])


def test_the_order_is_tier_then_due_then_risk_facts() -> None:
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(*(made.case(f"C{number}") for number in range(1, 6)))
    rank = {"C1": (2, 3, 0), "C2": (1, 9, 0), "C3": (1, 3, 1), "C4": (1, 3, 4), "C5": (9, 1, 9)}
    for child, (tier, due, risks) in rank.items():
        rows = Obligation.objects.filter(child__child_id=child)
        rows.update(tier_order=tier, due_on=made.TODAY - timedelta(20 - due), risk_facts=risks)

    assert _children(noor)[Shown.OVERDUE] == ["C4", "C3", "C2", "C1", "C5"]


def test_siblings_at_one_address_stand_together_where_the_first_of_them_stands() -> None:
    made.adopt(STANDARDS)
    noor = _noor()
    elsewhere = "9 Mill Lane, Eastmarch"
    made.store(made.case("C1"), made.case("C2", address=elsewhere), made.case("C3"))
    for child, days in (("C1", 10), ("C2", 5), ("C3", 1)):
        rows = Obligation.objects.filter(child__child_id=child)
        rows.update(due_on=made.TODAY - timedelta(days))

    groups = grouped(my_day(made.access(noor)).parts[Shown.OVERDUE])

    assert [[mine.line.child.child_id for mine in group.lines] for group in groups] == [
        ["C1", "C3"],
        ["C2"],
    ]
    assert [[child.child_id for child in group.siblings] for group in groups] == [["C1", "C3"], []]


def test_two_duties_of_one_child_are_no_siblings() -> None:
    made.adopt()
    noor = _noor()
    made.store(made.case("C1"))

    owed = my_day(made.access(noor)).parts
    lines = [mine for part in owed.values() for mine in part]

    assert len(lines) > 1
    assert all(not group.siblings for group in grouped(lines))


def test_the_page_offers_one_visit_for_all_siblings(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"), made.case("C2"), made.case("C3"))

    page = sign_in(noor).get("/").content.decode()

    assert "3 children at 4 Elm Road, Eastmarch" in page
    assert "/children/C1/visits/new/?with=C2%2CC3" in page


def test_calls_and_decisions_stand_apart_from_visits() -> None:
    made.adopt()
    noor = _noor()
    made.store(made.case("C1"))
    Obligation.objects.filter(duty="worcestershire-2020/kit_call").update(status=Status.OVERDUE)

    owed = my_day(made.access(noor), whose=Whose.EVERYONE).parts

    assert {mine.line.duty for mine in owed[Shown.CALLS]} == {"worcestershire-2020/kit_call"}
    assert all(mine.line.is_decision for mine in owed[Shown.DECISIONS])
    assert owed[Shown.DECISIONS]
    visits = [mine.line for part in (Shown.OVERDUE, Shown.LATER) for mine in owed[part]]
    assert all(not line.is_call and not line.is_decision for line in visits)


def test_a_suspended_duty_says_when_it_resumes(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"))
    Obligation.objects.update(status=Status.SUSPENDED, resumes="2026-12-01")

    assert _children(noor) == _days(suspended=["C1"])
    assert "resumes 1 Dec 2026" in sign_in(noor).get("/").content.decode()


def test_whoever_holds_the_case_sees_all_its_duties_as_theirs_others_see_their_roles() -> None:
    made.adopt()
    noor = _noor()
    iro = made.person(Role.IRO, name="Ivy Singh", worker_id="W9")
    with_iro = Involvement("W9", LONG_AGO, worker="Ivy Singh", role="IRO", allocated=False)
    made.store(made.case("C1", involvements=(with_iro,)))

    all_of_it = my_day(made.access(noor))
    of_iro = my_day(made.access(iro))

    assert all_of_it.mine == all_of_it.everyone > 1
    assert of_iro.everyone == all_of_it.everyone
    assert of_iro.mine < of_iro.everyone
    assert all("iro" in m.line.who for part in of_iro.parts.values() for m in part)


def test_a_deputy_sees_the_children_of_whom_they_act_for_and_reads_for_whom(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    deputy = made.person(name="Sam Ridley", worker_id="W2", in_team=made.team("West"))
    Deputy.objects.create(
        user=deputy,
        acts_for=noor,
        start_date=made.TODAY,
        end_date=made.TODAY + timedelta(5),
        given_by=noor,
    )
    made.store(made.case("C1"), made.case("C2", worker_id="W2", in_team="West"))

    found = my_day(made.access(deputy)).parts[Shown.OVERDUE]

    assert {m.line.child.child_id: m.acting_for for m in found} == {
        "C1": "Noor Calloway",
        "C2": "",
    }
    assert "for Noor Calloway" in sign_in(deputy).get("/").content.decode()


def test_a_restricted_record_is_a_number_and_nothing_else(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    _, hidden = made.store(made.case("C1"), made.case("C2"), names={"C2": "Canary Wharfedale"})
    restriction = Restriction.objects.create(
        child=hidden,
        reason="related to staff",
        start_date=made.TODAY,
        placed_by=noor,
        placed_at=made.AT,
    )

    page = sign_in(noor).get("/").content.decode()

    assert "1 further child is restricted to named people" in page
    assert "Canary" not in page
    assert not re.search(r"\bC2\b", page)  # two letters of a token are no child's number

    restriction.named.add(noor)
    assert "Canary Wharfedale" in sign_in(noor).get("/").content.decode()


def test_a_child_to_whom_nothing_is_due_is_named_with_the_reason(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"))
    Obligation.objects.all().delete()
    Answer.objects.update(standing="cannot_be_judged", because="the plan has no start date")

    page = sign_in(noor).get("/").content.decode()

    assert "Children with nothing due" in page
    assert "Cannot be judged: the plan has no start date" in page


def test_old_answers_are_said_to_be_old(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"))
    assert "out of date" not in sign_in(noor).get("/").content.decode()

    Answer.objects.update(as_at=made.TODAY - timedelta(1))

    assert "worked out as at 15 Nov 2026" in sign_in(noor).get("/").content.decode()


def test_a_line_says_how_why_and_what_to_beware_of(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    (child,) = made.store(made.case("C1"))
    StaffWarning.objects.create(
        child=child,
        words="Dog loose in the yard",
        start_date=made.TODAY,
        recorded_at=made.AT,
        recorded_by=noor,
    )
    Answer.objects.update(tier=Tier.PRIORITY, rag="amber")
    told = Obligation.objects.get(is_decision=False)

    page = sign_in(noor).get("/").content.decode()

    assert "In person; video, phone or other electronic if agreed by head of service" in page
    assert escape(told.why) in page
    assert f"From: {escape(told.clause)}" in page
    assert "Dog loose in the yard" in page
    assert "Overdue by" in page
    assert ">Priority<" in page
    assert ">RAG amber<" in page
    assert (
        '/children/C1/visits/new/">Record<span class="govuk-visually-hidden"> a visit for' in page
    )


def test_words_from_outside_come_out_as_text(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    hostile = "<script>alert(1)</script>"
    (child,) = made.store(made.case("C1", address=hostile), names={"C1": hostile})
    StaffWarning.objects.create(
        child=child,
        words=hostile,
        start_date=made.TODAY,
        recorded_at=made.AT,
        recorded_by=noor,
    )
    Obligation.objects.update(title=hostile, why=hostile, clause=hostile, method=hostile)

    page = sign_in(noor).get("/?whose=everyone").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("role", [OwnRole.ADMINISTRATOR, OwnRole.AUDITOR, OwnRole.PRACTICE_LEAD])
def test_whose_roles_lead_to_no_child_gets_a_page_to_start_from(sign_in, role) -> None:  # type: ignore[no-untyped-def]
    person = made.person(role)

    page = sign_in(person).get("/").content.decode()

    ways = {
        OwnRole.ADMINISTRATOR: "/administration/",
        OwnRole.AUDITOR: "/audit/",
        OwnRole.PRACTICE_LEAD: "/policy/",
    }
    assert f'href="{ways[role]}"' in page


def test_who_holds_no_role_is_told_so(sign_in) -> None:  # type: ignore[no-untyped-def]
    page = sign_in(made.person(None)).get("/").content.decode()

    assert "You hold no role today" in page


def test_a_long_part_is_shown_page_by_page(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(*(made.case(f"C{n:03}", address=f"{n} Elm Road") for n in range(60)))
    client = sign_in(noor)

    first = client.get("/").content.decode()
    last = client.get("/?part=overdue&page=3").content.decode()
    past = client.get("/?part=overdue&page=99").content.decode()

    assert "All 60 in “Overdue”" in first
    assert first.count(">Record<span") == 25
    assert last.count(">Record<span") == 10
    assert past.count(">Record<span") == 10


@pytest.mark.parametrize("number", [5, 200])
def test_the_page_costs_ten_queries_at_most_whatever_its_length(sign_in, number) -> None:  # type: ignore[no-untyped-def]
    made.adopt()
    noor = _noor()
    children = made.store(
        *(made.case(f"C{n}", address=f"{n // 2} Elm Road") for n in range(number))
    )
    Restriction.objects.create(
        child=children[0], reason="x", start_date=made.TODAY, placed_by=noor, placed_at=made.AT
    )
    client = sign_in(noor)
    client.get("/")

    with CaptureQueriesContext(connection) as asked:
        client.get("/?whose=everyone")

    assert len(asked) <= 10, [each["sql"][:150] for each in asked]


# --- whose it is, and what stands first ---------------------------------------------------------------


def test_a_duty_for_another_role_is_not_called_the_workers_own_role(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"))
    client = sign_in(noor)

    Obligation.objects.update(who="social_worker")
    assert "yours (social worker)" in client.get("/").content.decode()

    Obligation.objects.update(who="field_work_team")
    page = client.get("/").content.decode()
    assert "the policy names the field work team" in page
    assert "yours (field work team)" not in page


def test_the_full_reasons_are_in_plain_words(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.adopt(STANDARDS)
    noor = _noor()
    made.store(made.case("C1"))
    reasons = ["Note: it is due at the end of the day (S4).", "From the emergency layer."]
    Obligation.objects.update(reasons=reasons)

    page = sign_in(noor).get("/").content.decode()

    assert "<li>Note: it is due at the end of the day.</li>" in page
    assert "<li>From a policy for an emergency.</li>" in page


@pytest.fixture
def raised(sign_in):  # type: ignore[no-untyped-def]
    """Return a manager's browser, whose children's tier was raised by a call today."""
    made.adopt()
    manager = made.person(Role.TEAM_MANAGER, name="Ida Marsh", in_team=made.team())
    names = {f"C{n}": f"Child {n}" for n in range(7)}
    plan = EpisodeKind.CHILD_IN_NEED_PLAN
    children = made.store(*(made.case(c, kind=plan) for c in names), names=names)
    for child in children:
        visits.record(child, visits.call(EventKind.KIT_DISTRESS))
    return sign_in(manager)


@pytest.mark.parametrize("address", ["/", "/teams/"])
def test_a_manager_is_told_first_whose_tier_was_raised(raised, address) -> None:  # type: ignore[no-untyped-def]
    page = raised.get(address).content.decode()

    assert "Raised to a more urgent tier: 7 children" in page
    assert page.count("Raised to high and immediate, 16 Nov 2026") == 5
    assert "And 2 more" in page
    assert '/tier/">Child 6</a>' in page


def test_who_does_not_decide_on_tiers_is_not_told_of_it(raised, sign_in) -> None:  # type: ignore[no-untyped-def]
    worker = sign_in(visits.worker())
    elsewhere = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("West")))
    analyst = sign_in(made.person(OwnRole.PERFORMANCE_ANALYST))

    for client, address in ((worker, "/"), (elsewhere, "/teams/"), (analyst, "/teams/")):
        assert "Raised to a more urgent tier" not in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/", "/teams/"])
def test_a_manager_without_children_is_told_what_waits_for_a_signature(sign_in, address) -> None:  # type: ignore[no-untyped-def]
    made.adopt(decided.LANCASHIRE)
    people = decided.people()
    submitted(people, decided.child())

    page = sign_in(people[Role.PRACTICE_MANAGER]).get(address).content.decode()

    assert "Waiting for you to decide or sign" in page
    assert "1 decision</a>" in page
