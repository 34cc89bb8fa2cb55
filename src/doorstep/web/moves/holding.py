"""All that somebody holds and that would be stranded if they left: the balance that must be zero."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import F, Q

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.asked import next_attempt
from doorstep.web.caseload.codes import involved_as
from doorstep.web.caseload.models import (
    CLOSED,
    Answer,
    Child,
    Circumstance,
    Involvement,
    Visit,
    What,
)
from doorstep.web.caseload.queries import children_for
from doorstep.web.components import day
from doorstep.web.decisions.models import Decision, Draft
from doorstep.web.lists.models import SavedView
from doorstep.web.moves.models import HandoverItem
from doorstep.web.moves.people import absences
from doorstep.web.moves.signing import only_theirs
from doorstep.web.notices.models import Reminder
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.workdays import LONDON


class Kind(StrEnum):
    """What somebody can hold; in the order in which it is handed over."""

    CHILD = "child"
    PLAN = "plan"
    DECISION = "decision"
    DRAFT = "draft"
    SIGNATURE = "signature"
    REMINDER = "reminder"
    ATTEMPT = "attempt"
    DEPUTY = "deputy"
    ACTED_FOR = "acted_for"
    COVER = "cover"
    VIEW = "view"


KINDS: dict[Kind, tuple[str, str]] = {
    Kind.CHILD: ("Children they work with", "child"),
    Kind.PLAN: ("Visiting plans of theirs in force", "visiting plan"),
    Kind.DECISION: ("Decisions they began", "decision begun"),
    Kind.DRAFT: ("Forms they are writing", "form being written"),
    Kind.SIGNATURE: ("Signatures only they can give", "signature"),
    Kind.REMINDER: ("Reminders", "reminder"),
    Kind.ATTEMPT: ("Visits they said they would try again", "visit to try again"),
    Kind.DEPUTY: ("People they act for", "person acted for"),
    Kind.ACTED_FOR: ("People who act for them", "deputy of theirs"),
    Kind.COVER: ("Absences they cover", "absence covered"),
    Kind.VIEW: ("Views they share with a team", "shared view"),
}
ONLY_A_REASON = frozenset({Kind.ACTED_FOR})
"""What nobody else can take over, since it ends with the person."""


ON_RECORD = frozenset({Kind.CHILD, Kind.PLAN, Kind.SIGNATURE, Kind.ATTEMPT, Kind.DEPUTY})
"""What stays as it was, or ends on a later day: that it was handed over is only on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing somebody holds; `key` finds it again, and `words` say what it is, without the child."""

    kind: Kind
    key: str
    words: str
    child_pk: int | None = None
    role: str = ""


def held_by(person: User, *, at: datetime) -> list[Item]:
    """Return all that somebody holds, but for what was handed over or said to be nobody’s need."""
    on = at.astimezone(LONDON).date()
    over = Q(to=None) | Q(kind__in=ON_RECORD)
    rows = HandoverItem.objects.filter(over, handover__person=person)
    done = set(rows.values_list("kind", "key").distinct())
    found = [item for read in READERS for item in read(person, on)]
    found += _signatures(person, at)
    order = list(Kind)
    return sorted(
        (item for item in found if (str(item.kind), item.key) not in done),
        key=lambda item: (order.index(item.kind), item.words, item.key),
    )


def counted(items: Iterable[Item]) -> dict[Kind, int]:
    """Return how many things of each kind there are."""
    each = [item.kind for item in items]
    return {kind: each.count(kind) for kind in Kind if kind in each}


def split(items: Iterable[Item], by: Access) -> tuple[list[Item], dict[Kind, int]]:
    """Return what of it the viewer may move, and how many of each kind are hidden from them."""
    every = list(items)
    pks = {item.child_pk for item in every if item.child_pk}
    mine = set(children_for(by, can=Can.MOVE).filter(pk__in=pks).values_list("pk", flat=True))
    shown = [item for item in every if item.child_pk is None or item.child_pk in mine]
    return shown, counted(item for item in every if item not in shown)


# --- on the record of a child ---------------------------------------------------------------------------


def _open(pks: Iterable[int]) -> set[int]:
    """Return those of the children whose case is open."""
    rows = Answer.objects.filter(pk__in=set(pks)).exclude(standing=CLOSED)
    return set(rows.values_list("pk", flat=True))


def _children(person: User, on: date) -> Iterable[Item]:
    """Yield each part the person has in a case from now on, unless somebody follows in it."""
    if not person.worker_id:
        return
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = list(Involvement.objects.filter(until, worker_id=person.worker_id))
    still_open = _open(row.child_id for row in rows)
    ending = [row.child_id for row in rows if row.end_date]
    others = list(Involvement.objects.filter(child__in=ending)) if ending else []
    for row in rows:
        if row.child_id in still_open and not any(_follows(o, row) for o in others):
            role = "" if row.allocated else row.role
            yield Item(
                kind=Kind.CHILD,
                key=f"{row.child_id}:{role}:{row.start_date}",
                words=involved_as(row.role, allocated=row.allocated),
                child_pk=row.child_id,
                role=role,
            )


def _follows(other: Involvement, row: Involvement) -> bool:
    """Test whether somebody has the part in the case on the day the person's ends."""
    same = other.allocated if row.allocated else other.role == row.role and not other.allocated
    if not same or row.end_date is None or other.worker_id == row.worker_id:
        return False
    return other.start_date <= row.end_date and (
        not other.end_date or other.end_date > row.end_date
    )


