"""What is known of a child, and as it was known on a day (S5, S17)."""

from datetime import UTC, date, datetime

import pytest

from doorstep.facts import (
    VIRTUAL,
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Method,
    Role,
    Tier,
    TierDecision,
    Visit,
    VisitingPlan,
)

DAY = date(2022, 1, 10)
WRITTEN = datetime(2022, 1, 20, 10, tzinfo=UTC)
ROWS = {
    "episodes": Episode(EpisodeKind.REFERRAL, DAY, recorded_at=WRITTEN),
    "visits": Visit(DAY, seen=True, recorded_at=WRITTEN),
    "facts": Fact(FactKind.HIGH_RISK, DAY, recorded_at=WRITTEN),
    "events": Event(EventKind.MISSING, DAY, recorded_at=WRITTEN),
    "plans": VisitingPlan(DAY, every="1 week", recorded_at=WRITTEN),
    "tier_decisions": TierDecision(Tier.PRIORITY, DAY, Role.TEAM_MANAGER, recorded_at=WRITTEN),
}


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2022, 1, 9), False), (DAY, True), (date(2022, 1, 19), True), (date(2022, 1, 20), False)],
)
def test_s5_an_episode_is_open_from_its_start_until_before_its_end(on, expected):
    episode = Episode(EpisodeKind.REFERRAL, DAY, date(2022, 1, 20))

    assert episode.is_open(on) == expected


def test_s5_an_episode_that_ends_the_day_it_begins_is_never_open():
    assert not Episode(EpisodeKind.REFERRAL, DAY, DAY).is_open(DAY)


@pytest.mark.parametrize("name", ROWS)
def test_s17_every_kind_of_row_is_known_from_the_day_it_was_written(name):
    case = CaseFacts(child_id="Amira", **{name: (ROWS[name],)})

    assert getattr(case.as_known(date(2022, 1, 19)), name) == ()
    assert getattr(case.as_known(date(2022, 1, 20)), name) == (ROWS[name],)


def test_s17_a_row_without_a_time_of_writing_is_known_from_the_day_it_happened():
    case = CaseFacts(child_id="Amira", visits=(Visit(DAY, seen=True),))

    assert case.as_known(DAY).visits == case.visits


def test_s17_a_row_without_a_time_of_writing_is_not_known_before_it_happened():
    case = CaseFacts(child_id="Amira", visits=(Visit(DAY, seen=True),))

    assert case.as_known(date(2022, 1, 9)).visits == ()


def test_s17_the_day_of_writing_is_a_day_in_london():
    late = datetime(2022, 6, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 June in London
    case = CaseFacts(child_id="Amira", visits=(Visit(DAY, seen=True, recorded_at=late),))

    assert case.as_known(date(2022, 6, 1)).visits == ()
    assert case.as_known(date(2022, 6, 2)).visits == case.visits


def test_every_method_but_in_person_is_virtual():
    assert set(Method) - VIRTUAL == {Method.IN_PERSON}


def test_facts_cannot_be_changed():
    case = CaseFacts(child_id="Amira")

    with pytest.raises(AttributeError):
        case.child_id = "Ben"
    with pytest.raises(AttributeError):
        ROWS["visits"].seen = False
