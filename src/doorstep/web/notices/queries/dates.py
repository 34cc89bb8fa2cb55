"""What stands in a person's calendar: what is due, reviews, signatures, reminders; no child is named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.crypto import salted_hmac

from doorstep.vocabulary import Status
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Circumstance, What
from doorstep.web.components import words_within
from doorstep.web.decisions import queries as decisions
from doorstep.web.lists.lines import Line
from doorstep.web.lists.my_day import my_day
from doorstep.web.notices.models import Reminder
from doorstep.web.notices.queries.late import DAY_ALONE
from doorstep.workdays import LONDON

BACK, AHEAD = timedelta(60), timedelta(180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One entry of a calendar: when (a day or an instant), in few words, and what it is known by."""

    when: date | datetime
    words: str
    uid: str


def dates_for(by: Access) -> list[Dated]:
    """Return what stands in a person's calendar, the soonest first; only what they may see."""
    lines = [each.line for part in my_day(by).parts.values() for each in part if each.is_mine]
    found = [*_owed(lines), *_reviews(by, lines), *_waiting(by), *_reminders(by)]
    near = [each for each in found if by.on - BACK <= _day(each.when) <= by.on + AHEAD]
    return sorted(near, key=lambda each: (_day(each.when), each.uid))


def _day(when: date | datetime) -> date:
    return when.astimezone(LONDON).date() if isinstance(when, datetime) else when


def uid_of(*told: object) -> str:
    """Return what a thing is known by in calendars, the same each day; it tells nothing of the thing."""
    text = "|".join(str(each) for each in told)
    return salted_hmac("doorstep.calendar", text, algorithm="sha256").hexdigest()[:32]


def _owed(lines: Iterable[Line]) -> Iterator[Dated]:
    for line in lines:
        if line.due_on is None or line.status == Status.SUSPENDED:
            continue
        timed = len(line.due_at) > DAY_ALONE
        yield Dated(
            when=datetime.fromisoformat(line.due_at) if timed else line.due_on,
            words=_words(line),
            uid=uid_of("owed", line.child.pk, line.duty, line.counted_from, line.is_decision),
        )


def _words(line: Line) -> str:
    """Return what is due and in which kind of case, such as "Visit due (child protection plan)"."""
    kind = "Meeting or decision" if line.is_decision else "Call" if line.is_call else "Visit"
    late = "overdue" if line.status == Status.OVERDUE else "due"
    return (
        f"{kind} {late} ({words_within(line.child.case)})" if line.child.case else f"{kind} {late}"
    )


def _reviews(by: Access, lines: Iterable[Line]) -> Iterator[Dated]:
    """Return the days on which visiting plans of the person's children are reviewed."""
    rows = Circumstance.objects.filter(
        child__in={line.child.pk for line in lines},
        what=What.PLAN,
        withdrawn=False,
        corrected_by=None,
        body__is_proposal=False,
        body__dropped=False,
    )
    for row in rows.filter(end_date=None) | rows.filter(end_date__gt=by.on):
        if row.body.get("review_date"):
            uid = uid_of("review", row.child_id, row.pk)
            when = date.fromisoformat(row.body["review_date"])
            yield Dated(when=when, words="Review of a visiting plan", uid=uid)


def _waiting(by: Access) -> Iterator[Dated]:
    rows = decisions.waiting_for(by).order_by("pk").values_list("pk", "version", "due_at")
    for pk, version, due_at in rows:
        if due_at is not None:
            yield Dated(
                when=due_at, words="Decision waits for you", uid=uid_of("step", pk, version)
            )


def _reminders(by: Access) -> Iterator[Dated]:
    rows = Reminder.objects.filter(owner=by.user_id, settled_at=None)
    for pk, due_on in rows.values_list("pk", "due_on"):
        yield Dated(when=due_on, words="Reminder", uid=uid_of("reminder", pk))
