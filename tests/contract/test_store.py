"""A prepared extract gives back what was put in."""

import stat
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.facts import (
    Address,
    CaseFacts,
    Episode,
    Event,
    Fact,
    Involvement,
    Refusal,
    TierDecision,
    Undated,
    Visit,
    VisitingPlan,
)
from doorstep.intake import Extract, UnreadableError, prepare, read, read_child
from doorstep.intake.fields import LONDON
from doorstep.intake.store_codec import ROWS, decoded, encoded

DAYS = st.dates(date(1900, 1, 2), date(2199, 12, 30))
TIMES = st.integers(0, 200 * 365 * 24 * 60).map(
    lambda minutes: (
        datetime.fromisoformat("1950-01-01T00:00+00:00") + timedelta(minutes=minutes)
    ).astimezone(LONDON)
)
st.register_type_strategy(date, DAYS)
st.register_type_strategy(datetime, TIMES)


def case(**rows: Any) -> st.SearchStrategy[CaseFacts]:
    return st.builds(CaseFacts, child_id=st.text(min_size=1), **rows)


def many(row: type) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.from_type(row), max_size=3).map(tuple)


CASES = case(
    episodes=many(Episode),
    undated=many(Undated),
    visits=many(Visit),
    facts=many(Fact),
    events=many(Event),
    plans=many(VisitingPlan),
    tier_decisions=many(TierDecision),
    involvements=many(Involvement),
    addresses=many(Address),
)


@given(CASES)
def test_a_case_comes_back_from_text_as_it_was(case: CaseFacts) -> None:
    back = decoded(encoded(case))
    assert back == case
    assert [type(row) for row in back.episodes] == [type(row) for row in case.episodes]


@given(many(Visit))
def test_words_come_back_as_members_and_not_as_text(visits: tuple[Visit, ...]) -> None:
    back = decoded(encoded(CaseFacts(child_id="C1", visits=visits)))
    for was, now in zip(visits, back.visits, strict=True):
        assert [type(cell) for cell in was if isinstance(cell, Enum)] == [
            type(cell) for cell in now if isinstance(cell, Enum)
        ]
        if was.visit_at:
            assert now.visit_at is not None
            assert now.visit_at.tzinfo is LONDON


def test_every_field_of_a_case_is_written() -> None:
    alone = {"child_id", "born", "expected", "died", "remarks", "visits_carried"}
    alone |= {"unknown_visits", "latest_only"}
    assert {field.name for field in fields(CaseFacts)} == alone | set(ROWS)


def extract() -> Extract:
    return Extract(
        source="SSD",
        cases=(
            CaseFacts(child_id="C1", visits=(Visit(date(2022, 1, 17), seen=True),)),
            CaseFacts(child_id="C2", remarks=("odd",)),
        ),
        refusals=(Refusal("a.csv", 2, "x", "bad", "C1"), Refusal("a.csv", 3, "x", "bad", "C2")),
        notes=("A note",),
        names={"C1": "Ann Bee"},
    )


def test_a_prepared_extract_is_read_whole(tmp_path: Path) -> None:
    prepare(extract(), tmp_path / "out.doorstep")
    back = read(tmp_path / "out.doorstep")
    was = extract()
    assert (back.cases, back.refusals, back.names) == (was.cases, was.refusals, was.names)
    assert (back.source, back.notes) == ("prepared extract", ("Prepared from SSD", "A note"))


def test_one_child_is_read_alone(tmp_path: Path) -> None:
    prepare(extract(), tmp_path / "out.doorstep")
    back = read_child(tmp_path / "out.doorstep", "C1")
    assert back.cases == extract().cases[:1]
    assert [row.child_id for row in back.refusals] == ["C1"]
    assert read_child(tmp_path / "out.doorstep", "nobody").cases == ()


def test_preparing_leaves_one_file_for_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "out.doorstep"
    prepare(extract(), out)
    prepare(extract(), out)
    assert list(tmp_path.iterdir()) == [out]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_preparing_never_writes_over_another_file(tmp_path: Path) -> None:
    out = tmp_path / "annex_a.xlsx"
    out.write_bytes(b"precious")
    with pytest.raises(UnreadableError, match="give another name"):
        prepare(extract(), out)
    assert out.read_bytes() == b"precious"


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.doorstep"
    prepare(extract(), out)
    before = out.read_bytes()
    broken = Extract(source="SSD", cases=(None,), refusals=(), notes=(), names={})  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        prepare(broken, out)
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_a_cut_off_prepared_extract_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.doorstep"
    prepare(extract(), out)
    out.write_bytes(out.read_bytes()[:5000])
    with pytest.raises(UnreadableError, match="prepare it again"):
        read(out)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        prepare(extract(), tmp_path / "gone" / "out.doorstep")
