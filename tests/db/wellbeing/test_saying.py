"""How somebody is for work: said in two taps, kept as it was said, taken back, said by a manager."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import web_made as made
from child_made import text
from django.test import Client
from moves_made import Office, office
from wellbeing_made import DAY, boxes, form, said

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.audit.models import AuditEvent
from doorstep.web.moves.absences import Asked, end_absence, set_absence
from doorstep.web.wellbeing.models import TakenBack, Word
from doorstep.web.wellbeing.queries import availability, availability_over, people_of
from doorstep.web.wellbeing.services import take_back
from doorstep.web.wellbeing.words import Source, State

SignIn = Callable[[User], Client]
OWN = "/how-i-am/"


@pytest.fixture
def here() -> Office:
    return office(0)


@pytest.fixture
def noor(here: Office, sign_in: SignIn, settings: Any) -> Client:
    settings.CLOCK = made.AT.isoformat()
    return sign_in(here.noor)


def now(user: User) -> Any:
    return availability(on=made.TODAY, people=[user.pk])[user.pk]


def test_one_choice_and_one_button_are_enough(here: Office, noor: Client) -> None:
    answer = noor.post(OWN, form("sick"), follow=True)
    assert "Saved. Your team sees today: away." in text(answer)
    row = Word.objects.get()
    assert (row.start_date, row.end_date, row.look_on) == (made.TODAY, None, made.TODAY + DAY)
    assert (row.person, row.recorded_by, row.recorded_at) == (here.noor, here.noor, made.AT)
    assert not now(here.noor).can_work


def test_what_has_an_end_by_itself_is_of_today_only(here: Office, noor: Client) -> None:
    for state in ("well", "working_from_home", "leave"):
        noor.post(OWN, form(state))
    assert {row.end_date for row in Word.objects.all()} == {made.TODAY + DAY}
    assert now(here.noor).state == State.LEAVE


def test_days_can_be_said_besides(here: Office, noor: Client) -> None:
    days = boxes("start_date", made.TODAY + DAY) | boxes("end_date", made.TODAY + 4 * DAY)
    noor.post(OWN, form("self_isolating", isolating_from_home="on", **days))
    over = availability_over([made.TODAY + n * DAY for n in range(5)], [here.noor.pk])
    assert [found[here.noor.pk].category for found in over.values()] == [
        "not_said", "from_home", "from_home", "from_home", "not_said",
    ]  # fmt: skip


def test_nothing_chosen_and_days_in_the_wrong_order_are_told(noor: Client) -> None:
    assert "Select how you are today" in text(noor.post(OWN, {"client_id": uuid4()}))
    days = boxes("start_date", made.TODAY) | boxes("end_date", made.TODAY)
    answer = noor.post(OWN, form("sick", **days))
    assert "must be after the first day" in text(answer)
    assert '<details class="govuk-details" open>' in answer.content.decode()
    long = noor.post(OWN, form("sick", **boxes("end_date", made.TODAY + 400 * DAY)))
    assert "Enter a year at most" in text(long)
    assert not Word.objects.exists()


def test_sent_twice_it_is_said_once(noor: Client) -> None:
    sent = form("sick")
    noor.post(OWN, sent)
    noor.post(OWN, sent)
    assert Word.objects.count() == 1
    assert AuditEvent.objects.filter(action="say_availability").count() == 1


def test_a_later_word_holds_and_the_earlier_stays_on_record(here: Office, noor: Client) -> None:
    noor.post(OWN, form("sick"))
    noor.post(OWN, form("well"))
    assert now(here.noor).state == State.WELL
    history = text(noor.get("/how-i-am/said/"))
    assert history.index("Well") < history.index("Sick")


def test_taken_back_what_was_said_before_holds_again(here: Office, noor: Client) -> None:
    said(here.noor, State.WORKING_FROM_HOME)
    row = said(here.noor, State.SICK)
    page = f"/how-i-am/said/{row.pk}/take-back/"
    assert "Take this back?" in text(noor.get(page))
    answer = noor.post(page, follow=True)
    assert "Taken back" in text(answer)
    assert now(here.noor).state == State.WORKING_FROM_HOME
    assert noor.post(page).status_code == 404
    take_back(row, by=made.access(here.noor), at=made.AT)
    assert TakenBack.objects.count() == 1
    assert AuditEvent.objects.filter(action="say_availability").count() == 3


def test_a_manager_says_it_for_somebody_and_it_is_marked_so(
    here: Office, noor: Client, sign_in: SignIn
) -> None:
    page = f"/staff/{here.noor.pk}/availability/"
    answer = sign_in(here.manager).post(page, form("sick"), follow=True)
    assert "They see that you said it." in text(answer)
    found = now(here.noor)
    assert (found.state, found.source) == (State.SICK, Source.MANAGER)
    assert "said for them by a manager" in text(noor.get(OWN))
    assert "Mona Reyes" in text(noor.get("/how-i-am/said/"))
    event = AuditEvent.objects.get(action="say_availability")
    assert (event.subject, event.subject_id) == ("person", str(here.noor.pk))
    assert event.detail == {"do": "say", "entry": Word.objects.get().pk}


def test_what_somebody_rang_yesterday_does_not_overrule_what_they_say_today(
    here: Office, noor: Client, sign_in: SignIn
) -> None:
    noor.post(OWN, form("well"))
    rang = form("sick", **boxes("said_on", made.TODAY - DAY))
    sign_in(here.manager).post(f"/staff/{here.noor.pk}/availability/", rang)
    assert now(here.noor).state == State.WELL
    assert "said on 15 Nov 2026" in text(noor.get("/how-i-am/said/"))


def test_an_absence_counts_as_away_until_it_is_ended(here: Office) -> None:
    asked = Asked(
        person=here.noor, cover=None, start_date=made.TODAY, end_date=made.TODAY + 3 * DAY, note="",
        client_id=uuid4(),
    )  # fmt: skip
    row = set_absence(asked, by=here.by, at=made.AT)
    found = now(here.noor)
    assert (found.state, found.can_work, found.source) == (None, False, Source.ABSENCE)
    end_absence(row, version=1, by=here.by, at=made.AT)
    assert now(here.noor).source == Source.NOBODY


def test_it_answers_for_teams_and_in_two_queries_however_many_there_are(
    here: Office, django_assert_num_queries: Any
) -> None:
    said(here.ben, State.SICK)
    found = availability(on=made.TODAY, teams=[here.east.pk])
    assert set(found) == {here.noor.pk, here.ben.pk, here.manager.pk}
    assert [pk for pk, each in found.items() if not each.can_work] == [here.ben.pk]
    days = [made.TODAY + n * DAY for n in range(15)]
    with django_assert_num_queries(2):
        availability_over(days, found)
    here.ben.is_active = False
    here.ben.save()
    assert here.ben.pk not in {person.pk for person in people_of(None, on=made.TODAY)}


def test_my_day_has_a_quiet_link_and_asks_only_where_the_authority_wants_it(
    here: Office, noor: Client, settings: Any
) -> None:
    asks = "You have not said how you are today."
    assert asks not in text(noor.get("/"))
    assert 'href="/how-i-am/"' in noor.get("/").content.decode()
    settings.ASK_WELLBEING = True
    page = text(noor.get("/"))
    assert page.index(asks) < page.index("This is where you can go")
    said(here.noor, State.SICK, look_on=made.TODAY + DAY)
    page = text(noor.get("/"))
    assert asks not in page
    assert "Your team sees of you today: away." in page
    assert "Sick" not in page


def test_on_the_day_to_look_again_the_person_is_asked_and_it_stands_in_the_managers_list(
    here: Office, noor: Client, sign_in: SignIn
) -> None:
    said(here.noor, State.SICK, start_date=made.TODAY - 3 * DAY, said_on=made.TODAY - 3 * DAY)
    assert "was to be looked at again by now" in text(noor.get("/"))
    assert "To look at again Noor Calloway" in " ".join(
        text(sign_in(here.manager).get("/availability/")).split()
    )


def test_an_administrator_without_a_team_may_say_it_too(sign_in: SignIn) -> None:
    one = made.person("administrator")
    assert sign_in(one).post(OWN, form("well")).status_code == 302
    assert "How I am today" not in text(sign_in(one).get("/"))
    iro = sign_in(made.person(Role.IRO))
    assert "You hold no role in a team" in text(iro.get("/availability/"))
