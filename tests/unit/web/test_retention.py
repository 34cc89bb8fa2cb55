"""From which day a record may go: on and around each boundary of the shipped schedule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from records_made import BEGAN, OVER, old

from doorstep.facts import Episode, EpisodeKind, Event, Involvement, Undated, Visit
from doorstep.vocabulary import EventKind
from doorstep.web.governance.retention import closed_on, due_for_disposal, grounds
from doorstep.web.governance.schedule import Ground, Schedule, ScheduleError, load, schedule_of

BORN = date(1990, 7, 14)
NOW = date(2100, 1, 1)
CASES = [
    (EpisodeKind.ASSESSMENT, "assessment", date(2006, 11, 8)),
    (EpisodeKind.CHILD_IN_NEED_PLAN, "child_in_need", date(2015, 7, 14)),
    (EpisodeKind.DISABILITY, "child_in_need", date(2015, 7, 14)),
    (EpisodeKind.SECTION_47_ENQUIRY, "section_47_enquiry", date(2015, 7, 14)),
    (EpisodeKind.CHILD_PROTECTION_PLAN, "child_protection", date(2035, 11, 8)),
    (EpisodeKind.PERIOD_OF_CARE, "looked_after", date(2065, 7, 14)),
    (EpisodeKind.CARE_LEAVER, "care_leaver", date(2065, 7, 14)),
]


@pytest.fixture(scope="module")
def schedule() -> Schedule:
    return load()


@pytest.mark.parametrize(("kind", "rule", "day"), CASES)
def test_each_rule_ends_on_its_day_and_not_the_day_before(
    kind: EpisodeKind, rule: str, day: date, schedule: Schedule
) -> None:
    verdict = due_for_disposal(old(kind=kind), schedule, NOW)

    assert verdict.rule is not None
    assert (verdict.rule.id, verdict.due_on) == (rule, day)
    assert not verdict.is_due(day - timedelta(1))
    assert verdict.is_due(day)
    assert any(rule_.clause in " ".join(verdict.reasons) for rule_ in [verdict.rule])


def test_of_several_rules_the_one_that_keeps_longest_decides(schedule: Schedule) -> None:
    case = old(kind=EpisodeKind.CHILD_IN_NEED_PLAN)
    care = Episode(EpisodeKind.PERIOD_OF_CARE, BEGAN, OVER)

    verdict = due_for_disposal(replace(case, episodes=(*case.episodes, care)), schedule, NOW)

    assert verdict.due_on == date(2065, 7, 14)
    assert len(verdict.reasons) == 3


def test_a_placement_for_adoption_keeps_a_record_a_hundred_years(schedule: Schedule) -> None:
    case = old()
    placed = Episode(EpisodeKind.PLACEMENT, BEGAN, OVER, code="A5")

    verdict = due_for_disposal(replace(case, episodes=(*case.episodes, placed)), schedule, NOW)

    assert verdict.rule is not None
    assert (verdict.rule.id, verdict.due_on) == ("placed_for_adoption", date(2100, 11, 8))


@pytest.mark.parametrize(
    ("died", "day"),
    [
        (date(2008, 7, 13), date(2023, 7, 13)),  # the day before the eighteenth birthday
        (date(2008, 7, 14), date(2065, 7, 14)),
        (None, date(2065, 7, 14)),
    ],
)
def test_after_a_death_before_eighteen_a_looked_after_record_is_kept_fifteen_years(
    died: date | None, day: date, schedule: Schedule
) -> None:
    verdict = due_for_disposal(old(kind=EpisodeKind.PERIOD_OF_CARE, died=died), schedule, NOW)

    assert verdict.due_on == day


def test_a_birth_on_the_29th_of_february_counts_to_the_1st_of_march(schedule: Schedule) -> None:
    case = old(kind=EpisodeKind.CHILD_IN_NEED_PLAN, born=date(1992, 2, 29))

    assert due_for_disposal(case, schedule, NOW).due_on == date(2017, 3, 1)


def test_what_is_not_known_keeps_a_record(schedule: Schedule) -> None:
    no_birth = due_for_disposal(old(kind=EpisodeKind.CHILD_IN_NEED_PLAN, born=None), schedule, NOW)
    no_rule = due_for_disposal(
        old(), schedule.model_copy(update={"rules": schedule.rules[:1]}), NOW
    )

    assert no_birth.due_on is None
    assert "date of birth is not known" in " ".join(no_birth.reasons)
    assert no_rule.due_on is None


@pytest.mark.parametrize(
    "open_still",
    [
        {"episodes": (Episode(EpisodeKind.ASSESSMENT, BEGAN),)},
        {"undated": (Undated(EpisodeKind.CHILD_IN_NEED_PLAN, "start"),)},
        {"involvements": (Involvement("W1", BEGAN),)},
    ],
)
def test_a_case_that_is_or_may_be_open_is_kept(open_still: dict, schedule: Schedule) -> None:
    assert due_for_disposal(replace(old(), **open_still), schedule, NOW).due_on is None


def test_a_case_that_ends_today_is_closed_today(schedule: Schedule) -> None:
    case = replace(old(), involvements=(Involvement("W1", BEGAN, date(2026, 11, 16)),))

    assert due_for_disposal(case, schedule, date(2026, 11, 15)).due_on is None
    assert due_for_disposal(case, schedule, date(2026, 11, 16)).due_on == date(2032, 11, 16)


def test_anything_that_happened_later_moves_the_day_it_closed() -> None:
    visited = replace(old(), visits=(Visit(date(2003, 1, 1)),))
    told = replace(visited, events=(Event(EventKind.CONCERN_RAISED, date(2005, 1, 1)),))

    assert closed_on(old()) == OVER
    assert closed_on(visited) == date(2003, 1, 1)
    assert closed_on(told) == date(2005, 1, 1)


def test_a_household_that_isolates_neither_opens_a_record_nor_is_a_ground() -> None:
    case = replace(old(), episodes=(*old().episodes, Episode(EpisodeKind.SHIELDING, BEGAN)))

    assert grounds(case) == {Ground.ANYTHING}


# --- the schedule as data -----------------------------------------------------------------------------

RULE = (
    "title: T\nversion: 2026\ncooling_off_days: 9\n"
    "rules: [{id: a, title: A, when: [anything], years: 6, counted_from: closed, clause: C}]\n"
)


def test_an_authoritys_own_schedule_takes_the_place_of_the_shipped_one(tmp_path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(RULE)

    assert load(str(file)).cooling_off_days == 9


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (RULE.replace("years: 6", "years: 0"), "rules > 0 > years"),
        (RULE.replace("years: 6", "years: six"), "rules > 0 > years"),
        (RULE.replace("anything", "everything"), "rules > 0 > when"),
        (RULE.replace("clause: C", "claws: C"), "rules > 0"),
        (RULE.replace("cooling_off_days: 9", "cooling_off_days: 0"), "cooling_off_days"),
        (RULE.replace("[{id", "[{id: a, title: B, when: [anything], years: 6, counted_from: born, "
                      "clause: C}, {id"), "two rules"),
        ("rules: [", "not YAML"),
        ("", "the whole file"),
    ],
)  # fmt: skip
def test_a_schedule_that_is_wrong_says_where(wrong: str, said: str) -> None:
    with pytest.raises(ScheduleError) as error:
        schedule_of(wrong, "own.yaml")

    assert said in str(error.value)
    assert "own.yaml" in str(error.value)


def test_a_schedule_that_is_not_there_says_so() -> None:
    with pytest.raises(ScheduleError, match=r"nowhere\.yaml: cannot be read"):
        load("/nonexistent/nowhere.yaml")
