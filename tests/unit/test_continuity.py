"""How many different people visited a child: what counts, in which time, under which plan."""

from datetime import date, timedelta

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Visit
from doorstep.reports.continuity import Visitors, continuity, visited_by
from doorstep.vocabulary import VisitType

ON = date(2026, 11, 16)


def seen(days_ago: int, worker: str = "W1", **more) -> Visit:
    return Visit(ON - timedelta(days_ago), seen=True, worker_id=worker, **more)


def case(*visits: Visit, plan_began: int | None = None) -> CaseFacts:
    kind = EpisodeKind.CHILD_PROTECTION_PLAN
    began = ON - timedelta(plan_began or 0)
    plans = (Episode(kind, began),) if plan_began is not None else ()
    return CaseFacts(child_id="C1", episodes=plans, visits=visits)


def people(found: CaseFacts) -> dict[int, int]:
    return {months: v.people for months, v in continuity(found, on=ON).by_months}


def test_each_person_counts_once_in_each_time() -> None:
    found = case(seen(10), seen(20), seen(30, "W2"), seen(120, "W3"), seen(300, "W4"))
    assert people(found) == {3: 2, 6: 3, 12: 4}


def test_the_first_day_of_a_time_counts_and_the_day_before_does_not() -> None:
    first = (ON - date(2026, 8, 16)).days
    assert people(case(seen(first)))[3] == 1
    assert people(case(seen(first + 1)))[3] == 0


def test_a_visit_in_vain_a_call_another_agency_and_a_later_day_do_not_count() -> None:
    found = case(
        seen(5)._replace(seen=False),
        seen(5)._replace(seen=None),
        seen(5, visit_type=VisitType.KIT_CALL),
        seen(5, agency="School"),
        seen(-1),
    )
    assert people(found) == {3: 0, 6: 0, 12: 0}


def test_a_visit_by_nobody_named_is_counted_apart() -> None:
    found = continuity(case(seen(3), seen(4, "")), on=ON)
    assert found.by_months[0] == (3, Visitors(people=1, visits=2, unnamed=1))


def test_under_the_plan_counts_from_the_day_it_began() -> None:
    found = continuity(case(seen(40, "W2"), seen(30, "W3"), seen(2), plan_began=30), on=ON)
    assert found.plan_since == ON - timedelta(30)
    assert found.under_plan == Visitors(people=2, visits=2)


def test_without_a_plan_there_is_nothing_to_say_of_one() -> None:
    found = continuity(case(seen(2)), on=ON)
    assert (found.plan_since, found.under_plan) == (None, None)


def test_who_visited_how_often_is_told_by_worker() -> None:
    assert visited_by([seen(1), seen(9), seen(2, "W2"), seen(3, "")], on=ON) == {"W1": 2, "W2": 1}
