"""Annex A, the CIN census and the SSDA903; dialects, filters, formats and exit statuses."""

import json
from pathlib import Path

import pytest
from acceptance.town import ENGLAND, PS22, WCF, run, table

SAMPLES = Path(__file__).parents[1] / "samples"
ANNEX_A = str(SAMPLES / "annex_a" / "Annex_A.xlsx")

CENSUS = """<?xml version="1.0" encoding="UTF-8"?>
<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2022</Year>
<ReferenceDate>2022-03-31</ReferenceDate></CollectionDetails><Source><LEA>201</LEA></Source>
</Header><Children><Child><ChildIdentifiers><LAchildID>C1</LAchildID>
<PersonBirthDate>2012-06-15</PersonBirthDate></ChildIdentifiers><CINdetails>
<CINreferralDate>2021-11-01</CINreferralDate><PrimaryNeedCode>N1</PrimaryNeedCode>
<ChildProtectionPlans><CPPstartDate>2022-01-10</CPPstartDate></ChildProtectionPlans>
</CINdetails></Child></Children></Message>"""
HEADER_903 = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nC1,1,15/06/2012,WBRI,UN3,,\n"
EPISODES_903 = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "C1,10/01/2022,S,C2,N1,U6,PR1,,,,,,\n"
)


def test_annex_a_gives_these_answers_worked_out_by_hand():
    result = run("due", ANNEX_A, "--policy", PS22, "--as-at", "2021-03-16", "--format", "csv")
    found = {
        r["child_id"]: (r["duty"], r["counted_from"], r["due_at"], r["status"], r["days_overdue"])
        for r in table(result.stdout)
    }
    assert found == {
        "12598894": ("cin_visit", "2021-01-21", "2021-02-18", "overdue", "26"),
        "7657294": ("cin_visit", "2021-02-03", "2021-03-03", "overdue", "13"),
        "10160219": ("cin_visit", "2021-02-16", "2021-03-16", "due_today", "0"),
        "14953858": ("cp_visit", "2021-03-02", "2021-03-16", "due_today", "0"),
        "5358472": ("cp_visit", "2021-03-02", "2021-03-16", "due_today", "0"),
        "8140425": ("cin_visit", "2021-03-05", "2021-04-06", "upcoming", "0"),  # Easter
        "2529037": ("cla_visit", "2021-02-22", "2021-04-07", "upcoming", "0"),
        "6434087": ("cin_visit", "2021-03-15", "2021-04-14", "upcoming", "0"),
        "14065184": ("cla_long_term_visit", "2021-01-20", "2021-04-16", "upcoming", "0"),
        "1373595": ("cla_long_term_visit", "2021-02-22", "2021-05-20", "upcoming", "0"),
    }
    assert "23 open children = 10 with duties + 7 to whom no duty applies + 6 that cannot" in (
        result.stderr
    )
    assert "(balances)" in result.stderr
    assert "last visit" in result.stderr
    for field in ("List 6, row 2, Primary Need Code", "Allocated Worker", "Placement postcode"):
        assert field in result.stderr


def test_annex_a_never_says_of_a_care_leaver_that_nobody_visited():
    # Annex A carries no contact with care leavers (its own note): the account must not list
    # them as never visited, as it does; likewise children known from a referral only.
    out = run("account", ANNEX_A, "--policy", PS22, "--as-at", "2021-03-16", "--format", "csv")
    rows = table(out.stdout)
    never = {r["child_id"] for r in rows if r["blind_spot"] == "never_visited"}
    leavers = {r["child_id"] for r in rows if r["case"] == "care leaver"}
    assert leavers
    assert never & leavers == set()


def test_annex_a_says_nothing_is_overdue_of_which_it_carries_no_dates():
    # Annex A's own note: no contact with care leavers is known from it, and List 3 has no
    # date of a visit. Found under Worcestershire: six care leavers whose call is 344 days overdue,
    # and a visit to 6537810 (known from Lists 3 and 5 only) 180 days overdue.
    out = run("due", ANNEX_A, "--policy", WCF, "--as-at", "2021-03-16", "--format", "csv")
    rows = [r for r in table(out.stdout) if r["status"] == "overdue"]
    assert [r["child_id"] for r in rows if r["case"] == "care leaver"] == []
    assert [r["duty"] for r in rows if r["child_id"] == "6537810"] == []


@pytest.fixture(params=["census", "903"])
def without_visits(request, tmp_path):
    if request.param == "census":
        made = tmp_path / "cin.xml"
        made.write_text(CENSUS)
    else:
        made = tmp_path / "return"
        made.mkdir()
        (made / "header.csv").write_text(HEADER_903)
        (made / "episodes.csv").write_text(EPISODES_903)
    return str(made)


