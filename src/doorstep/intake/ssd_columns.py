"""The SSD as data: the columns that are read, vendors' other names, and how tables link.

Source: the SSD specification 1.4.5 and the SQL deployed for LiquidLogic, Mosaic and Eclipse.
"""

from typing import NamedTuple


class Link(NamedTuple):
    """How a table without a person's id finds it: through a key of another table."""

    column: str
    table: str
    key: str


PERSON = {
    "ssd_person": "pers_person_id",
    "ssd_cin_episodes": "cine_person_id",
    "ssd_cin_assessments": "cina_person_id",
    "ssd_assessment_factors": "cinf_person_id",
    "ssd_cin_plans": "cinp_person_id",
    "ssd_cin_visits": "cinv_person_id",
    "ssd_s47_enquiry": "s47e_person_id",
    "ssd_initial_cp_conference": "icpc_person_id",
    "ssd_cp_plans": "cppl_person_id",
    "ssd_cp_visits": "cppv_person_id",
    "ssd_cp_reviews": "cppr_person_id",
    "ssd_cla_episodes": "clae_person_id",
    "ssd_cla_placement": "clap_person_id",
    "ssd_cla_visits": "clav_person_id",
    "ssd_cla_reviews": "clar_person_id",
    "ssd_cla_care_plan": "lacp_person_id",
    "ssd_legal_status": "lega_person_id",
    "ssd_missing": "miss_person_id",
    "ssd_care_leavers": "clea_person_id",
    "ssd_involvements": "invo_person_id",
    "ssd_disability": "disa_person_id",
    "ssd_address": "addr_person_id",
}

