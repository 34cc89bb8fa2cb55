"""What the handbook says its words mean in a policy."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from doorstep.handbook.glossary import words_of
from doorstep.handbook.timeline import Line
from doorstep.policy import load_pack, shipped_pack
from doorstep.policy.pack import Pack

EVERYTHING = Path(__file__).parent / "everything"
POLICIES = Path(__file__).parents[2] / "policies"


def working_day(pack: Pack) -> str:
    return next((term.means for term in words_of(pack) if term.word == "Working day"), "")


def written(tmp_path: Path, **duties: str) -> Pack:
    """Return a pack whose duties are counted in working days as each says of bank holidays."""
    folder = tmp_path / "own"
    shutil.copytree(POLICIES / "bank-holidays-count", folder)
    for file in (folder / "duties").iterdir():
        file.unlink()
    for name, more in duties.items():
        (folder / "duties" / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: The {name}\napplies_to: open_case\ncounts: seen\n{more}\n"
        )
    return load_pack(folder)


DAYS = "every: {2020-01-01: {value: 10 working days, clause: '1'}}"
WEEKS = "every: {2020-01-01: {value: 2 weeks, clause: '1'}}"
COUNT, REST = "bank_holidays: count\n", "bank_holidays: rest\n"
WITHOUT = "Monday to Friday without England's bank holidays"


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ({"one": DAYS, "two": REST + DAYS}, WITHOUT),
        (
            {"one": COUNT + DAYS, "two": COUNT + DAYS},
            "Monday to Friday; bank holidays are counted as well",
        ),
        (
            {"one": COUNT + DAYS, "two": DAYS, "three": COUNT + DAYS},
            f"{WITHOUT}, except that bank holidays are counted as well for: The one; The three",
        ),
        (
            {"one": COUNT + DAYS, "two": WEEKS},
            "Monday to Friday; bank holidays are counted as well",
        ),
        ({"one": COUNT + WEEKS}, ""),
    ],
)
def test_a_working_day_is_what_it_is_in_this_policy(tmp_path, duties, expected):
    assert working_day(written(tmp_path, **duties)) == expected


def test_working_days_of_shipped_policies_leave_out_bank_holidays():
    assert working_day(shipped_pack("practice-standards-2022")) == WITHOUT
    assert working_day(load_pack(EVERYTHING)).endswith("for: Visit to a child in a placement")


@pytest.mark.parametrize(("rests", "is_long"), [(True, False), (False, True)])
def test_the_tick_of_a_bank_holiday_is_that_of_the_duty(rests, is_long):
    good_friday = date(2022, 4, 15)

    [tick] = list(Line(good_friday, good_friday, rests=rests).ticks())[:1]

    assert tick.is_long == is_long
