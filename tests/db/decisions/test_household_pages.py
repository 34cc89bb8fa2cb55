"""The page of a household: recorded, asked, answered, corrected; what is missing is said."""

from datetime import timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from child_made import reads, text
from household_made import ENDS, LAST_DAY, followed, posted, recorded, said

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Circumstance

DECISION = "lancashire-2020/self_isolation_decision"


@pytest.fixture
def worker():
    made.adopt(d.LANCASHIRE)
    return made.access(d.people()[Role.SOCIAL_WORKER])


@pytest.fixture
def child(worker):
    return d.child()


@pytest.fixture
def mine(sign_in, worker):
    return sign_in(User.objects.get(pk=worker.user_id))


@pytest.fixture
def address(child, settings):
    settings.CLOCK = made.AT.isoformat()
    return "/children/C1/household/"


def test_recording_says_what_is_owed_and_leads_to_beginning_it(mine, address, child):
    answer = mine.post(address, posted(), follow=True)

    said_there = text(answer)
    assert "It is recorded" in said_there
    assert "Decision whether a visit is required" in said_there
    assert f"/children/C1/decisions/new/?procedure={DECISION.replace('/', '%2F')}" in (
        answer.content.decode()
    )
    assert len(reads("C1")) == 1


def test_a_page_that_is_looked_at_leaves_one_read_and_is_empty_at_first(mine, address):
    said_there = text(mine.get(address))

    assert "Nothing is recorded here" in said_there
    assert len(reads("C1")) == 1


def test_what_is_missing_is_said_and_nothing_is_saved(mine, address):
    answer = mine.post(address, posted(who="", **{"until-day": "14"}))

    assert text(answer).count("Say who of the household is affected") == 2
    assert "must be after the day it began" in text(answer)
    assert not Circumstance.objects.exists()


def test_brothers_and_sisters_are_ticked_and_others_counted(mine, address):
    made.store(made.case("C2"), made.case("C9", worker_id="W9", in_team="West"))
    answer = mine.get(address)

    assert "Child C2" in text(answer)
    assert "1 further child at this address" in text(answer)
    assert "Child C9" not in text(answer)
    mine.post(address, posted(children=["C2"]))
    assert Circumstance.objects.count() == 2


def test_a_child_of_others_cannot_be_ticked(mine, address):
    other = made.store(made.case("C2"), made.case("C9", worker_id="W9", in_team="West"))[1]
    answer = mine.post(address, posted(children=["C9"]))

    assert "C9 is not one of the available choices" in text(answer)
    assert not Circumstance.objects.filter(child=other).exists()


def test_the_question_stands_on_the_childs_page_and_is_answered(
    mine, address, child, worker, settings
):
    (row,) = recorded(child, worker)
    settings.CLOCK = LAST_DAY.isoformat()
    question = "was expected to end on 25 Nov 2026: is it over?"
    assert question in text(mine.get("/children/C1/"))
    assert question in text(mine.get(address))

    wrong = mine.post(
        address,
        {"do": "answer", "row": row.pk, "client_id": uuid4(), "now": "goes_on", "source": "Mum"},
    )
    assert "Enter the day it is expected to end now" in text(wrong)
    over = {"ended-day": "25", "ended-month": "11", "ended-year": "2026"}
    done = mine.post(
        address,
        {"do": "answer", "row": row.pk, "client_id": uuid4(), "now": "over", "source": "Mum"}
        | over,
        follow=True,
    )
    assert "The answer is recorded" in text(done)
    assert "is it over?" not in text(mine.get("/children/C1/"))


def test_two_who_answer_at_once_both_versions_are_shown(mine, address, child, worker):
    (row,) = recorded(child, worker)
    followed(row, worker, said(until=ENDS + timedelta(3)), "It takes longer.")
    answer = mine.post(address, posted(do="correct", row=row.pk, reason="Told otherwise."))

    assert answer.status_code == 409
    assert "28 Nov 2026" in text(answer)
    assert "25 Nov 2026" in text(answer)


def test_a_record_is_corrected_and_how_it_stood_is_kept(mine, address, child, worker):
    (row,) = recorded(child, worker)
    assert "Correct: Self isolation since 15 Nov 2026" in text(
        mine.get(f"{address}?correct={row.pk}")
    )
    answer = mine.post(
        address,
        posted(do="correct", row=row.pk, reason="It was Gran.", who="Gran"),
        follow=True,
    )

    assert "The record is corrected" in text(answer)
    assert "Gran" in text(answer)
    assert "It was Gran." in text(answer)


def test_withdrawing_needs_a_reason(mine, address, child, worker):
    (row,) = recorded(child, worker)
    sent = {"do": "withdraw", "row": row.pk, "back_id": str(uuid4())}

    assert "Say why you withdraw the record" in text(mine.post(address, sent))
    answer = mine.post(address, sent | {"back_reason": "Another family."}, follow=True)
    assert "The record is withdrawn" in text(answer)


def test_a_record_of_another_child_is_not_found(mine, address, worker):
    other = made.store(made.case("C2"))[0]
    (row,) = recorded(other, worker)

    assert mine.get(f"{address}?correct={row.pk}").status_code == 404
    assert mine.get(f"{address}?correct=%00").status_code == 404


def test_who_may_not_record_for_the_child_hears_of_no_such_child(sign_in, address):
    stranger = sign_in(made.person(worker_id="W9", name="Noor Else"))

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, posted()).status_code == 404
