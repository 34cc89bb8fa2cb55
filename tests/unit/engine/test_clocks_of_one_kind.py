"""Two duties share a clock only if their clocks run in the same way; else each keeps its own."""

import pytest
from unit.engine.making import a_pack, amira, cp_plan, day, duty, intervals, owed, seen

from doorstep.facts import Event, EventKind, Fact, FactKind
from doorstep.policy.pack import shares_a_clock

CONFERENCE = EventKind.REVIEW_CONFERENCE
V = duty("v", every="6 weeks")
A = duty(
    "a",
    first="8 weeks",
    once_between=CONFERENCE,
    when={"fact": "high_risk"},
    supersedes=["v"],
)
BOTH = a_pack(V, A)


def test_a_duty_between_events_and_a_regular_one_have_a_clock_each():
    assert [[d.id for d in chain] for chain in BOTH.chains] == [["a"], ["v"]]


def test_a_regular_duty_is_owed_where_the_one_between_events_does_not_apply():
    assert owed(amira(cp_plan("3 Jan")), BOTH, "10 Jan") == [("v", day("14 Feb"))]


def test_a_duty_between_events_takes_the_place_of_the_regular_one_where_it_applies():
    high = Fact(FactKind.HIGH_RISK, day("12 Jan"), day("19 Jan"))
    held = Event(CONFERENCE, day("10 Jan"))
    case = amira(cp_plan("3 Jan"), facts=(high,), events=(held,))

    assert owed(case, BOTH, "11 Jan") == [("v", day("14 Feb"))]
    assert owed(case, BOTH, "12 Jan") == [("a", day("7 Mar"))]
    assert owed(case, BOTH, "19 Jan") == [("v", day("14 Feb"))]


KINDS = {
    "regular": {"every": "6 weeks"},
    "own_clock": {"every": "6 weeks", "own_clock": True, "when": {"fact": "high_risk"}},
    "once_between": {"first": "6 weeks", "once_between": "review_conference"},
    "another event": {"first": "6 weeks", "once_between": "looked_after_review"},
    "after_event": {"first": "6 weeks", "after_event": ["kit_distress"]},
    "share": {"clause": "1", "share": {"of": "v", "needs": {"seen_alone": True}, "among": 2}},
    "record_within": {"record_within": "2 days"},
    "met_by": {"every": "6 weeks", "met_by": ["review_conference"], "counts": ""},
}
MAY_SHARE = {"regular", "own_clock", "once_between", "another event", "met_by"}


@pytest.mark.parametrize("one", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_only_duties_of_one_kind_share_a_clock(one, other):
    left, right = (duty(name, **dict(KINDS[kind])) for name, kind in (("l", one), ("r", other)))

    assert shares_a_clock(left, right) is (one == other and one in MAY_SHARE)


def test_s10_a_duty_between_the_same_events_carries_the_clock_on():
    stricter = duty(
        "b", first="4 weeks", once_between=CONFERENCE, when={"fact": "high_risk"}, supersedes=["c"]
    )
    pack = a_pack(duty("c", first="8 weeks", once_between=CONFERENCE), stricter)
    case = amira(
        cp_plan("3 Jan"),
        events=(Event(CONFERENCE, day("10 Jan")),),
        facts=(Fact(FactKind.HIGH_RISK, day("17 Jan")),),
        visits=[seen("1 Feb")],
    )

    assert owed(case, pack, "16 Jan") == [("c", day("7 Mar"))]
    assert owed(case, pack, "17 Jan") == [("b", day("7 Feb"))]
    assert intervals(case, pack, "2 Feb") == [
        (day("10 Jan"), day("7 Feb"), day("1 Feb"), "in_time")
    ]
