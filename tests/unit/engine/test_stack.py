"""A stack of adopted packs: all duties stand; a layer above relaxes only what it is let (ADR 15)."""

from datetime import date

import pytest
from unit.engine.making import a_pack, amira, cp_plan, day, duty, intervals, owed, seen, virtual

from doorstep.engine import answer
from doorstep.policy.adoption import Adopted, Suspends
from doorstep.policy.stack import Layered, compose

START = date(2020, 1, 1)
ANY_METHOD = {"id": "seen", "title": "Seen anyhow", "values": {date(2000, 1, 1): {
    "clause": "1", "accepts": [{"visit_type": ["visit"]}],
}}}  # fmt: skip


def adopted(pack, start=START, until=None, **more) -> Layered:
    version = more.pop("label", pack.id)
    return Layered(
        version, pack, Adopted(**{"pack": pack.id, "from": start, "until": until, **more})
    )


def local(*duties, **head):
    return a_pack(*duties, id="town", cite="Town policy", layer="local", **head)


def emergency(*duties, **head):
    return a_pack(*duties, id="crisis", cite="Crisis protocol", layer="emergency", **head)


def statute(*duties, **head):
    return a_pack(*duties, id="law", cite="The law", layer="statute", **head)


def stack(*layers):
    return compose("Anyshire", layers)


TEN = duty("cp_visit", every="10 working days")
WEEKLY = duty("crisis_visit", every="1 week")


def test_duties_of_all_layers_stand_and_say_where_they_come_from():
    made = stack(adopted(emergency(WEEKLY)), adopted(local(TEN)))

    found = answer(amira(cp_plan("10 Jan")), made, as_at=day("11 Jan")).obligations

    assert [(o.duty.id, o.layer, o.due_at, o.clause) for o in found] == [
        ("crisis/crisis_visit", "emergency", day("17 Jan"), "Crisis protocol, 1"),
        ("town/cp_visit", "local", day("24 Jan"), "Town policy, 1"),
    ]


def test_one_visit_serves_the_duties_of_every_layer():
    made = stack(adopted(emergency(WEEKLY)), adopted(local(TEN)))

    case = amira(cp_plan("10 Jan"), visits=[seen("12 Jan")])

    assert owed(case, made, "12 Jan") == [
        ("crisis/crisis_visit", day("19 Jan")),
        ("town/cp_visit", day("26 Jan")),
    ]


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("23 Jan", [("town/cp_visit", day("24 Jan"))]),
        ("24 Jan", [("crisis/crisis_visit", day("24 Jan")), ("town/cp_visit", day("24 Jan"))]),
        ("31 Jan", [("crisis/crisis_visit", day("24 Jan")), ("town/cp_visit", day("24 Jan"))]),
        ("1 Feb", [("town/cp_visit", day("24 Jan"))]),
    ],
)
def test_a_pack_speaks_only_on_the_days_it_is_adopted(as_at, expected):
    crisis = adopted(emergency(WEEKLY), day("24 Jan"), day("1 Feb"))

    assert owed(amira(cp_plan("10 Jan")), stack(adopted(local(TEN)), crisis), as_at) == expected


def test_a_tighter_duty_may_take_the_place_of_one_below():
    over = duty("crisis_visit", every="1 week", supersedes=["town/cp_visit"])
    made = stack(adopted(local(TEN)), adopted(emergency(over)))

    assert made.not_let == ()
    assert owed(amira(cp_plan("10 Jan")), made, "11 Jan") == [
        ("crisis/crisis_visit", day("17 Jan"))
    ]


def test_the_clock_goes_on_when_a_duty_of_another_layer_takes_over():
    over = duty("crisis_visit", every="1 week", supersedes=["town/cp_visit"])
    made = stack(adopted(local(TEN)), adopted(emergency(over), day("20 Jan")))

    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan")])

    assert owed(case, made, "19 Jan") == [("town/cp_visit", day("31 Jan"))]
    assert owed(case, made, "20 Jan") == [("crisis/crisis_visit", day("24 Jan"))]


LONGER = duty("crisis_visit", every="4 weeks", supersedes=["town/cp_visit"])


def test_a_longer_duty_that_is_not_let_stands_beside_the_one_below():
    made = stack(adopted(local(TEN)), adopted(emergency(LONGER)))

    assert owed(amira(cp_plan("10 Jan")), made, "11 Jan") == [
        ("town/cp_visit", day("24 Jan")),
        ("crisis/crisis_visit", day("7 Feb")),
    ]
    [refused] = made.not_let
    assert (refused.upper, refused.lower) == ("crisis/crisis_visit", "town/cp_visit")
    assert "4 weeks can fall later than the 10 working days of town/cp_visit" in refused.why


@pytest.mark.parametrize(
    ("lets", "expected"),
    [
        ({"layers": ["emergency"], "clause": "2"}, ["crisis/crisis_visit"]),
        ({"layers": ["emergency"], "at_most": "4 weeks", "clause": "2"}, ["crisis/crisis_visit"]),
        (
            {"layers": ["emergency"], "at_most": "3 weeks", "clause": "2"},
            ["town/cp_visit", "crisis/crisis_visit"],
        ),
        ({"layers": ["local"], "clause": "2"}, ["town/cp_visit", "crisis/crisis_visit"]),
    ],
)
def test_a_longer_duty_takes_the_place_only_as_far_as_the_one_below_lets_it(lets, expected):
    made = stack(
        adopted(local(duty("cp_visit", every="10 working days", lets=lets))),
        adopted(emergency(LONGER)),
    )

    assert [name for name, _ in owed(amira(cp_plan("10 Jan")), made, "11 Jan")] == expected


