"""The closed words of the lists: their pages, groups, kinds and orders, as they stand in addresses."""

from enum import StrEnum

from doorstep.vocabulary import VisitType

CALLS = frozenset({VisitType.KIT_CALL, VisitType.CARER_CALL, VisitType.HOME_STAFF_CALL})
WEEK = 7  # days: "this week" is the next seven, so that a Friday's list is not a short one


class Shown(StrEnum):
    """The parts of My day, in the order they are shown."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    CALLS = "calls"
    DECISIONS = "decisions"
    SUSPENDED = "suspended"


IN_FULL = frozenset({Shown.OVERDUE, Shown.TODAY, Shown.WEEK})


class Whose(StrEnum):
    """Whose duties My day shows: those of one's own, or everybody's for one's children."""

    MINE = "mine"
    EVERYONE = "everyone"


class When(StrEnum):
    """Which duties a list shows by when they are due."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    SUSPENDED = "suspended"


class Kind(StrEnum):
    """What is owed: seeing the child, calling, or a meeting or decision."""

    VISITS_AND_CALLS = "visits_and_calls"
    VISITS = "visits"
    CALLS = "calls"
    DECISIONS = "decisions"


class Whom(StrEnum):
    """Whose children a team's list is of: those its workers hold, or all it is involved with."""

    ALLOCATED = "allocated"
    INVOLVED = "involved"


class Way(StrEnum):
    """By what means a duty can be done; each word stands in the duty's method."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"
    KIT_CALL = "kit_call"
    CARER_CALL = "carer_call"
    HOME_STAFF_CALL = "home_staff_call"
    CONTACT = "contact"


class Sort(StrEnum):
    """What a list is in the order of; with a minus before it, backwards."""

    TIER = "tier"
    DUE = "due"
    CHILD = "child"
    WORKER = "worker"


WHEN_LABELS = {
    When.TODAY: "Due today",
    When.WEEK: "Due in the next 7 days",
    When.LATER: "Due later",
}
KIND_LABELS = {
    Kind.VISITS_AND_CALLS: "Visits and calls",
    Kind.DECISIONS: "Meetings and decisions",
}
ORDER_SAID = {
    Sort.TIER: "by tier, then by the day they are due, then by the number of risk facts",
    Sort.DUE: "by the day they are due, then by tier",
    Sort.CHILD: "by the child’s name, then by the day they are due",
    Sort.WORKER: "by worker, then by tier, then by the day they are due",
}
BLIND_SPOTS = {
    "never_visited": "Never seen: no visit at which the child was seen",
    "no_worker": "No allocated worker",
    "no_duty": "No duty applies",
    "missing_fact": "A fact is missing, so something cannot be judged",
    "visits_unknown": "Visits are not known",
    "written_late": "The last visit was written up late",
    "never_seen_alone": "Not seen alone in the last three visits",
    "plan_not_in_effect": "A plan asks for less than the policy allows",
    "remark": "The data contradict themselves",
}
