"""Every trap of standards.md section 2 is planted, and the list says where."""

import csv
from collections import Counter

import pytest

ALL = set("abcdefghijk") | {
    "bad_date", "blank_start", "duplicate", "overlap", "encoding", "separator",
}  # fmt: skip


@pytest.fixture(scope="session")
def planted(dirty):
    return dirty["dirt"]


def children(planted, trap, table):
    return {row["child_id"] for row in planted if (row["trap"], row["table"]) == (trap, table)}


def test_the_list_names_every_trap(planted):
    assert {row["trap"] for row in planted} == ALL
    assert list(planted[0]) == ["trap", "table", "child_id", "what"]


def test_the_counts_are_those_of_the_files(dirty):
    for table in dirty.counts:
        if table not in {"ssd_professionals", "ssd_missing"}:
            assert dirty.counts[table] == len(dirty[table]), table


def test_trap_a_the_same_visit_stands_among_the_cin_visits(dirty, planted):
    cp = {row["cppv_cp_visit_id"] for row in dirty["ssd_cp_visits"]}
    twice = [row for row in dirty["ssd_cin_visits"] if row["cinv_cin_visit_id"] in cp]
    care = {(r["clav_person_id"], r["clav_cla_visit_date"]) for r in dirty["ssd_cla_visits"]}
    cin = {(r["cinv_person_id"], r["cinv_cin_visit_date"]) for r in dirty["ssd_cin_visits"]}

    assert {r["cinv_person_id"] for r in twice} == children(planted, "a", "ssd_cp_visits")
    assert children(planted, "a", "ssd_cla_visits") <= {child for child, _ in care & cin}


@pytest.mark.parametrize(
    ("trap", "table", "column", "values"),
    [
        ("b", "ssd_cp_visits", "cppv_cp_plan_id", {""}),
        ("c", "ssd_cp_visits", "cppv_cp_visit_date", {""}),
        ("e", "ssd_involvements", "invo_professional_id", {"-1"}),
        ("f", "ssd_cp_plans", "cppl_cp_plan_latest_category", {"NEG", "EMO", "PHY", "SAB"}),
        ("f", "ssd_cp_visits", "cppv_cp_visit_seen", {"Yes", "1", "TRUE", "yes", "No", "0"}),
        ("h", "ssd_legal_status", "lega_legal_status", {"V3"}),
        ("h", "ssd_legal_status", "lega_legal_status", {"V4"}),
        ("i", "ssd_cp_plans", "cppl_cp_plan_ola", {"Y"}),
        ("bad_date", "ssd_cin_plans", "cinp_cin_plan_start_date", {"31/02/2021"}),
        ("bad_date", "ssd_cp_visits", "cppv_cp_visit_date", {"31/02/2021"}),
        ("blank_start", "ssd_cin_plans", "cinp_cin_plan_start_date", {""}),
        ("blank_start", "ssd_cp_plans", "cppl_cp_plan_start_date", {""}),
    ],
)
def test_a_cell_is_spoilt(dirty, planted, trap, table, column, values):
    assert [row for row in dirty[table] if row[column] in values]
    assert any(row["trap"] == trap for row in planted)


def test_trap_c_a_date_has_a_time_part(dirty):
    assert any(row["cinv_cin_visit_date"].endswith("10:30") for row in dirty["ssd_cin_visits"])


def test_trap_d_two_rows_on_a_day_not_seen_then_seen(dirty, planted):
    rows = dirty["ssd_cp_visits"]
    found = {
        a["cppv_person_id"]
        for a, b in zip(rows, rows[1:], strict=False)
        if a["cppv_person_id"] == b["cppv_person_id"]
        and a["cppv_cp_visit_date"] == b["cppv_cp_visit_date"]
        and (a["cppv_cp_visit_seen"], b["cppv_cp_visit_seen"]) == ("N", "Y")
    }

    assert found == children(planted, "d", "ssd_cp_visits")


def test_trap_e_several_involvements_are_open(dirty, planted):
    rows = [row for row in dirty["ssd_involvements"] if not row["invo_involvement_end_date"]]

    assert children(planted, "e", "ssd_involvements") <= {row["invo_person_id"] for row in rows}


def test_trap_g_plans_of_children_not_yet_born(dirty):
    unborn = [row for row in dirty["ssd_person"] if not row["pers_dob"]]

    assert len({row["pers_expected_dob"] > "2026-03-31" for row in unborn}) == 2


def test_trap_j_adults_have_unclosed_care(dirty, planted):
    born = {row["pers_person_id"]: row["pers_dob"] for row in dirty["ssd_person"]}
    adults = {child for child in dirty.open_children("cla") if "" < born[child] <= "2008-03-31"}

    assert children(planted, "j", "ssd_cla_episodes") == adults


def test_trap_k_visits_stand_only_among_the_cin_visits(dirty, planted):
    lost = children(planted, "k", "ssd_cp_visits")

    assert lost
    assert lost <= {row["cinv_person_id"] for row in dirty["ssd_cin_visits"]}


def test_rows_stand_twice(dirty):
    for table in ("ssd_cp_visits", "ssd_cin_episodes"):
        rows = Counter(tuple(row.values()) for row in dirty[table])
        assert sum(times == 2 for times in rows.values()) == 4


def test_placements_overlap(dirty, planted):
    spans = {}
    found = set()
    for row in dirty["ssd_cla_placement"]:
        before = spans.get(row["clap_cla_id"], "")
        if before > row["clap_cla_placement_start_date"]:
            found.add(row["clap_person_id"])
        spans[row["clap_cla_id"]] = row["clap_cla_placement_end_date"]

    assert children(planted, "overlap", "ssd_cla_placement") == found


def test_one_file_is_in_the_windows_code_page_behind_a_mark(dirty):
    text = (dirty.folder / "ssd_professionals.csv").read_bytes()

    assert text.startswith(b"\xef\xbb\xbfprof_professional_id")
    assert "Zoë O’Connor-Peña" in text.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")


def test_one_file_has_semicolons_and_types_as_text(dirty):
    with (dirty.folder / "ssd_missing.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))

    assert len(rows) == dirty.counts["ssd_missing"]
    assert {"M", "Missing"} <= {row["miss_missing_episode_type"] for row in rows}
