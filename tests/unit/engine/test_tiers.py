"""Windows of events, tiers and managers' decisions (S12, S18, S31)."""

from datetime import timedelta

import pytest
from unit.engine.making import K, a_pack, amira, at, cp_plan, day, duty, episode, intervals, seen

from doorstep.engine import answer
from doorstep.engine.conditions import windows
from doorstep.facts import Event, EventKind, Fact, FactKind, Method, Role, Tier, TierDecision

HIGH, PRIORITY, VULNERABLE = Tier
OPEN = episode(K.REFERRAL, "3 Jan 2021")


def criterion(name, tier, when, **more):
    return {
        "id": name,
        "tier": tier,
        "title": name,
        "clause": f"clause {name}",
        "in_force_from": day("1 Jan 2021"),
        "when": when,
        **more,
    }


def tiered(*criteria, duties=()):
    return a_pack(
        *duties,
        tiers={
            "clause": "1",
            "in_force_from": day("1 Jan 2021"),
            "otherwise": "vulnerable",
            "otherwise_clause": "the rest",
            "criteria": criteria,
            "change": {"clause": "5", "by": ["team_manager"]},
        },
    )


MISSING_OFTEN = criterion("P9", PRIORITY, {"event": "missing", "within": "28 days", "more_than": 3})
MARAC = criterion("P3", PRIORITY, {"event": "marac_high_risk", "within": "4 weeks"})
ALLEGED = criterion(
    "H1", HIGH, {"event": "allegation_by_child", "until": ["seen", "manager_decided"]}
)


def tier(case, pack, as_at):
    return answer(case, pack, as_at=day(as_at)).tier


def missing(*days):
    return tuple(Event(EventKind.MISSING, day(d)) for d in days)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("3 Jan", "10 Jan", "17 Jan"), VULNERABLE),  # three times
        (("3 Jan", "10 Jan", "17 Jan", "24 Jan"), PRIORITY),  # four
        (("3 Jan", "10 Jan", "10 Jan", "24 Jan"), PRIORITY),  # two occasions on a day are two
        (("2 Jan", "10 Jan", "17 Jan", "24 Jan"), VULNERABLE),  # the first is 28 days ago
    ],
)
def test_s12_more_than_three_times_is_four_or_more_in_the_28_days_up_to_today(times, expected):
    found = tier(amira(OPEN, events=missing(*times)), tiered(MISSING_OFTEN), "30 Jan")

    assert found.tier == expected


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [("9 Jan", VULNERABLE), ("10 Jan", PRIORITY), ("6 Feb", PRIORITY), ("7 Feb", VULNERABLE)],
)
def test_s12_in_the_last_four_weeks_is_28_days_up_to_and_including_the_day(as_at, expected):
    marac = Event(EventKind.MARAC_HIGH_RISK, day("10 Jan"))

    assert tier(amira(OPEN, events=(marac,)), tiered(MARAC), as_at).tier == expected


def test_s12_a_history_of_means_ever_on_record():
    ever = criterion("P3", PRIORITY, {"event": "marac_high_risk"})
    marac = Event(EventKind.MARAC_HIGH_RISK, day("1 Mar 2015"))

    assert tier(amira(OPEN, events=(marac,)), tiered(ever), "30 Jan").tier == PRIORITY


def test_s12_windows_are_those_counted_day_by_day():
    days = [1, 3, 3, 8, 9, 30]

    for length in (5, 7, 28):
        for more_than in range(4):
            spans = windows(days, length, more_than)
            for today in range(70):
                in_window = [d for d in days if today - length < d <= today]
                holds = any(a <= today < b for a, b in spans)
                assert holds == (len(in_window) > more_than)


def test_the_tier_says_since_when_by_which_clause_and_on_what_it_rests():
    found = tier(
        amira(OPEN, events=missing("3 Jan", "10 Jan", "17 Jan", "24 Jan")),
        tiered(MISSING_OFTEN),
        "30 Jan",
    )

    [hit] = found.hits
    assert (found.since, found.clause) == (day("24 Jan"), "Made up, clause P9")
    assert hit.since == day("24 Jan")
    assert hit.evidence == ("missing x 4: 2022-01-03, 2022-01-10, 2022-01-17, 2022-01-24",)


