"""A stack of adopted packs: all duties stand; a layer above relaxes only what it is let (ADR 15)."""

from datetime import date

import pytest
from unit.engine.making import a_pack, amira, at, cp_plan, day, duty, intervals, owed, seen, virtual

from doorstep.engine import answer
from doorstep.facts import Event, EventKind, Fact, FactKind
from doorstep.policy.adoption import Adopted, Suspends
from doorstep.policy.stack import compose
from doorstep.policy.versions import Layered

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
    assert "video" in refused.why
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


def versions(*duties, **more):
    """Return a pack in two versions, one after the other on 20 January."""
    first = adopted(local(*duties, version="1"), START, day("20 Jan"), label="town@1")
    newer = more.pop("newer", duties)
    return stack(first, adopted(local(*newer, version="2"), day("20 Jan"), label="town@2"))


def test_a_new_version_of_a_pack_goes_on_with_the_clock():
    made = versions(TEN, newer=[duty("cp_visit", every="1 week")])
    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan")])

    assert owed(case, made, "19 Jan") == [("town/cp_visit", day("31 Jan"))]
    assert owed(case, made, "20 Jan") == [("town/cp_visit", day("24 Jan"))]
    assert intervals(case, made, "25 Jan") == [
        (day("10 Jan"), day("24 Jan"), day("17 Jan"), "in_time"),
        (day("17 Jan"), day("24 Jan"), None, "open_overdue"),
    ]


def test_a_longer_new_version_needs_no_leave_of_the_old_one():
    made = versions(TEN, newer=[duty("cp_visit", every="4 weeks")])

    assert made.not_let == ()
    assert owed(amira(cp_plan("10 Jan")), made, "20 Jan") == [("town/cp_visit", day("7 Feb"))]


def test_the_same_numbers_issued_again_forgive_nothing():
    made = versions(duty("cp_visit", every="1 week"))

    [found] = answer(amira(cp_plan("3 Jan")), made, as_at=day("20 Jan")).obligations

    assert (found.due_at, found.days_overdue) == (day("10 Jan"), 10)


CONFERENCE = Event(EventKind.REVIEW_CONFERENCE, day("5 Jan"))
ASKED = Event(EventKind.VISIT_ASKED_FOR, day("6 Jan"))
HIGH = Fact(FactKind.HIGH_RISK, day("7 Jan"))
KINDS = {
    "own_clock": duty("own_clock", when={"fact": "high_risk"}, own_clock=True, every="3 weeks"),
    "once_between": duty("once_between", once_between="review_conference", first="3 months"),
    "after_event": duty("after_event", after_event=["visit_asked_for"], first="3 months"),
    "record_within": duty("record_within", record_within="2 working days"),
    "met_by": duty("met_by", met_by=["core_group"], counts="", every="6 weeks"),
}


@pytest.mark.parametrize("name", KINDS)
def test_no_kind_of_duty_is_lost_when_a_new_version_is_adopted(name):
    case = amira(
        cp_plan("3 Jan"),
        visits=[seen("18 Jan", recorded_at=at("2022-01-31 09:00"))],
        events=(CONFERENCE, ASKED),
        facts=(HIGH,),
    )
    alone, made = local(KINDS[name]), versions(KINDS[name])

    for as_at in ("19 Jan", "20 Jan", "1 Feb", "1 Apr"):
        one = answer(case, alone, as_at=day(as_at))
        two = answer(case, made, as_at=day(as_at))
        assert [(o.due_at, o.status) for o in (*two.obligations, *two.decisions)] == [
            (o.due_at, o.status) for o in (*one.obligations, *one.decisions)
        ]
    assert intervals(case, made, "1 Apr") == intervals(case, alone, "1 Apr")


def test_another_layer_or_issuer_with_the_same_id_is_no_newer_version():
    law = adopted(a_pack(TEN, id="town", cite="Law", layer="statute"), START, day("20 Jan"))
    later = a_pack(duty("cp_visit", every="1 year"), id="town", cite="T", layer="local")
    made = stack(law, adopted(later, day("20 Jan"), label="town.2"))

    assert ("town/cp_visit", day("24 Jan")) in owed(amira(cp_plan("10 Jan")), made, "19 Jan")


