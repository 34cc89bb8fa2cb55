"""The words of the record: what people say of themselves, what it lets them do, how it is called."""

from enum import StrEnum


class State(StrEnum):
    """How somebody is for work, as they say it."""

    WELL = "well"
    WORKING_FROM_HOME = "working_from_home"
    SELF_ISOLATING = "self_isolating"
    HIGH_RISK = "high_risk"
    SICK = "sick"
    LEAVE = "leave"


class Category(StrEnum):
    """All that a colleague is told of somebody's day."""

    CAN_VISIT = "can_visit"
    FROM_HOME = "from_home"
    AWAY = "away"
    NOT_SAID = "not_said"


class Source(StrEnum):
    """Who said it."""

    THEMSELF = "themself"
    MANAGER = "manager"
    ABSENCE = "absence"
    NOBODY = "nobody"


OPEN_ENDED = frozenset({State.SICK, State.SELF_ISOLATING, State.HIGH_RISK})
"""What lasts until something else is said, if no end is given; the others are of one day then."""
MAY_WORK_FROM_HOME = frozenset({State.SELF_ISOLATING, State.HIGH_RISK})
"""Who cannot visit and may yet work, if they say so."""

OWN_WORDS = {
    State.WELL: "Well: I can visit",
    State.WORKING_FROM_HOME: "Working from home",
    State.SELF_ISOLATING: "Self-isolating",
    State.HIGH_RISK: "At high risk myself",
    State.SICK: "Sick",
    State.LEAVE: "On leave",
}
THEIR_WORDS = OWN_WORDS | {
    State.WELL: "Well: they can visit",
    State.HIGH_RISK: "At high risk themself",
}
STATE_WORDS = OWN_WORDS | {State.WELL: "Well", State.HIGH_RISK: "At high risk"}
CATEGORY_WORDS = {
    Category.CAN_VISIT: "Can visit",
    Category.FROM_HOME: "Works from home",
    Category.AWAY: "Away",
    Category.NOT_SAID: "Has not said",
}
CATEGORY_COLOURS = {
    Category.CAN_VISIT: "green",
    Category.FROM_HOME: "blue",
    Category.AWAY: "orange",
    Category.NOT_SAID: "grey",
}
