"""The columns of every table written: the SSD's in the order of its specification.

Source: Standard Safeguarding Dataset 1.4.5 (data-to-insight, MIT). `pers_forename` and
`pers_surname` are in the deployed SQL, not in the specification. The supplement's columns are
those of `docs/supplement.md`.
"""

SSD = {
    "person": (
        "pers_person_id pers_sex pers_gender pers_ethnicity pers_dob pers_common_child_id"
        " pers_legacy_id pers_upn_unknown pers_send_flag pers_expected_dob pers_death_date"
        " pers_is_mother pers_nationality pers_forename pers_surname"
    ),
    "address": (
        "addr_table_id addr_address_json addr_person_id addr_address_type"
        " addr_address_start_date addr_address_end_date addr_address_postcode"
    ),
    "cin_episodes": (
        "cine_referral_id cine_person_id cine_referral_date cine_cin_primary_need_code"
        " cine_referral_source_code cine_referral_source_desc cine_referral_outcome_json"
        " cine_referral_nfa cine_close_reason cine_close_date cine_referral_team"
        " cine_referral_worker_id"
    ),
    "cin_assessments": (
        "cina_assessment_id cina_person_id cina_referral_id cina_assessment_start_date"
        " cina_assessment_child_seen cina_assessment_auth_date cina_assessment_outcome_json"
        " cina_assessment_outcome_nfa cina_assessment_team cina_assessment_worker_id"
    ),
    "assessment_factors": "cinf_table_id cinf_assessment_id cinf_assessment_factors_json",
    "cin_plans": (
        "cinp_cin_plan_id cinp_referral_id cinp_person_id cinp_cin_plan_start_date"
        " cinp_cin_plan_end_date cinp_cin_plan_team cinp_cin_plan_worker_id"
    ),
    "cin_visits": (
        "cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen"
        " cinv_cin_visit_seen_alone cinv_cin_visit_bedroom"
    ),
    "s47_enquiry": (
        "s47e_s47_enquiry_id s47e_referral_id s47e_person_id s47e_s47_start_date"
        " s47e_s47_end_date s47e_s47_nfa s47e_s47_outcome_json s47e_s47_completed_by_worker_id"
        " s47e_s47_completed_by_team"
    ),
    "initial_cp_conference": (
        "icpc_icpc_id icpc_icpc_meeting_id icpc_s47_enquiry_id icpc_person_id icpc_cp_plan_id"
        " icpc_referral_id icpc_icpc_transfer_in icpc_icpc_target_date icpc_icpc_date"
        " icpc_icpc_outcome_cp_flag icpc_icpc_outcome_json icpc_icpc_team icpc_icpc_worker_id"
    ),
    "cp_plans": (
        "cppl_cp_plan_id cppl_referral_id cppl_icpc_id cppl_person_id cppl_cp_plan_start_date"
        " cppl_cp_plan_end_date cppl_cp_plan_initial_category cppl_cp_plan_ola"
        " cppl_cp_plan_latest_category"
    ),
    "cp_visits": (
        "cppv_cp_visit_id cppv_person_id cppv_cp_plan_id cppv_cp_visit_date"
        " cppv_cp_visit_seen cppv_cp_visit_seen_alone cppv_cp_visit_bedroom"
    ),
    "cp_reviews": (
        "cppr_cp_review_id cppr_person_id cppr_cp_plan_id cppr_cp_review_due"
        " cppr_cp_review_date cppr_cp_review_meeting_id cppr_cp_review_outcome_continue_cp"
        " cppr_cp_review_quorate cppr_cp_review_participation"
    ),
    "cla_episodes": (
        "clae_cla_episode_id clae_person_id clae_cla_episode_start_date"
        " clae_cla_episode_start_reason clae_cla_primary_need_code clae_cla_episode_ceased_date"
        " clae_cla_episode_ceased_reason clae_cla_id clae_referral_id clae_cla_placement_id"
        " clae_entered_care_date clae_cla_last_iro_contact_date"
    ),
    "cla_placement": (
        "clap_cla_placement_id clap_cla_placement_start_date clap_cla_placement_type"
        " clap_cla_placement_urn clap_cla_placement_distance clap_cla_id"
        " clap_cla_placement_provider clap_cla_placement_postcode clap_cla_placement_end_date"
        " clap_cla_placement_change_reason clap_person_id"
    ),
    "cla_visits": (
        "clav_cla_visit_id clav_cla_id clav_person_id clav_cla_visit_date"
        " clav_cla_visit_seen clav_cla_visit_seen_alone"
    ),
    "cla_reviews": (
        "clar_cla_review_id clar_cla_id clar_cla_review_due_date clar_cla_review_date"
        " clar_cla_review_cancelled clar_cla_review_participation"
    ),
    "cla_care_plan": (
        "lacp_table_id lacp_person_id lacp_cla_care_plan_start_date lacp_cla_care_plan_end_date"
        " lacp_cla_care_plan_json"
    ),
    "legal_status": (
        "lega_legal_status_id lega_person_id lega_legal_status lega_legal_status_start_date"
        " lega_legal_status_end_date"
    ),
    "missing": (
        "miss_table_id miss_person_id miss_missing_episode_start_date miss_missing_episode_type"
        " miss_missing_episode_end_date miss_missing_rhi_offered miss_missing_rhi_accepted"
    ),
    "care_leavers": (
        "clea_table_id clea_person_id clea_care_leaver_eligibility clea_care_leaver_in_touch"
        " clea_care_leaver_latest_contact clea_care_leaver_accommodation"
        " clea_care_leaver_accom_suitable clea_care_leaver_activity"
        " clea_pathway_plan_review_date clea_care_leaver_personal_advisor"
        " clea_care_leaver_allocated_team clea_care_leaver_worker_id"
    ),
    "disability": "disa_person_id disa_table_id disa_disability_code",
    "involvements": (
        "invo_involvements_id invo_professional_id invo_professional_role_id"
        " invo_professional_team invo_involvement_start_date invo_involvement_end_date"
        " invo_worker_change_reason invo_person_id invo_referral_id"
    ),
    "professionals": (
        "prof_professional_id prof_staff_id prof_professional_name"
        " prof_social_worker_registration_no prof_professional_job_title"
        " prof_professional_caseload prof_professional_department prof_full_time_equivalency"
        " prof_agency_worker_flag"
    ),
    "department": "dept_team_id dept_team_name dept_team_parent_id dept_team_parent_name",
}
SUPPLEMENT = {
    "visits": (
        "visit_id child_id visit_date visit_type method place seen seen_alone bedroom_seen"
        " announced role worker_id agency planned_date outcome reason_not_seen recorded_at"
        " approved_by approved_at source_code"
    ),
    "facts": "child_id fact start_date end_date value holder source recorded_at",
    "events": "child_id event event_at due_date source recorded_at",
    "visiting_plans": (
        "child_id start_date every methods applies_to agreed_by agreed_on review_date recorded_at"
    ),
    "tier_decisions": "child_id tier decided_on decided_by reason until recorded_at",
}
COLUMNS: dict[str, list[str]] = {f"ssd_{t}": c.split() for t, c in SSD.items()} | {
    f"doorstep_{t}": c.split() for t, c in SUPPLEMENT.items()
}