def test_the_evidence_leaves_out_what_lies_before_the_window():
    case = amira(OPEN, events=missing("2 Jan", "3 Jan", "10 Jan", "17 Jan", "24 Jan"))

    [hit] = tier(case, tiered(MISSING_OFTEN), "30 Jan").hits

    assert hit.evidence[0].startswith("missing x 4: 2022-01-03")


def test_the_first_tier_that_holds_is_the_childs_and_all_hits_are_told():
    events = (
        Event(EventKind.ALLEGATION_BY_CHILD, day("20 Jan")),
        Event(EventKind.MARAC_HIGH_RISK, day("20 Jan")),
    )

    found = tier(amira(OPEN, events=events), tiered(MARAC, ALLEGED), "30 Jan")

    assert found.tier == HIGH
    assert {h.criterion.id for h in found.hits} == {"H1", "P3"}
    assert found.clause == "Made up, clause H1"


def test_no_criterion_leaves_the_rest():
    found = tier(amira(OPEN), tiered(MARAC), "30 Jan")

    assert (found.tier, found.clause, found.hits) == (VULNERABLE, "Made up, the rest", ())


def decided(to, on, **more):
    return TierDecision(to, day(on), Role.TEAM_MANAGER, "concern", **more)


def test_s18_a_manager_may_raise_the_tier():
    case = amira(OPEN, tier_decisions=(decided(HIGH, "20 Jan"),))

    assert tier(case, tiered(MARAC), "19 Jan").tier == VULNERABLE
    assert tier(case, tiered(MARAC), "20 Jan").tier == HIGH
    assert tier(case, tiered(MARAC), "20 Jan").clause == "Made up, 5"


def test_s18_a_manager_may_lower_it_again_where_no_criterion_holds():
    decisions = (decided(HIGH, "20 Jan"), decided(VULNERABLE, "24 Jan"))
    case = amira(OPEN, tier_decisions=decisions)

    assert tier(case, tiered(MARAC), "23 Jan").tier == HIGH
    assert tier(case, tiered(MARAC), "24 Jan").tier == VULNERABLE


def test_s18_a_manager_cannot_lower_it_below_a_criterion_that_holds():
    marac = Event(EventKind.MARAC_HIGH_RISK, day("10 Jan"))
    case = amira(OPEN, events=(marac,), tier_decisions=(decided(VULNERABLE, "12 Jan"),))

    assert tier(case, tiered(MARAC), "30 Jan").tier == PRIORITY
    assert tier(case, tiered(MARAC), "7 Feb").tier == VULNERABLE


@pytest.mark.parametrize(("as_at", "expected"), [("23 Jan", HIGH), ("24 Jan", VULNERABLE)])
def test_s18_a_raised_tier_ends_on_the_day_the_manager_set(as_at, expected):
    case = amira(OPEN, tier_decisions=(decided(HIGH, "20 Jan", until=day("24 Jan")),))

    found = tier(case, tiered(MARAC), as_at)

    assert found.tier == expected
    assert bool(found.decision) == (expected == HIGH)


def test_s18_rag_is_a_persons_judgement_and_moves_no_tier():
    red = Fact(FactKind.RAG, day("10 Jan"), value="red")

    assert tier(amira(OPEN, facts=(red,)), tiered(MARAC), "30 Jan").tier == VULNERABLE


ALLEGATION = Event(EventKind.ALLEGATION_BY_CHILD, day("10 Jan"))


