"""What each SSD table becomes."""

from datetime import date
from pathlib import Path

import pytest
from unit.intake.ssd_files import (
    care_row,
    cp_plan,
    only_case,
    read_ssd,
    refused,
    the_refusal,
    write_ssd,
)

from doorstep.facts import Episode, EpisodeKind, Event, EventKind, Fact, FactKind, VisitType
from doorstep.intake import read

D = date.fromisoformat


def referral(start: str = "2022-01-05", end: str = "", **more: str):
    return {
        "cine_referral_id": "R1",
        "cine_person_id": "C1",
        "cine_referral_date": start,
        "cine_close_date": end,
        **more,
    }


def assessment(ident: str, start: str, auth: str = ""):
    return {
        "cina_assessment_id": ident,
        "cina_person_id": "C1",
        "cina_referral_id": "R1",
        "cina_assessment_start_date": start,
        "cina_assessment_auth_date": auth,
    }


def factors(ident: str, cell: str):
    return {"cinf_assessment_id": ident, "cinf_assessment_factors_json": cell}


def enquiry(start: str, end: str = "", ident: str = "S1"):
    return {
        "s47e_s47_enquiry_id": ident,
        "s47e_person_id": "C1",
        "s47e_s47_start_date": start,
        "s47e_s47_end_date": end,
    }


def leaver(eligibility: str, **more: str):
    return {"clea_person_id": "C1", "clea_care_leaver_eligibility": eligibility, **more}


def events_of(case, kind: EventKind) -> list[Event]:
    return [event for event in case.events if event.kind is kind]


def status(case) -> Episode:
    (found,) = [row for row in case.episodes if row.kind is EpisodeKind.CARE_LEAVER]
    return found


def test_a_referral_keeps_need_source_and_id(tmp_path: Path) -> None:
    row = referral(cine_cin_primary_need_code="N1", cine_referral_source_code="1C: Individual")
    case = only_case(read_ssd(tmp_path / "ssd", cin_episodes=[row]))
    assert case.episodes == (
        Episode(EpisodeKind.REFERRAL, D("2022-01-05"), None, "N1", "1C", "R1", "R1"),
    )
    assert [event.kind for event in case.events] == [EventKind.ALLEGATION_BY_CHILD]


def test_a_referral_by_another_is_no_allegation_by_the_child(tmp_path: Path) -> None:
    row = referral(cine_cin_primary_need_code="N1", cine_referral_source_code="3A")
    assert only_case(read_ssd(tmp_path / "ssd", cin_episodes=[row])).events == ()


def test_a_referral_without_action_or_close_stays_open_with_a_remark(tmp_path: Path) -> None:
    case = only_case(read_ssd(tmp_path / "ssd", cin_episodes=[referral(cine_referral_nfa="Y")]))
    assert case.episodes[0].end_date is None
    assert "no further action" in case.remarks[0]


@pytest.mark.parametrize("cell", ['["4B","1A","9A"]', '{"4B":"Yes","1A":"Y","2B":"No"}', "4B, 1A"])
def test_factors_are_circumstances_from_authorisation_to_the_next_assessment(
    tmp_path: Path, cell: str
) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cin_episodes=[referral()],
        cin_assessments=[
            assessment("A1", "2022-01-06", "2022-02-01"),
            assessment("A2", "2022-05-01", "2022-06-01"),
        ],
        assessment_factors=[factors("A1", cell)],
    )
    case = only_case(extract)
    start, end = D("2022-02-01"), D("2022-06-01")
    expected = {
        Fact(
            FactKind.PARENT_MENTAL_HEALTH,
            start,
            end,
            holder="parent",
            source="assessment factor 4B",
        ),
        Fact(FactKind.SUBSTANCE_MISUSE, start, end, holder="child", source="assessment factor 1A"),
    }
    assert set(case.facts) == expected
    assert case.episodes[1].end_date == D("2022-02-01")


def test_factors_cease_to_be_told_when_the_referral_closes(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cin_episodes=[referral(end="2022-03-01")],
        cin_assessments=[assessment("A1", "2022-01-06", "2022-02-01")],
        assessment_factors=[factors("A1", '["3B"]')],
    )
    assert only_case(extract).facts[0].end_date == D("2022-03-01")


@pytest.mark.parametrize("cell", ['["4B', '["bad code"]', '{"4B": "perhaps"}', "[1"])
def test_factors_that_cannot_be_read_are_refused(tmp_path: Path, cell: str) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cin_assessments=[assessment("A1", "2022-01-06")],
        assessment_factors=[factors("A1", cell), factors("A1", '["3B"]')],
    )
    tolerated = {'["4B': 0, "[1": 0}
    assert len(extract.refusals) == tolerated.get(cell, 1)
    assert FactKind.DOMESTIC_ABUSE in {fact.kind for fact in only_case(extract).facts}


