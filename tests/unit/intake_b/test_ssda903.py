"""SSDA903 folders: the public samples, and each kind of dirt in small made-up ones."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from doorstep.facts import CaseFacts, EpisodeKind, EventKind, FactKind, VisitsCarried
from doorstep.intake.extract import Extract, UnreadableError
from doorstep.intake.ssda903 import read_ssda903

Folder = Callable[[Mapping[str, Sequence[str]]], Path]

HEADER = ["1,1,01/05/2012,WBRI,,,"]


def only(extract: Extract) -> CaseFacts:
    (case,) = extract.cases
    return case


def of_kind(case: CaseFacts, kind: EpisodeKind) -> list[tuple[date, date | None, str]]:
    return [(row.start_date, row.end_date, row.code) for row in case.episodes if row.kind is kind]


def row(start: str, reason_new: str, status: str, place: str, end: str = "", rec: str = "") -> str:
    return f"1,{start},{reason_new},{status},N1,{place},PR1,{end},{rec},,,,"


def read(folder: Folder, *episodes: str, **others: Sequence[str]) -> Extract:
    return read_ssda903(folder({"header": HEADER, "episodes": episodes, **others}))


def test_the_sample_of_one_year_is_read_whole(samples: Path) -> None:
    extract = read_ssda903(samples / "ssda903" / "one_year")

    assert len(extract.cases) == 201
    assert {case.visits_carried for case in extract.cases} == {VisitsCarried.NONE}
    assert Counter(row.field for row in extract.refusals) == {"DEC": 133}
    remarks = [remark for case in extract.cases for remark in case.remarks]
    assert sum("overlap" in remark for remark in remarks) == 2
    assert sum("Recorded as died" in remark for remark in remarks) == 9
    (worker,) = extract.cases[-1].involvements
    assert (worker.worker_id, worker.end_date) == ("SW999", date(2020, 1, 3))


def test_the_sample_of_three_years_is_merged_by_child_and_start(samples: Path) -> None:
    extract = read_ssda903(samples / "ssda903" / "three_years")

    assert "Returns of several years were merged: 2017, 2018, 2021." in extract.notes
    assert len(extract.cases) == 120
    reviews = [event for case in extract.cases for event in case.events]
    assert len(reviews) == 931
    case = next(case for case in extract.cases if case.child_id == "109200")
    assert of_kind(case, EpisodeKind.PERIOD_OF_CARE) == [(date(2017, 3, 26), None, "")]
    starts = [start for start, *_ in of_kind(case, EpisodeKind.PLACEMENT)]
    assert len(starts) == len(set(starts))


def test_rows_that_touch_are_one_period_of_care_and_a_gap_begins_another(folder: Folder) -> None:
    case = only(
        read(
            folder,
            row("01/03/2021", "S", "V2", "U6", "01/06/2021", "X1"),
            row("01/06/2021", "P", "V2", "K2", "01/07/2021", "E8"),
            row("01/09/2021", "S", "V2", "U6"),
        )
    )

    assert of_kind(case, EpisodeKind.PERIOD_OF_CARE) == [
        (date(2021, 3, 1), date(2021, 7, 1), ""),
        (date(2021, 9, 1), None, ""),
    ]
    assert case.remarks == ()


def test_a_change_of_legal_status_only_goes_on_with_the_placement(folder: Folder) -> None:
    case = only(
        read(
            folder,
            row("01/03/2021", "S", "C1", "U6", "01/06/2021", "X1"),
            row("01/06/2021", "L", "C2", "U6", "01/08/2021", "X1"),
            row("01/08/2021", "T", "C2", "U4"),
        )
    )

    assert of_kind(case, EpisodeKind.PLACEMENT) == [
        (date(2021, 3, 1), date(2021, 8, 1), "U6"),
        (date(2021, 8, 1), None, "U4"),
    ]
    assert of_kind(case, EpisodeKind.LEGAL_STATUS) == [
        (date(2021, 3, 1), date(2021, 6, 1), "C1"),
        (date(2021, 6, 1), None, "C2"),
    ]


def test_a_change_of_legal_status_that_moves_the_child_is_a_new_placement(folder: Folder) -> None:
    case = only(
        read(
            folder,
            row("01/03/2021", "S", "C1", "U6", "01/06/2021", "X1"),
            row("01/06/2021", "L", "C2", "P1"),
        )
    )

    assert [code for *_, code in of_kind(case, EpisodeKind.PLACEMENT)] == ["U6", "P1"]
    assert case.remarks == (
        "On 2021-06-01 only the legal status changed (RNE L), but the placement did too: it is "
        "taken as a new one (episodes.csv row 3).",
    )


def test_a_closing_reason_without_a_date_ends_where_the_next_begins(folder: Folder) -> None:
    extract = read(
        folder,
        row("01/03/2021", "S", "C1", "U6", "", "X1"),
        row("01/06/2021", "P", "C1", "U5"),
    )

    assert of_kind(only(extract), EpisodeKind.PLACEMENT) == [
        (date(2021, 3, 1), date(2021, 6, 1), "U6"),
        (date(2021, 6, 1), None, "U5"),
    ]
    assert only(extract).remarks == ()
    (refusal,) = extract.refusals
    assert (refusal.file, refusal.row, refusal.field) == ("episodes.csv", 2, "DEC")
    assert refusal.reason == ("blank, though REC is X1; taken as 2021-06-01, where the next begins")


def test_a_closing_reason_without_a_date_or_a_next_episode_stays_open(folder: Folder) -> None:
    extract = read(folder, row("01/03/2021", "S", "C1", "U6", "", "E8"))

    case = only(extract)
    assert of_kind(case, EpisodeKind.PERIOD_OF_CARE) == [(date(2021, 3, 1), None, "")]
    assert case.remarks == (
        "The episode of 2021-03-01 has the closing reason E8 and no end: it is taken as open "
        "(episodes.csv row 2).",
    )


def test_overlaps_and_two_open_episodes_are_remarked_upon_and_kept(folder: Folder) -> None:
    case = only(
        read(folder, row("01/03/2021", "S", "C1", "U6"), row("01/06/2021", "P", "C1", "U5"))
    )

    assert len(of_kind(case, EpisodeKind.PLACEMENT)) == 2
    assert case.remarks == (
        "Episodes of care overlap: one lasts from 2021-03-01 until an unknown day, another begins "
        "on 2021-06-01 (episodes.csv row 2) (episodes.csv row 3).",
        "The child has 2 open episodes of care.",
    )


def test_an_end_before_the_start_is_refused(folder: Folder) -> None:
    extract = read(folder, row("01/03/2021", "S", "C1", "U6", "01/03/2020"))

    assert of_kind(only(extract), EpisodeKind.PERIOD_OF_CARE) == [(date(2021, 3, 1), None, "")]
    assert "is before the start" in extract.refusals[0].reason


@pytest.mark.parametrize(
    ("start", "missing"),
    [
        ("", "DECOM is blank (episodes.csv row 2)"),
        (
            "31/02/2021",
            "DECOM cannot be read: '31/02/2021' is not a date: expected a date as YYYY-MM-DD or "
            "dd/mm/yyyy (episodes.csv row 2)",
        ),
    ],
)
def test_an_episode_without_a_start_is_undated_and_named(
    folder: Folder, start: str, missing: str
) -> None:
    extract = read(folder, row(start, "S", "C1", "U6"))

    (undated,) = only(extract).undated
    assert (undated.kind, undated.missing) == (EpisodeKind.PERIOD_OF_CARE, missing)
    assert [refusal.field for refusal in extract.refusals] == ["DECOM"]


def test_codes_that_are_none_are_refused_and_the_row_kept(folder: Folder) -> None:
    extract = read(folder, row("01/03/2021", "S", "C9", "Q1"))

    case = only(extract)
    assert [row.kind for row in case.episodes] == [
        EpisodeKind.PERIOD_OF_CARE,
        EpisodeKind.PLACEMENT,
    ]
    assert [refusal.field for refusal in extract.refusals] == ["LS", "PLACE"]


def test_a_row_without_a_child_and_a_broken_row_are_refused(folder: Folder) -> None:
    extract = read(
        folder,
        ",01/03/2021,S,C1,N1,U6,PR1,,,,,,",
        "1,01/03/2021",
        row("01/03/2021", "S", "C1", "U6"),
    )

    assert sorted(refusal.row for refusal in extract.refusals) == [2, 3]
    assert len(only(extract).episodes) == 3


def test_a_recorded_death_ends_care_and_the_case(folder: Folder) -> None:
    case = only(read(folder, row("01/03/2021", "S", "C1", "U6", "01/06/2021", "E2")))

    assert case.died == date(2021, 6, 1)


def test_a_death_that_other_episodes_follow_is_not_used(folder: Folder) -> None:
    case = only(
        read(
            folder,
            row("01/03/2021", "S", "C1", "U6", "01/06/2021", "E2"),
            row("01/06/2021", "P", "C1", "U5"),
        )
    )

    assert case.died is None
    assert "the death is not used" in case.remarks[0]


def test_the_later_return_counts_for_the_same_child_and_start(folder: Folder) -> None:
    extract = read_ssda903(
        folder(
            {
                "2020-HEADER": HEADER,
                "2020-Episodes": [row("01/03/2020", "S", "C1", "U6", "", "X1")],
                "2021-header": ["1,1,02/05/2012,WBRI,,,"],
                "2021-episodes": [row("01/03/2020", "S", "C1", "U6", "01/05/2020", "E8")],
            }
        )
    )

    case = only(extract)
    assert of_kind(case, EpisodeKind.PERIOD_OF_CARE) == [(date(2020, 3, 1), date(2020, 5, 1), "")]
    assert extract.refusals == ()
    assert case.born == date(2012, 5, 2)
    assert "which is used" in case.remarks[0]


def test_an_open_episode_that_no_later_return_has_is_remarked_upon(folder: Folder) -> None:
    other = row("01/03/2021", "S", "C1", "U6").replace("1,", "2,", 1)

    extract = read_ssda903(
        folder(
            {
                "header": HEADER,
                "2020-episodes": [row("01/03/2020", "S", "C1", "U6")],
                "2021-episodes": [other],
            }
        )
    )

    assert "no later return has it" in extract.cases[0].remarks[0]
    assert extract.cases[1].remarks == ("No table has a date of birth of the child.",)


def test_days_that_are_none_are_refused_where_they_stand(folder: Folder) -> None:
    extract = read(
        folder,
        row("01/03/2021", "S", "C1", "U6", "30/02/2022", "X1"),
        reviews=["1,01/05/2012,soon,PN3"],
    )

    assert [(row.file, row.field) for row in extract.refusals] == [
        ("episodes.csv", "DEC"),
        ("reviews.csv", "REVIEW"),
    ]
    assert only(extract).episodes[0].end_date is None


def test_missing_counts_and_away_does_not(folder: Folder) -> None:
    extract = read(
        folder,
        missing=[
            "1,01/05/2012,M,04/01/2022,05/01/2022",
            "1,01/05/2012,A,06/01/2022,07/01/2022",
            "1,01/05/2012,X,08/01/2022,",
            "1,01/05/2012,M,,",
        ],
    )

    (event,) = only(extract).events
    assert (event.kind, event.event_date) == (EventKind.MISSING, date(2022, 1, 4))
    assert [(row.row, row.field) for row in extract.refusals] == [(4, "MISSING"), (5, "MIS_START")]


def test_a_review_told_in_two_years_is_one(folder: Folder) -> None:
    review = ["1,01/05/2012,04/01/2022,PN3"]

    extract = read(folder, **{"2021-reviews": review, "2022-reviews": review})

    assert [event.kind for event in only(extract).events] == [EventKind.LOOKED_AFTER_REVIEW]


def test_a_worker_told_in_two_years_has_the_end_of_the_later(folder: Folder) -> None:
    extract = read(
        folder,
        **{
            "2023-SWEpisodes": ["1,01/05/2012,SW1,04/01/2022,,", "1,01/05/2012,,04/01/2022,,"],
            "2024-SWEpisodes": ["1,01/05/2012,SW1,04/01/2022,05/05/2023,MANAGE"],
        },
    )

    (worker,) = only(extract).involvements
    assert (worker.worker_id, worker.end_date) == ("SW1", date(2023, 5, 5))
    assert [refusal.field for refusal in extract.refusals] == ["SW_ID"]


def test_a_birth_comes_from_another_table_if_there_is_no_header(folder: Folder) -> None:
    extract = read_ssda903(
        folder(
            {
                "episodes": [row("01/03/2021", "S", "C1", "U6")],
                "reviews": ["1,01/05/2012,04/01/2022,PN3"],
            }
        )
    )

    assert only(extract).born == date(2012, 5, 1)
    assert any("no header table" in note for note in extract.notes)
    assert any("no OC3 table" in note for note in extract.notes)


def leaver(in_touch: str = "YES", accommodation: str = "U1", born: str = "01/05/2003") -> str:
    return f"1,{born},{in_touch},F1,{accommodation}"


def test_a_care_leaver_starts_when_care_ended(folder: Folder) -> None:
    case = only(
        read_ssda903(
            folder(
                {
                    "episodes": [row("01/03/2019", "S", "C2", "U4", "01/04/2021", "E5")],
                    "oc3": [leaver(accommodation="T2")],
                }
            )
        )
    )

    assert of_kind(case, EpisodeKind.CARE_LEAVER) == [(date(2021, 4, 1), date(2028, 5, 1), "")]
    assert [(fact.kind, fact.start_date) for fact in case.facts] == [
        (FactKind.SEMI_INDEPENDENT, date(2021, 4, 1))
    ]


def test_a_care_leaver_whose_care_is_not_told_starts_at_18(folder: Folder) -> None:
    case = only(read_ssda903(folder({"episodes": [], "oc3": [leaver(accommodation="0")]})))

    assert of_kind(case, EpisodeKind.CARE_LEAVER) == [(date(2021, 5, 1), date(2028, 5, 1), "")]
    assert case.episodes[0].detail == ""


def test_a_care_leaver_without_a_birth_is_undated(folder: Folder) -> None:
    extract = read_ssda903(folder({"episodes": [], "oc3": [leaver(born="")]}))

    (undated,) = only(extract).undated
    assert undated.missing == (
        "neither the day care ended nor a date of birth is known (oc3.csv row 2)"
    )


def test_a_care_leaver_past_25_or_who_died_has_no_status(folder: Folder) -> None:
    past = row("01/03/2019", "S", "C2", "U4", "01/04/2021", "E5")

    old = only(read_ssda903(folder({"episodes": [past], "oc3": [leaver(born="01/05/1990")]})))
    dead = only(read_ssda903(folder({"episodes": [past], "oc3": [leaver("DIED")]})))

    assert of_kind(old, EpisodeKind.CARE_LEAVER) == []
    assert "past the 25th birthday" in old.remarks[0]
    assert of_kind(dead, EpisodeKind.CARE_LEAVER) == []
    assert "Recorded as died" in dead.remarks[0]


def test_an_accommodation_that_is_none_is_refused(folder: Folder) -> None:
    extract = read_ssda903(folder({"episodes": [], "oc3": [leaver(accommodation="Q7")]}))

    assert [refusal.field for refusal in extract.refusals] == ["ACCOM"]
    assert len(only(extract).episodes) == 1


def test_marks_separators_and_old_encodings_do_not_matter(tmp_path: Path) -> None:
    lines = "child;decom;rne;ls;place;place_provider;dec;rec;carer\n"
    lines += "1;01/03/2021;S;C1;U6;PR1;;;Zoë\n"
    (tmp_path / "EPISODES.CSV").write_bytes(lines.encode("cp1252"))
    (tmp_path / "Header.csv").write_bytes(b"\xef\xbb\xbfCHILD,DOB\r\n1,01/05/2012\r\n")

    case = only(read_ssda903(tmp_path))

    assert case.born == date(2012, 5, 1)
    assert len(case.episodes) == 3


def test_a_folder_without_episodes_is_refused(folder: Folder) -> None:
    with pytest.raises(UnreadableError, match="holds no table of episodes"):
        read_ssda903(folder({"header": HEADER}))


def test_a_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "episodes.csv"
    path.touch()

    with pytest.raises(UnreadableError, match="is not a folder"):
        read_ssda903(path)


def test_two_tables_of_one_year_are_refused(folder: Folder) -> None:
    with pytest.raises(UnreadableError, match="are both the episodes of one year"):
        read_ssda903(folder({"episodes": [], "episodes copy": []}))


def test_a_table_without_a_column_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "episodes.csv").write_text("CHILD,DECOM,RNE,PLACE\n", encoding="utf-8")

    with pytest.raises(
        UnreadableError, match=r"episodes.csv has no column LS, PLACE_PROVIDER, DEC, REC"
    ):
        read_ssda903(tmp_path)


def test_a_table_with_a_formula_is_refused(folder: Folder) -> None:
    with pytest.raises(UnreadableError, match="formula in row 2"):
        read(folder, row("=A1+1", "S", "C1", "U6"))
