"""Words of a case: contacts, people, episodes, facts, events, and how something owed stands."""

from enum import StrEnum


class Method(StrEnum):
    """How a visit or contact was made."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"
    OTHER_ELECTRONIC = "other_electronic"


VIRTUAL = frozenset({Method.VIDEO, Method.PHONE, Method.OTHER_ELECTRONIC})


class Place(StrEnum):
    """Where a visit was made."""

    HOME = "home"
    PLACEMENT = "placement"
    DOORSTEP = "doorstep"
    GARDEN = "garden"
    SCHOOL = "school"
    OFFICE = "office"
    ELSEWHERE = "elsewhere"


class VisitType(StrEnum):
    """What kind of contact a row records; a meeting is none of them (S7)."""

    VISIT = "visit"
    KIT_CALL = "kit_call"
    CARER_CALL = "carer_call"
    HOME_STAFF_CALL = "home_staff_call"
    CONTACT = "contact"
    OTHER_AGENCY = "other_agency"


class Role(StrEnum):
    """Who does, agrees or signs something."""

    SOCIAL_WORKER = "social_worker"
    QUALIFIED_SOCIAL_WORKER = "qualified_social_worker"
    FOSTERING_SOCIAL_WORKER = "fostering_social_worker"
    PERSONAL_ADVISER = "personal_adviser"
    FIELD_WORK_TEAM = "field_work_team"
    PRACTICE_MANAGER = "practice_manager"
    TEAM_MANAGER = "team_manager"
    IRO = "iro"
    HEAD_OF_SERVICE = "head_of_service"
    NOMINATED_OFFICER = "nominated_officer"
    FAMILY_SUPPORT_WORKER = "family_support_worker"
    QUALITY_AND_REVIEW_MANAGER = "quality_and_review_manager"
    SENIOR_MANAGER = "senior_manager"
    SAFEGUARDING_MANAGER = "safeguarding_manager"
    DISTRICT = "district"
    CONFERENCE_CHAIR = "conference_chair"
    FRONT_DOOR = "front_door"
    EDUCATION_SAFEGUARDING_LEAD = "education_safeguarding_lead"
    VIRTUAL_SCHOOL = "virtual_school"
    DESIGNATED_TEACHER = "designated_teacher"
    PEP_COORDINATOR = "pep_coordinator"
    EDGE_OF_CARE_TEAM = "edge_of_care_team"
    GROUP_MANAGER = "group_manager"
    LADO = "lado"
    SUPERVISING_WORKER = "supervising_worker"
    OTHER_AGENCY = "other_agency"
    YOUTH_OFFENDING_WORKER = "youth_offending_worker"
    OTHER = "other"
    AREA_LEARNING_ADVOCATE = "area_learning_advocate"
    CARER = "carer"


class EpisodeKind(StrEnum):
    """A stretch `[start_date, end_date)` during which something is open (S5)."""

    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    SECTION_47_ENQUIRY = "section_47_enquiry"
    CHILD_IN_NEED_PLAN = "child_in_need_plan"
    CHILD_PROTECTION_PLAN = "child_protection_plan"
    OTHER_AUTHORITY_PLAN = "other_authority_plan"
    PERIOD_OF_CARE = "period_of_care"
    PLACEMENT = "placement"
    LEGAL_STATUS = "legal_status"
    CARE_PLAN = "care_plan"
    CARE_LEAVER = "care_leaver"
    DISABILITY = "disability"
    SELF_ISOLATION = "self_isolation"
    SHIELDING = "shielding"


class FactKind(StrEnum):
    """A circumstance that holds from a day until a day, told by the supplement or a standard."""

    EDGE_OF_CARE = "edge_of_care"
    ADULT_MENTAL_HEALTH = "adult_mental_health"
    PARENT_MENTAL_HEALTH = "parent_mental_health"
    DOMESTIC_ABUSE = "domestic_abuse"
    SUBSTANCE_MISUSE = "substance_misuse"
    PARENT_LEARNING_DIFFICULTY = "parent_learning_difficulty"
    PARENT_ISOLATED = "parent_isolated"
    SEXUAL_ABUSE_CONCERN = "sexual_abuse_concern"
    INCREASED_RISK = "increased_risk"
    PROCEEDINGS_RE_ENTERED = "proceedings_re_entered"
    LIVING_ALONE = "living_alone"
    SEMI_INDEPENDENT = "semi_independent"
    OPEN_TO_REVIEW = "open_to_review"
    PLACED_OUT_OF_COUNTY = "placed_out_of_county"
    PLACED_UNTIL_18 = "placed_until_18"
    LONG_TERM_MATCH = "long_term_match"
    CHILD_AGREES = "child_agrees"
    PLACEMENT_NOT_YET_ASSESSED = "placement_not_yet_assessed"
    TEMPORARY_APPROVAL = "temporary_approval"
    PROVIDER_NO_VISITORS = "provider_no_visitors"
    SCHOOL_PLACE_OFFERED = "school_place_offered"
    ATTENDING_SCHOOL = "attending_school"
    CLINICALLY_EXTREMELY_VULNERABLE = "clinically_extremely_vulnerable"
    HIGH_RISK = "high_risk"
    PLACEMENT_AT_RISK = "placement_at_risk"
    UNREGULATED_PLACEMENT = "unregulated_placement"
    SAFETY_COMPROMISED = "safety_compromised"
    YOUTH_OFFENDING = "youth_offending"
    HOMELESS = "homeless"
    SCHOOL_PLACE_NEEDED = "school_place_needed"
    FAMILY_TIME_UNSAFE = "family_time_unsafe"
    BRIDGING_TO_ADOPTION = "bridging_to_adoption"
    RAG = "rag"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    LEVEL_4 = "level_4"
    IN_PROCEEDINGS = "in_proceedings"
    QUALITY_WORK_DONE = "quality_work_done"
    VIRTUAL_SCHOOL_PRIORITY = "virtual_school_priority"
    HELD_AT_FRONT_DOOR = "held_at_front_door"
    SUPERVISED_FAMILY_TIME = "supervised_family_time"


class EventKind(StrEnum):
    """Something that happened at a time."""

    SECTION_47_AT_FRONT_DOOR = "section_47_at_front_door"
    ALLEGATION_BY_CHILD = "allegation_by_child"
    KIT_DISCLOSURE = "kit_disclosure"
    KIT_DISTRESS = "kit_distress"
    MARAC_HIGH_RISK = "marac_high_risk"
    MISSING = "missing"
    LOOKED_AFTER_REVIEW = "looked_after_review"
    INITIAL_CONFERENCE = "initial_conference"
    REVIEW_CONFERENCE = "review_conference"
    NOTIFIED_OF_PLACEMENT = "notified_of_placement"
    VISIT_ASKED_FOR = "visit_asked_for"
    RAISED_TO_HIGH = "raised_to_high"
    CORE_GROUP = "core_group"
    STRATEGY_DISCUSSION = "strategy_discussion"
    RISK_ASSESSMENT = "risk_assessment"
    CARER_RISK_ASSESSMENT = "carer_risk_assessment"
    CASE_MANAGEMENT_DECISION = "case_management_decision"
    RAG_RATED = "rag_rated"
    VISIT_PLANNED = "visit_planned"
    PHONE_ASSESSMENT = "phone_assessment"
    DOORSTEP_ASSESSMENT = "doorstep_assessment"
    VISIT_REFUSED = "visit_refused"
    CONCERN_RAISED = "concern_raised"
    HOUSEHOLD_CHANGE = "household_change"
    PLACEMENT_MOVE_PROPOSED = "placement_move_proposed"
    STOPPED_ATTENDING_SCHOOL = "stopped_attending_school"
    SCHOOL_PLACE_OFFERED = "school_place_offered"
    SCHOOL_PLACE_REFUSED = "school_place_refused"
    PEP_MEETING = "pep_meeting"
    FAMILY_TIME_DECISION = "family_time_decision"
    RISK_DISCUSSED = "risk_discussed"
    BRIDGING_RISK_ASSESSMENT = "bridging_risk_assessment"
    ISOLATION_VISIT_REQUIRED = "isolation_visit_required"
    ISOLATION_VISIT_NOT_REQUIRED = "isolation_visit_not_required"
    REFUSAL_IN_ORDINARY_PROCESS = "refusal_in_ordinary_process"
    REFUSAL_RISK_TOO_HIGH = "refusal_risk_too_high"
    STRATEGY_DISCUSSION_NOT_HELD = "strategy_discussion_not_held"
    PLACEMENT_MOVE_DECISION = "placement_move_decision"
    ARRANGEMENTS_SHARED = "arrangements_shared"
    SCHOOL_RISK_ASSESSMENT = "school_risk_assessment"
    VISIT_CANCELLED = "visit_cancelled"
    NO_ACCESS = "no_access"
    CARER_VISITED = "carer_visited"
    CONFERENCE_NOT_NEEDED = "conference_not_needed"
    SCHOOL_CONTACTED = "school_contacted"
    PEP_ARRANGED = "pep_arranged"
    CLOSING_CHECK = "closing_check"
    FOLLOW_UP_PLANNED = "follow_up_planned"


class VisitsCarried(StrEnum):
    """How much of the visits a file can tell."""

    ALL = "all"
    LATEST = "latest"
    NONE = "none"


class Tier(StrEnum):
    """How urgently a child is to be seen under a policy with tiers; most urgent first."""

    HIGH_AND_IMMEDIATE = "high_and_immediate"
    PRIORITY = "priority"
    VULNERABLE = "vulnerable"


class Status(StrEnum):
    """Where an obligation stands on a day."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    DUE_SOON = "due_soon"
    UPCOMING = "upcoming"
    SUSPENDED = "suspended"


class Outcome(StrEnum):
    """How an interval ended (S11)."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSED = "missed"
    ENDED = "ended"
    OPEN = "open"
    OPEN_OVERDUE = "open_overdue"