@pytest.mark.parametrize("policy", [PS22, WCF, ENGLAND])
def test_an_extract_without_visits_says_visits_unknown_and_never_overdue(without_visits, policy):
    rest = ("--policy", policy, "--as-at", "2022-06-01", "--format", "csv")
    result = run("due", without_visits, *rest)
    assert table(result.stdout) == []
    assert "(balances)" in result.stderr
    assert "1 open children" in result.stderr
    said = run("account", without_visits, *rest).stdout
    assert "never_visited" not in said
    assert "overdue" not in said.replace("open_overdue", "")


def test_an_extract_without_visits_cannot_be_judged_in_the_account(without_visits):
    rest = ("--policy", PS22, "--as-at", "2022-06-01")
    result = run("account", without_visits, *rest, "--format", "csv")
    assert "+ 1 that cannot be judged (balances)" in result.stderr
    assert "visits_unknown" in {r["blind_spot"] for r in table(result.stdout)}
    said = run("explain", without_visits, "C1", *rest).stdout
    assert "Cannot be judged: visits" in said
    assert "Overdue" not in said


def test_an_extract_without_visits_has_no_intervals_to_judge(without_visits):
    out = run(
        "timeliness", without_visits, "--policy", PS22, "--from", "2022-01-01",
        "--to", "2022-06-01", "--format", "csv",
    )  # fmt: skip
    assert {r["outcome"] for r in table(out.stdout)} & {"missed", "late", "open_overdue"} == set()


