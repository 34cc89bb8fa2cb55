"""Visit tables: the SSD's columns, what counted by the engine's word, and read in again the same."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import visit_made
import web_made as made

from doorstep.engine import answer
from doorstep.facts import Episode, EpisodeKind
from doorstep.facts import Visit as Told
from doorstep.intake import read
from doorstep.reports.counted import judgements
from doorstep.reports.visit_tables import BESIDE, COLUMNS
from doorstep.vocabulary import EventKind, Method, Place, Role, VisitType
from doorstep.web.audit.models import AuditEvent
from doorstep.web.caseload.models import Restriction
from doorstep.web.caseload.queries import case_of
from doorstep.web.documents.visit_files import Period
from doorstep.web.documents.visit_tables import lists_of, take
from doorstep.web.policies.queries import stack
from doorstep.web.visits.report import Note, VisitReport
from doorstep.web.visits.services import correct_visit, withdraw_visit
from doorstep.workdays import LONDON

TODAY = made.TODAY
MONTH = Period(since=TODAY - timedelta(40), until=TODAY)
ALL = replace(MONTH, every_source=True)
YESTERDAY = TODAY - timedelta(1)
BEGAN = TODAY - timedelta(60)
CARE = (
    Episode(EpisodeKind.PERIOD_OF_CARE, BEGAN, episode_id="CARE9"),
    Episode(EpisodeKind.LEGAL_STATUS, BEGAN, code="C2"),
    Episode(EpisodeKind.PLACEMENT, BEGAN, code="U4", episode_id="PL9"),
)


@pytest.fixture
def boss():
    made.adopt()
    made.team()
    return made.person(Role.SENIOR_MANAGER)


def taken(by, period=MONTH, key="authority"):
    access = made.access(by)
    with take(lists_of(access)[key], period, by=access).file as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(files, table):
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"])))


def at(hour, day=YESTERDAY):
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


# --- where a visit stands -----------------------------------------------------------------------------


def test_a_visit_stands_in_the_table_of_the_case_on_its_day(boss):
    cin = made.case("C1", kind=EpisodeKind.CHILD_IN_NEED_PLAN)
    care = replace(made.case("C3"), episodes=(*made.case("C3").episodes[:1], *CARE))
    leaver = made.case("C4", kind=EpisodeKind.CARE_LEAVER)
    leaver = replace(leaver, born=date(2006, 5, 4))
    for child in made.store(cin, made.case("C2"), care, leaver):
        visit_made.record(child)

    files = taken(boss)

    where = {
        table: [row[next(c for c in row if c.endswith("person_id"))] for row in rows(files, table)]
        for table in ("ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits")
    }
    assert where == {"ssd_cin_visits": ["C1"], "ssd_cp_visits": ["C2"], "ssd_cla_visits": ["C3"]}
    assert [r["child_id"] for r in rows(files, "doorstep_visits")] == ["C1", "C2", "C3", "C4"]
    assert rows(files, "ssd_cp_visits")[0]["cppv_cp_plan_id"] == "PC2"
    assert rows(files, "ssd_cla_visits")[0]["clav_cla_id"] == "CARE9"
    leaving = next(r for r in rows(files, "visits_counted") if r["child_id"] == "C4")
    assert (leaving["table"], leaving["case"]) == ("", "care leaver")


def test_the_columns_are_the_ssds_own_and_ours_beside_them(boss):
    (child,) = made.store(made.case("C1"))
    visit_made.record(child, visit_made.report(announced=False, planned_date=YESTERDAY))

    files = taken(boss)
    (row,) = rows(files, "ssd_cp_visits")

    assert set(files) == {*(f"{table}.csv" for table in COLUMNS), "about.txt"}
    assert tuple(row)[:7] == (
        "cppv_cp_visit_id", "cppv_person_id", "cppv_cp_plan_id", "cppv_cp_visit_date",
        "cppv_cp_visit_seen", "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom",
    )  # fmt: skip
    assert tuple(row)[7:] == BESIDE
    assert (row["cppv_cp_visit_date"], row["cppv_cp_visit_seen"]) == ("2026-11-15", "Y")
    assert (row["announced"], row["planned_date"], row["worker"]) == ("no", "2026-11-15", "W1")
    assert row["recorded_at"] == "2026-11-16 09:30:00+00:00"
    assert row["source"] == "doorstep"


def test_no_name_stands_in_any_file_and_nothing_runs(boss):
    (child,) = made.store(made.case("C1"), names={"C1": "Canary Finch"})
    told = {"seen": False, "reason_not_seen": "=HYPERLINK(1)", "agency": "@x"}
    visit_made.record(child, visit_made.report(**told))

    files = taken(boss)
    (row,) = rows(files, "ssd_cp_visits")

    assert all("Canary" not in text for text in files.values())
    assert (row["reason_not_seen"], row["agency"]) == ("'=HYPERLINK(1)", "'@x")


# --- whether it counted -------------------------------------------------------------------------------


def test_whether_it_counted_and_why_is_what_the_engine_says(boss):
    (child,) = made.store(made.case("C1", seen=()))
    visit_made.record(child)
    visit_made.record(child, visit_made.report(TODAY, seen=False, reason_not_seen="not in"))

    made_it, not_seen = rows(taken(boss), "ssd_cp_visits")

    found = answer(case_of(child), stack(), as_at=TODAY, whole=True)
    engine = {
        j.done.visit_date.isoformat(): j.why_not
        for o in found.obligations
        for j in o.lowered.judged
        if isinstance(j.done, Told)
    }
    assert (made_it["counted"], not_seen["counted"]) == ("yes", "no")
    assert engine[made_it["cppv_cp_visit_date"]] == ""
    assert engine[not_seen["cppv_cp_visit_date"]] in not_seen["counted_why"]
    assert "Does not count for" in not_seen["counted_why"]
    assert set(made_it["duty"].split("|")) <= {o.duty.id for o in found.obligations}
    assert made_it["due_at"]
    assert "(" in made_it["counted_why"], "the clause stands with it"


def test_every_visit_that_closes_an_interval_counted_for_its_duty(boss):
    from doorstep.engine import history

    (child,) = made.store(
        made.case("C1", seen=tuple(TODAY - timedelta(n) for n in (50, 41, 20, 3)))
    )
    case = case_of(child)

    judged = judgements(case, stack(), as_at=TODAY)

    counted = {(v.visit_date, j.duty) for v, told in judged.items() for j in told if not j.why_not}
    closed = {(i.closed_on, i.duty.id) for i in history(case, stack(), as_at=TODAY) if i.closed_on}
    assert closed
    assert {c for c in closed if c[1] in {d.id for d in stack().duties if d.counts}} <= counted


def test_a_visit_on_a_day_on_which_nothing_was_asked_says_so(boss):
    case = made.case("C1", since=TODAY - timedelta(20), seen=(TODAY - timedelta(30),))
    made.store(case)

    (row,) = rows(taken(boss, ALL), "visits_counted")

    assert (row["table"], row["counted"], row["duty"]) == ("", "no", "")
    assert row["counted_why"] == "The policy asked for no visit or call on that day."


# --- corrected, withdrawn, whose ----------------------------------------------------------------------


def test_a_corrected_visit_keeps_its_id_and_a_withdrawn_one_is_left_out(boss):
    (child,) = made.store(made.case("C1"))
    manager = made.access(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    first, other = visit_made.record(child), visit_made.record(child, visit_made.report(TODAY))
    row = first
    for method in (Method.PHONE, Method.VIDEO):
        row = correct_visit(
            visit=row, report=visit_made.report(method=method), reason="It was otherwise",
            client_id=uuid4(), by=manager, at=made.AT,
        )  # fmt: skip
    withdraw_visit(visit=other, reason="Twice", client_id=uuid4(), by=manager, at=made.AT)

    (only,) = rows(taken(boss), "ssd_cp_visits")

    assert only["cppv_cp_visit_id"] == f"D{first.pk}"
    assert only["method"] == "video"


def test_only_children_one_may_take_away_are_in_it_and_the_log_says_so(boss):
    east, west = made.store(made.case("C1"), made.case("C2", in_team="West"))
    hidden, *_ = made.store(made.case("C3"))
    for child in (east, west, hidden):
        visit_made.record(child, by=made.access(boss))
    Restriction.objects.create(
        child=hidden, reason="kin", start_date=TODAY, placed_by=boss, placed_at=made.AT
    )
    manager = made.person(Role.TEAM_MANAGER, in_team=made.team())

    files = taken(manager, key=f"team-{made.team().pk}")

    assert [row["child_id"] for row in rows(files, "visits_counted")] == ["C1"]
    event = AuditEvent.objects.filter(action="export").order_by("-pk")[0]
    assert event.subject_id == f"visit-tables-team-{made.team().pk}"
    assert (event.detail["rows"], event.detail["children"]) == (1, 1)
    assert list(lists_of(made.access(manager))) == [f"team-{made.team().pk}"]


def test_visits_of_the_case_system_are_in_it_only_when_asked_for(boss):
    (child,) = made.store(made.case("C1"))
    visit_made.record(child)

    here, both = rows(taken(boss), "visits_counted"), rows(taken(boss, ALL), "visits_counted")

    assert [r["source"] for r in here] == ["doorstep"]
    assert [r["visit_id"] for r in both] == ["VC1-0", here[0]["visit_id"]]


# --- read in again ------------------------------------------------------------------------------------

PERSON = (
    "pers_person_id,pers_forename,pers_surname,pers_dob\n{0},A,B,2016-05-04\n{1},C,D,2006-05-04\n"
)
PLAN = "cppl_cp_plan_id,cppl_referral_id,cppl_person_id,cppl_cp_plan_start_date\nPC1,R1,{0},{1}\n"
REFERRAL = "cine_referral_id,cine_person_id,cine_referral_date\nR1,{0},{1}\n"
LEAVER = "clea_person_id,clea_care_leaver_eligibility\n{0},Relevant\n"


def read_in_again(folder, files):
    began = BEGAN.isoformat()
    beside = {
        "ssd_person": PERSON.format("C1", "C4"),
        "ssd_cin_episodes": REFERRAL.format("C1", began),
        "ssd_cp_plans": PLAN.format("C1", began),
        "ssd_care_leavers": LEAVER.format("C4"),
    }
    for name, text in {**files, **{f"{n}.csv": t for n, t in beside.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    extract = read(folder)
    return extract, {case.child_id: case for case in extract.cases}


def test_what_goes_out_is_read_in_again_as_the_same_visits(boss, tmp_path):
    leaver = replace(made.case("C4", kind=EpisodeKind.CARE_LEAVER), born=date(2006, 5, 4))
    first, second = made.store(made.case("C1"), leaver)
    told = {
        "visit_at": at(16), "seen_alone": True, "bedroom_seen": False, "announced": True,
        "planned_date": YESTERDAY, "method": Method.VIDEO, "approved_by": Role.HEAD_OF_SERVICE,
        "approved_at": at(9),
    }  # fmt: skip
    visit_made.record(first, visit_made.report(**told))
    refused = {
        "seen": False,
        "outcome": "refused",
        "reason_not_seen": "- the visit was refused: no",
    }
    visit_made.record(first, visit_made.report(TODAY, **refused))
    visit_made.record(first, visit_made.call(EventKind.KIT_DISTRESS))
    contact = Told(
        TODAY, method=Method.PHONE, visit_type=VisitType.OTHER_AGENCY, role=Role.OTHER_AGENCY,
        agency="Youth, justice",
    )  # fmt: skip
    visit_made.record(first, VisitReport(told=contact, note=Note(observations="All well")))
    visit_made.record(second, visit_made.report(role=Role.PERSONAL_ADVISER, place=Place.ELSEWHERE))

    extract, cases = read_in_again(tmp_path, taken(boss, ALL))

    assert extract.refusals == ()
    for child in (first, second):
        kept, again = case_of(child), cases[child.child_id]
        assert sorted(map(plain, again.visits)) == sorted(map(plain, kept.visits))
    heard = [e.kind for e in cases["C1"].events if e.kind == EventKind.KIT_DISTRESS]
    assert heard == [EventKind.KIT_DISTRESS]


def plain(visit):
    """Return what a visit says, whatever file it stood in, in an order that can be sorted."""
    told = visit._asdict() | {"source": ""}
    if visit.visit_type == VisitType.KIT_CALL:
        told["outcome"] = ""  # what was heard is an event here, and an outcome in the file
    return tuple(str(value) for value in told.values())


# --- the page -----------------------------------------------------------------------------------------


def test_the_page_gives_a_zip_and_says_what_is_wrong_with_a_period(boss, sign_in):
    (child,) = made.store(made.case("C1"))
    visit_made.record(child)
    client = sign_in(made.person(Role.TEAM_MANAGER, in_team=made.team()))
    asked = {"take": "zip", "list": f"team-{made.team().pk}", "source": "here"}

    page = client.get("/documents/tables/")
    got = client.get("/documents/tables/", asked | {"since": "2026-11-01", "until": "2026-11-16"})
    turned = client.get(
        "/documents/tables/", asked | {"since": "2026-11-16", "until": "2026-11-01"}
    )
    other = client.get("/documents/tables/", asked | {"list": "authority", "since": "2026-11-01"})
    long = client.get("/documents/tables/", asked | {"since": "2023-11-01", "until": "2026-11-16"})

    assert page.status_code == 200
    assert got["Content-Disposition"].startswith('attachment; filename="visits-team-')
    assert "ssd_cp_visits.csv" in zipfile.ZipFile(io.BytesIO(b"".join(got))).namelist()
    assert turned.status_code == 400
    assert "The last day must be on or after the first" in turned.content.decode()
    assert "Take at most two years at a time" in long.content.decode()
    assert other.status_code == 400
    assert "Select a list you may take out" in other.content.decode()


def test_the_whole_authority_goes_only_to_who_showed_again_who_they_are(boss, sign_in):
    made.store(made.case("C1"))
    period = {"since": "2026-11-01", "until": "2026-11-16", "source": "here"}

    answer_ = sign_in(boss).get("/documents/tables/", {"take": "zip", "list": "authority"} | period)

    assert answer_.status_code == 302
    assert answer_["Location"].startswith("/account/again/")


def test_a_child_of_no_team_is_the_authoritys(boss):
    case = replace(made.case("C1"), involvements=())
    (child,) = made.store(case)
    visit_made.record(child, by=made.access(boss))

    assert [r["child_id"] for r in rows(taken(boss), "visits_counted")] == ["C1"]
