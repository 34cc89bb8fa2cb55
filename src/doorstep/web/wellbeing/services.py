"""Write down how somebody is for work, take it back, and let go of what is long over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.audit import services as audit
from doorstep.web.audit.triggers import deletes_let_through
from doorstep.web.audit.words import Action
from doorstep.web.wellbeing.models import TakenBack, TestReminder, Word
from doorstep.web.wellbeing.queries import spoken
from doorstep.web.wellbeing.standing import with_ends
from doorstep.web.wellbeing.words import OPEN_ENDED, State

DAY, WEEK = timedelta(1), timedelta(7)
PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody is said to be, from which day until before which, and when it was said."""

    person: User
    state: State
    start_date: date
    end_date: date | None
    look_on: date | None
    said_on: date
    client_id: UUID
    from_home: bool = False


class SaidOtherwiseError(Exception):
    """The same form was sent before and said something else, or was somebody else's."""


@transaction.atomic
def say(told: Said, *, by: Access, at: datetime) -> Word:
    """Store a word beside those before it; sent twice it is once. The log is not told what it says.

    Raises: SaidOtherwiseError.
    """
    _hold(told.person.pk, by.user_id)  # then look: what is sent at once follows one another
    before = Word.objects.filter(client_id=told.client_id).first()
    if before is not None:
        return _the_same(before, told, by)
    row = Word.objects.create(
        person=told.person,
        state=told.state.value,
        from_home=told.from_home,
        start_date=told.start_date,
        end_date=_end(told),
        look_on=told.look_on or _look_on(told),
        said_on=told.said_on,
        client_id=told.client_id,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    _tell(row, "say", by=by, at=at)
    return row


def _hold(*people: int) -> None:
    """Hold people's own rows, in one order for all; rows first, the log's end last."""
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(rows.values_list("pk"))


def _the_same(row: Word, told: Said, by: Access) -> Word:
    was = (
        row.recorded_by_id,
        row.person_id,
        row.state,
        row.from_home,
        row.start_date,
        row.end_date,
    )
    now = (by.user_id, told.person.pk, told.state, told.from_home, told.start_date, _end(told))
    if was != now:
        raise SaidOtherwiseError
    return row


def _end(told: Said) -> date | None:
    if told.end_date is not None or told.state in OPEN_ENDED:
        return told.end_date
    return told.start_date + DAY


def _look_on(told: Said) -> date | None:
    """Return when to look again at what has no end: after a sick day, else after a week."""
    if _end(told) is not None:
        return None
    wait = DAY if told.state == State.SICK else WEEK
    return max(told.start_date, told.said_on) + wait


@transaction.atomic
def take_back(row: Word, *, by: Access, at: datetime) -> None:
    """Say that a word never held; done twice it is once."""
    _hold(row.person_id)
    _, is_new = TakenBack.objects.get_or_create(
        word=row, defaults={"recorded_at": at, "recorded_by_id": by.user_id}
    )
    if is_new:
        _tell(row, "take_back", by=by, at=at)


def _tell(row: Word, done: str, *, by: Access, at: datetime) -> None:
    """Write the event; it says of whom and whose word, and nothing of anybody's health."""
    audit.record(
        action=Action.SAY_AVAILABILITY,
        subject=PERSON,
        subject_id=str(row.person_id),
        by=by,
        at=at,
        detail={"do": done, "entry": row.pk},
    )


@transaction.atomic
def tell_read(people: list[int], *, by: Access, at: datetime) -> None:
    """Write that somebody was shown why these others are or are not there; nothing for nobody."""
    others = sorted(set(people) - {by.user_id})
    if not others:
        return
    one = str(others[0]) if len(others) == 1 else ""
    audit.record(
        action=Action.READ_AVAILABILITY,
        subject=PERSON if one else "people",
        subject_id=one,
        by=by,
        at=at,
        detail={"people": others},
    )


@transaction.atomic
def forget(*, before: date, at: datetime) -> int:
    """Delete what was over before a day, and reminders of closed accounts; return how many words went."""
    TestReminder.objects.filter(person__is_active=False).delete()
    gone = _over(before)
    if not gone:
        return 0
    tables = [TakenBack._meta.db_table, Word._meta.db_table]
    with deletes_let_through(connection, tables):
        TakenBack.objects.filter(word__in=gone).delete()
        Word.objects.filter(pk__in=gone).delete()
    audit.record(
        action=Action.FORGET_AVAILABILITY,
        subject="people",
        by=None,
        at=at,
        detail={"before": before.isoformat(), "entries": len(gone)},
    )
    return len(gone)


def _over(before: date) -> list[int]:
    """Return the words that held on no day since: ended, ended by a later one, or taken back."""
    rows = Word.objects.filter(start_date__lt=before).select_related("taken_back")
    held: dict[int, list[Word]] = {}
    gone = []
    for row in rows:
        if hasattr(row, "taken_back"):
            gone.append(row.pk)
        else:
            held.setdefault(row.person_id, []).append(row)
    for each in held.values():
        ends = with_ends([spoken(row) for row in each])
        gone += [word.pk for word, end in ends if end is not None and end <= before]
    return sorted(gone)
