"""The traps of real SSD extracts, a to k, and vendors' drift."""

from datetime import date
from pathlib import Path

import pytest
from unit.intake.ssd_files import (
    ANN,
    care_row,
    cin_visit,
    cla_visit,
    cp_plan,
    cp_visit,
    only_case,
    read_ssd,
    refused,
    the_refusal,
    write_ssd,
    write_table,
)

from doorstep.facts import EpisodeKind, EventKind, Undated
from doorstep.intake import read


def kinds(case):
    return [episode.kind for episode in case.episodes]


def test_a_visit_under_one_id_in_two_tables_is_the_child_protection_one(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd", cp_visits=[cp_visit("x")], cin_visits=[cin_visit("x"), cin_visit("y")]
    )
    found = [(visit.visit_id, visit.source) for visit in only_case(extract).visits]
    assert found == [("x", "ssd_cp_visits"), ("y", "ssd_cin_visits")]
    assert "1 visits stood in two tables and were counted once" in extract.notes


def test_one_note_of_two_children_stays_with_each(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[ANN, {"pers_person_id": "C2"}],
        cp_visits=[cp_visit("x")],
        cin_visits=[cin_visit("x", cinv_person_id="C2")],
    )
    assert [len(case.visits) for case in extract.cases] == [1, 1]


def test_a_looked_after_visit_in_the_other_table_adds_what_it_knows(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cla_visits=[cla_visit(clav_cla_visit_seen="N")],
        cin_visits=[cin_visit(cinv_cin_visit_seen_alone="Y", cinv_cin_visit_bedroom="N")],
    )
    (visit,) = only_case(extract).visits
    assert (visit.source, visit.visit_id) == ("ssd_cla_visits", "l1")
    assert (visit.seen, visit.seen_alone, visit.bedroom_seen) == (True, True, False)


def test_a_refused_protection_visit_does_not_hide_the_good_one(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd", cp_visits=[cp_visit("x", "bad")], cin_visits=[cin_visit("x")]
    )
    assert [visit.source for visit in only_case(extract).visits] == ["ssd_cin_visits"]


def test_a_visit_without_a_plan_id_counts(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_visits=[cp_visit(cppv_cp_plan_id="")])
    assert len(only_case(extract).visits) == 1


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("", "blank"),
        ("31/02/2022", "not a date"),
        ("17/01/22", "not a date"),
        ("44578", "not a date"),
        ("1022-01-17", "century"),
        ("3022-01-17", "century"),
    ],
)
def test_a_visit_without_a_real_date_is_refused_and_the_rest_go_on(
    tmp_path: Path, cell: str, why: str
) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_visits=[cp_visit("v0", cell), cp_visit("v1")])
    assert [visit.visit_id for visit in only_case(extract).visits] == ["v1"]
    refusal = the_refusal(extract)
    assert (refusal.file, refusal.row, refusal.field, refusal.child_id) == (
        "ssd_cp_visits.csv",
        2,
        "cppv_cp_visit_date",
        "C1",
    )
    assert why in refusal.reason
    assert "not counted" in refusal.reason


def test_two_rows_on_a_day_both_stand(tmp_path: Path) -> None:
    rows = [cp_visit("v1", cppv_cp_visit_seen="N"), cp_visit("v2", cppv_cp_visit_seen="Y")]
    extract = read_ssd(tmp_path / "ssd", cp_visits=rows)
    assert [visit.seen for visit in only_case(extract).visits] == [False, True]


def test_a_flag_nobody_understands_is_refused_and_the_visit_stays(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_visits=[cp_visit(cppv_cp_visit_seen_alone="perhaps")])
    assert only_case(extract).visits[0].seen_alone is None
    assert refused(extract) == [("ssd_cp_visits.csv", 2, "cppv_cp_visit_seen_alone")]


def involvement(worker: str, role: str = "CW", **more: str):
    return {
        "invo_person_id": "C1",
        "invo_professional_id": worker,
        "invo_professional_role_id": role,
        "invo_involvement_start_date": "2021-05-01",
        **more,
    }


def test_several_involvements_stand_and_nobody_is_skipped(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        involvements=[
            involvement("W1", invo_professional_team="T1"),
            involvement("-1"),
            involvement("W2", "IRO"),
            involvement("W3", "Allocated Social Worker"),
            involvement("W4", ""),
        ],
        professionals=[{"prof_professional_id": "W1", "prof_professional_name": "Jo Poe"}],
        department=[{"dept_team_id": "T1", "dept_team_name": "North"}],
    )
    found = only_case(extract).involvements
    assert [(row.worker, row.team, row.allocated) for row in found] == [
        ("Jo Poe", "North", True),
        ("W2", "", False),
        ("W3", "", True),
        ("W4", "", True),
    ]
    assert any("name no worker (-1 or blank)" in note for note in extract.notes)


