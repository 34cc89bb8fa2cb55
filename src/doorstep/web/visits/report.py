"""What somebody says of one visit, call or contact with one child: plain values, no database."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from doorstep.facts import Event, Fact, Visit
from doorstep.vocabulary import EventKind, FactKind, Role
from doorstep.web.caseload.approvals import CARRIED, carried
from doorstep.web.caseload.held import Approval
from doorstep.web.caseload.lateness import LATE, TOLD_AT, Because

NEXT_ATTEMPT = "next_attempt"
WITH = "with_worker"
CLOCK = "clock"  # what was wrong with the clock of the phone it was saved on
WRITTEN_BY = "written_by"  # who wrote it on a phone, where somebody else recorded it from there


class Note(NamedTuple):
    """What was written of it, in people's own words."""

    present: str = ""
    purpose: str = ""
    observations: str = ""
    childs_words: str = ""
    worries: str = ""
    next_step: str = ""


class Happened(NamedTuple):
    """Something that happened at the visit or call, with the words it is known by.

    `due_date` is the day of what was planned at it.
    """

    kind: EventKind
    words: str = ""
    due_date: date | None = None


class FormFilled(NamedTuple):
    """A policy's form as it was filled in: its id, its title, and each answer with its label."""

    form: str
    title: str
    answers: tuple[tuple[str, str, str], ...] = ()


class Agreed(NamedTuple):
    """The approval a visit was made with; and what its writer entered of an agreement beside it."""

    decision: str
    one_visit: bool = False
    told_by: Role | None = None
    told_at: datetime | None = None


SENT_LATER = (TOLD_AT, CLOCK, WRITTEN_BY)
"""Of the sending, not of what is said: sent twice they may differ."""


class Late(NamedTuple):
    """Why it was recorded later, as far as whoever wrote it says: one of the reasons, words, or both."""

    reason: Because | None = None
    words: str = ""


class With(NamedTuple):
    """Another worker who was there: the key of the account, and the name at the time."""

    user: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """One visit, call or contact: what the engine knows of it, and the words beside it.

    `method_words` say how a virtual visit was made ("Skype call"); `circumstances` are facts that hold
    from its day on, because an answer on the form says so. `agreed` is never typed: it is found.
    `told_at` is when it was saved on a phone, before it was sent; `clock` what was wrong with its clock,
    `written_by` who wrote it there, where somebody else recorded it.
    """

    told: Visit
    note: Note = Note()
    events: tuple[Happened, ...] = ()
    circumstances: tuple[FactKind, ...] = ()
    filled: FormFilled | None = None
    method_words: str = ""
    agreed: Agreed | None = None
    with_worker: With | None = None
    late: Late | None = None
    told_at: datetime | None = None
    clock: str = ""
    written_by: str = ""

    def made_with(self, approval: Approval | None) -> "VisitReport":
        """Return what it says of a visit made with an approval, or as it stands without one."""
        if approval is None:
            return self
        told = self.told
        return replace(
            self,
            told=told._replace(approved_by=approval.approved_by, approved_at=approval.approved_at),
            agreed=Agreed(
                approval.decision, approval.one_visit, told.approved_by, told.approved_at
            ),
        )

    def as_typed(self) -> Visit:
        """Return what its writer said of the visit, without the approval that was found."""
        if self.agreed is None:
            return self.told
        _, _, role, at = self.agreed
        return self.told._replace(approved_by=role, approved_at=at)

    def digest(self, **also: object) -> str:
        """Return the SHA-256 of what it says and of what is said beside it, however it was written."""
        details = {name: told for name, told in self.details.items() if name not in SENT_LATER}
        said = {
            "told": self.told._asdict(),
            "note": self.note,
            "events": self.events,
            "details": details,
            **also,
        }
        text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=True)
        return sha256(text.encode()).hexdigest()

    @property
    def next_attempt(self) -> date | None:
        """Return by when a visit that was not made is tried again."""
        planned = (e.due_date for e in self.events if e.kind == EventKind.VISIT_PLANNED)
        return next(planned, None)

    @property
    def details(self) -> dict[str, Any]:
        """Return what has no column of its own, as it is stored."""
        found = self._of_writing()
        if self.next_attempt:
            found[NEXT_ATTEMPT] = self.next_attempt.isoformat()
        if self.method_words:
            found["method_words"] = self.method_words
        if self.with_worker:
            found[WITH] = self.with_worker._asdict()
        if self.circumstances:
            found["facts"] = [str(kind) for kind in self.circumstances]
        if self.filled:
            found["form"] = {
                "id": self.filled.form,
                "title": self.filled.title,
                "answers": [list(answer) for answer in self.filled.answers],
            }
        if self.agreed:
            _, _, role, at = self.agreed
            found[CARRIED] = {
                **self.agreed._asdict(),
                "told_by": str(role or ""),
                "told_at": at.isoformat() if at else "",
            }
        return found

    def _of_writing(self) -> dict[str, Any]:
        """Return what is stored of when and why later it was written."""
        found: dict[str, Any] = {}
        if self.late:
            found[LATE] = {"reason": str(self.late.reason or ""), "words": self.late.words}
        if self.told_at:
            found[TOLD_AT] = self.told_at.isoformat()
        if self.clock:
            found[CLOCK] = self.clock
        if self.written_by:
            found[WRITTEN_BY] = self.written_by
        return found

    def happened(self) -> tuple[Event, ...]:
        """Return what happened at it as the engine's facts."""
        told = self.told
        return tuple(
            Event(
                each.kind,
                told.visit_date,
                told.visit_at,
                each.due_date,
                told.source,
                told.recorded_at,
            )
            for each in self.events
        )

    def facts(self) -> tuple[Fact, ...]:
        """Return what holds from its day on as the engine's facts."""
        told = self.told
        return tuple(
            Fact(kind, told.visit_date, source=told.source, recorded_at=told.recorded_at)
            for kind in self.circumstances
        )


def filled_in(details: dict[str, Any]) -> FormFilled | None:
    """Return a form as it was filled in from what is stored."""
    form = details.get("form")
    if not form:
        return None
    answers = tuple((str(i), str(label), str(said)) for i, label, said in form["answers"])
    return FormFilled(form["id"], form["title"], answers)


def agreed_in(details: dict[str, Any]) -> Agreed | None:
    """Return the approval a visit was made with from what is stored."""
    told = carried(details)
    if told is None:
        return None
    at = datetime.fromisoformat(told["told_at"]) if told["told_at"] else None
    role = Role(told["told_by"]) if told["told_by"] else None
    return Agreed(told["decision"], told["one_visit"], role, at)


def with_in(details: dict[str, Any]) -> With | None:
    """Return which other worker was there from what is stored."""
    told = details.get(WITH)
    return With(told["user"], told["name"]) if told else None


def late_in(details: dict[str, Any]) -> Late | None:
    """Return why it was recorded later from what is stored."""
    told = details.get(LATE)
    if not told:
        return None
    return Late(Because(told["reason"]) if told["reason"] else None, told["words"])
