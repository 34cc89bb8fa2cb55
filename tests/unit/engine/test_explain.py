"""The reasons, in words and as data: what a worker, a manager and a lawyer would ask."""

from datetime import date, datetime

import pytest

from doorstep.cli.explain import text_of
from doorstep.engine import answer
from doorstep.engine.explain import reasons, spoken, tier_lines
from doorstep.engine.explain_data import as_data
from doorstep.facts import CaseFacts, Episode, EpisodeKind, Involvement
from doorstep.policy import load_pack, shipped_pack
from doorstep.reports.golden import given
from doorstep.workdays import LONDON

PS22 = shipped_pack("practice-standards-2022")
WCF = shipped_pack("worcestershire-2020")
STATUTE = shipped_pack("england-statutory")
CP = {"kind": "child_protection_plan", "start_date": date(2022, 1, 10)}
REFERRED = {"kind": "referral", "start_date": date(2020, 3, 2)}


def told(facts, pack=PS22, on=date(2022, 2, 1)):
    found = answer(given({"born": date(2015, 1, 1), **facts}), pack, as_at=on, whole=True)
    return "\n".join([*(tier_lines(found.tier) if found.tier else []), *text_of(found, pack)])


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (date(2022, 1, 31), "31 January 2022"),
        (datetime(2022, 1, 31, 9, 30, tzinfo=LONDON), "9.30am on 31 January 2022"),
        (datetime(2022, 1, 31, 0, 0, tzinfo=LONDON), "12am on 31 January 2022"),
        (datetime(2022, 1, 31, 12, 5, tzinfo=LONDON), "12.05pm on 31 January 2022"),
        (None, "no date"),
    ],
)
def test_days_and_times_are_said_as_people_write_them(when, words):
    assert spoken(when) == words


def test_a_child_never_visited_is_told_from_the_start_of_the_plan():
    text = told({"episodes": [CP]})

    assert "10 working days after the start of the child protection plan on 10 January 2022" in text
    assert "with no visit since that counts" in text
    assert "No visit since counts." in text


def test_the_bank_holidays_in_between_are_named():
    plan = {**CP, "start_date": date(2021, 12, 20)}

    text = told({"episodes": [plan]}, on=date(2021, 12, 31))

    assert "Bank holidays in between: 27 December 2021, 28 December 2021, 3 January 2022" in text


def test_a_due_day_moved_by_a_change_says_so():
    plan = {**CP, "start_date": date(2020, 9, 1)}

    text = told({"episodes": [plan]}, on=date(2020, 11, 1))

    assert "Due today, 1 November 2020: due from the day the requirement changed" in text


def test_many_visits_are_counted_rather_than_listed():
    seen = [{"visit_date": date(2022, 1, d), "seen": True} for d in range(11, 15)]
    missed = [
        {"visit_date": date(2022, 1, d), "seen": False, "reason_not_seen": "no answer"}
        for d in range(17, 24)
    ]

    text = told({"episodes": [CP], "visits": [*seen, *missed]})

    assert "3 earlier ones counted too." in text
    assert "because the child was not seen (no answer)" in text
    assert "2 earlier ones did not count either." in text


def test_an_assumption_a_note_and_an_unchecked_source_are_said():
    call = told({"episodes": [REFERRED]}, WCF, date(2020, 6, 1))
    looked_after = [
        {"kind": "period_of_care", "start_date": date(2015, 1, 5)},
        {"kind": "legal_status", "start_date": date(2015, 1, 5), "code": "C2"},
        {"kind": "placement", "start_date": date(2015, 1, 5), "code": "U4"},
    ]
    agrees = [{"kind": "child_agrees", "start_date": date(2018, 1, 1)}]
    foster = told({"episodes": looked_after, "facts": agrees}, STATUTE, date(2019, 6, 1))

    assert "Assumed: Calls are made" in call
    assert "has not been checked against the instrument itself" in foster
    assert "Note: The child must be of sufficient age" in foster
    assert "and: the placement is long-term fostering" in foster


def test_a_far_due_day_is_said_to_be_provisional():
    plan = {**CP, "start_date": date(2028, 12, 20)}

    text = told({"episodes": [plan]}, on=date(2028, 12, 31))

    assert "Provisional: bank holidays so far ahead are not published yet." in text


def test_a_tier_is_told_with_its_criteria_evidence_and_risk_factors():
    facts = [
        {"kind": "edge_of_care", "start_date": date(2020, 5, 4), "source": "panel"},
        {"kind": "attending_school", "start_date": date(2020, 5, 4), "value": "no"},
    ]
    missing = [{"kind": "missing", "event_date": date(2020, 5, d)} for d in (1, 5, 9, 19)]

    text = told({"episodes": [REFERRED], "facts": facts, "events": missing}, WCF, date(2020, 5, 20))

    assert "Tier priority since 4 May 2020" in text
    assert "P1 holds since 4 May 2020" in text
    assert "(panel)" in text
    assert "P11 holds since 19 May 2020" in text
    assert "missing x 4: 2020-05-01, 2020-05-05, 2020-05-09, 2020-05-19" in text
    assert "Additional risk factor: Not attending the school place offered" in text


def test_a_tier_without_criteria_and_one_a_manager_raised_say_so():
    raised = {
        "tier": "high_and_immediate",
        "decided_on": date(2020, 5, 4),
        "decided_by": "team_manager",
        "reason": "Gran is worried",
    }

    plain = told({"episodes": [REFERRED]}, WCF, date(2020, 5, 20))
    text = told({"episodes": [REFERRED], "tier_decisions": [raised]}, WCF, date(2020, 5, 5))

    assert "No criterion of a higher tier holds." in plain
    assert "Decided high and immediate on 4 May 2020 by team manager: Gran is worried." in text
    assert "After each" not in text