PERSON = "pers_person_id;pers_dob\nC1;15/06/2012\n"
PLANS = (
    "cppl_cp_plan_id;cppl_person_id;cppl_cp_plan_start_date;cppl_cp_plan_end_date\n"
    "P1;C1;10/01/2022 00:00:00;\n"
)
VISITS = (
    "cppv_cp_visit_id;cppv_person_id;cppv_cp_visit_date;cppv_cp_visit_seen\n"
    "V1;C1;17/01/2022 14:30;Y\n"
)
NO_PERSON = (
    "cppv_cp_visit_id;cppv_cp_plan_id;cppv_cp_visit_date;cppv_cp_visit_seen\nV1;P1;17/01/2022;Y\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("visits", [VISITS, NO_PERSON])
def test_csv_is_read_in_each_dialect_and_mosaics_visits_without_person_by_their_plan(
    tmp_path, encoding, separator, visits
):
    for name, text in (("person", PERSON), ("cp_plans", PLANS), ("cp_visits", visits)):
        body = text.replace(";", separator)
        (tmp_path / f"ssd_{name}.csv").write_bytes(body.encode(encoding))
    result = run("due", str(tmp_path), "--policy", PS22, "--as-at", "2022-01-18", "--format", "csv")
    (row,) = table(result.stdout)
    assert (row["counted_from"], row["due_at"]) == ("2022-01-17", "2022-01-31")


@pytest.fixture
def two_teams(town):
    town.child("C2")
    for child, worker, team in (("C1", "W1", "T1"), ("C2", "W2", "T2")):
        town.cp_plan("2022-01-10", child=child)
        town.involvement(worker, "2021-01-01", child=child, team=team)
        town.add("ssd_professionals", professional_id=worker, professional_name=f"Name {worker}")
        town.add("ssd_department", dept_team_id=team, dept_team_name=f"Team {team}")
    return town


@pytest.mark.parametrize(
    ("option", "value", "children"),
    [
        ("--team", "Team T1", ["C1"]),
        ("--worker", "Name W2", ["C2"]),
        ("--worker", "W2", ["C2"]),
    ],
)
def test_the_list_can_be_narrowed_to_a_team_or_a_worker(two_teams, option, value, children):
    assert [r["child_id"] for r in two_teams.due("2022-02-01", PS22, option, value)] == children
    assert "balances" in two_teams.stderr


@pytest.mark.parametrize("option", ["--team", "--worker"])
def test_a_team_or_worker_nobody_has_is_named_and_not_passed_over(two_teams, option):
    # A slip of the pen must not give an empty list that reads as "all is well".
    words = ("--policy", PS22, "--as-at", "2022-02-01", option, "Nroth", "--format", "csv")
    result = two_teams.run("due", *words, status=2)
    assert "has an open child" in result.stderr
    assert "'Nroth'" in result.stderr


def test_json_and_csv_tell_the_same(two_teams):
    result = two_teams.run("due", "--policy", PS22, "--as-at", "2022-02-01", "--format", "json")
    rows = json.loads(result.stdout)
    listed = two_teams.due("2022-02-01")
    assert [{k: str(v) for k, v in r.items()} for r in rows] == listed


def test_the_table_ends_with_the_account_and_csv_leaves_it_to_standard_error(two_teams):
    shown = two_teams.run("due", "--policy", PS22, "--as-at", "2022-02-01", "--format", "table")
    assert "2 open children = 2 with duties" in shown.stdout
    listed = two_teams.run("due", "--policy", PS22, "--as-at", "2022-02-01", "--format", "csv")
    assert "open children" not in listed.stdout
    assert "2 open children = 2 with duties" in listed.stderr


def test_explain_tells_the_same_as_the_due_list(two_teams):
    told = two_teams.explained("2022-02-01")
    (row, _) = two_teams.due("2022-02-01")
    (obligation,) = told["obligations"]
    for key in ("duty", "counted_from", "due_at", "status", "clause"):
        assert obligation[key] == row[key]
    assert (told["case"], told["worker"], told["team"]) == (row["case"], row["worker"], row["team"])


@pytest.mark.parametrize(
    "words",
    [
        ("due", "{x}", "--policy", "nope"),
        ("due", "{x}/nowhere", "--policy", PS22),
        ("due", "{x}", "--policy", PS22, "--as-at", "31/01/2022"),
        ("due", "{x}"),
        ("explain", "{x}", "C7", "--policy", PS22),
        ("timeliness", "{x}", "--policy", PS22, "--from", "2022-02-01", "--to", "2022-01-01"),
        ("timeliness", "{x}", "--policy", PS22, "--from", "2022-01-01", "--to", "2022-02-01",
         "--by", "colour"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_ends_with_status_2_and_says_why(two_teams, words):
    folder = two_teams.write()
    result = run(*(w.format(x=folder) for w in words), status=2)
    assert "Error" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"hello"),
        ("a.xml", b""),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "b">]><Message>&a;</Message>'),
        ("a.csv", b"a,b\n1,2\n"),
    ],
)
def test_a_file_that_is_not_what_it_claims_ends_with_status_2(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    result = run("due", str(tmp_path / name), "--policy", PS22, status=2)
    assert result.stderr.startswith("Error")


def test_a_check_that_finds_errors_ends_with_status_1(town):
    town.cp_plan("2022-01-10")
    town.run("extract", status=2)
    run("extract", "check", town.write())
    town.visit("2022-13-01", "cp")
    assert "cppv_cp_visit_date" in run("extract", "check", town.write(), status=1).output


def test_written_after_a_day_is_not_known_on_it(town):
    town.cp_plan("2022-01-24")
    town.call("2022-01-31", method="in_person", seen="yes", recorded_at="2022-02-10")
    assert town.one("2022-02-05")["due_at"] == "2022-02-14"
    (row,) = town.due("2022-02-05", PS22, "--known-on", "2022-02-05")
    assert row["due_at"] == "2022-02-07"


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"method": "video"}, False),
        ({"method": "video", "approved_by": "head_of_service", "approved_at": "2022-01-28"}, True),
        ({"method": "video", "approved_by": "head_of_service", "approved_at": "2022-02-03"}, False),
        ({"method": "video", "approved_by": "team_manager", "approved_at": "2022-01-28"}, False),
        ({"method": "in_person", "place": "garden"}, True),
        ({"visit_type": "other_agency"}, False),
        ({"visit_type": "kit_call"}, False),
    ],
)
def test_from_24_january_2022_a_virtual_visit_counts_only_when_a_head_of_service_agreed(
    town, values, counts
):
    town.cp_plan("2022-01-24")
    town.call("2022-01-31", seen="yes", **values)
    expected = "2022-02-14" if counts else "2022-02-07"
    assert town.one("2022-02-01")["due_at"] == expected


def test_dates_past_the_published_bank_holidays_are_provisional(town):
    town.cp_plan("2040-01-09")
    assert town.one("2040-01-10")["provisional"] == "yes"


def test_without_any_table_of_visits_it_is_said_that_visits_are_unknown(town):
    # The issue: files that carry no visits say "visits unknown", never "overdue". SSD
    # without ssd_cin_visits, ssd_cp_visits and ssd_cla_visits carries none either, and says
    # "overdue"; all it says of it is one name in a list of "Tables not found".
    town.complete = False
    town.cp_plan("2022-01-10")
    town.due("2022-02-01")
    said = [x for x in town.stderr.splitlines() if "Tables not found" not in x]
    assert any("visits" in x and "unknown" in x for x in said)
