"""The public Annex A sample: what is in it, and every kind of dirt."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from doorstep.facts import CaseFacts, EpisodeKind, EventKind, Role, VisitsCarried, VisitType
from doorstep.intake.annex_a import read_annex_a
from doorstep.intake.extract import Extract


@pytest.fixture(scope="module")
def extract() -> Extract:
    samples = Path(__file__).parents[2] / "samples"
    return read_annex_a(samples / "annex_a" / "Annex_A.xlsx")


def case(extract: Extract, child_id: str) -> CaseFacts:
    return next(case for case in extract.cases if case.child_id == child_id)


def test_every_child_of_lists_3_to_9_is_a_case_in_order(extract: Extract) -> None:
    ids = [case.child_id for case in extract.cases]

    assert len(ids) == 38
    assert ids == sorted(ids)
    assert extract.names == {}
    assert extract.source == "Annex A"


def test_only_the_last_visit_is_known_and_no_contact_with_care_leavers(extract: Extract) -> None:
    told = {case.visits_carried for case in extract.cases if case.visits}
    assert told == {VisitsCarried.LATEST}
    assert case(extract, "6537810").visits_carried == VisitsCarried.NONE  # on Lists 3 and 5 only
    assert all(EpisodeKind.CARE_LEAVER in case.unknown_visits for case in extract.cases)
    assert (
        "Annex A carries only the date of the last visit: earlier visits are not known."
        in extract.notes
    )


def test_lists_1_2_10_and_11_are_not_read_though_two_of_them_hold_formulas(
    extract: Extract,
) -> None:
    note = "Not read, for they bear on no visit: List 1, List 2, List 10, List 11."

    assert note in extract.notes


def test_the_refusals_are_the_workers_the_teams_the_local_need_and_the_postcode(
    extract: Extract,
) -> None:
    found = Counter((row.file[-6:], row.field) for row in extract.refusals)

    assert found == {
        ("List 6", "Allocated Worker"): 5,
        ("List 6", "Allocated Team"): 5,
        ("List 6", "Primary Need Code"): 1,
        ("List 8", "Placement postcode"): 1,
    }


def test_a_local_need_code_is_refused_and_its_row_kept(extract: Extract) -> None:
    refusal = next(row for row in extract.refusals if row.field == "Primary Need Code")

    assert (refusal.row, refusal.child_id) == (2, "12598894")
    assert "PSRMEM" in refusal.reason
    referral = case(extract, "12598894").episodes[0]
    assert (referral.start_date, referral.code) == (date(2010, 6, 9), "")


def test_a_worker_that_is_an_error_value_is_no_worker(extract: Extract) -> None:
    assert case(extract, "12598894").involvements == ()


def test_non_breaking_spaces_in_names_become_spaces(extract: Extract) -> None:
    (worker,) = case(extract, "4653765").involvements

    assert (worker.worker, worker.team) == ("Mathilde Cutsforth", "Locality 4 Duty Team")
    assert worker.start_date == date(2020, 9, 16)


def test_a_child_protection_plan_has_its_category_and_its_last_visit(extract: Extract) -> None:
    child = case(extract, "5358472")

    (plan,) = child.episodes
    assert plan[:4] == (EpisodeKind.CHILD_PROTECTION_PLAN, date(2021, 2, 8), None, "PHY")
    (visit,) = child.visits
    assert (visit.visit_date, visit.seen, visit.seen_alone) == (date(2021, 3, 2), True, True)
    assert visit.source == "Annex A List 7"


def test_a_looked_after_child_has_care_placement_status_and_the_reviewing_officer(
    extract: Extract,
) -> None:
    child = case(extract, "14065184")

    told = {episode.kind: episode for episode in child.episodes}
    assert told[EpisodeKind.PERIOD_OF_CARE].start_date == date(2014, 9, 12)
    assert told[EpisodeKind.LEGAL_STATUS].code == "C2"
    assert told[EpisodeKind.PLACEMENT].start_date == date(2019, 7, 8)
    assert (told[EpisodeKind.PLACEMENT].code, told[EpisodeKind.PLACEMENT].detail) == ("U4", "PR5")
    assert told[EpisodeKind.DISABILITY].start_date == child.born
    officer, visit = child.visits
    assert (officer.role, officer.seen, officer.visit_type) == (
        Role.IRO,
        None,
        VisitType.CONTACT,
    )
    assert (visit.visit_date, visit.seen) == (date(2021, 1, 20), True)
    assert [event.kind for event in child.events] == [EventKind.LOOKED_AFTER_REVIEW]


def test_an_end_of_care_ends_placement_and_legal_status(extract: Extract) -> None:
    child = case(extract, "3623204")

    ends = {row.end_date for row in child.episodes if row.kind is not EpisodeKind.DISABILITY}
    assert ends == {date(2020, 9, 22)}


def test_a_care_leaver_is_one_from_the_18th_to_the_25th_birthday(extract: Extract) -> None:
    (status,) = case(extract, "10414520").episodes

    assert status[:5] == (
        EpisodeKind.CARE_LEAVER,
        date(2019, 10, 8),
        date(2026, 10, 8),
        "Former Relevant",
        "U",
    )


def test_a_plan_of_a_child_in_need_starts_with_the_episode_and_says_so(extract: Extract) -> None:
    child = case(extract, "6434087")

    assert [(row.kind, row.start_date) for row in child.episodes] == [
        (EpisodeKind.REFERRAL, date(2017, 3, 26)),
        (EpisodeKind.CHILD_IN_NEED_PLAN, date(2017, 3, 26)),
    ]
    assert child.visits[0].visit_date == date(2021, 3, 15)
    assert child.remarks == (
        "Annex A gives no start of the plan: the start of the child-in-need episode is used "
        "(Annex_A.xlsx, List 6, row 6).",
    )


def test_a_child_on_two_lists_is_one_case(extract: Extract) -> None:
    child = case(extract, "6537810")

    assert {row.kind for row in child.episodes} == {
        EpisodeKind.REFERRAL,
        EpisodeKind.SECTION_47_ENQUIRY,
    }
    assert len(child.involvements) == 2


def test_an_enquiry_that_led_to_a_conference_tells_of_it(extract: Extract) -> None:
    kinds = [event.kind for event in case(extract, "11578763").events]

    assert kinds == [EventKind.INITIAL_CONFERENCE]


def test_what_contradicts_is_remarked_upon_and_kept(extract: Extract) -> None:
    remarks = [remark for child in extract.cases for remark in child.remarks]

    def counted(words: str) -> int:
        return sum(words in remark for remark in remarks)

    assert counted("child protection plan began") == 2
    assert counted("after the end") == 2
    assert counted("looked after began") == 1
    assert counted("over 18") == 5
    assert counted("does not say when the enquiry ended") == 2
    assert counted("made a plan, but List 7 holds none") == 3
