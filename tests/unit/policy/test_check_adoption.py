"""What is said of an adoption: days on which a layer has no pack, or two; rules that are opposed."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from time import process_time

import pytest
from unit.engine.making import a_pack, day, duty

from doorstep.facts import FactKind
from doorstep.policy.adoption import Adopted, Adoption
from doorstep.policy.check.adoption import check_adoption
from doorstep.policy.rule import Rule
from doorstep.policy.stack import Layered, compose

VISIT = duty("visit", every="2 weeks")
LAW = a_pack(VISIT, id="law", cite="The law", layer="statute")


def layered(pack, start, until="", label=""):
    end = day(until) if until else None
    told = Adopted(**{"pack": pack.id, "from": day(start), "until": end})
    return Layered(label or pack.id, pack, told)


def town(name, start, until="", **more):
    return layered(a_pack(VISIT, id=name, cite=name, **more), start, until)


def told(*layers):
    every = [layered(LAW, "1 Jan 2015"), *layers]
    adoption = Adoption(authority="Anyshire", adopted=tuple(e.adopted for e in every))
    return check_adoption(adoption, compose("Anyshire", every), as_at=date(2022, 6, 1))


def dates(*layers):
    return [(f.where, f.text) for f in told(*layers) if f.kind == "dates"]


def test_packs_one_after_another_leave_nothing_to_say():
    assert dates(town("a", "1 Jan 2019", "1 Jan 2020"), town("b", "1 Jan 2020")) == []


def test_a_gap_between_two_packs_is_named():
    found = dates(town("a", "1 Jan 2019", "1 Jan 2020"), town("b", "1 Feb 2020"))

    assert found == [("a, b", "from 2020-01-01 until 2020-02-01 no pack of the layer local holds.")]


@pytest.mark.parametrize("until", ["", "1 Jan 2023"])
def test_there_is_no_gap_where_an_earlier_pack_spans_it(until):
    found = dates(
        town("a", "1 Jan 2019", until),
        town("b", "1 Jan 2020", "1 Feb 2020"),
        town("c", "1 Mar 2022"),
    )

    assert found == [
        ("a, b", "from 2020-01-01 two packs of the layer local hold at once; both stand."),
        ("a, c", "from 2022-03-01 two packs of the layer local hold at once; both stand."),
    ]


def test_a_gap_after_the_longest_of_several_is_named():
    found = dates(
        town("a", "1 Jan 2019", "1 Jan 2021"),
        town("b", "1 Jan 2020", "1 Feb 2020"),
        town("c", "1 Mar 2022"),
    )

    assert found[0] == (
        "a, c",
        "from 2021-01-01 until 2022-03-01 no pack of the layer local holds.",
    )


@pytest.mark.parametrize("ends", [("", ""), ("1 Jan 2021", ""), ("", "1 Jan 2021")])
def test_packs_from_the_same_day_hold_at_once(ends):
    found = dates(town("a", "1 Jan 2019", ends[0]), town("b", "1 Jan 2019", ends[1]))

    assert [text for _, text in found] == [
        "from 2019-01-01 two packs of the layer local hold at once; both stand."
    ]


# --- rules that say opposite things ---------------------------------------------------------------

ATOMS = [{"fact": kind} for kind in list(FactKind)[:16]]
SOME = {"all": [{"any": [one, other]} for one, other in pairwise(ATOMS)]}
NONE = {"all": [{"not": each} for each in ATOMS]}


def with_rules(name, verdict, when, number=1, **how):
    case = {"clause": "1", "says": "so", "verdict": verdict, "when": when, **how}
    rules = [
        Rule.model_validate({"id": f"r{n}", "title": "R", "about": "visit", "cases": [case]})
        for n in range(number)
    ]
    pack = a_pack(VISIT, id=name, cite=name)
    return layered(replace(pack, rules={r.id: r for r in rules}), "1 Jan 2019")


def opposed(*layers):
    return [f for f in told(*layers) if f.kind == "opposed"]


def test_rules_for_the_same_child_oppose_each_other():
    found = opposed(with_rules("a", "refused", SOME), with_rules("b", "allowed", ATOMS[0]))

    assert [f.where for f in found] == ["a/r0"]


@pytest.mark.parametrize(
    "other",
    [
        with_rules("b", "allowed", NONE),
        with_rules("b", "refused", None),
        with_rules("b", "allowed", None, method=["video"]),
        with_rules("b", "allowed", None, in_force_from=date(2025, 1, 1)),
    ],
    ids=["other children", "refused too", "another way", "other days"],
)
def test_rules_for_other_children_ways_or_days_do_not(other):
    mine = with_rules("a", "refused", SOME, method=["in_person"], in_force_until=date(2024, 1, 1))

    assert opposed(mine, other) == []


def test_many_rules_with_many_conditions_are_compared_in_a_moment():
    layers = with_rules("a", "refused", SOME, 4), with_rules("b", "allowed", NONE, 4)
    start = process_time()

    assert opposed(*layers) == []
    assert process_time() - start < 2  # trying every case took five seconds
