"""The closed words a condition may use; each is one named, tested predicate in `engine.conditions`.

A word that is not here fails the load of a pack with its line. There is no expression language.
"""

from enum import StrEnum


class Spell(StrEnum):
    """A stretch of a child's case with a name: what a duty applies to, or a condition asks."""

    OPEN_CASE = "open_case"
    REFERRAL = "referral"
    OPEN_ASSESSMENT = "open_assessment"
    SECTION_47_ENQUIRY = "section_47_enquiry"
    SECTION_47_ON_OPEN_CASE = "section_47_on_open_case"
    CHILD_IN_NEED_PLAN = "child_in_need_plan"
    CHILD_PROTECTION_PLAN = "child_protection_plan"
    LOOKED_AFTER = "looked_after"
    SHORT_BREAKS = "short_breaks"
    PLACEMENT = "placement"
    CARE_ORDER = "care_order"
    FULL_CARE_ORDER = "full_care_order"
    INTERIM_CARE_ORDER = "interim_care_order"
    CARE_LEAVER = "care_leaver"
    LONG_TERM_FOSTERING = "long_term_fostering"
    FOSTER_PLACEMENT = "foster_placement"
    PLACED_WITH_PARENTS = "placed_with_parents"
    RESIDENTIAL_PLACEMENT = "residential_placement"
    INTERNAL_PROVISION = "internal_provision"
    DISABILITY = "disability"
    OPEN_TO_REVIEW = "open_to_review"
    SELF_ISOLATION = "self_isolation"
    SHIELDING = "shielding"
    UNBORN = "unborn"
    TIER_HIGH_AND_IMMEDIATE = "tier_high_and_immediate"
    TIER_PRIORITY = "tier_priority"
    TIER_VULNERABLE = "tier_vulnerable"


class Anchor(StrEnum):
    """The day a clock starts from, for a duty that does not start with its own spell (S6)."""

    START = "start"
    REFERRAL = "referral"
    PLACEMENT = "placement"
    ORDER_MADE = "order_made"
    NOTIFICATION = "notification"
    LAST_REVIEW = "last_review"
    BORN = "born"


class Until(StrEnum):
    """What must have happened before an event that raises the tier stops doing so (S31)."""

    SEEN = "seen"
    MANAGER_DECIDED = "manager_decided"


DESCRIPTIONS: dict[str, str] = {
    "open_case": "the child has an open referral, plan, period of care or care-leaver status",
    "referral": "a referral is open",
    "open_assessment": "an assessment is open and there is no active plan and no period of care",
    "section_47_enquiry": "a section 47 enquiry is open",
    "section_47_on_open_case": "a section 47 enquiry is open that began on an already open case",
    "child_in_need_plan": "a child in need plan is open",
    "child_protection_plan": "a child protection plan of this authority is open",
    "looked_after": "the child is looked after (under 18, not short breaks)",
    "short_breaks": "the child is in care only for short breaks (V3, V4)",
    "placement": "a placement is open",
    "care_order": "a full or interim care order is in force",
    "full_care_order": "a full care order is in force",
    "interim_care_order": "an interim care order is in force",
    "care_leaver": "the young person has care-leaver status and is not looked after",
    "long_term_fostering": "the placement is long-term fostering",
    "foster_placement": "the child is in a foster placement",
    "placed_with_parents": "the child is placed with parents",
    "residential_placement": "the child is in a children's home or residential school",
    "internal_provision": "the placement is the authority's own",
    "disability": "a disability is recorded",
    "open_to_review": "the case is open to review in the disability service",
    "self_isolation": "the household is self-isolating",
    "shielding": "the household is shielding",
    "unborn": "the child is not born yet",
    "tier_high_and_immediate": "the child is in the tier high and immediate",
    "tier_priority": "the child is in the tier priority",
    "tier_vulnerable": "the child is in the tier vulnerable",
}

# What a clock is counted from, as "10 working days after the … of 17 January".
COUNTED_FROM: dict[str, str] = {
    "referral": "the referral",
    "placement": "the start of the placement",
    "order_made": "the order",
    "notification": "the notification of the placement",
    "last_review": "the looked after review",
    "born": "the birth",
    "visit": "the visit",
    "section_47_at_front_door": "the section 47 enquiry",
    "allegation_by_child": "the child's allegation",
    "kit_disclosure": "the disclosure in a keep-in-touch call",
    "kit_distress": "the distress in a keep-in-touch call",
    "raised_to_high": "the manager's decision to raise the tier",
    "visit_asked_for": "the request for a visit",
}

# The spells whose names do not read as nouns after "the start of the …".
NOUNS: dict[str, str] = {
    "care_leaver": "care-leaver status",
    "looked_after": "period of care",
    "open_to_review": "review in the disability service",
    "open_assessment": "assessment",
    "tier_high_and_immediate": "tier high and immediate",
    "tier_priority": "tier priority",
    "tier_vulnerable": "tier vulnerable",
}