def test_accepting_more_ways_is_asking_less():
    over = duty("crisis_visit", every="1 week", supersedes=["town/cp_visit"])
    crisis = a_pack(over, counts=(ANY_METHOD,), id="crisis", cite="C", layer="emergency")
    made = stack(adopted(local(TEN)), adopted(crisis))

    [refused] = made.not_let

    assert "it accepts what town/cp_visit does not" in refused.why
    assert "visit by video" in refused.why
    case = amira(cp_plan("10 Jan"), visits=[virtual("12 Jan")])
    assert dict(owed(case, made, "12 Jan"))["town/cp_visit"] == day("24 Jan")


SUSPENDS = duty(
    "crisis_visit",
    every={"17 Jan": "suspended", "1 Mar": "10 working days"},
    supersedes=["town/cp_visit"],
)


def test_a_later_layer_may_suspend_a_local_duty_with_dates():
    made = stack(adopted(local(TEN)), adopted(emergency(SUSPENDS)))

    [found] = answer(amira(cp_plan("10 Jan")), made, as_at=day("18 Jan")).obligations

    assert made.not_let == ()
    assert (str(found.status), found.resumes) == ("suspended", day("1 Mar"))


def test_no_policy_suspends_the_law():
    over = SUSPENDS.model_copy(update={"supersedes": ("law/cp_visit",)})
    made = stack(adopted(statute(TEN)), adopted(emergency(over)))

    found = answer(amira(cp_plan("10 Jan")), made, as_at=day("18 Jan")).obligations

    assert [(o.duty.id, str(o.status)) for o in found] == [
        ("law/cp_visit", "due_soon"),
        ("crisis/crisis_visit", "suspended"),
    ]
    assert "does not let it be suspended" in made.not_let[0].why


def suspends(name):
    return Suspends(**{"duty": name, "from": day("17 Jan"), "until": day("1 Mar"), "clause": "3"})


def test_an_adoption_may_suspend_a_local_duty_written_without_knowing_it():
    crisis = adopted(emergency(WEEKLY), suspends=(suspends("town/cp_visit"),))
    made = stack(adopted(local(TEN)), crisis)

    found = answer(amira(cp_plan("10 Jan")), made, as_at=day("17 Jan")).obligations

    assert [(o.duty.name, str(o.status), o.resumes) for o in found] == [
        ("crisis_visit", "due_today", None),
        ("cp_visit", "suspended", day("1 Mar")),
    ]
    assert owed(amira(cp_plan("10 Jan")), made, "1 Mar")[1] == ("town/cp_visit", day("1 Mar"))


def test_an_adoption_cannot_suspend_the_law():
    crisis = adopted(emergency(WEEKLY), suspends=(suspends("law/cp_visit"),))
    made = stack(adopted(statute(TEN)), crisis)

    assert [n.lower for n in made.not_let] == ["law/cp_visit"]
    assert dict(owed(amira(cp_plan("10 Jan")), made, "17 Jan"))["law/cp_visit"] == day("24 Jan")


def test_a_layer_below_changes_nothing_above():
    under = duty("town_visit", every="1 week", supersedes=["crisis/cp_visit"])
    made = stack(adopted(local(under)), adopted(emergency(TEN)))

    assert len(owed(amira(cp_plan("10 Jan")), made, "11 Jan")) == 2
    assert "does not stand below" in made.not_let[0].why


def test_a_new_version_of_a_pack_goes_on_with_the_clock():
    first = adopted(local(TEN, version="1"), START, day("20 Jan"), label="town@1")
    weekly = local(duty("cp_visit", every="1 week"), version="2")
    second = adopted(weekly, day("20 Jan"), label="town@2")

    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan")])

    assert owed(case, stack(first, second), "19 Jan") == [("town@1/cp_visit", day("31 Jan"))]
    assert owed(case, stack(first, second), "20 Jan") == [("town@2/cp_visit", day("24 Jan"))]
    assert intervals(case, stack(first, second), "25 Jan") == [
        (day("10 Jan"), day("24 Jan"), day("17 Jan"), "in_time"),
        (day("17 Jan"), day("24 Jan"), None, "open_overdue"),
    ]


def test_a_longer_new_version_needs_no_leave_of_the_old_one():
    first = adopted(local(TEN, version="1"), START, day("20 Jan"), label="town@1")
    longer = local(duty("cp_visit", every="4 weeks"), version="2")
    made = stack(first, adopted(longer, day("20 Jan"), label="town@2"))

    assert made.not_let == ()
    assert owed(amira(cp_plan("10 Jan")), made, "20 Jan") == [("town@2/cp_visit", day("7 Feb"))]


def phased(name, **more):
    first_year = {"when": {"since": "placement", "under": "1 year"}, "every": "6 weeks"}
    return duty(name, "looked_after", phases=[first_year, {"every": "3 months"}], **more)


def test_a_duty_with_the_same_phases_as_the_law_relaxes_nothing():
    law = statute(phased("by_law"))
    same = local(phased("town_visit", supersedes=["law/by_law"]))

    made = stack(adopted(law), adopted(same))

    assert made.not_let == ()


def test_each_phase_is_held_against_the_phase_the_same_child_would_be_in():
    law = statute(phased("by_law"))
    flat = local(duty("town_visit", "looked_after", every="3 months", supersedes=["law/by_law"]))

    [refused] = stack(adopted(law), adopted(flat)).not_let

    assert "3 months can fall later than the 6 weeks of law/by_law" in refused.why
