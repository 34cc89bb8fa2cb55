"""The child's page says what the lists say, to those who may see it, and the log knows each reading."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import web_made as made
from child_made import reads, restricted, text, visit
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Involvement,
    Tier,
    TierDecision,
    Visit,
    VisitingPlan,
)
from doorstep.vocabulary import Method, Role, VisitType
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Answer, Obligation
from doorstep.web.caseload.saying import said
from doorstep.web.caseload.services import store_facts

SignIn = Callable[..., Client]


def test_the_page_says_what_the_lists_say(sign_in: SignIn) -> None:
    made.adopt()
    (child,) = made.store(made.case("C1"))
    worker = sign_in(made.person(worker_id="W1"))

    shown = text(worker.get("/children/C1/"))

    owed = Obligation.objects.filter(child=child)
    assert owed.count() >= 3
    for row in owed:
        assert row.title.replace("'", "&#39;") in shown
        assert said(row.why).replace('"', "&#34;").replace("'", "&#39;") in shown
    assert "Full explanation" in shown
    assert "Counted: visit of 27 October 2026 in person" in shown
    assert "Counts if agreed by head of service before the visit" in shown


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("", "read_child"),
        ("timeline/", "read_timeline"),
        ("readers/", "read_readers"),
        ("warnings/", "read_child"),
        ("restrict/", "read_child"),
        ("share-arrangements/", "read_child"),
    ],
)
def test_each_page_leaves_exactly_one_event(sign_in: SignIn, page: str, action: str) -> None:
    made.adopt()
    made.store(made.case("C1"))
    manager = sign_in(made.person(Role.SENIOR_MANAGER))

    assert manager.get(f"/children/C1/{page}").status_code == 200

    assert [event.action for event in reads("C1")] == [action]


def test_a_page_that_fails_half_way_leaves_no_event(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1"))
    Answer.objects.update(explanation={"obligations": [{"reasons": []}]})
    worker = sign_in(made.person(worker_id="W1"))
    worker.raise_request_exception = False

    answered = worker.get("/children/C1/")

    assert answered.status_code == 500
    assert reads("C1") == []


def test_nothing_is_shown_if_its_event_cannot_be_written(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1"), names={"C1": "Canary Quillfeather"})
    worker = sign_in(made.person(worker_id="W1"))
    worker.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent RENAME TO out_of_the_way")

    answered = worker.get("/children/C1/")

    assert answered.status_code == 500
    assert b"Quillfeather" not in answered.content


@pytest.mark.parametrize(
    "page", ["", "timeline/", "readers/", "warnings/", "restrict/", "share-arrangements/"]
)
def test_a_forbidden_child_is_answered_as_a_missing_one(sign_in: SignIn, page: str) -> None:
    made.adopt()
    made.store(made.case("C1", in_team="West"))
    stranger = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team("East")))

    forbidden = stranger.get(f"/children/C1/{page}")
    missing = stranger.get(f"/children/C9/{page}")

    assert (forbidden.status_code, missing.status_code) == (404, 404)
    numbers = (forbidden["X-Request-Id"].encode(), missing["X-Request-Id"].encode())
    bare = [
        page.content.replace(number, b"")
        for page, number in zip((forbidden, missing), numbers, strict=True)
    ]
    assert bare[0] == bare[1]
    assert reads("C1") == []


def test_a_page_takes_no_more_than_twelve_queries(sign_in: SignIn) -> None:
    made.adopt()
    children = made.store(*(made.case(f"C{n}", seen=_weeks(40)) for n in range(6)))
    head = made.person(Role.HEAD_OF_SERVICE, in_locality=made.team("East").locality)
    head.roles.create(role=OwnRole.PERFORMANCE_ANALYST, start_date=date(2026, 1, 1))
    restricted(children[0], head, by=head)
    for number in range(3):
        visit(children[0], head, made.TODAY - timedelta(number))
    browser = sign_in(head)
    browser.get("/children/C0/")

    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/children/C0/").status_code == 200

    statements = [q["sql"] for q in asked.captured_queries]
    counted = [s for s in statements if not s.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) <= 12, counted


def _weeks(number: int) -> tuple[date, ...]:
    return tuple(made.TODAY - timedelta(7 * week) for week in range(1, number))


def test_an_answer_of_yesterday_is_worked_out_anew_before_it_is_shown(sign_in: SignIn) -> None:
    made.adopt()
    with transaction.atomic():
        yesterday = made.AT - timedelta(days=1)
        store_facts([made.case("C1")], {"C1": "Max Harrow"}, source="t", by=None, at=yesterday)
    assert Answer.objects.get().as_at == made.TODAY - timedelta(1)

    sign_in(made.person(worker_id="W1")).get("/children/C1/")

    assert Answer.objects.get().as_at == made.TODAY


def test_who_may_only_look_is_offered_nothing_else(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1"))

    analyst = text(sign_in(made.person(OwnRole.PERFORMANCE_ANALYST)).get("/children/C1/"))
    manager = text(sign_in(made.person(Role.SENIOR_MANAGER)).get("/children/C1/"))

    for offer in ("Record a visit", "Who has read this", "Restriction", "told of the arrangements"):
        assert offer in manager
        assert offer not in analyst


def test_roles_of_different_reach_offer_what_reaches_this_child(sign_in: SignIn) -> None:
    made.adopt()
    made.store(made.case("C1", in_team="East"), made.case("C2", in_team="West"))
    both = made.person(OwnRole.PERFORMANCE_ANALYST)
    both.roles.create(role=Role.TEAM_MANAGER, team=made.team("West"), start_date=date(2026, 1, 1))
    browser = sign_in(both)

    assert "Record a visit" not in text(browser.get("/children/C1/"))
    assert "Record a visit" in text(browser.get("/children/C2/"))


def test_siblings_are_named_only_where_they_may_be_seen(sign_in: SignIn) -> None:
    made.adopt()
    _, hidden, _ = made.store(
        made.case("C1"),
        made.case("C2"),
        made.case("C3"),
        names={"C1": "Max Harrow", "C2": "Secret Harrow", "C3": "Ada Harrow"},
    )
    restricted(hidden, made.person(), by=made.person(Role.SENIOR_MANAGER))

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert "Ada Harrow" in shown
    assert "Secret" not in shown
    assert "1 other child whose record you may not open" in shown


def test_who_else_sees_the_child_how_often_by_what_means_and_last_when(sign_in: SignIn) -> None:
    made.adopt()
    school = Visit(
        made.TODAY - timedelta(3),
        seen=True,
        visit_type=VisitType.OTHER_AGENCY,
        agency="Mill Lane School",
        method=Method.PHONE,
    )
    vain = Visit(made.TODAY - timedelta(2), seen=False, worker_id="W1", method=Method.IN_PERSON)
    reviewer = Involvement(
        "W2", date(2026, 10, 1), worker="Ines Aldridge", role="IRO", allocated=False
    )
    case = made.case("C1", involvements=(reviewer,))
    made.store(replace(case, visits=(*case.visits, school, vain)))

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert (
        "Noor Calloway Case worker, allocated, East 1 time in the last 90 days, and 1 attempt"
        " without success In person (1) 27 Oct 2026" in shown
    )
    assert "Ines Aldridge IRO Not in the last 90 days None Never recorded" in shown
    assert "Mill Lane School Other agency 1 time in the last 90 days Phone (1) 13 Nov 2026" in shown


def test_a_plan_without_effect_is_said_to_have_none(sign_in: SignIn) -> None:
    made.adopt()
    plan = VisitingPlan(made.TODAY - timedelta(10), every="6 weeks", agreed_by=Role.SOCIAL_WORKER)
    made.store(replace(made.case("C1"), plans=(plan,)))

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert "Every 6 weeks, from 6 Nov 2026 Not in effect" in shown
    assert (
        "the policy lets nobody agree to less" in shown.lower() or "It has no review date" in shown
    )


def test_a_stricter_plan_is_in_effect(sign_in: SignIn) -> None:
    made.adopt()
    plan = VisitingPlan(made.TODAY - timedelta(10), every="1 weeks", agreed_by=Role.IRO)
    made.store(replace(made.case("C1"), plans=(plan,)))

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert "Every 1 weeks, from 6 Nov 2026 In effect" in shown


def test_the_tier_is_shown_with_criteria_decisions_and_history(sign_in: SignIn) -> None:
    made.adopt()
    case = replace(
        made.case("C1"),
        events=(Event(EventKind.ALLEGATION_BY_CHILD, made.TODAY - timedelta(2)),),
        tier_decisions=(
            TierDecision(
                Tier.PRIORITY,
                made.TODAY - timedelta(30),
                decided_by=Role.TEAM_MANAGER,
                reason="Placement is under strain.",
            ),
        ),
    )
    made.store(case)

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert "High and immediate since 14 Nov 2026" in shown
    assert "Allegation by child" in shown
    assert "Priority 17 Oct 2026, by team manager: Placement is under strain." in shown
    assert "Priority 17 Oct 2026 to 14 Nov 2026" in shown


def test_household_placement_and_circumstances_are_said_in_words(sign_in: SignIn) -> None:
    made.adopt()
    began = made.TODAY - timedelta(4)
    case = made.case("C1")
    case = replace(
        case,
        episodes=(
            *case.episodes,
            Episode(EpisodeKind.SELF_ISOLATION, began, made.TODAY + timedelta(10)),
            Episode(EpisodeKind.SHIELDING, began),
            Episode(EpisodeKind.PLACEMENT, began, code="K2", detail="PR4"),
            Episode(EpisodeKind.LEGAL_STATUS, began, made.TODAY, code="C1"),
        ),
        facts=(Fact(FactKind.DOMESTIC_ABUSE, began, holder="parent"),),
        events=(Event(EventKind.ISOLATION_VISIT_REQUIRED, made.TODAY - timedelta(1)),),
    )
    made.store(case)

    shown = text(sign_in(made.person(worker_id="W1")).get("/children/C1/"))

    assert "Self isolation since 12 Nov 2026, ends 26 Nov 2026. A visit is required" in shown
    assert "Shielding since 12 Nov 2026" in shown
    assert "Placement: children&#39;s home (K2), provider private since 12 Nov 2026" in shown
    assert "Domestic abuse (parent) since 12 Nov 2026" in shown
    assert "Interim care order" not in shown


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (CaseFacts(child_id="C1", episodes=(Episode(EpisodeKind.REFERRAL, made.TODAY),)),
         "The address is not recorded"),
        (CaseFacts(child_id="C1", episodes=(
            Episode(EpisodeKind.REFERRAL, date(2025, 1, 1), date(2025, 2, 1)),)),
         "The case is closed: nothing is owed."),
        (CaseFacts(child_id="C1", died=date(2026, 11, 1), episodes=(
            Episode(EpisodeKind.REFERRAL, date(2025, 1, 1)),)),
         "The child died on 1 Nov 2026."),
        (CaseFacts(child_id="C1"), "No visit, call or contact is owed"),
    ],
)  # fmt: skip
def test_a_child_of_whom_little_is_known_has_a_page(
    sign_in: SignIn, case: CaseFacts, words: str
) -> None:
    made.adopt()
    made.store(case)

    answered = sign_in(made.person(Role.SENIOR_MANAGER)).get("/children/C1/")

    assert answered.status_code == 200
    assert words in text(answered)


def test_what_people_write_is_shown_as_text(sign_in: SignIn) -> None:
    made.adopt()
    canary = "<script>alert(1)</script>"
    made.store(made.case("C1", worker=canary, address=f"4 {canary} Road"), names={"C1": canary})
    manager = sign_in(made.person(Role.SENIOR_MANAGER))
    manager.post("/children/C1/warnings/", {"do": "add", "words": canary})

    for page in ("", "timeline/", "warnings/", "restrict/", "readers/"):
        assert canary.encode() not in manager.get(f"/children/C1/{page}").content