@pytest.mark.parametrize(
    ("visits", "decisions", "as_at", "expected"),
    [
        ((), (), "30 Jan", HIGH),
        (("12 Jan",), (), "30 Jan", HIGH),  # no manager has decided
        ((), ("12 Jan",), "30 Jan", HIGH),  # nobody has been
        (("12 Jan",), ("14 Jan",), "13 Jan", HIGH),
        (("12 Jan",), ("14 Jan",), "14 Jan", VULNERABLE),
        (("14 Jan",), ("12 Jan",), "14 Jan", VULNERABLE),
        (("9 Jan",), ("12 Jan",), "30 Jan", HIGH),  # that visit was before it
        (("12 Jan",), ("9 Jan",), "30 Jan", HIGH),  # that decision was before it
        (("10 Jan",), ("10 Jan",), "10 Jan", VULNERABLE),  # all on its own day
        (("11 Jan",), ("10 Jan",), "11 Jan", VULNERABLE),
        (("10 Jan",), ("11 Jan",), "10 Jan", HIGH),
        (("10 Jan",), ("11 Jan",), "11 Jan", VULNERABLE),
    ],
)
def test_s31_a_high_event_holds_until_visited_and_a_manager_has_decided(
    visits, decisions, as_at, expected
):
    case = amira(
        OPEN,
        events=(ALLEGATION,),
        visits=[seen(v) for v in visits],
        tier_decisions=tuple(decided(VULNERABLE, d) for d in decisions),
    )

    assert tier(case, tiered(ALLEGED), as_at).tier == expected


def test_s31_a_visit_at_which_the_child_was_not_seen_does_not_end_it():
    case = amira(
        OPEN,
        events=(ALLEGATION,),
        visits=[seen("12 Jan", seen=False)],
        tier_decisions=(decided(VULNERABLE, "12 Jan"),),
    )

    assert tier(case, tiered(ALLEGED), "30 Jan").tier == HIGH


def test_a_criterion_holds_only_while_it_is_in_force():
    marac = Event(EventKind.MARAC_HIGH_RISK, day("10 Jan"))
    dated = {**MARAC, "in_force_from": day("12 Jan"), "in_force_until": day("20 Jan")}
    case = amira(OPEN, events=(marac,))

    tiers = [tier(case, tiered(dated), d).tier for d in ("11 Jan", "12 Jan", "19 Jan", "20 Jan")]

    assert tiers == [VULNERABLE, PRIORITY, PRIORITY, VULNERABLE]


def test_a_closed_case_has_no_tier():
    assert tier(amira(episode(K.REFERRAL, "3 Jan", "10 Jan")), tiered(MARAC), "10 Jan") is None


VISITS_BY_TIER = (
    duty("priority_visit", "tier_priority", first="2 weeks"),
    duty("call", "tier_vulnerable", every="1 week"),
)


def test_a_duty_of_a_tier_starts_with_the_tier():
    marac = Event(EventKind.MARAC_HIGH_RISK, day("10 Jan"))
    case = amira(OPEN, events=(marac,))

    found = answer(case, tiered(MARAC, duties=VISITS_BY_TIER), as_at=day("12 Jan"))

    assert [(o.duty.id, o.due_at) for o in found.obligations] == [("priority_visit", day("24 Jan"))]


def test_s18_a_tier_once_raised_and_lowered_again_stays_in_the_history():
    urgent = duty("urgent_visit", "tier_high_and_immediate", first="2 weeks")
    case = amira(OPEN, tier_decisions=(decided(HIGH, "20 Jan"), decided(VULNERABLE, "24 Jan")))

    found = intervals(case, tiered(MARAC, duties=(urgent,)), "31 Jan")

    assert found == [(day("20 Jan"), day("3 Feb"), None, "ended")]


@pytest.mark.parametrize("by", [Role.SOCIAL_WORKER, None])
def test_s18_a_decision_by_somebody_else_has_no_effect_and_is_remarked(by):
    case = amira(OPEN, tier_decisions=(TierDecision(HIGH, day("20 Jan"), by),))

    found = answer(case, tiered(MARAC), as_at=day("20 Jan"))

    assert found.tier.tier == VULNERABLE
    assert any("has no effect" in remark for remark in found.remarks)


def test_s31_seeing_the_child_by_video_does_not_end_it():
    by_video = seen("12 Jan", method=Method.VIDEO)
    case = amira(
        OPEN,
        events=(ALLEGATION,),
        visits=[by_video],
        tier_decisions=(decided(VULNERABLE, "12 Jan"),),
    )

    assert tier(case, tiered(ALLEGED), "30 Jan").tier == HIGH