# --- what is not a tighter duty, though its number is no longer ----------------------------------------


def needs(**more):
    return {"id": "seen", "title": "Seen", "values": {date(2000, 1, 1): {"clause": "1", "accepts": [
        {"visit_type": ["visit"], "method": ["in_person"], **more}]}}}  # fmt: skip


def relaxed(upper, lower, *, upper_counts=(), lower_counts=()):
    over = upper.model_copy(update={"supersedes": ("law/cp_visit",)})
    made = stack(
        adopted(a_pack(lower, counts=lower_counts, id="law", cite="The law", layer="statute")),
        adopted(a_pack(over, counts=upper_counts, id="town", cite="T", layer="local")),
    )
    return " ".join(n.why for n in made.not_let)


FLAT = duty("cp_visit", every="10 working days")


@pytest.mark.parametrize(
    ("upper", "lower", "why"),
    [
        (duty("v", first="1 week"), FLAT, "asks once"),
        (duty("v", after_event=["visit_asked_for"], first="1 week"), FLAT, "same kind"),
        (duty("v", met_by=["core_group"], counts="", every="1 week"), FLAT, "same kind"),
        (
            duty("v", phases=[{"when": {"fact": "high_risk"}, "every": "1 week"}]),
            FLAT,
            "phases leave out",
        ),
        (
            duty("v", every="10 working days"),
            duty("cp_visit", first="3 days", every="10 working days"),
            "can fall later than the 3 days",
        ),
        (
            duty("v", every="10 working days", anchor={"not_before": "2030-01-01"}),
            FLAT,
            "clock starts",
        ),
        (
            duty("v", every="10 working days"),
            duty("cp_visit", every="10 working days", counting="including"),
            "can fall later",
        ),
        (
            duty("v", every="10 working days"),
            duty("cp_visit", every="10 working days", bank_holidays="count"),
            "can fall later",
        ),
        (
            duty("v", every="10 working days"),
            duty("cp_visit", every="10 working days", also_needs={"seen_alone": True}),
            "what it needs besides",
        ),
        (
            duty(
                "v",
                every="10 working days",
                relax=[{"agreed_by": ["social_worker"], "at_most": "12 months", "clause": "1"}],
            ),
            FLAT,
            "agree to less",
        ),
        (duty("v", every="10 working days"), FLAT, ""),
        (duty("v", every="1 week", also_needs={"seen_alone": True}), FLAT, ""),
    ],
)
def test_what_is_not_shown_to_ask_as_much_needs_leave(upper, lower, why):
    told = relaxed(upper, lower)

    assert (why in told) if why else told == ""


NARROWER = (
    {"place": ["home"]},
    {"role": ["social_worker"]},
    {"seen_alone": True},
    {"approved_by": ["head_of_service"]},
    {"when": {"fact": "high_risk"}},
)


@pytest.mark.parametrize("more", NARROWER)
def test_counting_visits_without_what_the_law_asks_of_them_is_a_relaxation(more):
    same = relaxed(FLAT, FLAT, upper_counts=(needs(**more),), lower_counts=(needs(**more),))
    less = relaxed(FLAT, FLAT, lower_counts=(needs(**more),))
    closer = relaxed(FLAT, FLAT, upper_counts=(needs(**more),))

    assert (same, closer) == ("", "")
    assert "it accepts what law/cp_visit does not" in less


def test_thirty_working_days_go_further_than_six_weeks():
    lets = {"layers": ["local"], "at_most": "6 weeks", "clause": "2"}
    told = relaxed(duty("v", every="30 working days"), duty("cp_visit", every="4 weeks", lets=lets))

    assert "no further than 6 weeks" in told


# --- suspending -----------------------------------------------------------------------------------


def test_suspending_a_local_duty_that_stands_for_the_law_is_refused():
    over = duty("town_visit", every="1 week", supersedes=["law/cp_visit"])
    crisis = adopted(emergency(), suspends=(suspends("town/town_visit"),))
    made = stack(adopted(statute(TEN)), adopted(local(over)), crisis)

    assert "stands in the place of law/cp_visit" in made.not_let[0].why
    assert owed(amira(cp_plan("10 Jan")), made, "18 Jan") == [("town/town_visit", day("17 Jan"))]


