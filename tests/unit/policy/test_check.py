"""What `policy check` finds, and that it finds nothing where there is nothing."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from jsonschema.validators import validator_for

from doorstep.policy import load_pack, shipped_pack, shipped_packs
from doorstep.policy.check import Level, check
from doorstep.policy.diff import diff
from doorstep.policy.schema import schemas
from doorstep.policy.strict_yaml import read

SHIPPED = Path(__file__).parents[3] / "src" / "doorstep" / "packs"
AS_AT = date(2026, 11, 21)


def findings(name="practice-standards-2022", floor="england-statutory", as_at=AS_AT):
    below = shipped_pack(floor) if floor else None
    return check(shipped_pack(name), floor=below, as_at=as_at)


def told(kind, where, found=None):
    return [f.text for f in found or findings() if f.kind == kind and where in f.where]


@pytest.mark.parametrize("name", shipped_packs())
def test_no_shipped_pack_has_an_error(name):
    floor = shipped_pack(name).head.floor

    assert [f for f in findings(name, floor) if f.level == Level.ERROR] == []


@pytest.mark.parametrize("name", shipped_packs())
def test_every_warning_of_a_shipped_pack_is_explained_and_every_explanation_is_needed(name):
    found = findings(name, shipped_pack(name).head.floor)

    assert [f.text for f in found if f.level == Level.WARNING and not f.explained] == []
    assert [f.text for f in found if f.kind == "explains"] == []


@pytest.mark.parametrize(
    ("duty", "later"),
    [
        ("cp_visit", "53 of the 253"),
        ("cin_visit", "96 of the 253"),
        ("cla_visit", "126 of the 253"),
        ("care_leaver_contact", "156 of the 253"),
        ("cla_long_term_visit", "216 of the 253"),
        ("open_to_review_visit", "231 of the 253"),
    ],
)
def test_a_length_written_in_two_ways_is_held_against_itself(duty, later):
    [text] = told("ambiguity", duty)

    assert f"later on {later} working days of 2026" in text


def test_thirty_working_days_fall_later_than_six_weeks_with_the_worst_date():
    text = next(t for t in told("floor", "cla_visit") if "28(2)(b)" in t)

    assert "visited on 2026-03-19, due 2026-05-05, but allowed only until 2026-04-30" in text


def test_the_missing_first_week_of_a_placement_is_a_gap():
    gaps = told("gap", "pack.yaml")

    assert any(
        "first visit after a placement starts" in t and "owed by 2026-01-12" in t for t in gaps
    )


def test_five_days_beside_working_days_is_an_ambiguity():
    assert any("days and in working days" in t for t in told("ambiguity", "assessment_visit"))


def test_every_duty_is_held_against_the_floor_with_an_example_date_or_the_reason_why_not():
    for duty in shipped_pack("practice-standards-2022").duties:
        found = told("floor", f"duties/{duty.id}.yaml")
        assert found
        assert all("visited on 20" in text or "sets no interval" in text for text in found)


def test_a_condition_that_cannot_hold_with_another_is_not_compared():
    found = told("floor", "home_on_care_order_visit")

    assert not any("28(3A)" in text for text in found)


def test_assumed_numbers_and_unchecked_sources_are_notes():
    found = findings("worcestershire-2020")

    assert any("regularly" in t for t in told("assumed", "kit_call", found))
    statute = findings("england-statutory", floor="")
    assert told("source", "long_term_foster_visit", statute)


def test_a_branch_within_another_is_named():
    assert any("P3" in t for t in told("shadowed", "tiers", findings("worcestershire-2020")))


def test_a_policy_past_its_review_is_named():
    assert any(
        "2020-08-31" in t for t in told("dates", "pack.yaml", findings("worcestershire-2020"))
    )


@pytest.mark.parametrize(("day", "warned"), [(date(2027, 12, 31), False), (date(2028, 1, 2), True)])
def test_the_end_of_the_bank_holidays_is_warned_of_a_year_before(day, warned):
    assert bool(told("bank holidays", "", findings(as_at=day))) is warned


def test_a_duty_without_a_golden_test_is_an_error(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(SHIPPED / "practice-standards-2022", folder)
    (folder / "duties" / "cp_visit.test.yaml").unlink()
    for file in folder.rglob("*.test.yaml"):
        file.write_text(file.read_text().replace("cp_visit", "other_visit"))

    found = check(load_pack(folder), floor=None, as_at=AS_AT)

    errors = [f.text for f in found if f.level == Level.ERROR]
    assert any("no golden test expects cp_visit" in text for text in errors)


def test_packs_match_the_published_schema():
    published = {kind: validator_for(told)(told) for kind, told in schemas().items()}
    for name in shipped_packs():
        for file in (SHIPPED / name).rglob("*.yaml"):
            if file.name.endswith(".test.yaml"):
                continue
            kind = "pack.yaml" if file.name == "pack.yaml" else file.parent.name
            data = json.loads(json.dumps(with_text_keys(read(file).data), default=str))
            published[kind].validate(data)


def with_text_keys(data):
    if isinstance(data, dict):
        return {str(key): with_text_keys(value) for key, value in data.items()}
    return [with_text_keys(v) for v in data] if isinstance(data, list) else data


def test_a_changed_value_shows_in_the_diff(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(SHIPPED / "practice-standards-2022", folder)
    file = folder / "duties" / "cp_visit.yaml"
    file.write_text(file.read_text().replace("value: 10 working days", "value: 5 working days"))

    [change] = diff(shipped_pack("practice-standards-2022"), load_pack(folder))

    assert change.what == "cp_visit: every from 2020-11-01"
    assert change.before.startswith("10 working days")
    assert change.after.startswith("5 working days")


def test_a_pack_does_not_differ_from_itself():
    pack = shipped_pack("worcestershire-2020")

    assert diff(pack, load_pack(SHIPPED / "worcestershire-2020")) == []
