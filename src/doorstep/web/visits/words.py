"""What came of a visit or call, and the words for it on pages and in reasons."""

from enum import StrEnum

from doorstep.vocabulary import EventKind, Method, Place, VisitType


class CameOf(StrEnum):
    """What came of going there or calling: made, or why not."""

    MADE = "made"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_THERE = "not_there"
    CANCELLED = "cancelled"


VISIT_LABELS = {
    CameOf.MADE: "The visit was made",
    CameOf.REFUSED: "The family refused it",
    CameOf.NO_ANSWER: "Nobody answered",
    CameOf.NOT_THERE: "Somebody answered, but the children were not there",
    CameOf.CANCELLED: "It was cancelled beforehand",
}
CALL_LABELS = {CameOf.MADE: "Yes, we spoke", CameOf.NO_ANSWER: "No, nobody was reached"}
NOT_MADE = {
    CameOf.REFUSED: "the visit was refused",
    CameOf.NO_ANSWER: "no answer",
    CameOf.NOT_THERE: "not there",
    CameOf.CANCELLED: "the visit was cancelled",
}
HAPPENED = {
    CameOf.REFUSED: EventKind.VISIT_REFUSED,
    CameOf.NO_ANSWER: EventKind.NO_ACCESS,
    CameOf.NOT_THERE: EventKind.NO_ACCESS,
    CameOf.CANCELLED: EventKind.VISIT_CANCELLED,
}
METHOD_LABELS = {
    Method.IN_PERSON: "In person",
    Method.VIDEO: "By video call",
    Method.PHONE: "By phone",
    Method.OTHER_ELECTRONIC: "Another electronic way, such as messages",
}
METHOD_NOUNS = {
    Method.IN_PERSON: "visit in person",
    Method.VIDEO: "video call",
    Method.PHONE: "phone contact",
    Method.OTHER_ELECTRONIC: "electronic contact",
}
METHOD_WAYS = {
    Method.IN_PERSON: "in person",
    Method.VIDEO: "by video call",
    Method.PHONE: "by phone",
    Method.OTHER_ELECTRONIC: "by another electronic way",
}
PLACE_LABELS = {
    Place.HOME: "Inside the family home",
    Place.PLACEMENT: "Inside the placement",
    Place.DOORSTEP: "On the doorstep",
    Place.GARDEN: "In the garden",
    Place.SCHOOL: "At school or nursery",
    Place.OFFICE: "At an office",
    Place.ELSEWHERE: "Somewhere else",
}
CALLS = (VisitType.KIT_CALL, VisitType.CARER_CALL, VisitType.HOME_STAFF_CALL)
CONTACTS = (VisitType.OTHER_AGENCY, VisitType.CONTACT)
NAMES = {
    VisitType.VISIT: "visit",
    VisitType.KIT_CALL: "keep-in-touch (KIT) call",
    VisitType.CARER_CALL: "call to the carer",
    VisitType.HOME_STAFF_CALL: "call to the home’s staff",
    VisitType.CONTACT: "contact",
    VisitType.OTHER_AGENCY: "contact of another agency",
}