def test_a_suspension_ends_with_the_adoption_that_made_it():
    for_good = Suspends(**{"duty": "town/cp_visit", "from": day("17 Jan"), "clause": "3"})
    crisis = adopted(emergency(), START, day("1 Feb"), suspends=(for_good,))
    made = stack(adopted(local(TEN)), crisis)

    [during] = answer(amira(cp_plan("10 Jan")), made, as_at=day("20 Jan")).obligations
    assert (str(during.status), during.resumes) == ("suspended", day("1 Feb"))
    assert owed(amira(cp_plan("10 Jan")), made, "1 Feb") == [("town/cp_visit", day("1 Feb"))]


def test_a_suspension_does_not_reach_back_before_the_policy():
    early = Suspends(
        **{"duty": "town/cp_visit", "from": day("1 Jan"), "until": day("25 Jan"), "clause": "3"}
    )
    crisis = adopted(emergency(), suspends=(early,))
    made = stack(adopted(local(TEN), day("20 Jan")), crisis)

    assert answer(amira(cp_plan("10 Jan")), made, as_at=day("19 Jan")).obligations == ()
    [during] = answer(amira(cp_plan("10 Jan")), made, as_at=day("20 Jan")).obligations
    assert str(during.status) == "suspended"


def test_only_a_layer_above_that_is_let_may_suspend():
    lets = {"layers": ["emergency"], "suspend": True, "clause": "2"}
    below = adopted(local(duty("cp_visit", every="10 working days", lets=lets)))
    beside = a_pack(id="other", cite="O", layer="local")

    by_local = stack(below, adopted(beside, day("2 Jan"), suspends=(suspends("town/cp_visit"),)))
    by_crisis = stack(below, adopted(emergency(), suspends=(suspends("town/cp_visit"),)))

    assert [n.lower for n in by_local.not_let] == ["town/cp_visit"]
    assert by_crisis.not_let == ()


def test_two_duties_that_would_take_each_others_place_do_not():
    one = local(duty("a", every="1 week", supersedes=["other/b"]))
    two = a_pack(
        duty("b", every="1 week", supersedes=["town/a"]), id="other", cite="O", layer="local"
    )
    made = stack(adopted(one), adopted(two))

    assert "each other's place" in made.not_let[0].why
    assert len(owed(amira(cp_plan("10 Jan")), made, "11 Jan")) == 1


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


def test_a_layer_below_suspends_nothing_above():
    under = adopted(local(TEN), suspends=(suspends("crisis/crisis_visit"),))
    made = stack(under, adopted(emergency(WEEKLY)))

    assert "does not stand above" in made.not_let[0].why
    assert owed(amira(cp_plan("10 Jan")), made, "17 Jan")[0] == (
        "crisis/crisis_visit",
        day("17 Jan"),
    )


def test_a_duty_asked_of_other_children_in_the_new_version_takes_over_the_running_interval():
    calmer = duty("cp_visit", every="10 working days", when={"not": {"fact": "high_risk"}})
    made = versions(TEN, newer=[calmer])
    case = amira(cp_plan("10 Jan"), visits=[seen("17 Jan")])

    assert [d.id for d in made.duties] == ["town@1/cp_visit", "town@2/cp_visit"]
    assert intervals(case, made, "20 Jan") == [
        (day("10 Jan"), day("24 Jan"), day("17 Jan"), "in_time"),
        (day("17 Jan"), day("31 Jan"), None, "open"),
    ]


def test_two_versions_adopted_at_the_same_time_both_stand():
    first = adopted(local(TEN, version="1"), START, day("1 Feb"), label="town@1")
    second = adopted(local(TEN, version="2"), day("20 Jan"), label="town@2")

    assert len(owed(amira(cp_plan("10 Jan")), stack(first, second), "21 Jan")) == 2


def test_a_pack_of_another_issuer_with_the_same_id_is_no_newer_version():
    longer = duty("cp_visit", every="1 year", when={"not": {"fact": "high_risk"}})
    first = adopted(local(TEN), START, day("20 Jan"), label="town")
    other = adopted(local(longer, issuer="Elsewhere"), day("20 Jan"), label="town.2")

    made = stack(first, other)

    assert all(not d.supersedes for d in made.duties)