def test_without_involvements_the_workers_of_plans_are_used(tmp_path: Path) -> None:
    plan = {
        "cinp_person_id": "C1",
        "cinp_cin_plan_start_date": "2022-01-10",
        "cinp_cin_plan_worker_id": "W9",
    }
    extract = read_ssd(tmp_path / "ssd", cin_plans=[plan])
    assert [row.worker_id for row in only_case(extract).involvements] == ["W9"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NEG", "NEG"),
        ("Neglect", "NEG"),
        ("Sexual abuse", "SAB"),
        ("Multiple: Neglect, Physical abuse", "MUL"),
        ("Neglect and physical abuse", "MUL"),
        ("emo", "EMO"),
    ],
)
def test_a_category_of_abuse_is_read_from_code_or_words(
    tmp_path: Path, written: str, code: str
) -> None:
    plan = cp_plan(cppl_cp_plan_latest_category=written)
    extract = read_ssd(tmp_path / "ssd", cp_plans=[plan])
    assert only_case(extract).episodes[0].code == code
    assert extract.refusals == ()


def test_an_unknown_category_is_kept_as_written_and_reported(tmp_path: Path) -> None:
    plan = cp_plan(cppl_cp_plan_latest_category="Local 7")
    extract = read_ssd(tmp_path / "ssd", cp_plans=[plan])
    assert only_case(extract).episodes[0].code == "Local 7"
    assert the_refusal(extract).field == "cppl_cp_plan_latest_category"


@pytest.mark.parametrize(
    ("written", "count"),
    [("M", 1), ("Missing from care", 1), ("A", 0), ("Away from placement", 0), ("odd", 0)],
)
def test_missing_is_told_from_away(tmp_path: Path, written: str, count: int) -> None:
    row = {
        "miss_person_id": "C1",
        "miss_missing_episode_start_date": "2022-01-05 22:15",
        "miss_missing_episode_type": written,
    }
    extract = read_ssd(tmp_path / "ssd", missing=[row])
    events = only_case(extract).events
    assert [event.kind for event in events] == [EventKind.MISSING] * count
    assert all(event.event_at and event.event_at.hour == 22 for event in events)
    assert len(extract.refusals) == (written == "odd")


def test_an_unborn_child_has_a_plan_and_an_expected_date(tmp_path: Path) -> None:
    person = {"pers_person_id": "C1", "pers_expected_dob": "2022-06-01"}
    extract = read_ssd(tmp_path / "ssd", person=[person], cp_plans=[cp_plan("2022-02-01")])
    case = only_case(extract)
    assert (case.born, case.expected) == (None, date(2022, 6, 1))
    assert kinds(case) == [EpisodeKind.CHILD_PROTECTION_PLAN]


def test_a_respite_status_keeps_its_code(tmp_path: Path) -> None:
    row = {
        "lega_person_id": "C1",
        "lega_legal_status": "V4: Short breaks",
        "lega_legal_status_start_date": "2022-01-01",
    }
    extract = read_ssd(tmp_path / "ssd", legal_status=[row])
    assert only_case(extract).episodes[0].code == "V4"


def test_another_authoritys_plan_is_a_kind_of_its_own(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_plans=[cp_plan(cppl_cp_plan_ola="Y")])
    assert kinds(only_case(extract)) == [EpisodeKind.OTHER_AUTHORITY_PLAN]


def test_an_adult_whose_care_nobody_closed_is_still_a_care_leaver(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[{"pers_person_id": "C1", "pers_dob": "2002-02-28"}],
        cla_episodes=[care_row()],
        care_leavers=[{"clea_person_id": "C1", "clea_care_leaver_eligibility": "Former Relevant"}],
    )
    care, status = only_case(extract).episodes
    assert (care.kind, care.end_date) == (EpisodeKind.PERIOD_OF_CARE, None)
    assert (status.start_date, status.end_date) == (date(2020, 2, 28), date(2027, 2, 28))


def test_a_visit_that_only_the_child_in_need_table_kept_counts(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cp_plans=[cp_plan()],
        cp_visits=[],
        cin_visits=[cin_visit("CNSTATCOVID-1")],
    )
    assert [visit.source for visit in only_case(extract).visits] == ["ssd_cin_visits"]


