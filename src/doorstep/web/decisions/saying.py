"""How pages name what is done in a decision: actions, what must be told, where something stands."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from doorstep.vocabulary import Action, Needed
from doorstep.web.caseload.saying import said
from doorstep.web.components import day, moment, words, words_within
from doorstep.web.decisions.models import Filled
from doorstep.workdays import LONDON
from doorstep.workflow import NotHereError, RefusedError

DO = {
    Action.RETURN: "Send back",
    Action.ESCALATE: "Take to the next stage",
    Action.OPEN_PLAN: "Open a plan",
    Action.HOLD_CONFERENCE: "Hold a conference",
    Action.RESOLVE: "Record that it is settled",
    Action.DECIDE: "Record the decision",
}
DONE = {
    Action.SUBMIT: "Submitted",
    Action.SIGN_OFF: "Signed off",
    Action.AGREE: "Agreed",
    Action.DISAGREE: "Not agreed",
    Action.RETURN: "Sent back",
    Action.WITHDRAW: "Withdrawn",
    Action.RESOLVE: "Settled",
    Action.ESCALATE: "Taken to the next stage",
    Action.APPROVE: "Approved",
    Action.REFUSE: "Refused",
    Action.DECIDE: "Decided",
    Action.RECORD: "Recorded",
    Action.CALL: "Called",
    Action.CHECK: "Checked",
    Action.VISIT: "Visited",
    Action.DISCUSS: "Discussed",
    Action.REFER: "Referred",
    Action.OFFER: "Offered",
    Action.SEND: "Sent",
    Action.TRANSFER: "Transferred",
    Action.OPEN_PLAN: "Plan opened",
    Action.HOLD_CONFERENCE: "Conference held",
    Action.REVIEW: "Reviewed",
    Action.CLOSE: "Closed",
    Action.REOPEN: "Opened again",
}
TOLD = {
    Needed.REASON: "Reason",
    Needed.OUTCOME: "Outcome",
    Needed.PEOPLE: "Who took part",
    Needed.MEANS: "By what means",
    Needed.NEXT_STEP: "Next step",
    Needed.VIEWS: "Views",
    Needed.RISK_RATIONALE: "Risk rationale",
    Needed.ACTIONS: "Actions",
    Needed.REVIEW_DATE: "Review date",
}
SHORT = 12  # characters of a fingerprint that people compare


def to_do(action: str) -> str:
    """Return an action as a button says it.

    Example:
        >>> to_do("sign_off"), to_do("return")
        ('Sign off', 'Send back')
    """
    return DO.get(Action(action)) or words(action)


def refused(error: RefusedError) -> str:
    """Return why something was refused, with each action as its button says it."""
    if isinstance(error, NotHereError):
        return said(error.in_words(lambda action: _within(to_do(action))))
    return said(str(error))


def _within(text: str) -> str:
    return text[:1].lower() + text[1:]


def was_done(action: str) -> str:
    """Return an action as the history says it.

    Example:
        >>> was_done("sign_off")
        'Signed off'
    """
    return DONE.get(Action(action)) or words(action)


def told_rows(told: dict[str, str]) -> list[tuple[str, str]]:
    """Return what was told with an action, each with its label; a day as people write it."""
    return [
        (TOLD[Needed(name)], _as_day(text) if name == Needed.REVIEW_DATE else text)
        for name, text in told.items()
    ]


def _as_day(text: str) -> str:
    """Return a day as people write it; what is no day as it was told."""
    try:
        return day(text)
    except ValueError:
        return text


def in_role(role: str, acting_for: str = "") -> str:
    """Return in which role somebody acted, and for whom."""
    return words_within(role) + (f", acting for {acting_for}" if acting_for else "")


def one_of(roles: Iterable[str]) -> str:
    """Return roles of which one will do, each once.

    Example:
        >>> one_of(["iro", "team_manager", "senior_manager"]), one_of(["iro"]), one_of([])
        ('IRO, team manager or senior manager', 'IRO', '')
    """
    named = list(dict.fromkeys(words_within(role) for role in roles))
    if len(named) < 2:
        return "".join(named)
    return f"{', '.join(named[:-1])} or {named[-1]}"


def when(at: datetime | None) -> str:
    """Return a moment as the clocks in London show it; nothing for none."""
    return moment(at.astimezone(LONDON)) if at else ""


def when_filled(row: Filled) -> str:
    """Return when a form was filled in, and when it came here if that was later."""
    told, came = when(row.written_at), when(row.recorded_at)
    return told if told == came else f"{told}, received {came}"


def due_words(due_at: datetime | None) -> str:
    """Return by when a step must be done: the day alone where the clock runs to the end of it."""
    if due_at is None:
        return ""
    local = due_at.astimezone(LONDON)
    return day(local) if (local.hour, local.minute) == (23, 59) else moment(local)


def days_late(due_at: datetime | None, at: datetime) -> int:
    """Return how many days something is overdue: at least one once its time is over."""
    if due_at is None or at <= due_at:
        return 0
    return max((_day(at) - _day(due_at)) // timedelta(1), 1)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
