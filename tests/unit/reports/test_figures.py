"""Figures by tier, what counts as contact, and whose days and duties a figure of a stack is about."""

from dataclasses import replace

import pytest
from unit.engine.making import K, a_pack, amira, cp_plan, day, duty, episode, seen

from doorstep.facts import Fact, FactKind, Method, VisitType
from doorstep.policy.adoption import Adopted
from doorstep.policy.service import Figure
from doorstep.policy.stack import Layered, compose
from doorstep.reports.figures import figure_rows

TIERS = {
    "clause": "1",
    "in_force_from": day("1 Jan 2021"),
    "otherwise": "vulnerable",
    "otherwise_clause": "the rest",
    "criteria": [
        {
            "id": "P1",
            "tier": "priority",
            "title": "P1",
            "clause": "1",
            "in_force_from": day("1 Jan 2021"),
            "when": {"fact": "high_risk"},
        }
    ],
    "change": {"clause": "5", "by": ["team_manager"]},
}
WEEKLY = duty("visit", every="1 week")


def figure(measure="in_time", by=("authority",), **more):
    asked = {"id": "watched", "title": "Watched", "clause": "2", "measure": measure, "by": by}
    return Figure.model_validate({**asked, **more})


def rows(asked, pack, as_at, *cases):
    found = figure_rows(asked, cases, pack, as_at=day(as_at))
    return [(*(r[name] for name in asked.by), r["count"], r["of"]) for r in found]


def high(start, end=""):
    return Fact(FactKind.HIGH_RISK, day(start), day(end) if end else None)


# A week due on 10 January, made on the 7th, and one due on the 14th while the risk is high, missed.
BY_TIER = amira(
    cp_plan("3 Jan"), visits=[seen("7 Jan"), seen("17 Jan")], facts=(high("12 Jan", "17 Jan"),)
)
PACK = a_pack(WEEKLY, tiers=TIERS)


def test_in_time_by_tier_takes_the_tier_of_the_day_it_fell_due():
    assert rows(figure(by=("tier",)), PACK, "18 Jan", BY_TIER) == [
        ("priority", 0, 1),
        ("vulnerable", 1, 1),
    ]


@pytest.mark.parametrize(
    "about", [{"of": "tier_priority"}, {"when": {"is": "tier_priority"}}], ids=["of", "when"]
)
def test_in_time_of_a_tier_is_about_what_fell_due_in_it(about):
    assert rows(figure(**about), PACK, "18 Jan", BY_TIER) == [("all", 0, 1)]


def made(**how):
    return amira(cp_plan("3 Jan"), visits=[seen("10 Jan", **how)])


CALLS = [t for t in VisitType if t != VisitType.VISIT]


@pytest.mark.parametrize(
    ("how", "counted"),
    [
        ({}, 1),
        ({"seen": None}, 0),
        ({"seen": False}, 0),
        ({"seen": None, "method": Method.PHONE}, 0),
        ({"seen": None, "reason_not_seen": "no answer"}, 0),
        *[({"seen": None, "visit_type": kind}, 1) for kind in CALLS],
        *[({"seen": False, "visit_type": kind}, 0) for kind in CALLS],
        *[
            ({"seen": None, "visit_type": kind, "reason_not_seen": "no answer"}, 0)
            for kind in CALLS
        ],
    ],
)
def test_s21_a_visit_of_which_it_is_not_known_whether_the_child_was_seen_is_no_contact(
    how, counted
):
    asked = figure("contacted", within="4 weeks")

    assert rows(asked, PACK, "18 Jan", made(**how)) == [("all", counted, 1)]


def test_s22_an_unborn_child_need_not_be_seen():
    case = replace(made(seen=None), born=None, expected=day("1 Mar"))

    assert rows(figure("contacted", within="4 weeks"), PACK, "18 Jan", case) == [("all", 1, 1)]


# --- in a stack -----------------------------------------------------------------------------------


def adopted(pack, asked, start, until="", label=""):
    end = day(until) if until else None
    told = Adopted(**{"pack": pack.id, "from": day(start), "until": end})
    return Layered(label or pack.id, replace(pack, figures={asked.id: asked}), told)


def stack(asked):
    town = a_pack(WEEKLY, id="town", cite="Town")
    county = a_pack(duty("contact", every="4 weeks"), id="county", cite="County")
    return compose(
        "Anyshire",
        [adopted(town, asked, "1 Jan", "1 Feb"), adopted(county, asked, "10 Jan", "1 Mar")],
    )


CASE = amira(cp_plan("3 Jan"), visits=[seen("5 Jan")])


def test_in_a_stack_a_figure_is_about_the_duties_of_its_own_pack():
    made = stack(figure(within="4 weeks"))

    assert rows(made.figures["town/watched"], made, "31 Jan", CASE) == [("all", 1, 2)]
    assert rows(made.figures["county/watched"], made, "31 Jan", CASE) == [("all", 0, 0)]


@pytest.mark.parametrize("measure", ["in_time", "contacted", "by_tier", "staff_unavailable"])
def test_in_a_stack_a_figure_answers_only_for_the_days_its_pack_is_adopted(measure):
    made = stack(figure(measure, within="4 weeks"))

    always = amira(cp_plan("1 Dec 2021"))

    def answers(name, as_at):
        return bool(figure_rows(made.figures[name], [always], made, as_at=day(as_at)))

    days = ["31 Dec 2021", "1 Jan", "9 Jan", "10 Jan", "31 Jan", "1 Feb", "28 Feb", "1 Mar"]
    assert [d for d in days if answers("town/watched", d)] == days[1:5]
    assert [d for d in days if answers("county/watched", d)] == days[3:7]


def test_in_a_stack_there_is_no_trend_against_a_day_before_the_pack_is_adopted():
    made = stack(figure("contacted", within="4 weeks", shown=["count", "trend"]))

    def trend(as_at):
        [row] = figure_rows(made.figures["county/watched"], [CASE], made, as_at=day(as_at))
        return row["trend"]

    assert trend("16 Jan") == ""
    assert trend("17 Jan") == "+0"


def test_of_versions_of_a_pack_the_figure_is_about_the_duty_both_have():
    asked = figure(within="4 weeks")
    first = a_pack(WEEKLY, id="town", cite="Town")
    second = a_pack(duty("visit", every="2 weeks"), id="town", cite="Town", version="2")
    made = compose(
        "Anyshire",
        [
            adopted(first, asked, "1 Jan", "10 Jan", "town@1"),
            adopted(second, asked, "10 Jan", label="town@2"),
        ],
    )

    assert rows(made.figures["town@2/watched"], made, "31 Jan", CASE) == [("all", 1, 2)]


def test_a_figure_of_a_pack_asked_by_itself_counts_facts_of_any_day():
    pack = a_pack(WEEKLY, in_force_from=day("1 Feb"))
    isolating = amira(cp_plan("3 Jan"), episode(K.SELF_ISOLATION, "3 Jan"))

    assert rows(figure("self_isolating"), pack, "10 Jan", isolating) == [("all", 1, 1)]
