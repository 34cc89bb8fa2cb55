"""Meetings: which the adopted policies ask for, and what they say of how one is held. No database."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from doorstep.engine import answer
from doorstep.engine.rulings import ORDER, Ruling, rulings
from doorstep.facts import CaseFacts
from doorstep.policy.duty import Duty
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Act, EventKind, Method, Needed, Record, Verdict
from doorstep.web.components import day, words, words_within
from doorstep.workdays import LONDON

ACTS = {
    EventKind.INITIAL_CONFERENCE: Act.CONFERENCE,
    EventKind.REVIEW_CONFERENCE: Act.CONFERENCE,
    EventKind.LOOKED_AFTER_REVIEW: Act.LOOKED_AFTER_REVIEW,
    EventKind.CORE_GROUP: Act.MEETING,
    EventKind.STRATEGY_DISCUSSION: Act.MEETING,
    EventKind.PEP_MEETING: Act.PEP_MEETING,
}
NOT_NEEDED = {
    EventKind.INITIAL_CONFERENCE: EventKind.CONFERENCE_NOT_NEEDED,
    EventKind.STRATEGY_DISCUSSION: EventKind.STRATEGY_DISCUSSION_NOT_HELD,
}
"""What it is called that a meeting is decided against, where that is something a duty can be met by."""


class CameOf(StrEnum):
    """What came of a meeting that was to be held."""

    HELD = "held"
    PUT_OFF = "put_off"
    NOT_HELD = "not_held"


class How(StrEnum):
    """How a meeting was held."""

    IN_PERSON = "in_person"
    PARTLY = "partly"
    VIDEO = "video"
    PHONE = "phone"
    OTHER_ELECTRONIC = "other_electronic"


HOW = {
    How.IN_PERSON: "In person",
    How.PARTLY: "Partly in person, partly by technology",
    How.VIDEO: "By video call",
    How.PHONE: "By phone",
    How.OTHER_ELECTRONIC: "By other technology",
}
METHODS = {
    How.IN_PERSON: (Method.IN_PERSON,),
    How.PARTLY: (Method.IN_PERSON, Method.VIDEO),
    How.VIDEO: (Method.VIDEO,),
    How.PHONE: (Method.PHONE,),
    How.OTHER_ELECTRONIC: (Method.OTHER_ELECTRONIC,),
}
LABELS = {
    "people": "Who took part",
    "means": "By what means",
    "reason": "Why it was held in this way",
    "views_of_child": "Views of the child or young person",
    "views_of_family": "Views of the family",
    "outcome": "What was decided",
    "actions": "Who does what",
    "next_step": "What comes next",
}
ASKS = {
    Needed.PEOPLE: ("people",),
    Needed.MEANS: ("means",),
    Needed.REASON: ("reason",),
    Needed.RISK_RATIONALE: ("reason",),
    Needed.VIEWS: ("views_of_child", "views_of_family"),
    Needed.OUTCOME: ("outcome",),
    Needed.ACTIONS: ("actions",),
    Needed.NEXT_STEP: ("next_step",),
    Needed.REVIEW_DATE: ("due_date",),
}
"""Which parts of the form tell what a policy asks for."""


def meetings(stack: Stack) -> list[EventKind]:
    """Return the meetings that a duty is met by, or that a rule speaks of."""
    met = {kind for duty in stack.duties for kind in duty.met_by}
    spoken_of = {rule.about for rule in stack.rules.values()}
    return [kind for kind, act in ACTS.items() if kind in met or act in spoken_of]


def duties_met_by(kind: EventKind, stack: Stack) -> dict[str, Duty]:
    """Return the duties that an event meets, by their ids."""
    return {duty.id: duty for duty in stack.duties if kind in duty.met_by}


def rulings_on(
    case: CaseFacts, stack: Stack, kind: EventKind, how: How, *, on: date
) -> list[Ruling]:
    """Return what the rules in force on a day say of holding a meeting in this way, refusals first."""
    child = answer(case, stack, as_at=on).child
    found = [
        ruling
        for method in METHODS[how]
        for ruling in rulings(child, stack, ACTS[kind], method=method)
    ]
    once = {id(ruling.case): ruling for ruling in found}
    return sorted(once.values(), key=lambda r: (ORDER.index(r.verdict), r.rule.id))


def asked_by(found: Iterable[Ruling]) -> dict[str, str]:
    """Return the parts of the form that must be filled in, each with the clause that asks for it.

    What is held against a refusal is told with its reason.
    """
    asked: dict[str, str] = {}
    for ruling in found:
        refused = ruling.verdict == Verdict.REFUSED
        for needed in (Needed.REASON,) if refused else ruling.case.needs:
            for name in ASKS[needed]:
                asked.setdefault(name, ruling.clause)
    return asked


def records_of(found: Iterable[Ruling]) -> dict[Record, str]:
    """Return what the rules have written of the meeting, each with its clause."""
    written: dict[Record, str] = {}
    for ruling in found:
        for record in ruling.case.records:
            written.setdefault(record, ruling.clause)
    return written


# --- what is told of one -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that happened: when, when the next is due, what is told of it in words."""

    kind: EventKind
    on: date
    at: time | None = None
    due_date: date | None = None
    words: str = ""

    @property
    def moment(self) -> datetime | None:
        """Return the time it happened, if it is told."""
        return datetime.combine(self.on, self.at, LONDON) if self.at else None

    def digest(self, *also: object) -> str:
        """Return a hash of all that is said, to know the same form again."""
        told = [self.kind, self.on, self.at, self.due_date, self.words, *also]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting that was held: how, and what is told of it by the names of `LABELS`."""

    kind: EventKind
    on: date
    at: time | None
    how: How
    due_date: date | None = None
    told: dict[str, str] = field(default_factory=dict)

    def happening(self, said: Sequence[Ruling]) -> Happening:
        """Return it as what happened, with what the policy says against the way it was held."""
        parts = [f"Held: {words_within(HOW[self.how])[:1].lower()}{HOW[self.how][1:]}"]
        parts += [f"{LABELS[n]}: {text}" for n, text in self.told.items() if text]
        refused = [r for r in said if r.verdict == Verdict.REFUSED]
        parts += [f"The policy speaks against it: {r.case.says} ({r.clause})" for r in refused]
        return Happening(
            kind=self.kind,
            on=self.on,
            at=self.at,
            due_date=self.due_date,
            words="\n".join(parts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """A meeting that was put off until a day, or that is not held or replaced by another."""

    kind: EventKind
    until: date | None = None
    instead: EventKind | None = None
    why: str

    @property
    def title(self) -> str:
        """Return what came of it in a few words."""
        return f"{words(self.kind)} {'put off' if self.until else 'not held'}"

    def text(self, said: Iterable[str]) -> str:
        """Return the note's words; `said` are the sentences of the policy about the duty."""
        until = f" until {day(self.until)}" if self.until else ""
        instead = f"In its place: {words_within(self.instead)}." if self.instead else ""
        lines = [f"{self.title}{until}.", instead, f"Why: {self.why}", *said]
        return "\n".join(line for line in lines if line)


def policy_on_waiting(owed: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return in sentences whether a duty waits, or stands though the meeting is not held.

    Shape: `owed` are title, status and sentence of the duties the meeting meets.
    """
    if not owed:
        return ["No adopted policy asks for this meeting for the child today."]
    return [
        f"The policy lets it wait: {sentence}"
        if status == "suspended"
        else f"No policy lets it be put off. The duty stands: {title}. {sentence}"
        for title, status, sentence in owed
    ]
