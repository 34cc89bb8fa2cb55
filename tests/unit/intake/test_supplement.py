"""The supplement fills in what the extract lacks, and adds what it cannot carry."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from unit.intake.ssd_files import cp_visit, only_case, refused, the_refusal, write_ssd

from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Method,
    Place,
    Role,
    Tier,
    TierDecision,
    VisitingPlan,
    VisitType,
)
from doorstep.intake import Extract, UnreadableError, prepare, read, read_child

LONDON = ZoneInfo("Europe/London")
D = date.fromisoformat
ROW = "child_id,visit_id,visit_date,visit_type,method,place,seen,role,recorded_at,outcome"


def read_with(tmp_path: Path, name: str, text: str, visits=()) -> Extract:
    folder = write_ssd(tmp_path / "ssd", cp_visits=list(visits))
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder)


def visits_with(tmp_path: Path, lines: list[str], visits=()) -> Extract:
    return read_with(tmp_path, "doorstep_visits.csv", "\n".join([ROW, *lines]), visits)


def test_a_row_with_an_id_fills_in_what_the_visit_lacks(tmp_path: Path) -> None:
    line = "C1,v1,2022-01-17 15:10,visit,in_person,home,yes,social_worker,2022-01-18 09:00,"
    extract = visits_with(tmp_path, [line], [cp_visit()])
    (visit,) = only_case(extract).visits
    assert (visit.method, visit.place, visit.role) == (
        Method.IN_PERSON,
        Place.HOME,
        Role.SOCIAL_WORKER,
    )
    assert visit.visit_at == datetime(2022, 1, 17, 15, 10, tzinfo=LONDON)
    assert visit.recorded_at == datetime(2022, 1, 18, 9, 0, tzinfo=LONDON)
    assert (visit.source, extract.refusals) == ("ssd_cp_visits", ())


def test_a_row_without_an_id_fills_in_the_only_visit_of_the_day(tmp_path: Path) -> None:
    extract = visits_with(tmp_path, ["C1,,17/01/2022,,video,,,,,"], [cp_visit()])
    assert [visit.method for visit in only_case(extract).visits] == [Method.VIDEO]


@pytest.mark.parametrize(
    "lines", [["C1,,2022-01-17,kit_call,phone,,,,,"], ["C1,,2022-01-18,,,,,,,"]]
)
def test_another_kind_or_day_is_a_visit_of_its_own(tmp_path: Path, lines: list[str]) -> None:
    extract = visits_with(tmp_path, lines, [cp_visit()])
    assert [visit.source for visit in only_case(extract).visits] == [
        "ssd_cp_visits",
        "doorstep_visits",
    ]


def test_two_rows_of_a_day_are_not_one_visit(tmp_path: Path) -> None:
    lines = ["C1,,2022-01-17,,video,,,,,", "C1,,2022-01-17,,in_person,,,,,"]
    extract = visits_with(tmp_path, lines, [cp_visit()])
    assert [visit.method for visit in only_case(extract).visits] == [
        Method.VIDEO,
        Method.IN_PERSON,
    ]


def test_of_two_visits_on_a_day_a_row_without_id_fills_in_neither(tmp_path: Path) -> None:
    extract = visits_with(
        tmp_path, ["C1,,2022-01-17,,video,,,,,"], [cp_visit("v1"), cp_visit("v2")]
    )
    assert [visit.method for visit in only_case(extract).visits] == [None, None, Method.VIDEO]


def test_where_they_differ_the_extract_is_kept_and_the_field_refused(tmp_path: Path) -> None:
    extract = visits_with(tmp_path, ["C1,v1,2022-01-18,,video,,no,,,"], [cp_visit()])
    (visit,) = only_case(extract).visits
    assert (visit.seen, visit.visit_date, visit.method) == (True, D("2022-01-17"), Method.VIDEO)
    assert refused(extract) == [
        ("doorstep_visits.csv", 2, "seen"),
        ("doorstep_visits.csv", 2, "visit_date"),
    ]
    assert "differs from the extract, which says yes" in extract.refusals[0].reason


def test_the_type_of_an_extracts_visit_can_be_told(tmp_path: Path) -> None:
    extract = visits_with(tmp_path, ["C1,v1,2022-01-17,other_agency,,,,,,"], [cp_visit()])
    assert only_case(extract).visits[0].visit_type is VisitType.OTHER_AGENCY


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ("disclosure", EventKind.KIT_DISCLOSURE),
        ("Allegation", EventKind.KIT_DISCLOSURE),
        ("distressed", EventKind.KIT_DISTRESS),
        ("threat_of_harm", EventKind.KIT_DISTRESS),
        ("incoherent", EventKind.KIT_DISTRESS),
    ],
)
def test_the_outcome_of_a_kit_call_is_an_event(
    tmp_path: Path, outcome: str, kind: EventKind
) -> None:
    extract = visits_with(tmp_path, [f"C1,,2022-01-17 10:30,kit_call,phone,,,,,{outcome}"])
    (event,) = only_case(extract).events
    assert (event.kind, event.event_date, event.event_at) == (
        kind,
        D("2022-01-17"),
        datetime(2022, 1, 17, 10, 30, tzinfo=LONDON),
    )


def test_a_visit_may_have_any_outcome_and_a_kit_call_may_not(tmp_path: Path) -> None:
    lines = ["C1,,2022-01-17,visit,,,,,,No answer", "C1,,2022-01-17,kit_call,,,,,,No answer"]
    extract = visits_with(tmp_path, lines)
    assert len(only_case(extract).visits) == 1
    assert refused(extract) == [("doorstep_visits.csv", 3, "outcome")]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("C1,,2022-01-17,,telepathy,,,,,", "method"),
        ("C1,,soon,,,,,,,", "visit_date"),
        ("C1,,,,,,,,,", "visit_date"),
        (",,2022-01-17,,,,,,,", "child_id"),
        ("C9,,2022-01-17,,,,,,,", "child_id"),
        ("C1,,2022-01-17,,,,perhaps,,,", "seen"),
        ("C1,,2022-01-17,,,,,,31/02/2022,", "recorded_at"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_and_the_rest_go_on(
    tmp_path: Path, line: str, column: str
) -> None:
    extract = visits_with(tmp_path, [line, "C1,,2022-01-20,,,,,,,"])
    assert len(only_case(extract).visits) == 1
    assert refused(extract) == [("doorstep_visits.csv", 2, column)]
    assert "not used" in the_refusal(extract).reason


def test_an_unknown_column_is_refused_by_name_and_the_rest_is_read(tmp_path: Path) -> None:
    extract = read_with(
        tmp_path, "doorstep_visits.csv", "child_id,visit_date,mood\nC1,2022-01-17,fine\n"
    )
    assert len(only_case(extract).visits) == 1
    assert refused(extract) == [("doorstep_visits.csv", 1, "mood")]


def test_a_table_without_a_required_column_is_refused_once(tmp_path: Path) -> None:
    extract = read_with(tmp_path, "doorstep_visits.csv", "child_id,seen\nC1,yes\nC1,no\n")
    assert refused(extract) == [("doorstep_visits.csv", 1, "visit_date")]


def test_an_id_that_two_rows_have_is_refused(tmp_path: Path) -> None:
    lines = ["C1,own,2022-01-17,,,,,,,", "C1,own,2022-01-19,,,,,,,"]
    assert refused(visits_with(tmp_path, lines)) == [("doorstep_visits.csv", 3, "visit_id")]


def test_facts_become_circumstances_and_self_isolation_an_episode(tmp_path: Path) -> None:
    text = (
        "child_id,fact,start_date,end_date,value,holder,source,recorded_at\n"
        "C1,domestic_abuse,2022-01-01,,,parent,MARAC,2022-01-02\n"
        "C1,rag,2022-01-01,2022-02-01,Red,,,\n"
        "C1,self_isolation,2022-01-03,2022-01-13,,,,\n"
        "C1,rag,2022-01-01,,,,,\n"
        "C1,domestic_abuse,2022-01-01,,red,,,\n"
        "C1,increased_risk,2022-01-02,2022-01-01,,,,\n"
        "C1,grumpy,2022-01-02,,,,,\n"
    )
    extract = read_with(tmp_path, "doorstep_facts.csv", text)
    case = only_case(extract)
    assert case.facts == (
        Fact(
            FactKind.DOMESTIC_ABUSE,
            D("2022-01-01"),
            holder="parent",
            source="MARAC",
            recorded_at=datetime(2022, 1, 2, tzinfo=LONDON),
        ),
        Fact(FactKind.RAG, D("2022-01-01"), D("2022-02-01"), "red"),
    )
    assert case.episodes == (Episode(EpisodeKind.SELF_ISOLATION, D("2022-01-03"), D("2022-01-13")),)
    assert [(row, column) for _, row, column in refused(extract)] == [
        (5, "value"),
        (6, "value"),
        (7, "end_date"),
        (8, "fact"),
    ]


def test_events_plans_and_decisions_are_read(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    (folder / "doorstep_events.csv").write_text(
        "child_id,event,event_at,source\nC1,marac_high_risk,2022-01-03T09:30,MARAC\n"
    )
    (folder / "doorstep_visiting_plans.csv").write_text(
        "child_id,start_date,every,methods,applies_to,agreed_by,agreed_on,review_date\n"
        "C1,2022-01-03,3 weeks,in_person|video,cp_visit,iro,2022-01-02,2022-03-01\n"
        "C1,2022-01-03,now and then,,,,,\n"
        "C1,2022-01-03,,pigeon,,,,\n"
    )
    (folder / "doorstep_tier_decisions.csv").write_text(
        "child_id,tier,decided_on,decided_by,reason,until\n"
        "C1,priority,2022-01-03,team_manager,a reason,2022-02-01\n"
    )
    extract = read(folder)
    case = only_case(extract)
    assert case.events == (
        Event(
            EventKind.MARAC_HIGH_RISK,
            D("2022-01-03"),
            datetime(2022, 1, 3, 9, 30, tzinfo=LONDON),
            source="MARAC",
        ),
    )
    assert case.plans == (
        VisitingPlan(
            D("2022-01-03"),
            "3 weeks",
            (Method.IN_PERSON, Method.VIDEO),
            "cp_visit",
            Role.IRO,
            D("2022-01-02"),
            D("2022-03-01"),
        ),
    )
    assert case.tier_decisions == (
        TierDecision(
            Tier.PRIORITY, D("2022-01-03"), Role.TEAM_MANAGER, "a reason", D("2022-02-01")
        ),
    )
    assert [(row, column) for _, row, column in refused(extract)] == [(3, "every"), (4, "methods")]


def test_a_supplement_may_stand_in_another_folder(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    (tmp_path / "Doorstep_Visits.CSV").write_text("child_id,visit_date\nC1,2022-01-17\n")
    (tmp_path / "doorstep_vists.csv").write_text("child_id,visit_date\nC1,2022-01-17\n")
    extract = read(folder, supplement=tmp_path)
    assert len(only_case(extract).visits) == 1
    assert "Not a table of the supplement, so not read: doorstep_vists.csv" in extract.notes


def test_a_formula_in_the_supplement_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="row 2, column visit_date"):
        read_with(tmp_path, "doorstep_visits.csv", "child_id,visit_date\nC1,=TODAY()\n")


def test_a_supplement_applied_twice_changes_nothing(tmp_path: Path) -> None:
    folder = write_ssd(tmp_path / "ssd")
    (folder / "doorstep_visits.csv").write_text(
        "child_id,visit_date,visit_type,outcome\nC1,2022-01-17,kit_call,disclosure\n"
    )
    (folder / "doorstep_facts.csv").write_text(
        "child_id,fact,start_date\nC1,high_risk,2022-01-17\nC1,shielding,2022-01-17\n"
    )
    prepare(read(folder), folder / "case.doorstep")
    again = read(folder / "case.doorstep", supplement=folder)
    assert again.cases == read(folder).cases


def test_one_child_of_a_prepared_extract_gets_its_own_rows_alone(tmp_path: Path) -> None:
    extract = Extract(
        source="SSD",
        cases=(CaseFacts(child_id="C1"), CaseFacts(child_id="C2")),
        refusals=(),
        notes=(),
        names={},
    )
    prepare(extract, tmp_path / "case.doorstep")
    (tmp_path / "doorstep_visits.csv").write_text(
        "child_id,visit_date\nC1,2022-01-17\nC2,2022-01-18\nC2,nonsense\nC9,2022-01-18\n"
    )
    found = read_child(tmp_path / "case.doorstep", "C2", supplement=tmp_path)
    assert [visit.visit_date for visit in only_case(found).visits] == [D("2022-01-18")]
    assert [row.row for row in found.refusals] == [4]


def test_one_child_of_an_ssd_folder_is_read_alone(tmp_path: Path) -> None:
    folder = write_ssd(
        tmp_path / "ssd", cp_visits=[cp_visit(), cp_visit(cppv_person_id="C2", day="bad")]
    )
    found = read_child(folder, "C1")
    assert [case.child_id for case in found.cases] == ["C1"]
    assert found.refusals == ()
    assert set(found.names) == {"C1"}