def test_mosaic_names_and_links_are_understood(tmp_path: Path) -> None:
    folder = write_ssd(
        tmp_path / "ssd",
        cla_episodes=[care_row()],
        cp_plans=[cp_plan()],
        cin_episodes=[
            {
                "cine_referral_id": "R1",
                "cine_person_id": "C1",
                "cine_referral_date": "2020-01-01",
                "cine_close_date": "2020-02-01",
            }
        ],
    )
    tables = {
        "ssd_cin_plans": (
            "cin_plan_id cinp_person_id cinp_cin_plan_start_date",
            {"cin_plan_id": "P", "cinp_person_id": "C1", "cinp_cin_plan_start_date": "2022-01-01"},
        ),
        "ssd_cin_visits": (
            "cinv_cin_visit_id cinv_cin_plan_id cinv_cin_visit_date",
            {"cinv_cin_plan_id": "P", "cinv_cin_visit_date": "2022-01-02"},
        ),
        "ssd_cp_visits": (
            "cppv_cp_plan_id cppv_cp_visit_date",
            {"cppv_cp_plan_id": "p1", "cppv_cp_visit_date": "2022-01-03"},
        ),
        "ssd_cp_reviews": (
            "person_id due_date actual_date",
            {"person_id": "C1", "due_date": "2022-02-01", "actual_date": "2022-02-02"},
        ),
        "ssd_cla_placement": (
            "clap_cla_id clap_cla_placement_start_date clap_cla_placement_type",
            {
                "clap_cla_id": "L1",
                "clap_cla_placement_start_date": "2020-01-06",
                "clap_cla_placement_type": "U6",
            },
        ),
        "ssd_cla_reviews": (
            "clar_cla_person_id clar_cla_review_date",
            {"clar_cla_person_id": "C1", "clar_cla_review_date": "2020-02-01"},
        ),
        "ssd_involvements": (
            "invo_referral_id invo_professional_id invo_involvement_start_date",
            {
                "invo_referral_id": "R1",
                "invo_professional_id": "W1",
                "invo_involvement_start_date": "2020-01-01",
            },
        ),
    }
    for table, (header, row) in tables.items():
        write_table(folder, table, [row], header=header)
    extract = read(folder)
    case = only_case(extract)
    assert extract.refusals == ()
    assert {visit.source for visit in case.visits} == {"ssd_cin_visits", "ssd_cp_visits"}
    assert EpisodeKind.PLACEMENT in kinds(case)
    assert EpisodeKind.CHILD_IN_NEED_PLAN in kinds(case)
    assert {event.kind for event in case.events} == {
        EventKind.REVIEW_CONFERENCE,
        EventKind.LOOKED_AFTER_REVIEW,
    }
    assert case.involvements[0].worker_id == "W1"
    missing = next(note for note in extract.notes if "ssd_cp_visits" in note and "Columns" in note)
    assert "cppv_person_id" in missing


def test_a_row_that_names_no_child_is_refused(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd", cp_visits=[cp_visit(cppv_person_id="", cppv_cp_plan_id="gone")]
    )
    assert refused(extract) == [("ssd_cp_visits.csv", 2, "cppv_person_id")]
    assert "cppv_cp_plan_id leads to no one child" in the_refusal(extract).reason


def test_a_table_that_can_name_no_child_is_refused_once(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    rows = [{"cppv_cp_visit_date": "2022-01-03"}] * 3
    write_table(folder, "ssd_cp_visits", rows, header="cppv_cp_visit_date cppv_cp_visit_seen")
    refusal = the_refusal(read(folder))
    assert (refusal.row, refusal.field) == (1, "cppv_person_id")
    assert "none of 3 rows" in refusal.reason


def test_a_child_that_only_other_tables_name_is_a_case_with_a_remark(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_plans=[cp_plan(cppl_person_id="C9")])
    assert [case.child_id for case in extract.cases] == ["C1", "C9"]
    assert "no row in ssd_person" in extract.cases[1].remarks[0]


def test_a_person_in_two_rows_is_read_once(tmp_path: Path) -> None:
    rows = [{**ANN, "pers_dob": "2015-03-01"}, {**ANN, "pers_dob": "2016-03-01"}]
    extract = read_ssd(tmp_path / "ssd", person=rows)
    assert only_case(extract).born == date(2015, 3, 1)
    assert refused(extract) == [("ssd_person.csv", 3, "pers_person_id")]


@pytest.mark.parametrize("cell", ["", "nonsense", "2022-13-01"])
def test_a_plan_without_a_start_cannot_be_judged_and_is_never_dropped(
    tmp_path: Path, cell: str
) -> None:
    rows = [cp_plan(cell, "2022-05-01"), cp_plan("2021-01-01", "2021-05-01")]
    extract = read_ssd(tmp_path / "ssd", cp_plans=rows)
    case = only_case(extract)
    (undated,) = case.undated
    assert isinstance(undated, Undated)
    assert (undated.kind, undated.end_date, undated.code) == (
        EpisodeKind.CHILD_PROTECTION_PLAN,
        date(2022, 5, 1),
        "NEG",
    )
    assert "cppl_cp_plan_start_date" in undated.missing
    assert "(ssd_cp_plans.csv row 2)" in undated.missing
    assert refused(extract) == [("ssd_cp_plans.csv", 2, "cppl_cp_plan_start_date")]
    assert len(case.episodes) == 1


@pytest.mark.parametrize("cell", ["nonsense", "2021-12-31", "9999-12-31"])
def test_an_end_that_cannot_be_is_refused_and_the_plan_is_taken_as_open(
    tmp_path: Path, cell: str
) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_plans=[cp_plan("2022-01-10", cell)])
    assert only_case(extract).episodes[0].end_date is None
    refusal = the_refusal(extract)
    assert refusal.field == "cppl_cp_plan_end_date"
    assert "taken as open" in refusal.reason


def test_a_missing_table_of_visits_is_said_and_the_children_are_judged_on_the_rest(
    tmp_path: Path,
) -> None:
    extract = read_ssd(tmp_path / "ssd", cp_visits=[], cin_visits=[])

    assert only_case(extract).visits_carried == "all"
    assert any("Without ssd_cla_visits" in note for note in extract.notes)
