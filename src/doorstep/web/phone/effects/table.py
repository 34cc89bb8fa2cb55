"""The tables of one child: for each day, kind and combination of answers what comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from doorstep.engine import answer
from doorstep.engine.answers import Answer
from doorstep.engine.conditions import holds
from doorstep.reports.due import shown
from doorstep.vocabulary import VisitType
from doorstep.web.phone.effects import asked, words
from doorstep.web.phone.effects.matters import matters, plainly_due
from doorstep.web.phone.effects.said import Setting, call_said, contact_said, visit_said
from doorstep.web.phone.effects.shared import Shared
from doorstep.web.phone.effects.slots import with_slots
from doorstep.web.phone.effects.spans import UNKNOWN, days, times
from doorstep.web.phone.effects.tree import Question, grown
from doorstep.web.phone.effects.whose import Alike, Whose
from doorstep.web.visits import asking
from doorstep.web.visits.agreeing import entered_by_hand, with_approval
from doorstep.web.visits.checking import (
    Checked,
    afterwards,
    agreement,
    counted,
    missing,
    opening,
    rules_for,
)
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.showing import effect_of
from doorstep.web.visits.words import CALLS, CameOf
from doorstep.workdays import LONDON

Told = Mapping[str, Any]


def effects_of(
    whose: Whose, shared: Shared, *, on: date, written: Sequence[datetime]
) -> dict[str, Any]:
    """Return the tables of a child for visits, calls and contacts of the days of a list.

    `written` is when a thing may be written down, one time of each day; the first day is the list's.
    """
    found: dict[str, dict[str, Any]] = {}
    for at in written:
        day = whose_day(at)
        for made in sorted({on, day}):
            one = OneDay(whose=whose, shared=shared, on=made, at=at)
            told = one.all() if made == day == on else {"visit": one.visit()}
            found.setdefault(made.isoformat(), {})[day.isoformat()] = told
    return {"days": found}


def effects_of_calls(whose: Whose, shared: Shared, *, on: date, at: datetime) -> dict[str, Any]:
    """Return the tables of keep-in-touch calls of one day."""
    one = OneDay(whose=whose, shared=shared, on=on, at=at)
    told = {VisitType.KIT_CALL.value: one.call(VisitType.KIT_CALL)}
    return {"days": {on.isoformat(): {on.isoformat(): told}}}


def whose_day(at: datetime) -> date:
    """Return the day of a time, in London."""
    return at.astimezone(LONDON).date()


class OneDay:
    """The tables of one child for what is made on one day and written down on one."""

    def __init__(self, *, whose: Whose, shared: Shared, on: date, at: datetime):
        self.whose, self.shared, self.on, self.at = whose, shared, on, at
        self.day = whose_day(at)
        self.stack = whose.asking.stack
        self.asking = replace(whose.asking, by=replace(whose.asking.by, at=at))
        self.before: Answer = answer(whose.case, self.stack, as_at=self.day)
        self.due_before: dict[str, set[str]] = {}
        for each in (*self.before.obligations, *self.before.decisions):
            self.due_before.setdefault(each.duty.id, set()).add(shown(each.due_at))
        self.matters = matters(self.stack, on)
        self.setting = Setting(
            on=on, written=at, worker_id=whose.asking.by.worker_id, role=whose.role
        )
        self.known = self._known({})
        self._after: dict[Any, words.Part | None] = {}

    def _known(self, marks: Mapping[str, Any]) -> asked.Known:
        soon = self.stack.head.due_soon_days
        plain = plainly_due(self.stack, self.on)
        ahead = days(self.day, soon=soon, also=plain) if self.on == self.day else []
        return asked.Known(
            matters=self.matters,
            roles=self.whose.roles,
            times=times(self.whose.case, self.whose.given, self.on),
            days=ahead,
            may_count=self.matters.unseen_may_count
            or self.before.child.is_unborn(self.on.toordinal()),
            approvers=bool(entered_by_hand(self.stack, self.on)),
            marks=marks,
        )

    def all(self) -> dict[str, list[int]]:
        """Return the tables of every kind of record."""
        calls = {str(kind): self.call(kind) for kind in CALLS}
        return {"visit": self.visit(), **calls, "contact": self.contact()}

    def visit(self) -> list[int]:
        """Return the tables of a visit."""
        known = self.known
        return [
            self._table(asked.of_visit(known, after=False), self._judged(self._visit)),
            self._table(asked.of_visit(known, after=True), self._afterwards(self._visit)),
            self._table(asked.of_rules(known), self._rules),
            self._table(asked.of_missing(VisitType.VISIT), self._missing(self._visit)),
        ]

    def call(self, kind: VisitType) -> list[int]:
        """Return the tables of one kind of call."""
        child = self.before.child
        marks = asked.marks_of(
            self.whose.papers[kind], self.matters, lambda when: holds(when, child, child.day)
        )
        known = self._known(marks)

        def said(told: Told) -> VisitReport:
            heard = frozenset(each for name in marks for each in told.get(name, ()))
            return call_said(
                kind, {"came_of": "made", "method": "phone", **told, "heard": heard}, self.setting
            )

        return [
            self._table(asked.of_call(known, after=False), self._judged(said)),
            self._table(asked.of_call(known, after=True), self._afterwards(said)),
            self._table(asked.of_missing(kind), self._missing(said)),
        ]

    def contact(self) -> list[int]:
        """Return the tables of another contact."""
        questions = asked.of_contact(self.known)

        def said(told: Told) -> VisitReport:
            return contact_said({"visit_type": "contact", "method": "phone", **told}, self.setting)

        return [
            self._table(questions, self._judged(said)),
            self._table(questions, self._afterwards(said)),
            self._table(questions, self._missing(said)),
        ]

    def _visit(self, told: Told) -> VisitReport:
        return visit_said({"came_of": "made", **told}, self.setting)

    # --- what comes out ---------------------------------------------------------------------------

    def _table(
        self, questions: Sequence[Question], part: Callable[[Told], words.Part | None]
    ) -> int:
        parts: list[words.Part] = []
        known: dict[str, int] = {}

        def leaf(told: Told) -> int | None:
            found = None if told.get("approved_by") else part(told)
            if found is None:
                return None
            part_of = words.without_empty(found)
            if known.setdefault(repr(part_of), len(parts)) == len(parts):
                parts.append(part_of)
            return known[repr(part_of)]

        return self.shared.table(grown(questions, leaf), parts)

    def _judged(self, said: Callable[[Told], VisitReport]) -> Callable[[Told], words.Part]:
        """Return for which duties a contact counts, what agreement it lacks, how its note begins."""

        def part(told: Told) -> words.Part:
            report = with_approval(said(told), self.whose.given, self.before, self.stack)
            counts = list(counted(report.told, self.before, self.stack))
            lacking = agreement(report, self.whose.given, self.before, self.stack)
            is_counting = any(not each.why_not for each in counts)
            lacks = asking.agreement(*lacking, self.asking, counts=is_counting)
            return {
                "counts": [self.shared.row(_slotted(words.counted_row(c))) for c in counts],
                "agreement": _slotted(words.agreement_of(lacks)),
                "opening": with_slots(opening(report, self.before, self.stack)),
            }

        return part

    def _afterwards(
        self, said: Callable[[Told], VisitReport]
    ) -> Callable[[Told], words.Part | None]:
        """Return what is owed once it is stored, asked of the engine once for all that are alike."""

        def part(told: Told) -> words.Part | None:
            if told.get("next_attempt") == UNKNOWN or _lacks_a_day(told):
                return None
            report = with_approval(said(told), self.whose.given, self.before, self.stack)
            key = self._key(report, told)
            if key is None:
                return None
            if key not in self._after:
                self._after[key] = self._worked(report, at=key.at, again=told.get("next_attempt"))
            return self._after[key]

        return part

    def _key(self, report: VisitReport, told: Told) -> Alike | None:
        """Return what of a report the answer can depend on; None where that cannot be said ahead."""
        alike = self.matters.alike(report.told, self.before.child)
        opens = tuple(
            (each.kind, each.due_date) for each in report.events if each.kind in self.matters.kinds
        )
        is_plain = isinstance(alike[0], str) and not opens
        in_hours = any(kind in self.matters.in_hours for kind, _ in opens)
        is_timed = in_hours or (len(self.known.times) > 1 and not is_plain)
        at = told.get("visit_time") if is_timed else None
        if in_hours and at is None:
            return None
        came_of = report.told.outcome if report.told.visit_type == VisitType.VISIT else ""
        is_cancelled = came_of == CameOf.CANCELLED
        return Alike(alike, opens, report.circumstances, at, bool(came_of), is_cancelled)

    def _worked(
        self, report: VisitReport, *, at: time | None, again: date | None
    ) -> words.Part | None:
        then = afterwards(self.whose.case, report, self.before, stack=self.stack, on=self.day)
        found = Checked(
            report=report,
            asked=(),
            uncovered=(),
            counted=(),
            opening="",
            said=(),
            missing=(),
            **then,
        )
        if at is not None and not self._only_moves(found, at):
            return None
        owed = [self.shared.row(self._owed(row, found, at, again)) for row in found.owed]
        said: words.Part = _slotted(words.afterwards_of(effect_of(found, self.asking)))
        return said | {"owed": owed}

    def _owed(
        self, row: Mapping[str, Any], found: Checked, at: time | None, again: date | None
    ) -> words.Part:
        """Return a row of what is owed, with slots where it moves with the time or day that is typed."""
        is_moved = row["due_at"] not in self.due_before.get(row["duty"], ())
        is_again = again is not None and row["due_at"] == again.isoformat()
        moves = again if is_again and is_moved and row["duty"] in self.matters.planned_for else None
        told = words.owed_row(row, is_new=row["duty"] in found.new)
        timed = at if is_moved and "T" in row["due_at"] else None
        slotted: words.Part = _slotted(told, at=timed, again=moves)
        return slotted

    def _only_moves(self, found: Checked, at: time) -> bool:
        """Test whether each time of day told was known before, or is plainly the contact's own."""
        known = {due for dues in self.due_before.values() for due in dues}
        mine = at.strftime("T%H:%M")
        if any(mine in due for due in known):
            return False
        told = [row["due_at"] for row in found.owed if "T" in row["due_at"]]
        return all(due in known or mine in due for due in told)

    def _rules(self, told: Told) -> words.Part:
        report = self._visit(told)
        return words.rules_of(rules_for(report.told, self.before.child, self.stack))

    def _missing(self, said: Callable[[Told], VisitReport]) -> Callable[[Told], words.Part]:
        """Return what somebody will ask for because it is not recorded."""

        def part(told: Told) -> words.Part:
            some = {"role": next(iter(self.whose.roles), None)}  # a form with several asks which
            at = {"visit_time": time(12) if told.get("visit_time") else None}
            return {"missing": [*missing(said({**some, **told, **at}).told, self.before.child)]}

        return part


def _slotted(part: Any, *, at: time | None = None, again: date | None = None) -> Any:
    """Return a part with slots in its texts."""
    if isinstance(part, str):
        return with_slots(part, at=at, again=again)
    if isinstance(part, list):
        return [_slotted(each, at=at, again=again) for each in part]
    if isinstance(part, dict):
        return {key: _slotted(each, at=at, again=again) for key, each in part.items()}
    return part


def _lacks_a_day(told: Told) -> bool:
    """Test whether the day of the next attempt is missing, without which the form is not accepted."""
    is_asked = "next_attempt" in told and told["came_of"] != CameOf.CANCELLED
    return is_asked and told["next_attempt"] is None
