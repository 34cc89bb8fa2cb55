"""Every requirement has a home in each way it is to be met, and a test that shows it."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


def _tool():
    file = ROOT / "tools" / "coverage_of_requirements.py"
    spec = importlib.util.spec_from_file_location("coverage_of_requirements", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()
HOMES = tool.homes()
ROWS = tool.rows()


def test_no_row_is_lost():
    counts = {}
    for row in ROWS:
        counts[row.id.split("-")[0]] = counts.get(row.id.split("-")[0], 0) + 1

    assert counts == {"LAN": 17, "PS22": 12, "PLG": 8, "WCF": 29, "BUC": 9}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_is_met_in_each_of_its_ways_and_a_test_shows_it(row):
    assert tool.not_met(row, HOMES.get(row.id, [])) == []


def test_no_part_names_a_row_that_is_not_required():
    assert sorted(set(HOMES) - {row.id for row in ROWS}) == []


def test_the_tests_named_for_parts_of_the_software_are_there():
    for part in yaml.safe_load((ROOT / "docs" / "coverage-software.yaml").read_text()):
        file, _, name = part["test"].partition("::")
        assert (ROOT / part["where"]).exists(), part
        assert re.search(rf"def {name}\b", (ROOT / file).read_text(encoding="utf-8")), part


def test_a_row_without_a_home_or_without_a_test_is_named():
    row = tool.Row(id="X-1", asks="…", met_as=("duty", "form"))
    duty = tool.Home(kind="duties", where="a", test="b")
    untested = tool.Home(kind="forms", where="a", test="")

    assert tool.not_met(row, []) == [
        "X-1: nothing meets it as a duty",
        "X-1: nothing meets it as a form",
    ]
    assert tool.not_met(row, [duty, untested]) == ["X-1: no test shows how it is met as a form"]
