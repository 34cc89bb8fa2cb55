"""LAN-6, PS22-2g: a household isolates or shields; what it makes owed, and the question at its end."""

from datetime import date, timedelta
from uuid import uuid4

import decision_made as d
import pytest
import web_made as made
from django.http import Http404
from household_made import (
    BEGAN,
    ENDS,
    ISOLATION,
    LAST_DAY,
    SHIELDING,
    followed,
    later,
    recorded,
    said,
)

from doorstep.reports.figures import figure_rows
from doorstep.vocabulary import EpisodeKind, Role
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Child, Circumstance
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.services import refresh
from doorstep.web.decisions.services.household import (
    FollowedMeanwhileError,
    SaidOtherwiseError,
)
from doorstep.web.lists.my_day import my_day
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError

DECISION = "lancashire-2020/self_isolation_decision"


@pytest.fixture
def who():
    made.adopt(d.LANCASHIRE)
    return {role: made.access(user) for role, user in d.people().items()}


@pytest.fixture
def worker(who):
    return who[Role.SOCIAL_WORKER]


@pytest.fixture
def child(who):
    return d.child()


# --- recorded -----------------------------------------------------------------------------------------


def test_the_decision_it_requires_is_due_with_its_clock(child, worker):
    recorded(child, worker)

    (owed,) = child.obligations.filter(duty=DECISION)
    assert owed.due_on == BEGAN + timedelta(1)
    (log,) = AuditEvent.objects.filter(action="record_household")
    assert log.subject_id == child.child_id


def test_the_standards_of_2022_ask_for_theirs(who):
    made.adopt(("practice-standards-2022", date(2022, 1, 24)))
    child = d.child()
    recorded(child, who[Role.SOCIAL_WORKER])

    duty = "practice-standards-2022/self_isolation_decision"
    assert child.obligations.get(duty=duty).due_on == made.TODAY


def test_shielding_makes_contact_owed_and_no_decision_on_isolation(child, worker):
    recorded(child, worker, told=said(kind=SHIELDING, until=made.TODAY + timedelta(80)))

    duties = set(child.obligations.values_list("duty", flat=True))
    assert "lancashire-2020/shielding_contact" in duties
    assert DECISION not in duties


def test_it_ends_by_itself_on_its_day(child, worker):
    recorded(child, worker)
    (episode,) = [e for e in case_of(child).episodes if e.kind == ISOLATION]
    assert episode.is_open(ENDS - timedelta(1))
    assert not episode.is_open(ENDS)

    refresh([child.pk], at=LAST_DAY)
    assert not child.obligations.filter(duty=DECISION).exists()


def test_every_child_of_the_address_gets_a_record_of_their_own(child, worker):
    sister = made.store(made.case("C2"))[0]
    rows = recorded(child, worker, sister)

    assert [row.child_id for row in rows] == [child.pk, sister.pk]
    assert child.obligations.filter(duty=DECISION).exists()
    assert sister.obligations.filter(duty=DECISION).exists()


def test_a_child_one_may_not_record_for_is_refused_for_all(child, worker):
    other = made.store(made.case("C9", worker_id="W9", in_team="West"))[0]

    with pytest.raises(Http404):
        recorded(child, worker, other)
    assert not Circumstance.objects.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (said(since=made.TODAY + timedelta(1)), "once it has begun"),
        (said(until=BEGAN), "ends after it began"),
        (said(is_over=True), "still to come"),
        (said(kind=EpisodeKind.PLACEMENT), "self-isolates or shields"),
    ],
)
def test_what_cannot_be_is_refused(child, worker, told, why):
    with pytest.raises(RefusedError, match=why):
        recorded(child, worker, told=told)


def test_the_same_days_are_not_recorded_a_second_time(child, worker):
    recorded(child, worker)

    with pytest.raises(RefusedError, match="already; correct that record"):
        recorded(child, worker, told=said(since=made.TODAY))
    recorded(child, worker, told=said(kind=SHIELDING))


def test_the_same_page_sent_twice_records_once_and_says_when_it_said_otherwise(child, worker):
    me = uuid4()
    first = recorded(child, worker, client_id=me)

    assert recorded(child, worker, client_id=me) == first
    with pytest.raises(SaidOtherwiseError):
        recorded(child, worker, told=said(until=ENDS + timedelta(1)), client_id=me)