def test_a_suspended_duty_says_so_and_under_which_clause():
    home = [
        {"kind": "period_of_care", "start_date": date(2020, 3, 2)},
        {"kind": "legal_status", "start_date": date(2020, 3, 2), "code": "C2"},
        {"kind": "placement", "start_date": date(2020, 3, 2), "code": "K2", "detail": "PR1"},
    ]
    facts = [{"kind": "edge_of_care", "start_date": date(2020, 5, 4)}]

    text = told({"episodes": home, "facts": facts}, WCF, date(2020, 6, 1))

    assert "Suspended with no day set to resume" in text
    assert "section 6c, Residential Care" in text


def test_a_duty_that_resumes_says_when_and_what_will_be_due_then(tmp_path):
    folder = tmp_path / "own"
    (folder / "duties").mkdir(parents=True)
    (folder / "counts").mkdir()
    (folder / "pack.yaml").write_text(
        "id: own\nversion: '1'\ntitle: Own\ncite: Own\nissuer: Us\nlayer: local\n"
        "in_force_from: 2020-01-01\n"
    )
    (folder / "counts" / "seen.yaml").write_text(
        "id: seen\ntitle: Seen\nvalues:\n  2020-01-01: {clause: '1', accepts: [{}]}\n"
    )
    (folder / "duties" / "cp_visit.yaml").write_text(
        "id: cp_visit\ntitle: Visit\napplies_to: child_protection_plan\ncounts: seen\n"
        "counting: including\nbank_holidays: count\n"
        "every:\n  2020-01-01: {value: 10 working days, clause: '1'}\n"
        "  2022-01-20: {value: suspended, clause: '2'}\n"
        "  2022-03-01: {value: 5 working days, clause: '3'}\n"
    )
    pack = load_pack(folder)

    suspended = told({"episodes": [CP]}, pack)
    before = told({"episodes": [CP]}, pack, date(2022, 1, 12))

    assert "Suspended until 1 March 2022; due 1 March 2022 when it resumes (Own, 2)" in suspended
    assert "that day counted as day 1" in before
    assert "Bank holidays count as working days here." in before


def test_an_agreed_plan_that_sets_the_interval_and_one_that_cannot_are_told():
    tighter = {"start_date": date(2022, 1, 12), "every": "1 week"}
    looser = {"start_date": date(2022, 1, 12), "every": "4 weeks", "agreed_by": "head_of_service"}

    assert "An agreed plan of 12 January 2022 sets the interval: 1 week." in told(
        {"episodes": [CP], "plans": [tighter]}
    )
    assert "the policy lets nobody agree to less" in told({"episodes": [CP], "plans": [looser]})


def test_a_duty_after_an_event_names_the_event_and_an_instant():
    event = {"kind": "kit_disclosure", "event_at": "2020-05-04 10:00"}

    text = told({"episodes": [REFERRED], "events": [event]}, WCF, date(2020, 5, 4))

    assert (
        "Due 10am on 5 May 2020: 24 hours after the disclosure in a keep-in-touch call on" in text
    )


def test_a_date_without_a_time_of_day_is_said_to_be_due_at_the_end_of_the_day():
    event = {"kind": "kit_disclosure", "event_date": date(2020, 5, 4)}

    text = told({"episodes": [REFERRED], "events": [event]}, WCF, date(2020, 5, 4))

    assert "due at the end of the day (S4)" in text


def test_a_closed_case_and_one_without_a_duty_are_told_in_a_sentence():
    closed = told({"episodes": [{**REFERRED, "end_date": date(2021, 1, 1)}]})
    none = told({"episodes": [REFERRED]})
    unknown = told(
        {
            "episodes": [REFERRED],
            "undated": [{"kind": "child_protection_plan", "missing": "the start"}],
        }
    )

    assert "The case is closed: nothing is owed." in closed
    assert "No duty: the policy has no duty for this case (other open)." in none
    assert "Cannot be judged: the start." in unknown


def test_remarks_and_what_is_not_judged_stand_at_the_end():
    text = told(
        {
            "born": None,
            "episodes": [CP],
            "undated": [{"kind": "period_of_care", "missing": "a start"}],
        }
    )

    assert "Cannot be judged: a start." in text
    assert "Remark: no date of birth is recorded" in text


def test_the_same_stands_in_the_data():
    facts = {
        "episodes": [REFERRED],
        "facts": [{"kind": "edge_of_care", "start_date": date(2020, 5, 4)}],
    }
    found = answer(given(facts), WCF, as_at=date(2020, 5, 20), whole=True)

    data = as_data(found, WCF)

    assert data["tier"]["tier"] == "priority"
    assert data["tier"]["criteria"][0]["id"] == "P1"
    assert [o["sentence"] for o in data["obligations"]] == [r.sentence for r in reasons(found, WCF)]
    assert data["policy"]["id"] == "worcestershire-2020"


def test_a_worker_without_a_name_is_told_by_the_id_as_in_the_due_list():
    case = CaseFacts(
        child_id="C1",
        episodes=(Episode(EpisodeKind.REFERRAL, date(2022, 1, 10)),),
        involvements=(Involvement("W7", date(2022, 1, 10), team="North"),),
    )
    found = answer(case, PS22, as_at=date(2022, 2, 1))

    assert "Worker: W7. Team: North." in text_of(found, PS22)[1]
    assert as_data(found, PS22)["worker"] == "W7"
