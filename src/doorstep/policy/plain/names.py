"""What people call the words of a pack. A word that is not here is said as it is written."""

from collections.abc import Iterable
from datetime import date

ROLES = {
    "iro": "independent reviewing officer",
    "lado": "local authority designated officer",
    "pep_coordinator": "personal education plan coordinator",
    "other_agency": "another agency",
    "other": "somebody else",
    "front_door": "front door team",
    "virtual_school": "virtual school",
    "quality_and_review_manager": "quality and review manager",
}
CONTACTS = {
    "visit": "a visit",
    "kit_call": "a keep-in-touch call",
    "carer_call": "a call to the carer",
    "home_staff_call": "a call to the staff of the home",
    "contact": "a contact",
    "other_agency": "a contact of another agency",
}
# What a duty is said to ask for, by the kind of contact that meets it.
NOUNS = {"visit": "visit", "contact": "contact", "other_agency": "contact"}
METHODS = {
    "in_person": "in person",
    "video": "by video",
    "phone": "by phone",
    "other_electronic": "by other electronic means",
}
PLACES = {
    "home": "at home",
    "placement": "at the placement",
    "doorstep": "on the doorstep",
    "garden": "in the garden",
    "school": "at school",
    "office": "at an office",
    "elsewhere": "elsewhere",
}
EVENTS = {
    "section_47_at_front_door": "a new section 47 enquiry at the front door",
    "allegation_by_child": "an allegation by the child",
    "kit_disclosure": "a disclosure in a keep-in-touch call",
    "kit_distress": "distress in a keep-in-touch call",
    "marac_high_risk": "a high-risk MARAC incident",
    "missing": "going missing",
    "looked_after_review": "a looked after review",
    "initial_conference": "an initial conference",
    "review_conference": "a review conference",
    "notified_of_placement": "notification of a placement",
    "visit_asked_for": "a request for a visit",
    "raised_to_high": "a manager's decision to raise the tier",
    "core_group": "a core group",
    "strategy_discussion": "a strategy discussion",
    "risk_assessment": "a risk assessment",
    "carer_risk_assessment": "a risk assessment of the carer",
    "case_management_decision": "a case management decision",
    "rag_rated": "a rating red, amber or green",
    "visit_planned": "the planning of a visit",
    "phone_assessment": "an assessment by phone",
    "doorstep_assessment": "an assessment on the doorstep",
    "visit_refused": "a family's refusal of a visit",
    "concern_raised": "a concern raised",
    "household_change": "a change in the household",
    "placement_move_proposed": "the proposal of a placement move",
    "stopped_attending_school": "the child's stopping to attend school",
    "school_place_offered": "the offer of a school place",
    "school_place_refused": "the refusal of a school place",
    "pep_meeting": "a personal education plan meeting",
    "family_time_decision": "a decision on family time",
    "risk_discussed": "a discussion of the risk",
    "bridging_risk_assessment": "a risk assessment of bridging to adoption",
    "isolation_visit_required": "a decision that a visit is required in isolation",
    "isolation_visit_not_required": "a decision that no visit is required in isolation",
    "refusal_in_ordinary_process": "a decision to go on in the ordinary process",
    "refusal_risk_too_high": "a refusal with a risk too high not to see the child",
    "strategy_discussion_not_held": "a decision against a strategy discussion",
    "placement_move_decision": "a decision on a placement move",
    "arrangements_shared": "the sharing of the arrangements",
    "school_risk_assessment": "a risk assessment with the school",
    "visit_cancelled": "the cancelling of a visit",
    "no_access": "a visit to which nobody let the worker in",
    "carer_visited": "a visit to the carer",
    "conference_not_needed": "a decision that no conference is needed",
    "school_contacted": "a contact with the school",
    "pep_arranged": "the arrangement of a personal education plan meeting",
    "closing_check": "a check before closing",
    "follow_up_planned": "a plan for what follows",
}
FACTS = {
    "edge_of_care": "being on the edge of care",
    "adult_mental_health": "an open case with adult mental health",
    "parent_mental_health": "mental ill health",
    "parent_learning_difficulty": "a learning difficulty",
    "parent_isolated": "isolation",
    "sexual_abuse_concern": "a concern about sexual abuse",
    "proceedings_re_entered": "re-entered proceedings",
    "living_alone": "living alone",
    "semi_independent": "semi-independent living",
    "open_to_review": "being open to review",
    "placed_out_of_county": "a placement out of county",
    "placed_until_18": "a placement meant to last until 18",
    "long_term_match": "a long-term match",
    "child_agrees": "the child's agreement",
    "placement_not_yet_assessed": "a placement not yet assessed",
    "provider_no_visitors": "a provider that lets no visitors in",
    "school_place_offered": "the offer of a school place",
    "attending_school": "attending school",
    "clinically_extremely_vulnerable": "being clinically extremely vulnerable",
    "placement_at_risk": "a placement at risk",
    "unregulated_placement": "an unregulated placement",
    "homeless": "homelessness",
    "in_proceedings": "being in proceedings",
    "quality_work_done": "that the work was done well",
    "virtual_school_priority": "a high priority for the virtual school",
    "held_at_front_door": "being held at the front door",
    "school_place_needed": "the need of a school place",
    "family_time_unsafe": "unsafe family time",
}
ACTS = {
    "visit": "visiting a child",
    "section_47_visit": "visiting in a section 47 enquiry",
    "visit_provider": "visiting a provider",
    "meeting": "holding a meeting",
    "conference": "holding a conference",
    "looked_after_review": "holding a looked after review",
    "pep_meeting": "holding a personal education plan meeting",
    "end_child_protection_plan": "ending a child protection plan",
    "end_child_in_need_plan": "ending a child in need plan",
    "placement_move": "moving a child to another placement",
    "accommodate": "accommodating a child",
    "accept_referral": "accepting a referral",
    "early_help_assessment": "making an early help assessment",
    "take_up_school_place": "taking up a school place",
    "assess_risk": "assessing a risk",
    "share_information": "sharing information",
    "set_priorities": "setting priorities",
    "depart_from_standard": "departing from a standard",
    "crisis_home_support": "giving crisis home support",
    "short_break": "giving a short break",
    "transfer_case": "transferring a case",
}
VERDICTS = {
    "allowed": "Allowed",
    "refused": "Not allowed",
    "needs": "Allowed on conditions",
    "expected": "Expected",
}
ACTIONS = {
    "submit": "submits it",
    "sign_off": "signs it off",
    "agree": "agrees",
    "disagree": "disagrees",
    "return": "sends it back",
    "withdraw": "withdraws it",
    "resolve": "resolves it",
    "escalate": "escalates it",
    "approve": "approves it",
    "refuse": "refuses it",
    "decide": "decides",
    "record": "records it",
    "call": "calls",
    "check": "checks it",
    "visit": "visits",
    "discuss": "discusses it",
    "refer": "refers it",
    "offer": "makes the offer",
    "send": "sends it",
    "transfer": "transfers it",
    "open_plan": "opens a plan",
    "hold_conference": "holds the conference",
    "review": "reviews it",
    "close": "closes it",
    "reopen": "reopens it",
}
NEEDED = {
    "reason": "the reason",
    "outcome": "the outcome",
    "people": "who took part",
    "means": "by which means",
    "next_step": "the next step",
    "views": "the views of those concerned",
    "risk_rationale": "the reasoning about risk",
    "actions": "the actions agreed",
    "review_date": "the date of review",
}
RECORDS = {
    "case_note": "a case note",
    "management_oversight": "a note of management oversight",
    "case_management_decision": "a case management decision",
    "formal_resolution": "a formal resolution",
    "referral": "a referral",
    "letter": "a letter",
    "plan": "a plan",
}
MAKES = {
    "visiting_plan": "the visiting plan is in force: how often, how and by whom the child is visited",
    "method_approval": "the child may be seen by the method asked for, and such a visit counts",
    "tier_decision": "the child is in the tier decided on",
}
TELLS = {
    "method": "by which method the child may then be seen",
    "tier": "in which tier the child then is",
    "review_date": "the day on which what was decided is reviewed",
    "one_visit": "whether that is for one visit only",
}
MEASURES = {
    "in_time": "how much was done in time",
    "contacted": "how many were in contact",
    "self_isolating": "how many are self-isolating",
    "staff_unavailable": "how many staff are not available",
    "without_assessment": "how many have no assessment",
    "by_tier": "how many are in each tier",
}


