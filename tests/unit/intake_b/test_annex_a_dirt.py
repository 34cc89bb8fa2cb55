"""Annex A, one kind of dirt or disagreement at a time, in made-up workbooks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from doorstep.facts import CaseFacts, Episode, EpisodeKind, FactKind
from doorstep.intake.annex_a import read_annex_a
from doorstep.intake.extract import Extract

Workbook = Callable[[Mapping[int, Sequence[Mapping[str, object]]]], Path]

BORN = date(2012, 5, 1)
PLAN = {"child_id": 7, "date_of_birth": BORN, "plan_start": date(2022, 1, 10)}
CARE = {
    "child_id": 8,
    "date_of_birth": BORN,
    "care_start": date(2021, 3, 1),
    "status_start": date(2021, 3, 1),
    "legal_status": "V2: Single period under S20",
    "placement_start": date(2021, 6, 1),
    "placement_type": "zz) T4: Temporary placement - seven days or less",
}
NEED = {
    "child_id": 6,
    "date_of_birth": BORN,
    "need_start": date(2021, 9, 1),
    "case_status": "c) Child in need plan",
}


def only(extract: Extract) -> CaseFacts:
    (case,) = extract.cases
    return case


def episode(case: CaseFacts, kind: EpisodeKind) -> Episode:
    return next(episode for episode in case.episodes if episode.kind is kind)


def refused(extract: Extract) -> list[tuple[str, str]]:
    return [(row.field, row.reason) for row in extract.refusals]


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        (None, "Child Protection Plan Start Date is blank (annex.xlsx, List 7, row 2)"),
        (
            "31/02/2022",
            "Child Protection Plan Start Date cannot be read: '31/02/2022' is not a date: expected "
            "a date as YYYY-MM-DD or dd/mm/yyyy (annex.xlsx, List 7, row 2)",
        ),
        (
            "#REF!",
            "Child Protection Plan Start Date cannot be read: #REF! is an error in the workbook: "
            "look the value up and save it (annex.xlsx, List 7, row 2)",
        ),
    ],
)
def test_a_plan_without_a_start_is_undated_and_named(
    workbook: Workbook, cell: object, named: str
) -> None:
    extract = read_annex_a(workbook({7: [{**PLAN, "plan_start": cell}]}))

    (undated,) = only(extract).undated
    assert (undated.kind, undated.missing) == (EpisodeKind.CHILD_PROTECTION_PLAN, named)
    assert [row.field for row in extract.refusals] == ["Child Protection Plan Start Date"]


def test_the_worker_of_an_undated_plan_is_there_from_the_last_day_the_row_tells(
    workbook: Workbook,
) -> None:
    row = {**PLAN, "plan_start": None, "last_visit": date(2022, 2, 1), "worker": "Amy Otieno"}

    extract = read_annex_a(workbook({7: [row]}))

    assert only(extract).involvements[0].start_date == date(2022, 2, 1)


def test_a_visit_date_that_cannot_be_read_is_refused(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({7: [{**PLAN, "last_visit": "last Tuesday"}]}))

    assert only(extract).visits == ()
    ((field, reason),) = refused(extract)
    assert field == "Date of the Last Statutory Visit"
    assert "'last Tuesday' is not a date" in reason


def test_a_number_in_a_column_of_dates_is_refused_not_guessed(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({7: [{**PLAN, "last_visit": 44600}]}))

    assert "'44600' is not a date" in extract.refusals[0].reason


def test_a_day_of_an_impossible_century_is_refused(workbook: Workbook) -> None:
    row = {**PLAN, "last_visit": date(9999, 12, 31), "date_of_birth": date(9998, 1, 1)}

    extract = read_annex_a(workbook({7: [row]}))

    case = only(extract)
    assert (case.born, case.visits) == (None, ())
    assert [row.field for row in extract.refusals] == [
        "Date of Birth",
        "Date of the Last Statutory Visit",
    ]


def test_a_yes_or_no_and_a_category_that_are_neither_are_refused(workbook: Workbook) -> None:
    row = {**PLAN, "seen_alone": "mostly", "latest_category": "Worry", "age": "ten"}

    extract = read_annex_a(workbook({7: [row]}))

    assert only(extract).episodes[0].code == ""
    assert [row.field for row in extract.refusals] == [
        "Latest Category of Abuse",
        "Was the Child Seen Alone?",
    ]


def test_dates_may_be_text_or_have_a_time(workbook: Workbook) -> None:
    row = {**PLAN, "plan_start": "10/01/2022", "last_visit": datetime(2022, 1, 17, 14, 30)}

    case = only(read_annex_a(workbook({7: [row]})))

    assert case.episodes[0].start_date == date(2022, 1, 10)
    assert case.visits[0].visit_date == date(2022, 1, 17)


def test_an_end_before_the_start_is_refused_and_the_plan_stays_open(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({7: [{**PLAN, "plan_end": date(2021, 1, 10)}]}))

    assert only(extract).episodes[0].end_date is None
    assert extract.refusals[0].reason == (
        "2021-01-10 is before the start 2022-01-10; it is taken as open"
    )


def test_seen_alone_unknown_is_not_known(workbook: Workbook) -> None:
    row = {**PLAN, "last_visit": date(2022, 1, 17), "seen_alone": "c) Unknown"}

    extract = read_annex_a(workbook({7: [row]}))

    assert only(extract).visits[0].seen_alone is None
    assert extract.refusals == ()


def test_a_row_without_a_child_is_refused_and_the_next_is_read(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({7: [{**PLAN, "child_id": None}, {}, PLAN]}))

    assert only(extract).child_id == "7"
    assert [(row.row, row.field) for row in extract.refusals] == [(2, "Child Unique ID")]


def test_row_numbers_are_those_of_the_spreadsheet_below_a_title(
    workbook: Workbook, tmp_path: Path
) -> None:
    import openpyxl

    path = workbook({7: [{**PLAN, "plan_start": None}]})
    book = openpyxl.load_workbook(path)
    book["List 7"].insert_rows(1, 3)
    book["List 7"]["A1"] = "Annex A, as at 31 March"
    book.save(path)

    assert read_annex_a(path).refusals[0].row == 5


def test_headings_may_have_other_case_quotes_brackets_and_spaces(workbook: Workbook) -> None:
    import openpyxl

    path = workbook({8: [CARE]})
    book = openpyxl.load_workbook(path)
    sheet = book["List 8"]
    for cell in sheet[1]:
        cell.value = f" {str(cell.value).upper().replace(chr(39), chr(8217))} )) "
    sheet.title = "Annex A - list_08"
    book.save(path)

    assert episode(only(read_annex_a(path)), EpisodeKind.LEGAL_STATUS).code == "V2"


def test_an_authority_can_name_its_own_headings(workbook: Workbook, tmp_path: Path) -> None:
    import openpyxl

    path = workbook({7: [PLAN]})
    book = openpyxl.load_workbook(path)
    book["List 7"]["A1"] = "LCS number"
    book.save(path)
    shipped = Path(read_annex_a.__code__.co_filename).with_name("annex_a_columns.csv")
    columns = tmp_path / "columns.csv"
    columns.write_text(
        shipped.read_text(encoding="utf-8") + "all,child_id,yes,LCS Number\n", encoding="utf-8"
    )

    assert only(read_annex_a(path, columns=columns)).child_id == "7"


def test_codes_are_found_inside_labels(workbook: Workbook) -> None:
    row = {**CARE, "placement_provider": "e) PR4 - Private provision"}

    placement = episode(only(read_annex_a(workbook({8: [row]}))), EpisodeKind.PLACEMENT)

    assert (placement.code, placement.detail) == ("T4", "PR4")


def test_care_without_a_legal_status_stays_and_is_remarked_upon(workbook: Workbook) -> None:
    row = {**CARE, "legal_status": "Section 20-ish"}

    extract = read_annex_a(workbook({8: [row]}))

    kinds = [row.kind for row in only(extract).episodes]
    assert kinds == [EpisodeKind.PERIOD_OF_CARE, EpisodeKind.PLACEMENT]
    assert "no legal status that can be read" in only(extract).remarks[0]
    assert extract.refusals[0].field == "Child's Legal Status"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"placement_location": "b) Out"}, FactKind.PLACED_OUT_OF_COUNTY),
        ({"placement_location": "Out LA"}, FactKind.PLACED_OUT_OF_COUNTY),
        (
            {"placement_authority": "WAL - Child placed in Wales"},
            FactKind.PLACED_OUT_OF_COUNTY,
        ),
        ({"permanence_plan": "f) Long-term fostering"}, FactKind.PLACED_UNTIL_18),
    ],
)
def test_circumstances_of_a_placement_hold_from_its_start(
    workbook: Workbook, told: dict[str, str], kind: FactKind
) -> None:
    (fact,) = only(read_annex_a(workbook({8: [{**CARE, **told}]}))).facts

    assert (fact.kind, fact.start_date) == (kind, date(2021, 6, 1))


def test_a_placement_in_the_area_is_no_circumstance(workbook: Workbook) -> None:
    row = {**CARE, "placement_location": "a) In", "permanence_plan": "a) Return to family"}

    assert only(read_annex_a(workbook({8: [row]}))).facts == ()


def test_someone_over_18_by_the_age_column_is_remarked_upon(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({8: [{**CARE, "date_of_birth": None, "age": 18.4}]}))

    assert only(extract).remarks == (
        "The child has no date of birth (annex.xlsx, List 8, row 2).",
        "The child is over 18, and the row is open (annex.xlsx, List 8, row 2).",
    )


def test_two_dates_of_birth_are_remarked_upon_and_the_first_is_kept(workbook: Workbook) -> None:
    other = {**PLAN, "child_id": 8, "date_of_birth": date(2013, 1, 1)}

    case = only(read_annex_a(workbook({7: [other], 8: [CARE]})))

    assert case.born == date(2013, 1, 1)
    assert case.remarks == (
        "Another date of birth, 1 May 2012, stands here: the first is kept (1 January 2013) "
        "(annex.xlsx, List 8, row 2).",
    )


def test_a_referral_with_no_further_action_is_not_open(workbook: Workbook) -> None:
    row = {"child_id": 3, "referral_date": date(2022, 1, 4), "no_further_action": "a) Yes"}

    (referral,) = only(read_annex_a(workbook({3: [row]}))).episodes

    assert (referral.start_date, referral.end_date) == (date(2022, 1, 4), date(2022, 1, 5))


def test_a_referral_that_list_6_holds_too_is_told_once(workbook: Workbook) -> None:
    referral = {"child_id": 6, "referral_date": date(2021, 9, 1), "no_further_action": "b) No"}
    closed = {**NEED, "need_end": date(2022, 1, 31), "case_status": "e) Closed episode"}

    case = only(read_annex_a(workbook({3: [referral], 6: [closed]})))

    assert [row[:3] for row in case.episodes] == [
        (EpisodeKind.REFERRAL, date(2021, 9, 1), date(2022, 1, 31))
    ]


def test_a_referral_just_before_the_episode_of_list_6_closes_with_it(workbook: Workbook) -> None:
    referral = {"child_id": 6, "referral_date": date(2021, 8, 30)}
    closed = {**NEED, "need_end": date(2022, 1, 31), "case_status": "e) Closed episode"}

    case = only(read_annex_a(workbook({3: [referral], 6: [closed]})))

    assert [row.end_date for row in case.episodes] == [date(2022, 1, 31)] * 2


def test_a_case_status_that_its_list_does_not_bear_out_cannot_be_judged(
    workbook: Workbook,
) -> None:
    extract = read_annex_a(workbook({6: [{**NEED, "case_status": "a) Looked after child"}]}))

    (undated,) = only(extract).undated
    assert (undated.kind, undated.missing) == (
        EpisodeKind.PERIOD_OF_CARE,
        "Case Status is 'looked after child', but List 8 holds no such open row "
        "(annex.xlsx, List 6, row 2)",
    )
    assert extract.refusals[0].field == "Case Status"


def test_a_case_status_that_its_list_bears_out_is_silent(workbook: Workbook) -> None:
    row = {**NEED, "child_id": 8, "case_status": "a) Looked after child"}

    extract = read_annex_a(workbook({6: [row], 8: [CARE]}))

    assert only(extract).undated == ()
    assert extract.refusals == ()


def test_a_case_status_that_is_none_is_refused(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({6: [{**NEED, "case_status": "z) Pending"}]}))

    assert refused(extract) == [("Case Status", "'pending' is not a case status of Annex A")]


def test_a_closed_case_without_a_closing_date_is_remarked_upon(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({6: [{**NEED, "case_status": "e) Closed episode"}]}))

    assert "there is no CIN Closure Date" in only(extract).remarks[0]


def test_an_assessment_ends_when_it_is_authorised(workbook: Workbook) -> None:
    row = {
        "child_id": 4,
        "assessment_start": date(2022, 1, 4),
        "assessment_end": date(2022, 2, 1),
        "disability": "a) Yes",
    }

    case = only(read_annex_a(workbook({4: [row]})))

    assert [row[:3] for row in case.episodes] == [
        (EpisodeKind.ASSESSMENT, date(2022, 1, 4), date(2022, 2, 1)),
        (EpisodeKind.DISABILITY, date(2022, 1, 4), None),
    ]


def leaver(**told: object) -> dict[str, object]:
    return {
        "child_id": 8,
        "date_of_birth": date(2003, 5, 1),
        "eligibility": "b) Former relevant child",
        **told,
    }


def test_a_care_leaver_starts_when_care_ended_and_may_live_semi_independently(
    workbook: Workbook,
) -> None:
    care = {**CARE, "date_of_birth": date(2003, 5, 1), "care_end": date(2021, 4, 1)}
    row = leaver(accommodation="D: Semi-independent, transitional accommodation")

    case = only(read_annex_a(workbook({8: [{**care, "placement_start": None}], 9: [row]})))

    status = episode(case, EpisodeKind.CARE_LEAVER)
    assert (status.start_date, status.end_date) == (date(2021, 4, 1), date(2028, 5, 1))
    assert status.detail == "D"
    assert [fact.kind for fact in case.facts] == [FactKind.SEMI_INDEPENDENT]


def test_a_care_leaver_without_a_date_of_birth_is_undated(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({9: [leaver(date_of_birth=None)]}))

    (undated,) = only(extract).undated
    assert undated.kind is EpisodeKind.CARE_LEAVER
    assert "date of birth" in undated.missing


def test_no_current_eligibility_is_no_status(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({9: [leaver(eligibility="No current eligibility")]}))

    assert only(extract).episodes == ()
    assert "without a current eligibility" in only(extract).remarks[0]


def test_an_eligibility_that_cannot_be_read_leaves_a_care_leaver(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({9: [leaver(eligibility="b")]}))

    assert [row.kind for row in only(extract).episodes] == [EpisodeKind.CARE_LEAVER]
    assert extract.refusals[0].field == "Eligibility Category"


def test_a_care_leaver_who_died_has_no_status(workbook: Workbook) -> None:
    extract = read_annex_a(workbook({9: [leaver(in_touch="c) Died")]}))

    assert only(extract).episodes == ()
    assert "died" in only(extract).remarks[0]


def test_a_qualifying_care_leaver_still_looked_after_has_no_status(workbook: Workbook) -> None:
    row = leaver(eligibility="c) Qualifying care leaver", date_of_birth=BORN)

    case = only(read_annex_a(workbook({8: [CARE], 9: [row]})))

    assert EpisodeKind.CARE_LEAVER not in {row.kind for row in case.episodes}
    assert "still looked after" in case.remarks[0]


def test_a_care_leaver_under_18_whose_care_has_no_end_is_remarked_upon(
    workbook: Workbook,
) -> None:
    row = leaver(eligibility="a) Relevant child", date_of_birth=date(2004, 5, 1), age=17)

    case = only(read_annex_a(workbook({9: [row]})))

    assert case.episodes[0].start_date == date(2022, 5, 1)
    assert "not yet 18" in case.remarks[0]


def test_a_list_and_a_column_that_are_not_there_are_noted(workbook: Workbook) -> None:
    import openpyxl

    path = workbook({7: [PLAN]})
    book = openpyxl.load_workbook(path)
    sheet = book["List 7"]
    alone = next(cell.column for cell in sheet[1] if cell.value == "Was the Child Seen Alone?")
    sheet.delete_cols(alone)
    book.save(path)

    notes = read_annex_a(path).notes

    assert "List 7 has no column Was the Child Seen Alone?: it is taken as not known." in notes
    assert any(note.startswith("Not in the workbook: List 3, List 4") for note in notes)
