"""What there is to tell one person, as counts and marks; the marks name nobody and nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from hashlib import sha256
from operator import or_

from django.db.models import Exists, OuterRef

from doorstep.vocabulary import Action, Status
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Obligation
from doorstep.web.caseload.visible import reached_in, sight_of, visible
from doorstep.web.decisions import queries as decisions
from doorstep.web.decisions.models import Done
from doorstep.web.lists.lines import Line
from doorstep.web.lists.my_day import MyDay, my_day
from doorstep.web.notices.models import Reminder


class Part(StrEnum):
    """What a digest can tell of."""

    DUE = "due"
    OVERDUE = "overdue"
    TEAM = "team"
    SIGNATURES = "signatures"
    SENT_BACK = "sent_back"
    QUESTIONS = "questions"
    REMINDERS = "reminders"


PARTS = {
    Part.DUE: "What falls due soon for the children you work with",
    Part.OVERDUE: "What has become overdue for the children you work with",
    Part.TEAM: "What has become overdue in the teams you manage",
    Part.SIGNATURES: "Decisions that wait for you to decide or sign",
    Part.SENT_BACK: "Drafts that were sent back to you",
    Part.QUESTIONS: "Questions about the children you work with",
    Part.REMINDERS: "Reminders you set for yourself",
}
MARK = 12  # hexadecimal digits: enough that two of one person's marks are never the same


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What there is now for a person: by part the mark of each thing."""

    marks: dict[Part, frozenset[str]]

    def since(self, told: Iterable[str]) -> dict[Part, int]:
        """Return how many things of each part are new since these were told."""
        known = frozenset(told)
        return {part: new for part, found in self.marks.items() if (new := len(found - known))}

    def all(self) -> list[str]:
        """Return every mark, in a fixed order."""
        return sorted(frozenset().union(*self.marks.values()))


def news_for(by: Access, *, parts: Iterable[str], within: int) -> News:
    """Return what there is for a person of these parts; what they may not see is not among it."""
    wanted = set(parts)
    marks: dict[Part, Iterable[object]] = {}
    if wanted & {Part.DUE, Part.OVERDUE, Part.QUESTIONS}:
        marks |= _of_my_day(my_day(by), on=by.on, within=within)
    for part, found in LOOKS.items():
        if part in wanted:
            marks[part] = found(by)
    return News(marks={p: _marks(p, each) for p, each in marks.items() if p in wanted})


def _marks(part: Part, each: Iterable[object]) -> frozenset[str]:
    return frozenset(sha256(f"{part}:{one}".encode()).hexdigest()[:MARK] for one in each)


def _of_my_day(found: MyDay, *, on: date, within: int) -> dict[Part, Iterable[object]]:
    lines = [each.line for part in found.parts.values() for each in part if each.is_mine]
    owed = [line for line in lines if line.status != Status.SUSPENDED and line.due_on]
    late = [line for line in owed if line.status == Status.OVERDUE]
    soon = on + timedelta(within)
    not_yet = [line for line in owed if line.status != Status.OVERDUE]
    due = [line for line in not_yet if line.due_on is not None and line.due_on <= soon]
    return {
        Part.DUE: map(_owed, due),
        Part.OVERDUE: map(_owed, late),
        Part.QUESTIONS: [question.href for question in found.questions],
    }


def _owed(line: Line) -> str:
    return f"{line.child.pk}|{line.duty}|{line.counted_from}"


def _overdue_in_teams(by: Access) -> Iterable[object]:
    """Return what is overdue in the teams whose list the person's roles open, team by team."""
    held = [h for h in by.held if Can.SEE_TEAM in h.can and h.team_id is not None]
    if not held:
        return ()
    reached = reduce(or_, (reached_in(h, by.on, prefix="child__") for h in held))
    seen = visible(by, Can.SEE_TEAM, sight_of(by), prefix="child__")
    rows = Obligation.objects.filter(reached, seen, status=Status.OVERDUE)
    return rows.values_list("child_id", "duty", "counted_from").distinct()


def _signatures(by: Access) -> Iterable[object]:
    if not by.has(Can.RECORD):
        return ()
    return decisions.waiting_for(by).order_by().values_list("pk", "version").distinct()


def _sent_back(by: Access) -> Iterable[object]:
    if not by.has(Can.RECORD):
        return ()
    back = Exists(Done.objects.filter(decision=OuterRef("pk"), action=Action.RETURN))
    return decisions.drafts_of(by).filter(back).order_by().values_list("pk", "version").distinct()


def _reminders(by: Access) -> Iterable[object]:
    rows = Reminder.objects.filter(owner=by.user_id, settled_at=None, due_on__lte=by.on)
    return rows.values_list("pk", "due_on")


LOOKS = {
    Part.TEAM: _overdue_in_teams,
    Part.SIGNATURES: _signatures,
    Part.SENT_BACK: _sent_back,
    Part.REMINDERS: _reminders,
}