def spaced(word: str) -> str:
    """Return a word of the pack language as it is spoken."""
    return word.replace("_", " ")


def said(words: dict[str, str], word: str) -> str:
    """Return what people call a word."""
    return words.get(word, spaced(word))


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return the words as a list in a sentence.

    Example:
        >>> listed(["a", "b", "c"], "or")
        'a, b or c'
    """
    *others, end = list(words) or [""]
    return f"{', '.join(others)} {last} {end}" if others else end


def roles(who: Iterable[str], last: str = "or") -> str:
    """Return roles as people call them, with their articles."""
    return listed((_the(said(ROLES, role)) for role in who), last)


def _the(name: str) -> str:
    return name if name.startswith(("another ", "somebody ")) else f"the {name}"


def ways(methods: Iterable[str]) -> str:
    """Return methods as people say them.

    Example:
        >>> ways(["video", "phone"])
        'by video or phone'
    """
    found = [said(METHODS, method) for method in methods]
    first = next((n for n, way in enumerate(found) if way.startswith("by ")), len(found))
    rest = [way.removeprefix("by ") if n > first else way for n, way in enumerate(found)]
    return listed(rest, "or")


def bare(name: str) -> str:
    """Return a name without its article."""
    first, _, rest = name.partition(" ")
    return rest if first in {"a", "an", "the"} and rest else name


def on_day(day: date) -> str:
    """Return a day as people write it.

    Example:
        >>> on_day(date(2022, 1, 17))
        '17 January 2022'
    """
    return f"{day.day} {day:%B %Y}"


def upper(text: str) -> str:
    """Return a sentence with its first letter large."""
    return text[:1].upper() + text[1:]