@pytest.mark.parametrize(("time", "expected"), [("08:59", HIGH), ("09:00", VULNERABLE)])
def test_s31_a_visit_that_day_but_before_the_event_does_not_end_it(time, expected):
    event = ALLEGATION._replace(event_at=at("2022-01-10 09:00"))
    visit = seen("10 Jan", visit_at=at(f"2022-01-10 {time}"))
    case = amira(
        OPEN, events=(event,), visits=[visit], tier_decisions=(decided(VULNERABLE, "10 Jan"),)
    )

    assert tier(case, tiered(ALLEGED), "10 Jan").tier == expected


def test_a_raised_tier_starts_a_clock_of_its_own_for_a_duty_after_it():
    urgent = duty("urgent_visit", "open_case", after_event=["raised_to_high"], first="1 day")
    case = amira(OPEN, tier_decisions=(decided(HIGH, "20 Jan"), decided(PRIORITY, "21 Jan")))

    found = answer(case, tiered(MARAC, duties=(urgent,)), as_at=day("20 Jan"))

    assert [(o.duty.id, o.due_at) for o in found.obligations] == [("urgent_visit", day("21 Jan"))]


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ({"fact": "high_risk"}, "12 Jan", "19 Jan"),
        ({"not": {"fact": "high_risk"}}, "20 Jan", None),
        ({"all": [{"fact": "high_risk"}, {"is": "child_protection_plan"}]}, "14 Jan", "19 Jan"),
        ({"any": [{"fact": "high_risk"}, {"is": "child_protection_plan"}]}, "12 Jan", "21 Jan"),
        ({"age": {"at_least": 10}}, "4 Mar", None),
        ({"age": {"under": 10}}, "3 Jan 2021", "3 Mar"),
        ({"placement": ["U4"]}, "15 Jan", "17 Jan"),
        ({"provider": ["PR1"]}, "15 Jan", "17 Jan"),
        ({"legal_status": ["C2"]}, "16 Jan", None),
        ({"is": "full_care_order"}, "16 Jan", None),
        ({"is": "interim_care_order"}, "11 Jan", "15 Jan"),
        ({"is": "care_order"}, "11 Jan", None),
        ({"since": "child_protection_plan", "under": "3 days"}, "14 Jan", "16 Jan"),
        ({"since": "child_protection_plan", "at_least": "3 days"}, "17 Jan", "21 Jan"),
        (
            {"before_first": "review_conference", "of": "child_protection_plan"},
            "14 Jan",
            "17 Jan",
        ),
        (
            {"before_first": "review_conference", "of": "child_protection_plan", "count": 2},
            "14 Jan",
            "19 Jan",
        ),
        (
            {"before_first": "review_conference", "of": "child_protection_plan", "count": 3},
            "14 Jan",
            "21 Jan",
        ),
        ({"fact": "domestic_abuse", "holder": ["parent"]}, "10 Jan", None),
    ],
)
def test_each_word_of_a_condition_holds_from_its_first_day_to_its_last(when, first, last):
    case = amira(
        OPEN,
        cp_plan("14 Jan", "22 Jan"),
        episode(K.PERIOD_OF_CARE, "15 Jan"),
        episode(K.PLACEMENT, "15 Jan", "18 Jan", "U4", detail="PR1"),
        episode(K.LEGAL_STATUS, "11 Jan", "16 Jan", code="C1"),
        episode(K.LEGAL_STATUS, "16 Jan", code="C2"),
        facts=(
            Fact(FactKind.HIGH_RISK, day("12 Jan"), day("20 Jan")),
            Fact(FactKind.DOMESTIC_ABUSE, day("10 Jan"), holder="parent"),
            Fact(FactKind.DOMESTIC_ABUSE, day("8 Jan"), holder="child"),
        ),
        events=(
            Event(EventKind.REVIEW_CONFERENCE, day("18 Jan")),
            Event(EventKind.REVIEW_CONFERENCE, day("20 Jan")),
        ),
    )
    pack = tiered(criterion("P1", PRIORITY, when))

    def holds(on):
        return tier(case, pack, on.strftime("%d %b %Y")).tier == PRIORITY

    start = day(first)
    assert holds(start)
    assert start == day("3 Jan 2021") or not holds(start - timedelta(1))
    if last:
        assert holds(day(last))
        assert not holds(day(last) + timedelta(1))