def _plans(person: User, on: date) -> Iterable[Item]:
    """Yield the agreed visiting plans in force that the person wrote, or whose decision they began."""
    rows = Circumstance.objects.filter(what=What.PLAN, corrected_by=None, withdrawn=False)
    began = Decision.objects.filter(opened_by=person).values("key")
    mine = Q(decision__in=began) | Q(decision=None, recorded_by=person)
    children = set(rows.filter(mine).values_list("child_id", flat=True))
    theirs = set(rows.filter(mine).values_list("pk", flat=True))
    last: dict[tuple[int, str], Circumstance] = {}
    for row in rows.filter(child__in=_open(children)).order_by("start_date", "recorded_at", "pk"):
        if not row.body.get("is_proposal") and not row.body.get("dropped"):
            last[row.child_id, row.body.get("applies_to", "")] = row
    for row in last.values():
        if row.pk in theirs and row.start_date <= on and (not row.end_date or row.end_date > on):
            words = f"Visiting plan of {day(row.start_date)}"
            yield Item(kind=Kind.PLAN, key=str(row.pk), words=words, child_pk=row.child_id)


def _decisions(person: User, on: date) -> Iterable[Item]:
    """Yield what stands at its start with the person: begun, or sent back to be written anew."""
    mine = Q(draft__written_by=person) | Q(draft=None, opened_by=person)
    rows = Decision.objects.filter(mine, at_start=True, ended_at=None)
    for row in rows.order_by("pk"):
        yield Item(kind=Kind.DECISION, key=str(row.pk), words=row.title, child_pk=row.child_id)


def _drafts(person: User, on: date) -> Iterable[Item]:
    titles = _form_titles()
    for row in Draft.objects.filter(decision=None, written_by=person).order_by("pk"):
        words = titles.get(row.form, row.form)
        yield Item(kind=Kind.DRAFT, key=str(row.pk), words=words, child_pk=row.child_id)


def _form_titles() -> dict[str, str]:
    try:
        return {name: form.title for name, form in stack().forms.items()}
    except NothingAdoptedError:
        return {}


def _signatures(person: User, at: datetime) -> Iterable[Item]:
    for row in only_theirs(person, at=at):
        words = f"{row.title}: {row.step_title}"
        key = f"{row.pk}:{row.step}"
        yield Item(kind=Kind.SIGNATURE, key=key, words=words, child_pk=row.child_id)


def _reminders(person: User, on: date) -> Iterable[Item]:
    """Yield the reminders that are not settled; what they say is seen by their owner only."""
    for row in Reminder.objects.filter(owner=person, settled_at=None).order_by("due_on", "pk"):
        words = f"Reminder for {day(row.due_on)}"
        yield Item(kind=Kind.REMINDER, key=str(row.pk), words=words, child_pk=row.child_id)


def _attempts(person: User, on: date) -> Iterable[Item]:
    rows = Visit.objects.filter(
        recorded_by=person, corrected_by=None, withdrawn=False, details__has_key="next_attempt"
    ).order_by("pk")
    visits = list(rows)
    answers = {a.pk: a for a in Answer.objects.filter(pk__in=[v.child_id for v in visits])}
    for row in visits:
        answer = answers.get(row.child_id)
        told = next_attempt(answer.asked) if answer and answer.standing != CLOSED else None
        if told is not None and told.was == row.visit_date:
            words = f"Visit to be tried again by {day(told.by)}"
            yield Item(kind=Kind.ATTEMPT, key=str(row.pk), words=words, child_pk=row.child_id)


# --- of no child ----------------------------------------------------------------------------------------


def _deputies(person: User, on: date) -> Iterable[Item]:
    rows = Deputy.objects.filter(end_date__gt=on, absence=None).exclude(end_date=F("start_date"))
    for row in rows.filter(user=person).select_related("acts_for").order_by("pk"):
        words = f"For {row.acts_for} until {day(row.end_date)}"
        yield Item(kind=Kind.DEPUTY, key=str(row.pk), words=words)
    for row in rows.filter(acts_for=person).select_related("user").order_by("pk"):
        words = f"{row.user} until {day(row.end_date)}"
        yield Item(kind=Kind.ACTED_FOR, key=str(row.pk), words=words)


def _covers(person: User, on: date) -> Iterable[Item]:
    for row in absences(on=on).filter(cover=person):
        words = f"{row.person}, away from {day(row.start_date)} until {day(row.end_date)}"
        yield Item(kind=Kind.COVER, key=str(row.pk), words=words)


def _views(person: User, on: date) -> Iterable[Item]:
    rows = SavedView.objects.filter(owner=person, shared_with__isnull=False)
    for row in rows.select_related("shared_with").order_by("name", "pk"):
        words = f"{row.name}, shared with {row.shared_with}"
        yield Item(kind=Kind.VIEW, key=str(row.pk), words=words)


READERS: tuple[Callable[[User, date], Iterable[Item]], ...] = (
    _children, _plans, _decisions, _drafts, _reminders, _attempts, _deputies, _covers, _views,
)  # fmt: skip


def names_of(items: Iterable[Item]) -> dict[int, tuple[str, str]]:
    """Return by key the number and the name of the children that things are about."""
    pks = {item.child_pk for item in items if item.child_pk}
    rows = Child.objects.filter(pk__in=pks).values_list("pk", "child_id", "name")
    return {pk: (child_id, name or child_id) for pk, child_id, name in rows}
