"""A clean extract contradicts itself nowhere."""

from collections import defaultdict
from datetime import date

import pytest

from doorstep.facts import EventKind, FactKind, Method, Place, Role, Tier, VisitType

AS_AT = date(2026, 3, 31)
DAY = AS_AT.isoformat()
SPANS = (
    ("ssd_address", "addr_address_start_date", "addr_address_end_date"),
    ("ssd_cin_episodes", "cine_referral_date", "cine_close_date"),
    ("ssd_cin_assessments", "cina_assessment_start_date", "cina_assessment_auth_date"),
    ("ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
    ("ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
    ("ssd_s47_enquiry", "s47e_s47_start_date", "s47e_s47_end_date"),
    ("ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
    ("ssd_cla_placement", "clap_cla_placement_start_date", "clap_cla_placement_end_date"),
    ("ssd_legal_status", "lega_legal_status_start_date", "lega_legal_status_end_date"),
    ("ssd_cla_care_plan", "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date"),
    ("ssd_missing", "miss_missing_episode_start_date", "miss_missing_episode_end_date"),
    ("ssd_involvements", "invo_involvement_start_date", "invo_involvement_end_date"),
    ("doorstep_facts", "start_date", "end_date"),
)
VISITS = (
    ("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date"),
    ("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date"),
    ("ssd_cla_visits", "clav_person_id", "clav_cla_visit_date"),
    ("doorstep_visits", "child_id", "visit_date"),
)
PEOPLE = ("ssd_person", "pers_person_id")
REFERRALS = ("ssd_cin_episodes", "cine_referral_id")
CP_PLANS = ("ssd_cp_plans", "cppl_cp_plan_id")
CARE = ("ssd_cla_episodes", "clae_cla_id")
PLACED = ("ssd_cla_placement", "clap_cla_placement_id")
WORKERS = ("ssd_professionals", "prof_professional_id")
TEAMS = ("ssd_department", "dept_team_id")
TEAM_NAMES = ("ssd_department", "dept_team_name")
LINKS = (
    ("ssd_cin_assessments", "cina_referral_id", REFERRALS),
    ("ssd_cin_assessments", "cina_assessment_worker_id", WORKERS),
    ("ssd_cin_assessments", "cina_assessment_team", TEAMS),
    ("ssd_assessment_factors", "cinf_assessment_id", ("ssd_cin_assessments", "cina_assessment_id")),
    ("ssd_cin_episodes", "cine_referral_worker_id", WORKERS),
    ("ssd_cin_episodes", "cine_referral_team", TEAMS),
    ("ssd_cin_plans", "cinp_referral_id", REFERRALS),
    ("ssd_cin_plans", "cinp_cin_plan_worker_id", WORKERS),
    ("ssd_s47_enquiry", "s47e_referral_id", REFERRALS),
    (
        "ssd_initial_cp_conference",
        "icpc_s47_enquiry_id",
        ("ssd_s47_enquiry", "s47e_s47_enquiry_id"),
    ),
    ("ssd_initial_cp_conference", "icpc_cp_plan_id", CP_PLANS),
    ("ssd_cp_plans", "cppl_referral_id", REFERRALS),
    ("ssd_cp_plans", "cppl_icpc_id", ("ssd_initial_cp_conference", "icpc_icpc_id")),
    ("ssd_cp_visits", "cppv_cp_plan_id", CP_PLANS),
    ("ssd_cp_reviews", "cppr_cp_plan_id", CP_PLANS),
    ("ssd_cla_episodes", "clae_cla_placement_id", PLACED),
    ("ssd_cla_episodes", "clae_referral_id", REFERRALS),
    ("ssd_cla_placement", "clap_cla_id", CARE),
    ("ssd_cla_visits", "clav_cla_id", CARE),
    ("ssd_cla_reviews", "clar_cla_id", CARE),
    ("ssd_care_leavers", "clea_care_leaver_worker_id", WORKERS),
    ("ssd_care_leavers", "clea_care_leaver_allocated_team", TEAMS),
    ("ssd_involvements", "invo_professional_id", WORKERS),
    ("ssd_involvements", "invo_professional_team", TEAM_NAMES),
    ("ssd_involvements", "invo_referral_id", REFERRALS),
    ("ssd_department", "dept_team_parent_id", TEAMS),
    ("doorstep_visits", "worker_id", WORKERS),
)


@pytest.mark.parametrize(("table", "column", "target"), LINKS)
def test_every_link_resolves(authority, table, column, target):
    known = {row[target[1]] for row in authority[target[0]]}

    assert {row[column] for row in authority[table] if row[column]} <= known


def test_every_row_of_a_child_belongs_to_a_person(authority):
    known = {row["pers_person_id"] for row in authority["ssd_person"]}

    for table in authority.counts:
        for column in authority[table][0]:
            if column.endswith("_person_id") or column == "child_id":
                assert {row[column] for row in authority[table]} <= known, table


def test_ids_are_given_once(authority):
    for table, column in (PEOPLE, REFERRALS, CP_PLANS, PLACED, WORKERS, TEAMS):
        ids = [row[column] for row in authority[table]]
        assert len(set(ids)) == len(ids)
    notes = [row["cinv_cin_visit_id"] for row in authority["ssd_cin_visits"]]
    notes += [row["cppv_cp_visit_id"] for row in authority["ssd_cp_visits"]]
    assert len(set(notes)) == len(notes)


def test_the_supplement_knows_the_visits_it_tells_of(authority):
    known = {row["cinv_cin_visit_id"] for row in authority["ssd_cin_visits"]}
    known |= {row["cppv_cp_visit_id"] for row in authority["ssd_cp_visits"]}
    known |= {row["clav_cla_visit_id"] for row in authority["ssd_cla_visits"]}

    assert {r["visit_id"] for r in authority["doorstep_visits"] if r["visit_id"]} <= known


@pytest.mark.parametrize(("table", "start", "end"), SPANS)
def test_nothing_ends_before_it_starts_or_begins_after_the_day(authority, table, start, end):
    for row in authority[table]:
        assert row[start][:10] <= DAY
        assert not row[end] or row[start][:10] <= row[end] <= DAY


@pytest.mark.parametrize(("table", "child", "when"), VISITS)
def test_no_child_is_visited_before_birth_unless_unborn(authority, table, child, when):
    people = {row["pers_person_id"]: row for row in authority["ssd_person"]}
    for row in authority[table]:
        person = people[row[child]]
        assert row[when][:10] <= DAY
        assert person["pers_expected_dob"] or row[when][:10] >= person["pers_dob"]


def test_nobody_is_born_after_the_day_or_in_care_before_the_birth(authority):
    born = {row["pers_person_id"]: row["pers_dob"] for row in authority["ssd_person"]}

    assert max(born.values()) <= DAY
    for row in authority["ssd_cla_episodes"]:
        assert "" < born[row["clae_person_id"]] <= row["clae_cla_episode_start_date"]


def test_a_few_unborn_children_are_on_plans(authority):
    unborn = {r["pers_person_id"] for r in authority["ssd_person"] if not r["pers_dob"]}
    expected = [r["pers_expected_dob"] for r in authority["ssd_person"] if not r["pers_dob"]]

    assert unborn
    assert unborn <= authority.open_children("cp")
    assert min(expected) > DAY


def test_nobody_of_eighteen_is_in_care(authority):
    born = {row["pers_person_id"]: row["pers_dob"] for row in authority["ssd_person"]}

    assert all(born[child] > "2008-03-31" for child in authority.open_children("cla"))


def test_placements_follow_each_other_and_fill_the_period_of_care(authority):
    periods = defaultdict(list)
    for row in authority["ssd_cla_placement"]:
        span = row["clap_cla_placement_start_date"], row["clap_cla_placement_end_date"]
        periods[row["clap_cla_id"]].append(span)
    for row in authority["ssd_cla_episodes"]:
        assert periods[row["clae_cla_id"]][0][0] == row["clae_entered_care_date"]
    for spans in periods.values():
        assert all(a[1] == b[0] for a, b in zip(spans, spans[1:], strict=False))


def test_legal_statuses_cover_the_whole_time_in_care(authority):
    statuses, episodes = defaultdict(list), defaultdict(list)
    for row in authority["ssd_legal_status"]:
        span = row["lega_legal_status_start_date"], row["lega_legal_status_end_date"]
        statuses[row["lega_person_id"]].append(span)
    for row in authority["ssd_cla_episodes"]:
        span = row["clae_cla_episode_start_date"], row["clae_cla_episode_ceased_date"]
        episodes[row["clae_person_id"]].append(span)

    for child, spans in episodes.items():
        legal = statuses[child]
        assert (spans[0][0], spans[-1][1]) == (legal[0][0], legal[-1][1])
        for chain in (spans, legal):
            assert all(a[1] == b[0] for a, b in zip(chain, chain[1:], strict=False))


def test_plans_stay_within_their_referral(authority):
    referrals = {row["cine_referral_id"]: row for row in authority["ssd_cin_episodes"]}
    for row in authority["ssd_cp_plans"]:
        referral = referrals[row["cppl_referral_id"]]
        assert referral["cine_referral_date"] <= row["cppl_cp_plan_start_date"]
        if referral["cine_close_date"]:
            assert row["cppl_cp_plan_end_date"] <= referral["cine_close_date"]


def test_the_supplement_uses_only_known_words(authority):
    words = {
        ("doorstep_visits", "visit_type"): VisitType,
        ("doorstep_visits", "method"): Method,
        ("doorstep_visits", "place"): Place,
        ("doorstep_visits", "role"): Role,
        ("doorstep_visits", "approved_by"): Role,
        ("doorstep_events", "event"): EventKind,
        ("doorstep_visiting_plans", "agreed_by"): Role,
        ("doorstep_tier_decisions", "tier"): Tier,
        ("doorstep_tier_decisions", "decided_by"): Role,
    }
    for (table, column), known in words.items():
        assert {row[column] for row in authority[table]} - {""} <= set(known)
    facts = {row["fact"] for row in authority["doorstep_facts"]}
    assert facts <= set(FactKind) | {"self_isolation", "shielding"}


def test_nothing_is_recorded_before_it_happened_or_after_the_day(authority):
    for row in authority["doorstep_visits"]:
        assert row["visit_date"] <= row["recorded_at"] <= f"{DAY} 23:59"


def test_the_latest_contact_of_a_care_leaver_is_a_visit(authority):
    visits = {(row["child_id"], row["visit_date"][:10]) for row in authority["doorstep_visits"]}
    leavers = [r for r in authority["ssd_care_leavers"] if r["clea_care_leaver_in_touch"] == "YES"]

    assert len(leavers) > 100
    for row in leavers:
        assert (row["clea_person_id"], row["clea_care_leaver_latest_contact"]) in visits
