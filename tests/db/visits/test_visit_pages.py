"""The form, the check before saving, and the record: as somebody without JavaScript meets them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
import visit_made as visits
import web_made as made
from django.test import Client

from doorstep.facts import VisitingPlan
from doorstep.vocabulary import Method, Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Answer, Child, Event, Obligation, Visit

STANDARDS = ("practice-standards-2022", date(2020, 11, 1))
SignIn = Callable[[User], Client]


@pytest.fixture
def noor(sign_in: SignIn) -> Client:
    return sign_in(visits.worker())


def text(response: Any) -> str:
    return unescape(response.content.decode())


def new(child: Child, what: str = "visits") -> str:
    return f"/children/{child.child_id}/{what}/new/"


def stored_state() -> tuple[Any, ...]:
    rows = Obligation.objects.order_by("pk").values_list("duty", "due_at", "status", "why")
    return Visit.objects.count(), Event.objects.count(), list(rows), list(Answer.objects.values())


def test_the_form_asks_of_the_child_by_name(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"), names={"C1": "Amira Benn"})

    page = noor.get(new(child))

    assert page.status_code == 200
    assert "Was Amira Benn seen alone?" in text(page)
    assert "Record a visit" in text(page)


def test_the_check_says_what_counts_and_what_is_due_and_stores_nothing(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    before = stored_state()

    page = noor.post(new(child), visits.posted(child))

    said = text(page)
    assert "Check the visit before you save it" in said
    assert "Counts" in said
    assert "27 Nov 2026" in said
    assert "3 days after" in said
    assert stored_state() == before


def test_what_the_check_says_is_due_is_what_is_stored_then(noor: Client) -> None:
    made.adopt()
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child)
    checked = text(noor.post(new(child), sent))

    noor.post(new(child), sent | {"step": "save"})

    owed = Obligation.objects.filter(child=child)
    assert owed.count() >= 2
    from doorstep.web.visits.showing import SHOWN, owed_row

    for row in owed:
        shown = owed_row({name: getattr(row, name) for name in SHOWN})
        assert str(shown[1]) in checked
        assert unescape(str(shown[3])) in checked


def test_saving_leads_to_the_record_and_tells_the_log_once(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    events = AuditEvent.objects.count()

    saved = noor.post(new(child), visits.posted(child, step="save"))

    row = Visit.objects.get()
    assert (saved.status_code, saved.url) == (302, f"/children/C1/visits/{row.pk}/?recorded")
    assert AuditEvent.objects.count() == events + 1
    assert (row.seen, row.visit_at.hour, row.place, row.worker_id, row.role) == (
        True, 16, "home", "W1", "social_worker",
    )  # fmt: skip
    page = text(noor.get(saved.url))
    assert "It is recorded, and what is owed" in page
    assert "3 days after" in page
    assert "Mum and Gran" in page


def test_pressing_save_twice_makes_one_record(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, step="save")

    first, second = noor.post(new(child), sent), noor.post(new(child), sent)

    assert first.url == second.url
    assert Visit.objects.count() == 1


def test_saving_other_content_with_the_same_form_shows_both_versions(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, step="save", present="Only Gran")
    noor.post(new(child), sent)

    page = noor.post(new(child), sent | {"present": "Only the uncle"})

    assert page.status_code == 409
    assert "Only Gran" in text(page)
    assert "Only the uncle" in text(page)
    assert Visit.objects.get().present == "Only Gran"


def test_going_back_from_the_check_keeps_everything_typed(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    typed = {
        "purpose": 'Why? "To see" <her> & him', f"c{child.pk}-worries": "🙈\nline two",
        "visit_date-day": "13", "visit_time": "4.05 pm",
    }  # fmt: skip

    page = noor.post(new(child), visits.posted(child, step="change", **typed))

    said = text(page)
    for each in typed.values():
        assert each in said
    assert "There is a problem" not in said
    assert 'value="in_person" checked' in page.content.decode()


def test_the_check_hands_on_all_that_was_typed(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, purpose="<b>'quoted'</b>")

    page = noor.post(new(child), sent).content.decode()

    for name in sent:
        if name not in ("step", "together"):
            assert f'name="{name}" value="' in page, name
    assert "&lt;b&gt;&#39;quoted&#39;&lt;/b&gt;" in page


def test_siblings_ticked_are_asked_about_and_recorded_each(noor: Client) -> None:
    made.adopt(STANDARDS)
    one, two = made.store(made.case("C1"), made.case("C2"), names={"C2": "Noah Benn"})
    blank = text(noor.get(new(one)))
    assert "Noah Benn" in blank
    assert "About Noah Benn" not in blank

    shown = text(noor.get(f"{new(one)}?with=C2"))
    sent = visits.posted(one, two, step="save")
    sent |= {f"c{two.pk}-seen": "no", f"c{two.pk}-why_not_seen": "at football"}
    saved = noor.post(new(one), sent)

    assert "About Noah Benn" in shown
    assert saved.status_code == 302
    rows = {row.child_id: row for row in Visit.objects.all()}
    assert (rows[one.pk].seen, rows[two.pk].seen) == (True, False)
    assert rows[two.pk].reason_not_seen == "at football"
    assert "Noah Benn" in text(noor.get(saved.url))


def test_a_sibling_without_an_answer_is_asked_for(noor: Client) -> None:
    made.adopt(STANDARDS)
    one, _ = made.store(made.case("C1"), made.case("C2"), names={"C2": "Noah Benn"})

    page = text(noor.post(new(one), visits.posted(one, together=["C2"])))

    assert "Select whether Noah Benn was seen" in page
    assert "About Noah Benn" in page


def test_a_child_out_of_reach_cannot_be_added(noor: Client) -> None:
    made.adopt(STANDARDS)
    one, other = made.store(made.case("C1"), made.case("C2", worker_id="W2"), names={"C2": "Zed Q"})

    blank = noor.get(f"{new(one)}?with=C2")
    page = noor.post(new(one), visits.posted(one, other, step="save"))

    assert "Record a visit" in text(blank)
    assert "Zed Q" not in text(blank) + text(page)
    assert not Visit.objects.filter(child=other).exists()


def test_a_refused_visit_is_recorded_with_its_event_and_says_the_next_step(
    noor: Client,
) -> None:
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, came_of="refused", why="Dad would not open the door")

    checked = text(noor.post(new(child), sent))
    noor.post(new(child), sent | {"step": "save"})

    assert "Does not count" in checked
    assert "New" in checked
    assert set(Event.objects.values_list("kind", flat=True)) == {"visit_refused", "visit_planned"}
    assert Obligation.objects.filter(child=child, duty__contains="refused_visit_decision").exists()
    row = Visit.objects.get()
    assert (row.seen, row.outcome) == (False, "refused")
    assert row.reason_not_seen == "the visit was refused: Dad would not open the door"


def test_a_video_visit_nobody_agreed_to_is_recorded_and_does_not_count(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, method="video", place="")

    checked = text(noor.post(new(child), sent))
    noor.post(new(child), sent | {"step": "save"})

    assert "No agreement by head of service was in place at the visit" in checked
    assert Visit.objects.get().method == "video"
    assert Obligation.objects.get(child=child, is_decision=False).due_on == date(2026, 11, 10)


def test_one_that_a_head_of_service_approved_counts(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    visits.approval(child, made.AT.replace(day=12))

    noor.post(new(child), visits.posted(child, step="save", method="video", place=""))

    assert Visit.objects.get().approved_by == "head_of_service"
    assert Obligation.objects.get(child=child, is_decision=False).due_on == date(2026, 11, 27)


def test_an_agreement_that_no_procedure_provides_is_entered_and_of_the_same_day_needs_its_time(
    noor: Client,
) -> None:
    made.adopt(("england-statutory", date(2011, 4, 1)))
    (child,) = made.store(made.case("C1"))
    agreed = {
        "method": "video", "place": "", "approved_by": "nominated_officer",
        "approved_date-day": "13", "approved_date-month": "11", "approved_date-year": "2020",
        "visit_date-year": "2020",
    }  # fmt: skip

    today = noor.get(new(child)).content.decode()
    page = text(noor.post(new(child), visits.posted(child, **agreed)))
    noor.post(new(child), visits.posted(child, step="save", approved_time="5pm", **agreed))

    assert 'name="approved_by"' not in today
    assert "Enter the time they agreed" in page
    assert Visit.objects.get().approved_by == "nominated_officer"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"visit_date-day": "17"}, "must be on or before 16 Nov 2026"),
        ({"visit_date-day": "16", "visit_time": "9.45am"}, "must not be later than now, 9.30am"),
        ({"came_of": ""}, "Select what came of it"),
        ({"method": ""}, "Select how it was made"),
        ({"place": ""}, "Select where it was"),
        ({"came_of": "no_answer"}, "Say what happened, and why"),
        ({"visit_date-year": ""}, "The date must include a year"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_lost(
    noor: Client, changed: dict[str, str], said: str
) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))

    page = noor.post(new(child), visits.posted(child, step="save", **changed))

    assert page.status_code == 200
    assert said in text(page)
    assert "Mum and Gran" in text(page)
    assert "<title>Error: " in text(page)
    assert not Visit.objects.exists()


def test_a_child_seen_alone_and_not_seen_is_a_contradiction(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"), names={"C1": "Amira Benn"})
    sent = {
        f"c{child.pk}-seen": "no",
        f"c{child.pk}-seen_alone": "yes",
        f"c{child.pk}-why_not_seen": "out",
    }

    page = text(noor.post(new(child), visits.posted(child, step="save", **sent)))

    assert "Amira Benn was seen alone only if Amira Benn was seen" in page


def test_what_is_not_recorded_is_named_before_saving(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, visit_time="", **{f"c{child.pk}-seen": "not_recorded"})

    page = text(noor.post(new(child), sent))

    assert "whether the child was seen: it does not count as seen" in page
    assert "the time of day" in page
    assert "Whether the child was seen is not recorded" in page


def test_a_person_with_two_roles_is_asked_in_which(sign_in: SignIn) -> None:
    from doorstep.web.accounts.models import RoleHeld

    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    both = visits.worker()
    RoleHeld.objects.create(user=both, role=Role.IRO, start_date=made.TODAY)
    noor = sign_in(both)

    without = text(noor.post(new(child), visits.posted(child, step="save")))
    noor.post(new(child), visits.posted(child, step="save", role="iro"))

    assert "Select the role" in without
    assert Visit.objects.get().role == "iro"


def test_a_child_that_is_not_theirs_is_as_one_that_is_not_there(noor: Client) -> None:
    made.adopt(STANDARDS)
    made.store(made.case("C1"), made.case("C2", worker_id="W2"))

    answers = [noor.get(f"/children/{c}/{p}/new/") for c in ("C2", "NO") for p in
               ("visits", "calls", "contacts")]  # fmt: skip

    assert {a.status_code for a in answers} == {404}


def test_staff_are_warned_before_they_go(noor: Client) -> None:
    from doorstep.web.caseload.models import StaffWarning

    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    StaffWarning.objects.create(
        child=child, words="Two dogs loose", start_date=made.TODAY,
        recorded_at=made.AT, recorded_by=visits.worker(),
    )  # fmt: skip

    assert "Two dogs loose" in text(noor.get(new(child)))


def test_each_page_of_a_record_tells_the_log_once(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))
    row = visits.record(child)

    for address in (
        new(child),
        f"/children/C1/visits/{row.pk}/",
        f"/children/C1/visits/{row.pk}/correct/",
    ):
        before = AuditEvent.objects.count()
        noor.get(address)
        assert AuditEvent.objects.count() == before + 1, address
    before = AuditEvent.objects.count()
    noor.post(new(child), visits.posted(child))
    assert AuditEvent.objects.count() == before + 1


def test_where_the_policy_has_no_step_after_a_refusal_the_check_says_so(noor: Client) -> None:
    made.adopt(STANDARDS)
    (child,) = made.store(made.case("C1"))

    page = text(noor.post(new(child), visits.posted(child, came_of="refused", why="Not today")))

    assert "ask for no step of their own now that the visit was not made. Tell your manager" in page


def test_the_prescribed_sentence_is_shown_before_saving_and_stands_first_after(
    noor: Client,
) -> None:
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    plan = VisitingPlan(
        date(2026, 11, 1), methods=(Method.VIDEO,), agreed_by=Role.IRO,
        agreed_on=date(2026, 11, 1), review_date=date(2027, 1, 1),
    )  # fmt: skip
    (child,) = made.store(replace(made.case("C1"), plans=(plan,)))
    sent = visits.posted(child, method="video", place="", method_words="Skype call")

    checked = text(noor.post(new(child), sent))
    saved = text(noor.post(new(child), sent | {"step": "save"}, follow=True))

    sentence = "This statutory visit has been undertaken as a Skype call as approved"
    assert sentence in checked
    assert saved.index(sentence) < saved.index("Mum and Gran")


def test_what_a_record_asks_for_stands_on_its_page(noor: Client) -> None:
    made.adopt(("lancashire-2020", date(2026, 9, 1)))
    (child,) = made.store(made.case("C1"))
    sent = visits.posted(child, step="save", came_of="refused", why="Not today")

    answer = noor.post(new(child), sent, follow=True)

    assert "This asks for more" in text(answer)
    where = "/children/C1/decisions/new/?duty=lancashire-2020%2Frefused_visit_decision"
    assert f'href="{where}"' in answer.content.decode()
    assert "procedure=lancashire-2020%2Frefused_visit" in noor.get(where).url


def test_the_number_of_queries_does_not_grow_with_what_was_recorded_before(
    noor: Client, django_assert_max_num_queries: Any
) -> None:
    made.adopt()
    (child,) = made.store(made.case("C1"))
    for day in range(1, 12):
        visits.record(child, visits.report(date(2026, 11, day)))

    with django_assert_max_num_queries(24):
        noor.post(new(child), visits.posted(child))
    with django_assert_max_num_queries(25):
        noor.post(new(child), visits.posted(child, step="save"))
