"""Words of a policy: what its rules, procedures, records and figures speak of."""

from enum import StrEnum


class Act(StrEnum):
    """Something people do that a rule of a policy allows, refuses or makes depend on something."""

    VISIT = "visit"
    SECTION_47_VISIT = "section_47_visit"
    VISIT_PROVIDER = "visit_provider"
    FAMILY_TIME = "family_time"
    MEETING = "meeting"
    CONFERENCE = "conference"
    LOOKED_AFTER_REVIEW = "looked_after_review"
    PEP_MEETING = "pep_meeting"
    END_CHILD_PROTECTION_PLAN = "end_child_protection_plan"
    END_CHILD_IN_NEED_PLAN = "end_child_in_need_plan"
    PLACEMENT_MOVE = "placement_move"
    ACCOMMODATE = "accommodate"
    ACCEPT_REFERRAL = "accept_referral"
    EARLY_HELP_ASSESSMENT = "early_help_assessment"
    TAKE_UP_SCHOOL_PLACE = "take_up_school_place"
    LEGAL_PROCEEDINGS = "legal_proceedings"
    ASSESS_RISK = "assess_risk"
    SHARE_INFORMATION = "share_information"
    SET_PRIORITIES = "set_priorities"
    STAFF_TESTING = "staff_testing"
    DEPART_FROM_STANDARD = "depart_from_standard"
    SHORT_BREAK = "short_break"
    CRISIS_HOME_SUPPORT = "crisis_home_support"
    TRANSFER_CASE = "transfer_case"


class Verdict(StrEnum):
    """What a rule says of an act: the first two settle it, the others say on what it depends."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    NEEDS = "needs"
    EXPECTED = "expected"


class Action(StrEnum):
    """What a person does in a step of a procedure."""

    SUBMIT = "submit"
    SIGN_OFF = "sign_off"
    AGREE = "agree"
    DISAGREE = "disagree"
    RETURN = "return"
    WITHDRAW = "withdraw"
    RESOLVE = "resolve"
    ESCALATE = "escalate"
    APPROVE = "approve"
    REFUSE = "refuse"
    DECIDE = "decide"
    RECORD = "record"
    CALL = "call"
    CHECK = "check"
    VISIT = "visit"
    DISCUSS = "discuss"
    REFER = "refer"
    OFFER = "offer"
    SEND = "send"
    TRANSFER = "transfer"
    OPEN_PLAN = "open_plan"
    HOLD_CONFERENCE = "hold_conference"
    REVIEW = "review"
    CLOSE = "close"
    REOPEN = "reopen"


class Needed(StrEnum):
    """What must be told with an action."""

    REASON = "reason"
    OUTCOME = "outcome"
    PEOPLE = "people"
    MEANS = "means"
    NEXT_STEP = "next_step"
    VIEWS = "views"
    RISK_RATIONALE = "risk_rationale"
    ACTIONS = "actions"
    REVIEW_DATE = "review_date"


class Record(StrEnum):
    """What is written, and where it is kept."""

    CASE_NOTE = "case_note"
    MANAGEMENT_OVERSIGHT = "management_oversight"
    CASE_MANAGEMENT_DECISION = "case_management_decision"
    MINUTES = "minutes"
    FORMAL_RESOLUTION = "formal_resolution"
    REFERRAL = "referral"
    LETTER = "letter"
    PLAN = "plan"


class Makes(StrEnum):
    """What the ending of a procedure puts in force for the child."""

    VISITING_PLAN = "visiting_plan"
    METHOD_APPROVAL = "method_approval"
    TIER_DECISION = "tier_decision"


class Tells(StrEnum):
    """What an answer says of that which an ending puts in force."""

    METHOD = "method"
    TIER = "tier"
    REVIEW_DATE = "review_date"
    ONE_VISIT = "one_visit"


class ServiceState(StrEnum):
    """How a part of the service runs."""

    OPEN = "open"
    LIMITED = "limited"
    ONLINE = "online"
    REPLACED = "replaced"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Measure(StrEnum):
    """What a figure measures; each is one function in `reports.figures`."""

    IN_TIME = "in_time"
    CONTACTED = "contacted"
    SELF_ISOLATING = "self_isolating"
    STAFF_UNAVAILABLE = "staff_unavailable"
    WITHOUT_ASSESSMENT = "without_assessment"
    BY_TIER = "by_tier"
