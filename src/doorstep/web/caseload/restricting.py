"""Write restrictions: place one, change who is named, end it; each with a reason, kept as a step."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Restriction, RestrictionStep
from doorstep.web.caseload.people import names_by_key, people_by_key
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import restrictions_on
from doorstep.web.caseload.visible import forget_sight
from doorstep.web.versions import change

PLACED, CHANGED, ENDED = "placed", "changed", "ended"


class NobodyNamedError(ValueError):
    """Nobody who is named could open the record: it would be closed to everybody."""


class RestrictedMeanwhileError(Exception):
    """Somebody else restricted the record meanwhile; theirs is here."""

    def __init__(self, row: Restriction):
        super().__init__("Somebody restricted this record while you were.")
        self.row = row


class NotRestrictedError(Exception):
    """The restriction to change or end is over already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a restriction's history, as a page shows it."""

    done: str
    at: datetime
    by: str
    reason: str
    named: tuple[str, ...]


@transaction.atomic
def restrict(
    *, child_id: str, reason: str, named: Collection[int], by: Access, at: datetime
) -> Restriction:
    """Restrict a record to the people named, from today.

    Raises: Http404; NobodyNamedError; RestrictedMeanwhileError, unless it is this very restriction.
    """
    child = _locked(child_id, by)
    people = _able(named, on=by.on)
    before = restrictions_on(by.on).filter(child=child).first()
    if before is not None:
        if _is_same(before, reason, people, by):
            return before
        raise RestrictedMeanwhileError(before)
    row = Restriction.objects.create(
        child=child, reason=reason, start_date=by.on, placed_by_id=by.user_id, placed_at=at
    )
    row.named.set(people)
    _told(row, PLACED, Action.RESTRICT, reason, people, by=by, at=at)
    return row


@transaction.atomic
def change_named(  # noqa: PLR0913 (whose, which version, who now, why, by whom and when)
    *,
    child_id: str,
    version: int,
    reason: str,
    named: Collection[int],
    by: Access,
    at: datetime,
) -> Restriction:
    """Change who is named on the restriction that holds.

    Raises: Http404; NobodyNamedError; NotRestrictedError; ConflictError with what is stored now.
    """
    row = _standing(_locked(child_id, by), by.on)
    people = _able(named, on=by.on)
    change(row, version=version)
    row.named.set(people)
    _told(row, CHANGED, Action.CHANGE_RESTRICTION, reason, people, by=by, at=at)
    return row


@transaction.atomic
def end_restriction(
    *, child_id: str, version: int, reason: str, by: Access, at: datetime
) -> Restriction:
    """End the restriction that holds: from today on the record is as any other.

    Raises: Http404; NotRestrictedError; ConflictError with what is stored now.
    """
    row = _standing(_locked(child_id, by), by.on)
    people = sorted(row.named.values_list("pk", flat=True))
    change(row, version=version, end_date=by.on)
    _told(row, ENDED, Action.END_RESTRICTION, reason, people, by=by, at=at)
    return row


def _locked(child_id: str, by: Access) -> Child:
    """Return the child, locked until the transaction ends, for whom the person may restrict.

    Raises: Http404.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.RESTRICT)
    Child.objects.select_for_update().get(pk=child.pk)
    return child


def _standing(child: Child, on: date) -> Restriction:
    row = restrictions_on(on).filter(child=child).first()
    if row is None:
        raise NotRestrictedError("The record is not restricted any more.")
    return row


def _able(named: Iterable[int], *, on: date) -> list[int]:
    """Return those named who have a role to open records with.

    Raises: NobodyNamedError.
    """
    able = sorted(person.pk for person in people_by_key(named, on=on))
    if not able:
        raise NobodyNamedError("Name at least one person who can open records.")
    return able


def _is_same(row: Restriction, reason: str, people: list[int], by: Access) -> bool:
    """Test whether this restriction was placed already, by the same form sent twice."""
    named = sorted(row.named.values_list("pk", flat=True))
    return row.reason == reason and row.placed_by_id == by.user_id and named == people


def _told(  # noqa: PLR0913 (what was done to which row, why, for whom, by whom and when)
    row: Restriction,
    done: str,
    action: Action,
    reason: str,
    people: list[int],
    *,
    by: Access,
    at: datetime,
) -> None:
    """Keep a step and tell the log of it; no words of it go into the log."""
    forget_sight(by)
    RestrictionStep.objects.create(
        restriction=row,
        done=done,
        reason=reason,
        named=people,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )
    audit.record(
        action=action,
        subject="child",
        subject_id=row.child.child_id,
        by=by,
        at=at,
        detail={"restriction": row.pk, "named": people},
    )


def last_reason(row: Restriction) -> str:
    """Return why the last step was taken with a restriction, and by whom."""
    step = row.steps.select_related("recorded_by").order_by("-pk").first()
    return f"{step.reason} ({step.recorded_by.name})" if step else row.reason


def steps_of(child: Child) -> list[Step]:
    """Return what was done with the child's restrictions, the latest first."""
    found = RestrictionStep.objects.filter(restriction__child=child).select_related("recorded_by")
    rows = list(found.order_by("-pk"))
    names = names_by_key(pk for row in rows for pk in row.named)
    return [
        Step(
            done=row.done,
            at=row.recorded_at,
            by=row.recorded_by.name,
            reason=row.reason,
            named=tuple(names[pk] for pk in row.named if pk in names),
        )
        for row in rows
    ]
