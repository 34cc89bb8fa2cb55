"""The JSON of the DfE's API: what is read, what is refused by child and field, what is left out."""

import copy
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doorstep.engine import answer
from doorstep.facts import CaseFacts, EpisodeKind, Fact, FactKind, Involvement
from doorstep.intake import Extract, UnreadableError, read
from doorstep.intake.detect import Kind, kind_of
from doorstep.intake.dfe_api_node import known_fields
from doorstep.policy import shipped_pack
from doorstep.vocabulary import EventKind, Status, VisitsCarried

SAMPLE = Path(__file__).parents[2] / "samples" / "dfe_api" / "children.json"
CHILDREN: list[dict[str, Any]] = json.loads(SAMPLE.read_text(encoding="utf-8"))
FIRST = CHILDREN[0]


def written(tmp_path: Path, told: object, name: str = "children.json") -> Path:
    path = tmp_path / name
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def read_one(tmp_path: Path, **changed: Any) -> tuple[CaseFacts, Extract]:
    """Return the first child of the sample with some parts told otherwise."""
    child = copy.deepcopy(FIRST)
    for path, value in changed.items():
        *parents, last = path.split("__")
        at: Any = child
        for name in parents:
            at = at[0][name] if isinstance(at, list) else at[name]
        at = at[0] if isinstance(at, list) else at
        at[last] = value
    extract = read(written(tmp_path, [child]))
    return extract.cases[0], extract


def case(child_id: str) -> CaseFacts:
    return next(c for c in read(SAMPLE).cases if c.child_id == child_id)


# --- what is read -------------------------------------------------------------------------------------


def test_a_child_comes_with_name_plans_enquiry_conference_and_workers() -> None:
    found = case("ZZ0001")
    assert read(SAMPLE).names["ZZ0001"] == "Ottilie Marsh"
    assert {e.kind for e in found.episodes} == {
        EpisodeKind.REFERRAL,
        EpisodeKind.ASSESSMENT,
        EpisodeKind.SECTION_47_ENQUIRY,
        EpisodeKind.CHILD_PROTECTION_PLAN,
        EpisodeKind.DISABILITY,
    }
    assert [(e.kind, e.event_date) for e in found.events] == [
        (EventKind.INITIAL_CONFERENCE, date(2026, 1, 30))
    ]
    assert found.involvements == (
        Involvement("SW901", date(2026, 1, 13), date(2026, 5, 1)),
        Involvement("SW902", date(2026, 5, 1)),
    )


def test_factors_of_an_assessment_tell_circumstances_and_of_whom() -> None:
    since, source = date(2026, 2, 20), "assessment factor "
    assert case("ZZ0001").facts == (
        Fact(FactKind.DOMESTIC_ABUSE, since, holder="parent", source=f"{source}3B"),
        Fact(FactKind.PARENT_MENTAL_HEALTH, since, holder="parent", source=f"{source}4B"),
    )


def test_placements_that_touch_are_one_period_of_care_and_a_change_of_status_is_no_move() -> None:
    found = case("ZZ0002").episodes
    care = [e for e in found if e.kind == EpisodeKind.PERIOD_OF_CARE]
    homes = [(e.code, e.start_date, e.end_date) for e in found if e.kind == EpisodeKind.PLACEMENT]
    assert [(e.start_date, e.end_date) for e in care] == [(date(2024, 4, 10), None)]
    assert homes == [
        ("U6", date(2024, 4, 10), date(2025, 6, 1)),
        ("K2", date(2025, 6, 1), None),
    ]


def test_a_child_not_yet_born_is_read() -> None:
    found = case("ZZ0003")
    assert (found.born, found.expected) == (None, date(2027, 1, 20))


def test_a_care_leaver_has_the_status_and_the_latest_contact() -> None:
    found = case("ZZ0005")
    status = next(e for e in found.episodes if e.kind == EpisodeKind.CARE_LEAVER)
    assert (status.start_date, status.detail) == (date(2025, 2, 28), "D")
    assert [v.visit_date for v in found.visits] == [date(2026, 9, 15)]


def test_without_visits_nothing_is_ever_overdue() -> None:
    for name in ("england-statutory", "practice-standards-2022", "worcestershire-2020"):
        for found in read(SAMPLE).cases:
            assert found.visits_carried == VisitsCarried.NONE
            owed = answer(found, shipped_pack(name), as_at=date(2026, 11, 16)).obligations
            assert Status.OVERDUE not in {o.status for o in owed}


