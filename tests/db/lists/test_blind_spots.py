"""The account balances and is shown; a blind spot is zero or explained, until its day (S15)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import web_made as made

from doorstep.facts import Visit
from doorstep.reports.blind_spots import KINDS
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, BlindSpot, Explained
from doorstep.web.caseload.services import refresh
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.blind import Asked, BlindSpots, account, blind_spots
from doorstep.web.lists.scope import scope_of
from doorstep.web.lists.words import BLIND_SPOTS

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
WORDS = "The family is abroad until the New Year; the police there saw the child."
UNTIL = made.TODAY + timedelta(30)


@pytest.fixture(autouse=True)
def _adopted() -> None:
    made.adopt(STANDARDS)
    made.team()


def _manager() -> User:
    return made.person(Role.TEAM_MANAGER, name="Aled Price", in_team=made.team())


def _found(
    user: User, *, kind: str = "", explained: bool = False, on: date = made.TODAY
) -> BlindSpots:
    access = made.access(user, at=made.AT + (on - made.TODAY))
    sight = sight_of(access)
    scope = scope_of(access, sight, key=f"team-{made.team().pk}")
    return blind_spots(access, sight, scope, Asked(kind=kind, explained=explained))


def _posted(day: date, words: str = WORDS) -> dict[str, object]:
    return {"words": words, "until-day": day.day, "until-month": day.month, "until-year": day.year}


def test_every_kind_the_reports_know_has_words_here() -> None:
    assert set(BLIND_SPOTS) == set(KINDS)


def test_the_account_adds_up_and_is_shown_with_its_reasons(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(*(made.case(f"C{n}") for n in range(5)))
    Answer.objects.filter(child__child_id="C1").update(standing="no_duty", because="seen elsewhere")
    Answer.objects.filter(child__child_id__in=("C2", "C3")).update(
        standing="cannot_be_judged", because="the plan has no start date (row 7)"
    )
    Answer.objects.filter(child__child_id="C4").update(standing="closed")

    page = sign_in(_manager()).get("/blind-spots/").content.decode()

    sentence = (
        "<strong>4 open children</strong> = 1 with duties + 1 to whom no duty applies"
        " + 2 that cannot be judged"
    )
    assert sentence in " ".join(page.split())
    assert "Balances" in page
    assert "2: the plan has no start date" in page


def test_a_child_without_an_answer_unbalances_the_account(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1"), made.case("C2"))
    Answer.objects.filter(child__child_id="C2").delete()
    senior = made.person(Role.SENIOR_MANAGER)
    access = made.access(senior)
    sight = sight_of(access)

    found = account(access, sight, scope_of(access, sight, key="authority"))

    assert (found.open_children, found.judged, found.balances) == (2, 1, False)
    assert "Does not balance" in sign_in(senior).get("/blind-spots/").content.decode()


def test_each_kind_is_counted_and_leads_to_its_children(sign_in) -> None:  # type: ignore[no-untyped-def]
    never = made.case("C1", seen=())
    made.store(never, made.case("C2"))
    client = sign_in(_manager())

    found = _found(_manager(), kind="never_visited")
    page = client.get(f"/blind-spots/?list=team-{made.team().pk}&kind=never_visited")

    assert found.open_by_kind["never_visited"] == 1
    assert [spot.child_id for spot in found.spots] == ["C1"]
    assert b"Child C1" in page.content
    assert b"Child C2" not in page.content


def test_explained_it_is_listed_apart_and_comes_back_on_its_day(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1", seen=()))
    manager = _manager()
    client = sign_in(manager)

    answered = client.post("/blind-spots/C1/never_visited/", _posted(UNTIL))

    assert answered.status_code == 302
    now = _found(manager)
    assert (now.open_by_kind["never_visited"], now.explained_by_kind["never_visited"]) == (0, 1)
    told = _found(manager, explained=True).spots[0]
    assert (told.words, told.until, told.by) == (WORDS, UNTIL, "Aled Price")
    later = _found(manager, on=UNTIL)
    assert (later.open_by_kind["never_visited"], later.explained_by_kind["never_visited"]) == (1, 0)


def test_an_explanation_outlives_the_nightly_calculation() -> None:
    (child,) = made.store(made.case("C1", seen=()))
    manager = _manager()
    Explained.objects.create(
        child=child,
        kind="never_visited",
        words=WORDS,
        until=UNTIL,
        recorded_at=made.AT,
        recorded_by=manager,
    )

    refresh([child.pk], at=made.AT)

    assert _found(manager).explained_by_kind["never_visited"] == 1


def test_explaining_is_one_event_without_its_words_and_twice_is_once(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1", seen=()))
    client = sign_in(_manager())

    for _ in range(2):
        client.post("/blind-spots/C1/never_visited/", _posted(UNTIL))

    (event,) = AuditEvent.objects.filter(action="explain_blind_spot")
    assert event.subject_id == "C1"
    assert WORDS not in str(event.detail)
    assert Explained.objects.count() == 1


def test_taken_back_it_is_shown_again(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1", seen=()))
    manager = _manager()
    client = sign_in(manager)
    client.post("/blind-spots/C1/never_visited/", _posted(UNTIL))

    answered = client.post("/blind-spots/C1/never_visited/take-back/")

    assert answered.status_code == 302
    assert _found(manager).open_by_kind["never_visited"] == 1
    assert AuditEvent.objects.filter(action="take_back_explanation").count() == 1
    assert client.get("/blind-spots/C1/never_visited/take-back/").status_code == 405


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        (_posted(UNTIL, words=""), "Enter why this stands for now"),
        (_posted(UNTIL, words="short"), "at least 10 characters"),
        (_posted(UNTIL, words="x" * 501), "at most 500 characters"),
        (_posted(made.TODAY), "must be on or after 17 Nov 2026"),
        (_posted(made.TODAY + timedelta(200)), "must be on or before"),
        ({"words": WORDS}, "Enter the day until which this is explained"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(sign_in, posted, said) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1", seen=()))

    answered = sign_in(_manager()).post("/blind-spots/C1/never_visited/", posted)

    page = answered.content.decode()
    assert said in page
    assert "There is a problem" in page
    assert str(posted["words"]) in page
    assert not Explained.objects.exists()


def test_who_may_not_answer_for_the_child_cannot_explain(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(made.case("C1", seen=()), made.case("C2", in_team="West", seen=()))
    address = "/blind-spots/{}/never_visited/"

    manager, analyst = sign_in(_manager()), sign_in(made.person(OwnRole.PERFORMANCE_ANALYST))
    worker = sign_in(made.person(worker_id="W1"))

    assert manager.post(address.format("C2"), _posted(UNTIL)).status_code == 404
    assert manager.post(address.format("C9"), _posted(UNTIL)).status_code == 404
    assert manager.get("/blind-spots/C1/nonsense/").status_code == 404
    assert analyst.post(address.format("C1"), _posted(UNTIL)).status_code == 404
    assert worker.post(address.format("C1"), _posted(UNTIL)).status_code == 403
    assert not Explained.objects.exists()
    assert BlindSpot.objects.filter(kind="never_visited").count() == 2


def test_many_blind_spots_come_page_by_page(sign_in) -> None:  # type: ignore[no-untyped-def]
    made.store(*(made.case(f"C{n:02}", seen=()) for n in range(30)))
    client, key = sign_in(_manager()), f"team-{made.team().pk}"

    first = client.get(f"/blind-spots/?list={key}&kind=never_visited").content.decode()
    second = client.get(f"/blind-spots/?list={key}&kind=never_visited&page=2").content.decode()

    assert first.count(">Explain<span") == 25
    assert second.count(">Explain<span") == 5


def test_a_visit_dated_in_the_words_is_said_as_people_say_it() -> None:
    late = Visit(made.TODAY - timedelta(20), seen=True, recorded_at=made.AT)
    made.store(replace(made.case("C1"), visits=(late,)))

    (spot,) = _found(_manager(), kind="written_late").spots

    assert spot.detail.startswith("The visit of 27 Oct 2026 was written on 16 Nov 2026")
