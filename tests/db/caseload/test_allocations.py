"""Who has a child where it was said here and not by the source, and cases closed here (ADR 27)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Involvement
from doorstep.web.caseload.held import with_circumstances
from doorstep.web.caseload.held_bodies import AllocationBody, ClosureBody, stored, what_of
from doorstep.web.caseload.models import Circumstance

JAN, FEB, MAR = date(2022, 1, 3), date(2022, 2, 1), date(2022, 3, 1)
AT = datetime(2022, 2, 1, 9, tzinfo=UTC)
ASHA = Involvement("W1", JAN, worker="Asha Bell", team="North")
OFFICER = Involvement("W9", JAN, worker="Ina Roe", allocated=False, role="IRO")
CASE = CaseFacts(
    child_id="C1",
    episodes=(Episode(EpisodeKind.CHILD_IN_NEED_PLAN, JAN),),
    involvements=(ASHA, OFFICER),
)
BEN = AllocationBody("W2", "Ben Cole", "South")


def row(body, start: date, end: date | None = None) -> Circumstance:
    what = what_of(body)
    return Circumstance(
        what=what, start_date=start, end_date=end, body=stored(body), recorded_at=AT
    )


def involved(case: CaseFacts, *rows: Circumstance) -> list[tuple]:
    told = with_circumstances(case, list(rows)).involvements
    return sorted((i.worker_id, i.start_date, i.end_date) for i in told)


def test_a_child_given_to_another_worker_here_leaves_the_first_and_keeps_the_iro() -> None:
    found = involved(CASE, row(BEN, FEB))
    assert found == [("W1", JAN, FEB), ("W2", FEB, None), ("W9", JAN, None)]


def test_a_worker_whom_the_source_names_later_ends_what_was_said_here() -> None:
    newer = Involvement("W3", MAR, team="North")
    case = replace(CASE, involvements=(ASHA._replace(end_date=MAR), newer))
    assert involved(case, row(BEN, FEB)) == [
        ("W1", JAN, FEB),
        ("W2", FEB, MAR),
        ("W3", MAR, None),
    ]


def test_once_the_source_says_the_same_nothing_is_said_twice() -> None:
    case = replace(
        CASE, involvements=(ASHA._replace(end_date=FEB), Involvement("W2", FEB, team="South"))
    )
    assert involved(case, row(BEN, FEB)) == [("W1", JAN, FEB), ("W2", FEB, None)]


def test_an_iro_takes_the_place_of_the_one_named_and_the_case_worker_stays() -> None:
    other = AllocationBody("W8", "Odd Lane", role="IRO", allocated=False, instead_of="W9")
    found = involved(CASE, row(other, FEB))
    assert found == [("W1", JAN, None), ("W8", FEB, None), ("W9", JAN, FEB)]


def test_two_moves_one_after_another_leave_the_last() -> None:
    cat = AllocationBody("W4", "Cat Dunn", "South")
    found = involved(CASE, row(BEN, FEB), row(cat, MAR))
    assert found == [("W1", JAN, FEB), ("W2", FEB, MAR), ("W4", MAR, None), ("W9", JAN, None)]


def test_a_closure_ends_what_began_before_and_not_what_begins_on_its_day() -> None:
    again = Episode(EpisodeKind.CHILD_IN_NEED_PLAN, FEB)
    case = replace(CASE, episodes=(*CASE.episodes, again))
    told = with_circumstances(case, [row(ClosureBody("moved away"), FEB)]).episodes
    assert [(e.start_date, e.end_date) for e in told] == [(JAN, FEB), (FEB, None)]
