"""CIN censuses: the public samples, and each kind of dirt in small made-up ones."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from doorstep.facts import CaseFacts, EpisodeKind, EventKind, FactKind, VisitsCarried
from doorstep.intake.cin_census import read_cin_census
from doorstep.intake.extract import Extract, UnreadableError

Census = Callable[..., Path]


def child(*details: str, child_id: str = "A1", born: str = "2012-05-01", more: str = "") -> str:
    identifiers = f"<LAchildID>{child_id}</LAchildID><PersonBirthDate>{born}</PersonBirthDate>"
    parts = "".join(f"<CINdetails>{part}</CINdetails>" for part in details)
    return f"<Child><ChildIdentifiers>{identifiers}</ChildIdentifiers>{more}{parts}</Child>"


def referral(*parts: str, on: str = "2021-09-01") -> str:
    return f"<CINreferralDate>{on}</CINreferralDate>" + "".join(parts)


def assessment(start: str, end: str, *factors: str) -> str:
    found = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>" for code in factors)
    return (
        f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>"
        f"<AssessmentAuthorisationDate>{end}</AssessmentAuthorisationDate>"
        f"<FactorsIdentifiedAtAssessment>{found}</FactorsIdentifiedAtAssessment></Assessments>"
    )


def only(extract: Extract) -> CaseFacts:
    (case,) = extract.cases
    return case


def of_kind(case: CaseFacts, kind: EpisodeKind) -> list[tuple[date, date | None, str]]:
    return [(row.start_date, row.end_date, row.code) for row in case.episodes if row.kind is kind]


def test_the_valid_sample_is_read_without_a_refusal(samples: Path) -> None:
    extract = read_cin_census(samples / "cin_census" / "cin-2022.xml")

    case = only(extract)
    assert extract.refusals == ()
    assert case.visits_carried is VisitsCarried.NONE
    assert (case.born, case.expected, case.died) == (
        date(1966, 3, 24),
        date(1966, 3, 22),
        date(1980, 10, 8),
    )
    assert of_kind(case, EpisodeKind.REFERRAL) == [(date(1970, 10, 6), date(1971, 2, 27), "N4")]
    assert of_kind(case, EpisodeKind.CHILD_IN_NEED_PLAN) == [
        (date(1971, 1, 24), date(1971, 1, 26), "")
    ]
    assert of_kind(case, EpisodeKind.CHILD_PROTECTION_PLAN) == [
        (date(1970, 2, 17), date(1971, 3, 14), "PHY")
    ]
    assert of_kind(case, EpisodeKind.SECTION_47_ENQUIRY) == [
        (date(1970, 6, 2), date(1970, 6, 17), "")
    ]
    assert [code for *_, code in of_kind(case, EpisodeKind.DISABILITY)] == ["HAND", "HEAR"]
    assert [(event.kind, event.event_date, event.due_date) for event in case.events] == [
        (EventKind.INITIAL_CONFERENCE, date(1970, 6, 17), date(1970, 6, 23)),
        (EventKind.INITIAL_CONFERENCE, date(1970, 12, 6), None),
        (EventKind.REVIEW_CONFERENCE, date(1971, 2, 15), None),
    ]
    assert [(fact.kind, fact.holder) for fact in case.facts] == [
        (FactKind.SUBSTANCE_MISUSE, "child"),
        (FactKind.SUBSTANCE_MISUSE, "parent"),
    ]


def test_stray_text_and_an_impossible_century_are_refused_and_the_rest_is_read(
    samples: Path,
) -> None:
    extract = read_cin_census(samples / "cin_census" / "CIN_Census_2021.xml")

    assert [(row.row, row.field) for row in extract.refusals] == [
        (1, "ChildIdentifiers"),
        (1, "ChildIdentifiers/ExpectedPersonBirthDate"),
    ]
    assert "'PersonBirthDate'" in extract.refusals[0].reason
    assert only(extract).born == date(1965, 3, 27)


def test_an_unknown_factor_and_an_end_before_the_start_are_refused(samples: Path) -> None:
    extract = read_cin_census(samples / "cin_census" / "CIN_Census_2026.xml")

    assert [case.child_id for case in extract.cases] == ["DfEX0000001", "child_fails_assessments"]
    assert [row.field for row in extract.refusals] == [
        "ChildIdentifiers",
        "CINdetails/Assessments/AssessmentAuthorisationDate",
        "CINdetails/Assessments/FactorsIdentifiedAtAssessment/AssessmentFactors[2]",
    ]
    assert of_kind(extract.cases[0], EpisodeKind.ASSESSMENT) == [(date(2028, 4, 28), None, "")]
    assert of_kind(extract.cases[1], EpisodeKind.DISABILITY) == []


def test_the_sample_of_332_children_is_read_quickly(samples: Path) -> None:
    begun = time.process_time()

    extract = read_cin_census(samples / "cin_census" / "fake_CIN_data.xml")

    assert time.process_time() - begun < 2
    assert len(extract.cases) == 332
    assert extract.refusals == ()
    referrals = [of_kind(case, EpisodeKind.REFERRAL) for case in extract.cases]
    assert sum(map(len, referrals)) == 402


def test_a_child_without_an_id_is_refused_and_the_next_goes_on(census: Census) -> None:
    extract = read_cin_census(census(child(child_id=""), child(referral())))

    assert only(extract).child_id == "A1"
    assert [(row.row, row.field, row.child_id) for row in extract.refusals] == [
        (1, "ChildIdentifiers/LAchildID", "")
    ]


def test_a_plan_without_a_start_is_undated_and_named_with_its_path(census: Census) -> None:
    plan = "<CINPlanDates><CINPlanStartDate/></CINPlanDates>"

    extract = read_cin_census(census(child(referral(plan, plan))))

    assert [row.missing for row in only(extract).undated] == [
        "CINdetails/CINPlanDates[1]/CINPlanStartDate is blank (census.xml, child 1)",
        "CINdetails/CINPlanDates[2]/CINPlanStartDate is blank (census.xml, child 1)",
    ]
    assert len(extract.refusals) == 2


def test_a_start_that_is_no_date_is_undated_and_named(census: Census) -> None:
    extract = read_cin_census(census(child(referral(on="2021-02-30"))))

    (undated,) = only(extract).undated
    assert undated.kind is EpisodeKind.REFERRAL
    assert undated.missing.startswith("CINdetails/CINreferralDate cannot be read: '2021-02-30'")


def test_codes_that_are_none_are_refused_and_the_referral_kept(census: Census) -> None:
    parts = "<PrimaryNeedCode>N11</PrimaryNeedCode><ReferralSource>5a</ReferralSource>"

    extract = read_cin_census(census(child(referral(parts))))

    (row,) = only(extract).episodes
    assert (row.code, row.detail) == ("", "5A")
    assert [row.field for row in extract.refusals] == ["CINdetails/PrimaryNeedCode"]


def test_a_yes_or_no_that_is_neither_is_refused(census: Census) -> None:
    extract = read_cin_census(census(child(referral("<ReferralNFA>perhaps</ReferralNFA>"))))

    assert [row.field for row in extract.refusals] == ["CINdetails/ReferralNFA"]


def test_an_open_referral_with_no_further_action_stays_open_and_says_so(census: Census) -> None:
    case = only(read_cin_census(census(child(referral("<ReferralNFA>TRUE</ReferralNFA>")))))

    assert case.episodes[0].end_date is None
    assert case.remarks == (
        "A referral of 2021-09-01 ended in no further action and has no closing date: it stays "
        "open.",
    )


def test_factors_hold_until_the_next_assessment_or_the_close(census: Census) -> None:
    details = referral(
        assessment("2021-09-01", "2021-10-01", "3B", "4A"),
        assessment("2021-11-01", "2021-12-01", "4B", "5B", "19C"),
        "<CINclosureDate>2022-03-01</CINclosureDate>",
    )

    facts = only(read_cin_census(census(child(details)))).facts

    assert [(fact.kind, fact.start_date, fact.end_date) for fact in facts] == [
        (FactKind.DOMESTIC_ABUSE, date(2021, 10, 1), date(2021, 12, 1)),
        (FactKind.PARENT_MENTAL_HEALTH, date(2021, 12, 1), date(2022, 3, 1)),
        (FactKind.PARENT_LEARNING_DIFFICULTY, date(2021, 12, 1), date(2022, 3, 1)),
        (FactKind.SEXUAL_ABUSE_CONCERN, date(2021, 12, 1), date(2022, 3, 1)),
    ]
    assert [fact.holder for fact in facts[:3]] == ["parent"] * 3


def test_an_enquiry_ends_with_the_case(
    census: Census,
) -> None:
    enquiry = "<Section47><S47ActualStartDate>2021-09-02</S47ActualStartDate></Section47>"
    details = referral(enquiry, "<CINclosureDate>2022-03-01</CINclosureDate>")

    case = only(read_cin_census(census(child(details))))

    assert of_kind(case, EpisodeKind.SECTION_47_ENQUIRY) == [
        (date(2021, 9, 2), date(2022, 3, 1), "")
    ]


def test_a_conference_told_of_case_and_enquiry_is_one(census: Census) -> None:
    held = "<DateOfInitialCPC>2021-09-20</DateOfInitialCPC>"
    enquiry = f"<Section47><S47ActualStartDate>2021-09-02</S47ActualStartDate>{held}</Section47>"

    case = only(read_cin_census(census(child(referral(held, enquiry)))))

    kinds = [event.kind for event in case.events]
    assert kinds == [EventKind.INITIAL_CONFERENCE]


def test_a_childs_own_referral_for_abuse_is_an_allegation(census: Census) -> None:
    parts = "<PrimaryNeedCode>N1</PrimaryNeedCode><ReferralSource>1C</ReferralSource>"

    case = only(read_cin_census(census(child(referral(parts)))))

    assert [event.kind for event in case.events] == [EventKind.ALLEGATION_BY_CHILD]


def test_a_child_told_twice_is_one_case(census: Census) -> None:
    more = (
        "<ChildCharacteristics><Disabilities><Disability>AUT</Disability></Disabilities>"
        "</ChildCharacteristics>"
    )
    one, two = child(referral(), more=more), child(referral(on="2022-01-04"), more=more)

    case = only(read_cin_census(census(one, two)))

    assert of_kind(case, EpisodeKind.DISABILITY) == [(date(2012, 5, 1), None, "AUT")]
    assert [start for start, *_ in of_kind(case, EpisodeKind.REFERRAL)] == [
        date(2021, 9, 1),
        date(2022, 1, 4),
    ]


def test_a_child_told_twice_with_two_births_keeps_the_first(census: Census) -> None:
    case = only(read_cin_census(census(child(), child(born="2013-01-01"))))

    assert case.born == date(2012, 5, 1)
    assert "born on 2012-05-01 and on 2013-01-01" in case.remarks[0]


def test_a_death_before_birth_is_refused(census: Census) -> None:
    one = child(referral()).replace(
        "</ChildIdentifiers>", "<PersonDeathDate>2011-01-01</PersonDeathDate></ChildIdentifiers>"
    )

    extract = read_cin_census(census(one))

    assert only(extract).died is None
    assert [row.field for row in extract.refusals] == ["ChildIdentifiers/PersonDeathDate"]


def test_a_plan_before_birth_is_remarked_upon(census: Census) -> None:
    plan = "<ChildProtectionPlans><CPPstartDate>2012-04-01</CPPstartDate></ChildProtectionPlans>"

    case = only(read_cin_census(census(child(referral(plan)))))

    assert case.remarks == (
        "A child protection plan began on 2012-04-01, before birth (2012-05-01).",
    )


def test_a_namespace_does_not_matter(census: Census, tmp_path: Path) -> None:
    path = census(child(referral()))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<Message>", '<Message xmlns="urn:x">'), encoding="utf-8")

    assert only(read_cin_census(path)).child_id == "A1"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("<Message><Children><Child>", "broken or cut-off XML"),
        ("surname,forename", "broken or cut-off XML"),
        ("<html><body/></html>", "its first element is html, not Message"),
        ("<Message><Children/></Message>", "holds no Child element"),
        (
            "<Message><Header><Collection>CSWW</Collection></Header></Message>",
            "is the return 'CSWW', not the CIN census",
        ),
        (
            '<!DOCTYPE M [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Message>&b;</Message>',
            "declares entities",
        ),
        (
            '<!DOCTYPE M [<!ENTITY f SYSTEM "file:///etc/passwd">]><Message>&f;</Message>',
            "declares entities",
        ),
    ],
)
def test_a_file_that_is_no_census_is_refused_whole(
    tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "census.xml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableError, match=words):
        read_cin_census(path)


def test_a_census_cut_off_in_the_middle_is_refused_though_children_were_read(
    census: Census,
) -> None:
    path = census(child(referral()), child(referral(), child_id="B2"))
    path.write_bytes(path.read_bytes()[:-60])

    with pytest.raises(UnreadableError, match="broken or cut-off XML"):
        read_cin_census(path)