# Links are followed in this order: a table is resolved before the tables that lean on it.
LINKS = {
    "ssd_cin_assessments": Link("cina_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    "ssd_assessment_factors": Link(
        "cinf_assessment_id", "ssd_cin_assessments", "cina_assessment_id"
    ),
    "ssd_cin_plans": Link("cinp_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    "ssd_cin_visits": Link("cinv_cin_plan_id", "ssd_cin_plans", "cinp_cin_plan_id"),
    "ssd_s47_enquiry": Link("s47e_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    "ssd_initial_cp_conference": Link(
        "icpc_s47_enquiry_id", "ssd_s47_enquiry", "s47e_s47_enquiry_id"
    ),
    "ssd_cp_plans": Link("cppl_referral_id", "ssd_cin_episodes", "cine_referral_id"),
    "ssd_cp_visits": Link("cppv_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    "ssd_cp_reviews": Link("cppr_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id"),
    "ssd_cla_placement": Link("clap_cla_id", "ssd_cla_episodes", "clae_cla_id"),
    "ssd_cla_visits": Link("clav_cla_id", "ssd_cla_episodes", "clae_cla_id"),
    "ssd_cla_reviews": Link("clar_cla_id", "ssd_cla_episodes", "clae_cla_id"),
    "ssd_involvements": Link("invo_referral_id", "ssd_cin_episodes", "cine_referral_id"),
}

COLUMNS = {
    "ssd_person": (
        "pers_person_id pers_forename pers_surname pers_dob pers_expected_dob pers_death_date"
    ),
    "ssd_cin_episodes": (
        "cine_referral_id cine_person_id cine_referral_date cine_cin_primary_need_code "
        "cine_referral_source_code cine_referral_nfa cine_close_date cine_referral_team "
        "cine_referral_worker_id"
    ),
    "ssd_cin_assessments": (
        "cina_assessment_id cina_person_id cina_referral_id cina_assessment_start_date "
        "cina_assessment_auth_date"
    ),
    "ssd_assessment_factors": "cinf_assessment_id cinf_assessment_factors_json",
    "ssd_cin_plans": (
        "cinp_cin_plan_id cinp_referral_id cinp_person_id cinp_cin_plan_start_date "
        "cinp_cin_plan_end_date cinp_cin_plan_team cinp_cin_plan_worker_id"
    ),
    "ssd_cin_visits": (
        "cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen "
        "cinv_cin_visit_seen_alone cinv_cin_visit_bedroom"
    ),
    "ssd_s47_enquiry": (
        "s47e_s47_enquiry_id s47e_referral_id s47e_person_id s47e_s47_start_date s47e_s47_end_date"
    ),
    "ssd_initial_cp_conference": (
        "icpc_icpc_id icpc_s47_enquiry_id icpc_person_id icpc_icpc_target_date icpc_icpc_date"
    ),
    "ssd_cp_plans": (
        "cppl_cp_plan_id cppl_referral_id cppl_person_id cppl_cp_plan_start_date "
        "cppl_cp_plan_end_date cppl_cp_plan_ola cppl_cp_plan_initial_category "
        "cppl_cp_plan_latest_category"
    ),
    "ssd_cp_visits": (
        "cppv_cp_visit_id cppv_person_id cppv_cp_plan_id cppv_cp_visit_date cppv_cp_visit_seen "
        "cppv_cp_visit_seen_alone cppv_cp_visit_bedroom"
    ),
    "ssd_cp_reviews": "cppr_person_id cppr_cp_plan_id cppr_cp_review_due cppr_cp_review_date",
    "ssd_cla_episodes": (
        "clae_cla_episode_id clae_person_id clae_cla_episode_start_date "
        "clae_cla_episode_ceased_date clae_cla_episode_ceased_reason clae_cla_id "
        "clae_referral_id clae_entered_care_date"
    ),
    "ssd_cla_placement": (
        "clap_cla_placement_id clap_cla_id clap_person_id clap_cla_placement_start_date "
        "clap_cla_placement_end_date clap_cla_placement_type clap_cla_placement_provider"
    ),
    "ssd_cla_visits": (
        "clav_cla_visit_id clav_cla_id clav_person_id clav_cla_visit_date clav_cla_visit_seen "
        "clav_cla_visit_seen_alone"
    ),
    "ssd_cla_reviews": (
        "clar_cla_review_id clar_cla_id clar_cla_review_due_date clar_cla_review_date "
        "clar_cla_review_cancelled"
    ),
    "ssd_cla_care_plan": (
        "lacp_person_id lacp_cla_care_plan_start_date lacp_cla_care_plan_end_date "
        "lacp_cla_care_plan_json"
    ),
    "ssd_legal_status": (
        "lega_legal_status_id lega_person_id lega_legal_status lega_legal_status_start_date "
        "lega_legal_status_end_date"
    ),
    "ssd_missing": "miss_person_id miss_missing_episode_start_date miss_missing_episode_type",
    "ssd_care_leavers": (
        "clea_person_id clea_care_leaver_eligibility clea_care_leaver_in_touch "
        "clea_care_leaver_latest_contact clea_care_leaver_accommodation "
        "clea_care_leaver_allocated_team clea_care_leaver_worker_id"
    ),
    "ssd_involvements": (
        "invo_professional_id invo_professional_role_id invo_professional_team "
        "invo_involvement_start_date invo_involvement_end_date invo_person_id invo_referral_id"
    ),
    "ssd_professionals": "prof_professional_id prof_professional_name",
    "ssd_department": "dept_team_id dept_team_name",
    "ssd_disability": "disa_person_id disa_disability_code",
    "ssd_address": (
        "addr_person_id addr_address_type addr_address_postcode addr_address_start_date "
        "addr_address_end_date"
    ),
}

# Columns that only some vendors have: used where they stand, not missed where they do not.
EXTRA = {
    "ssd_address": "addr_address_json",
    "ssd_cin_visits": "cinv_cin_plan_id",
    "ssd_cla_reviews": "clar_person_id",
    "ssd_assessment_factors": "cinf_person_id",
}

# Name in a vendor's extract → name in the specification. Mosaic above all.
ALIASES = {
    "ssd_person": {
        "person_id": "pers_person_id",
        "pers_forenames": "pers_forename",
        "pers_first_name": "pers_forename",
        "pers_last_name": "pers_surname",
        "pers_date_of_birth": "pers_dob",
        "pers_expected_date_of_birth": "pers_expected_dob",
        "pers_date_of_death": "pers_death_date",
    },
    "ssd_cin_episodes": {
        "cine_cin_referral_id": "cine_referral_id",
        "cine_cin_referral_date": "cine_referral_date",
        "cine_referral_source": "cine_referral_source_code",
        "cine_cin_close_date": "cine_close_date",
    },
    "ssd_cin_plans": {
        "cin_plan_id": "cinp_cin_plan_id",
        "cinp_cin_plan_start": "cinp_cin_plan_start_date",
        "cinp_cin_plan_end": "cinp_cin_plan_end_date",
    },
    "ssd_cin_visits": {"cinv_cin_visit_bedroom_seen": "cinv_cin_visit_bedroom"},
    "ssd_cp_visits": {"cppv_cp_visit_bedroom_seen": "cppv_cp_visit_bedroom"},
    "ssd_cp_reviews": {
        "person_id": "cppr_person_id",
        "due_date": "cppr_cp_review_due",
        "actual_date": "cppr_cp_review_date",
        "cppr_cp_review_due_date": "cppr_cp_review_due",
    },
    "ssd_cla_reviews": {
        "clar_cla_person_id": "clar_person_id",
        "clar_cla_review_due": "clar_cla_review_due_date",
    },
    "ssd_legal_status": {
        "lega_legal_status_start": "lega_legal_status_start_date",
        "lega_legal_status_end": "lega_legal_status_end_date",
    },
    "ssd_care_leavers": {"clea_care_leaver_latest_contact_date": "clea_care_leaver_latest_contact"},
    "ssd_initial_cp_conference": {"icpc_icpc_target": "icpc_icpc_target_date"},
    "ssd_involvements": {"invo_professional_role": "invo_professional_role_id"},
}

TABLES = tuple(COLUMNS)