@pytest.mark.parametrize("form", ["lines", "folder", "one", "utf-16", "utf-8-sig"])
def test_lines_a_folder_one_child_and_other_encodings_say_the_same(
    tmp_path: Path, form: str
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "given.txt"
    if form == "lines":
        path.write_text("\n".join(json.dumps(child) for child in CHILDREN), encoding="utf-8")
    elif form == "folder":
        path = tmp_path / "children"
        path.mkdir()
        for child in CHILDREN:
            (path / f"{child['la_child_id']}.json").write_text(json.dumps(child), encoding="utf-8")
    elif form == "one":
        path.write_text(json.dumps(FIRST, indent=4), encoding="utf-8")
    else:
        path.write_text(text, encoding=form)
    assert kind_of(path) is Kind.DFE_API
    found = read(path)
    expected = read(SAMPLE).cases[:1] if form == "one" else read(SAMPLE).cases
    assert found.cases == expected
    assert found.refusals == ()


# --- purge --------------------------------------------------------------------------------------------


def test_what_is_to_be_purged_is_left_out_at_every_level() -> None:
    found = read(SAMPLE)
    assert [c.child_id for c in found.cases] == ["ZZ0001", "ZZ0002", "ZZ0003", "ZZ0005"]
    plans = [e for e in case("ZZ0002").episodes if e.kind == EpisodeKind.CHILD_IN_NEED_PLAN]
    assert [e.episode_id for e in plans] == ["N1"]
    left = case("ZZ0005")
    assert left.born is None
    assert "ZZ0005" not in found.names
    assert [e.episode_id for e in left.episodes if e.kind == EpisodeKind.REFERRAL] == ["E5"]
    assert "Children marked to be purged, so left out: 1." in found.notes
    assert "Parts of children marked to be purged, so left out: 3." in found.notes


PURGED = sorted(path.removesuffix(".purge") for path in known_fields() if path.endswith(".purge"))


@pytest.mark.parametrize("path", PURGED)
def test_a_purged_part_says_what_it_would_say_were_it_not_there(tmp_path: Path, path: str) -> None:
    whole = copy.deepcopy(_everything())
    without = copy.deepcopy(whole)
    for child, purge in ((whole, True), (without, False)):
        *parents, last = path.split(".")
        at: Any = child
        for name in parents:
            at = at[name][0] if isinstance(at[name], list) else at[name]
        if not purge:
            del at[last]
            continue
        (at[last][0] if isinstance(at[last], list) else at[last])["purge"] = True
    cases = [read(written(tmp_path, [child])).cases for child in (whole, without)]
    assert cases[0] == cases[1]


def _everything() -> dict[str, Any]:
    """Return a child with one of each part that can be purged."""
    child = copy.deepcopy(FIRST)
    episode = child["social_care_episodes"][0]
    episode["child_in_need_plans"] = [
        {"child_in_need_plan_id": "N9", "start_date": "2025-01-01", "end_date": "2025-02-01"}
    ]
    episode["child_looked_after_placements"] = [
        {
            "child_looked_after_placement_id": "L9",
            "start_date": "2025-01-01",
            "placement_type": "U6",
        }
    ]
    episode["adoption"] = {"matched_date": "2025-01-01"}
    episode["care_leavers"] = {"contact_date": "2025-01-01", "accommodation": "D"}
    return child


# --- what is refused ----------------------------------------------------------------------------------

EPISODE = "social_care_episodes__"
ODD = [
    ("child_details__date_of_birth", "31/31/2014", "child_details/date_of_birth"),
    ("child_details__date_of_birth", 20140309, "child_details/date_of_birth"),
    ("child_details__first_name", ["Ottilie"], "child_details/first_name"),
    ("child_details__postcode", "ELSEWHERE", "child_details/postcode"),
    ("child_details__postcode", "XXXX", "child_details/postcode"),
    ("child_details__disabilities", ["NOPE"], "child_details/disabilities[1]"),
    ("child_details__disabilities", "AUT", "child_details/disabilities"),
    ("child_details__purge", "yes", "child_details/purge"),
    ("child_details__purge", float("nan"), "child_details/purge"),
    ("child_details", [], "child_details"),
    (f"{EPISODE}referral_date", "soon", "social_care_episodes[1]/referral_date"),
    (f"{EPISODE}referral_date", None, "social_care_episodes[1]/referral_date"),
    (f"{EPISODE}referral_source", "9Z", "social_care_episodes[1]/referral_source"),
    (f"{EPISODE}closure_date", "2025-01-01", "social_care_episodes[1]/closure_date"),
    (f"{EPISODE}care_worker_details", {}, "social_care_episodes[1]/care_worker_details"),
    (
        f"{EPISODE}child_protection_plans__start_date",
        "2026-02-30",
        "social_care_episodes[1]/child_protection_plans[1]/start_date",
    ),
    (
        f"{EPISODE}care_worker_details__worker_id",
        "W" * 13,
        "social_care_episodes[1]/care_worker_details[1]/worker_id",
    ),
    (
        f"{EPISODE}child_and_family_assessments__factors",
        ["BAD"],
        "social_care_episodes[1]/child_and_family_assessments[1]/factors[1]",
    ),
    ("social_care_episodes", [7], "social_care_episodes[1]"),
    ("social_care_episodes", "none", "social_care_episodes"),
    ("la_child_id", "has a space", "la_child_id"),
    ("la_child_id", 4711, "la_child_id"),
]


@pytest.mark.parametrize(("path", "value", "field"), ODD)
def test_an_odd_value_is_refused_by_child_and_field_and_the_child_kept(
    tmp_path: Path, path: str, value: object, field: str
) -> None:
    found, extract = read_one(tmp_path, **{path: value})
    refused = [r for r in extract.refusals if r.field == field]
    assert refused, extract.refusals
    assert (refused[0].file, refused[0].row) == ("children.json", 1)
    assert refused[0].child_id == found.child_id
    assert refused[0].reason


def test_a_start_that_cannot_be_read_is_kept_as_undated(tmp_path: Path) -> None:
    found, _ = read_one(tmp_path, **{f"{EPISODE}child_protection_plans__start_date": "x"})
    assert [u.kind for u in found.undated] == [EpisodeKind.CHILD_PROTECTION_PLAN]


def test_a_child_without_an_id_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    nameless = {k: v for k, v in FIRST.items() if k != "la_child_id"}
    found = read(written(tmp_path, [nameless, CHILDREN[1]]))
    assert [c.child_id for c in found.cases] == ["ZZ0002"]
    assert [(r.row, r.field) for r in found.refusals] == [(1, "la_child_id")]


def test_fields_that_the_standard_does_not_have_are_named_once(tmp_path: Path) -> None:
    found = read(written(tmp_path, [{**child, "legal_status": "C2"} for child in CHILDREN]))
    assert [n for n in found.notes if "Not fields" in n] == [
        "Not fields of the DfE API, so not read: legal_status."
    ]


def test_a_name_told_twice_is_refused_and_the_first_counts(tmp_path: Path) -> None:
    text = '[{"la_child_id": "A1", "child_details": {"surname": "One", "surname": "Two"}}]'
    found = read(written(tmp_path, text))
    assert found.names == {"A1": "One"}
    assert [r.field for r in found.refusals] == ["child_details/surname"]


def test_of_a_child_told_twice_the_last_counts_and_is_remarked(tmp_path: Path) -> None:
    later = {"la_child_id": "ZZ0001", "child_details": {"surname": "Later"}}
    found = read(written(tmp_path, [FIRST, later]))
    assert found.names == {"ZZ0001": "Later"}
    assert "twice" in " ".join(found.cases[0].remarks)


# --- files that are not what they claim ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "{",
        "[]",
        "[1, 2]",
        '["la_child_id"]',
        "[{]",
        '[{"la_child_id": "A1"}',
        '[{"la_child_id": "A1"}}',
        '[{"la_child_id": "A1"}] and more',
        '[{"la_child_id": "A1"}][{"la_child_id": "A2"}]',
        '[{"la_child_id": "A1"} stray {"la_child_id": "A2"}]',
        '{"children": []}',
        '{"la_child_id": "A1',
        "[" * 100_000,
        '{"a":' * 100_000,
        '["' + "\\" * 99_999,
    ],
)
def test_a_file_that_is_broken_or_something_else_is_refused_in_a_sentence(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(UnreadableError, match=r"children\.json"):
        read(written(tmp_path, text))


@pytest.mark.parametrize(
    "bomb",
    [
        '{"a":' * 2_000 + "1" + "}" * 2_000,
        "[" * 5_000 + "]" * 5_000,
        '{"la_child_id": "B1", "mis_child_id": "' + "x" * 3_000_000 + '"}',
        '{"la_child_id": "B1", "purge": ' + "9" * 10_000 + "}",
        '{"la_child_id": "B1", "purge": }',
        '{"la_child_id": ["B1"]}',
    ],
)
def test_a_child_that_is_a_bomb_or_no_json_is_refused_quickly_and_the_next_is_read(
    tmp_path: Path, bomb: str
) -> None:
    path = written(tmp_path, f"[{bomb}, {json.dumps(FIRST)}]")
    began = time.process_time()
    found = read(path)
    assert time.process_time() - began < 2
    assert [c.child_id for c in found.cases] == ["ZZ0001"]
    assert [r.row for r in found.refusals] == [1]


# --- whatever comes -----------------------------------------------------------------------------------

odd_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**18)
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.sampled_from(["2026-02-30", "1776-07-04", "\0", "𝟚𝟘", "ZZ1 1AA", "2026-01-01T25:61"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(sorted(known_fields())), value=odd_values)
def test_whatever_stands_in_a_field_the_child_is_kept_and_nothing_breaks(
    tmp_path: Path, path: str, value: object
) -> None:
    child = copy.deepcopy(_everything())
    *parents, last = path.split(".")
    at: Any = child
    for name in parents:
        at = at.setdefault(name, {})
        at = at[0] if isinstance(at, list) else at
    at[last] = value
    try:
        found = read(written(tmp_path, [child, CHILDREN[1]]))
    except UnreadableError:  # both would have to be gone
        raise AssertionError("the second child is whole") from None
    ids = {c.child_id for c in found.cases}
    assert "ZZ0002" in ids
    if path not in ("la_child_id", "purge"):
        assert "ZZ0001" in ids
    assert all(r.reason and r.row for r in found.refusals)