def test_factors_of_no_assessment_are_refused(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", assessment_factors=[factors("gone", '["3B"]')])
    assert refused(extract)[0][0] == "ssd_assessment_factors.csv"


def test_an_enquiry_keeps_the_time_of_day_it_began(tmp_path: Path) -> None:
    case = only_case(read_ssd(tmp_path / "ssd", s47_enquiry=[enquiry("2022-01-10 16:20")]))
    assert case.episodes[0].kind is EpisodeKind.SECTION_47_ENQUIRY
    begun = case.episodes[0].start_at
    assert begun is not None
    assert (begun.hour, begun.minute) == (16, 20)


def test_an_enquiry_without_an_end_lasts_until_its_conference(tmp_path: Path) -> None:
    conference = {
        "icpc_s47_enquiry_id": "S1",
        "icpc_person_id": "C1",
        "icpc_icpc_target_date": "2022-01-31",
        "icpc_icpc_date": "2022-01-28",
    }
    rows = [enquiry("2022-01-10"), enquiry("2022-03-10", ident="S2")]
    extract = read_ssd(tmp_path / "ssd", s47_enquiry=rows, initial_cp_conference=[conference])
    case = only_case(extract)
    assert [row.end_date for row in case.episodes] == [D("2022-01-28"), None]
    (event,) = events_of(case, EventKind.INITIAL_CONFERENCE)
    assert (event.event_date, event.due_date) == (D("2022-01-28"), D("2022-01-31"))


def test_a_review_not_yet_held_is_the_due_date_of_the_last_one_held(tmp_path: Path) -> None:
    rows = [
        {"cppr_person_id": "C1", "cppr_cp_review_due": "2022-04-01", "cppr_cp_review_date": day}
        for day in ("2022-03-30",)
    ]
    rows.append({"cppr_person_id": "C1", "cppr_cp_review_due": "2022-09-30"})
    case = only_case(read_ssd(tmp_path / "ssd", cp_reviews=rows))
    (event,) = case.events
    assert (event.event_date, event.due_date) == (D("2022-03-30"), D("2022-09-30"))


def test_a_cancelled_review_is_none(tmp_path: Path) -> None:
    row = {
        "clar_cla_id": "L1",
        "clar_cla_review_date": "2022-03-30",
        "clar_cla_review_cancelled": "Y",
    }
    extract = read_ssd(tmp_path / "ssd", cla_episodes=[care_row()], cla_reviews=[row])
    assert only_case(extract).events == ()


def test_a_first_review_not_yet_held_is_noted(tmp_path: Path) -> None:
    row = {"cppr_person_id": "C1", "cppr_cp_review_due": "2022-09-30"}
    extract = read_ssd(tmp_path / "ssd", cp_reviews=[row])
    assert only_case(extract).events == ()
    assert "1 due dates of a first review conference not yet held were left out" in extract.notes


def test_rows_of_one_period_of_care_are_one_episode(tmp_path: Path) -> None:
    rows = [
        care_row("2020-03-01", "2020-06-01", clae_entered_care_date="2020-01-06"),
        care_row("2020-06-01", "2021-02-01"),
        care_row("2021-05-01", clae_cla_id="L2"),
    ]
    case = only_case(read_ssd(tmp_path / "ssd", cla_episodes=rows))
    assert [(row.start_date, row.end_date, row.episode_id) for row in case.episodes] == [
        (D("2020-01-06"), D("2021-02-01"), "L1"),
        (D("2021-05-01"), None, "L2"),
    ]


def test_a_period_of_care_is_open_while_a_row_is(tmp_path: Path) -> None:
    rows = [care_row("2020-03-01", "2020-06-01"), care_row("2020-06-01")]
    case = only_case(read_ssd(tmp_path / "ssd", cla_episodes=rows))
    assert [row.end_date for row in case.episodes] == [None]


def test_a_period_that_ends_with_a_further_episode_to_come_is_remarked(tmp_path: Path) -> None:
    row = care_row("2020-03-01", "2020-06-01", clae_cla_episode_ceased_reason="X1")
    assert "X1" in only_case(read_ssd(tmp_path / "ssd", cla_episodes=[row])).remarks[0]


def test_a_period_of_care_without_a_start_cannot_be_judged(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", cla_episodes=[care_row("")])
    assert only_case(extract).undated[0].kind is EpisodeKind.PERIOD_OF_CARE
    assert the_refusal(extract).field == "clae_cla_episode_start_date"


def test_rows_of_one_placement_are_one_with_the_latest_code(tmp_path: Path) -> None:
    def row(start: str, end: str, kind: str):
        return {
            "clap_cla_placement_id": "PL1",
            "clap_person_id": "C1",
            "clap_cla_placement_start_date": start,
            "clap_cla_placement_end_date": end,
            "clap_cla_placement_type": kind,
            "clap_cla_placement_provider": "PR1 - own provision",
        }

    rows = [row("2020-06-01", "", "U4"), row("2020-01-06", "2020-06-01", "U6")]
    case = only_case(read_ssd(tmp_path / "ssd", cla_placement=rows))
    (found,) = case.episodes
    assert (found.start_date, found.end_date, found.code, found.detail) == (
        D("2020-01-06"),
        None,
        "U4",
        "PR1",
    )


def test_a_care_plan_until_18_is_a_circumstance(tmp_path: Path) -> None:
    row = {
        "lacp_person_id": "C1",
        "lacp_cla_care_plan_start_date": "2021-01-01",
        "lacp_cla_care_plan_json": '{"LTFOST18":"Y","ADOPTION":"N","OTHERPLN":"","SUPPLIV":"Yes"}',
    }
    case = only_case(read_ssd(tmp_path / "ssd", cla_care_plan=[row]))
    assert case.episodes[0].code == "LTFOST18|SUPPLIV"
    assert [(fact.kind, fact.start_date) for fact in case.facts] == [
        (FactKind.PLACED_UNTIL_18, D("2021-01-01"))
    ]


def test_a_care_leaver_starts_the_day_care_ended(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[{"pers_person_id": "C1", "pers_dob": "2004-02-29"}],
        cla_episodes=[care_row("2015-01-01", "2021-11-05")],
        care_leavers=[
            leaver(
                "Relevant",
                clea_care_leaver_accommodation="D",
                clea_care_leaver_latest_contact="2022-01-03",
            )
        ],
    )
    case = only_case(extract)
    found = status(case)
    assert (found.start_date, found.end_date) == (D("2021-11-05"), D("2029-03-01"))
    assert (found.code, found.detail) == ("Relevant", "D")
    assert [fact.kind for fact in case.facts] == [FactKind.SEMI_INDEPENDENT]
    (contact,) = case.visits
    assert (contact.visit_type, contact.seen, contact.source) == (
        VisitType.CONTACT,
        None,
        "ssd_care_leavers",
    )


def test_a_care_leaver_without_care_on_record_starts_at_18(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[{"pers_person_id": "C1", "pers_dob": "2003-04-01"}],
        care_leavers=[leaver("former relevant")],
    )
    assert status(only_case(extract)).start_date == D("2021-04-01")


@pytest.mark.parametrize(
    ("eligibility", "remarks"), [("Eligible", 0), ("Relevant", 1), ("No Current Eligibility", 0)]
)
def test_nobody_in_care_is_a_care_leaver(tmp_path: Path, eligibility: str, remarks: int) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[{"pers_person_id": "C1", "pers_dob": "2005-04-01"}],
        cla_episodes=[care_row()],
        care_leavers=[leaver(eligibility)],
    )
    case = only_case(extract)
    assert [row.kind for row in case.episodes] == [EpisodeKind.PERIOD_OF_CARE]
    assert len(case.remarks) == remarks


def test_an_eligible_child_is_a_care_leaver_once_care_has_ended(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        cla_episodes=[care_row("2020-01-01", "2022-01-01")],
        care_leavers=[leaver("Eligible")],
    )
    assert status(only_case(extract)).start_date == D("2022-01-01")


def test_a_care_leaver_nobody_can_date_cannot_be_judged(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd",
        person=[{"pers_person_id": "C1"}],
        care_leavers=[leaver("Qualifying")],
    )
    assert only_case(extract).undated[0].kind is EpisodeKind.CARE_LEAVER


def test_a_care_leaver_recorded_as_died_has_no_status(tmp_path: Path) -> None:
    extract = read_ssd(
        tmp_path / "ssd", care_leavers=[leaver("Relevant", clea_care_leaver_in_touch="DIED")]
    )
    case = only_case(extract)
    assert case.episodes == ()
    assert "without a date of death" in case.remarks[0]


def test_an_unknown_eligibility_is_refused(tmp_path: Path) -> None:
    extract = read_ssd(tmp_path / "ssd", care_leavers=[leaver("Sometimes")])
    assert the_refusal(extract).field == "clea_care_leaver_eligibility"


@pytest.mark.parametrize(("code", "count"), [("LD", 1), ("NONE", 0), ("", 0)])
def test_a_disability_counts_from_birth(tmp_path: Path, code: str, count: int) -> None:
    row = {"disa_person_id": "C1", "disa_disability_code": code}
    case = only_case(read_ssd(tmp_path / "ssd", disability=[row]))
    found = [(row.kind, row.start_date, row.code) for row in case.episodes]
    assert found == [(EpisodeKind.DISABILITY, D("2015-03-01"), "LD")] * count


def test_progress_tells_each_table_and_its_rows(tmp_path: Path) -> None:
    told: list[str] = []
    read(write_ssd(tmp_path / "ssd", cp_plans=[cp_plan()]), progress=told.append)
    assert "Reading ssd_cp_plans.csv: 1 rows" in told


def test_an_address_keeps_its_postcode_and_a_blank_one_tells_nothing(tmp_path: Path) -> None:
    rows = [
        {"addr_person_id": "C1", "addr_address_type": "Home", "addr_address_postcode": "zd1 2ab"},
        {"addr_person_id": "C1", "addr_address_type": "Home", "addr_address_postcode": ""},
    ]
    extract = read_ssd(tmp_path / "ssd", address=rows)
    [address] = only_case(extract).addresses
    assert (address.postcode, address.address_type) == ("ZD12AB", "Home")
    assert extract.refusals == ()