def test_families_self_isolating_are_counted(child, worker):
    made.adopt(("buckinghamshire-2020", date(2020, 3, 16)))
    made.store(made.case("C2"))
    recorded(child, worker)

    cases = [case_of(each) for each in Child.objects.select_related("document")]
    adopted = stack()
    (figure,) = [f for f in adopted.figures.values() if f.measure == "self_isolating"]
    (row,) = figure_rows(figure, cases, adopted, as_at=made.TODAY)
    assert (row["count"], row["of"], row["share"], row["trend"]) == (1, 2, "50.0", "+1")


# --- the question at its end --------------------------------------------------------------------------


def test_nothing_is_asked_before_the_day_it_is_expected_to_end(child, worker):
    recorded(child, worker)

    assert my_day(later(worker, 8)).questions == []
    (asked,) = my_day(later(worker, 9)).questions
    assert asked.name == child.name
    assert asked.words == "Self isolation was expected to end on 25 Nov 2026: is it over?"
    assert asked.href.endswith("/children/C1/household/")


def test_it_is_over_and_nothing_is_asked_any_more(child, worker):
    (row,) = recorded(child, worker)
    now = later(worker, 12)
    (after,) = followed(row, now, said(until=ENDS + timedelta(1), is_over=True))

    assert my_day(now).questions == []
    assert (after.corrects, after.start_date, after.end_date) == (row, BEGAN, date(2026, 11, 26))
    (episode,) = [e for e in case_of(child).episodes if e.kind == ISOLATION]
    assert episode.end_date == date(2026, 11, 26)


def test_it_goes_on_and_is_asked_again_on_the_new_day(child, worker):
    (row,) = recorded(child, worker)
    now = later(worker, 9)
    followed(row, now, said(until=ENDS + timedelta(7)))

    assert my_day(now).questions == []
    assert child.obligations.filter(duty=DECISION).exists()
    assert len(my_day(later(worker, 16)).questions) == 1


def test_one_answer_holds_for_the_children_it_was_recorded_for(child, worker):
    sister = made.store(made.case("C2"))[0]
    row, _ = recorded(child, worker, sister)
    now = later(worker, 9)
    (asked,) = my_day(now).questions
    assert "1 more child" in asked.words

    followed(row, now, said(is_over=True))
    assert my_day(now).questions == []
    assert Circumstance.objects.filter(child=sister, corrects__isnull=False).count() == 1


def test_a_child_one_may_not_record_for_stays_asked_of_their_own_worker(child, worker, who):
    brother = made.store(made.case("C2", worker_id="W2", in_team="East"))[0]
    manager = who[Role.TEAM_MANAGER]
    row, _ = recorded(child, manager, brother)
    other = made.person(worker_id="W2", name="Ravi Moss")
    followed(row, later(worker, 9), said(is_over=True))

    assert my_day(later(worker, 9)).questions == []
    (asked,) = my_day(made.access(other, at=made.AT + timedelta(9))).questions
    assert asked.name == brother.name


def test_what_somebody_answered_meanwhile_is_not_overwritten(child, worker):
    (row,) = recorded(child, worker)
    now = later(worker, 9)
    followed(row, now, said(is_over=True))

    with pytest.raises(FollowedMeanwhileError) as error:
        followed(row, now, said(until=ENDS + timedelta(7)))
    assert error.value.latest.body["is_over"] is True


def test_a_record_made_by_mistake_is_withdrawn_and_nothing_is_owed(child, worker):
    (row,) = recorded(child, worker)
    followed(row, worker, None, "Another family.")

    assert not child.obligations.filter(duty=DECISION).exists()
    assert my_day(later(worker, 12)).questions == []
    recorded(child, worker)


def test_the_same_answer_sent_twice_is_kept_once(child, worker):
    (row,) = recorded(child, worker)
    me, now = uuid4(), later(worker, 9)
    first = followed(row, now, said(is_over=True), client_id=me)

    assert followed(row, now, said(is_over=True), client_id=me) == first
