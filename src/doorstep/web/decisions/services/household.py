"""Write that a household isolates or shields; answered and corrected by rows that follow."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.held_bodies import digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.services import answer_anew
from doorstep.web.caseload.situation import OF_THE_HOUSEHOLD
from doorstep.web.components import day, words
from doorstep.web.decisions import households
from doorstep.web.decisions.households import Told
from doorstep.web.decisions.services.locking import locked
from doorstep.workflow import RefusedError


class SaidOtherwiseError(Exception):
    """The same page was sent before and said something else; `row` is what was recorded then."""

    def __init__(self, row: Circumstance):
        super().__init__("This page was sent before, and said something else then.")
        self.row = row


class FollowedMeanwhileError(Exception):
    """Somebody answered or corrected the same record meanwhile; `latest` is what holds now."""

    def __init__(self, latest: Circumstance):
        super().__init__("Somebody else answered or corrected this record while you were.")
        self.latest = latest


@transaction.atomic
def record_household(
    *, child_ids: Sequence[str], told: Told, client_id: UUID, by: Access, at: datetime
) -> list[Circumstance]:
    """Record what a household does for each of these children, all or none; once for one page.

    Raises: Http404; RefusedError; SaidOtherwiseError.
    """
    children = locked(child_ids, by)
    _check(told, by.on)
    if before := _sent_before(children, client_id, _digest(told)):
        return before
    for child in children:
        _refuse_twice(child, told)
    rows = [_row(child, told, client_id, by=by, at=at) for child in children]
    return _stored(rows, children, by=by, at=at)


@transaction.atomic
def follow_household(  # noqa: PLR0913 (what follows what, why, by whom and when)
    *,
    child_id: str,
    row: int,
    told: Told | None,
    reason: str,
    client_id: UUID,
    by: Access,
    at: datetime,
) -> list[Circumstance]:
    """Append what takes the place of a record, or, with nothing told, that it was made by mistake.

    It follows for each child the record was made for whom the person may record for.
    Raises: Http404; RefusedError; FollowedMeanwhileError; SaidOtherwiseError.
    """
    before = households.get_row(get_child(child_id=child_id, viewer=by, can=Can.RECORD), row)
    together = [each.child.child_id for each in households.told_together(before, by)]
    children = locked([child_id, *together], by)
    digest = _digest(told or households.told_of(before), row, reason, told is None)
    if done := _sent_before(children, client_id, digest):
        return done
    _refuse_late(households.get_row(before.child, row))
    if told is not None:
        _check(told, by.on)
    of = {each.child_id: each for each in households.told_together(before, by)}
    rows = [
        _following(of[child.pk], child, told, client_id, by=by, at=at)
        for child in children
        if child.pk in of
    ]
    for each in rows:
        each.correction_reason, each.digest = reason, digest
    return _stored(rows, [each.child for each in rows], by=by, at=at)


def _following(  # noqa: PLR0913 (what follows what, by whom and when)
    before: Circumstance,
    child: Child,
    told: Told | None,
    client_id: UUID,
    *,
    by: Access,
    at: datetime,
) -> Circumstance:
    if told is not None:
        _refuse_twice(child, told, besides=before)
    row = _row(child, told or households.told_of(before), client_id, by=by, at=at)
    row.corrects, row.withdrawn = before, told is None
    return row


# --- the rows -----------------------------------------------------------------------------------------


def _row(child: Child, told: Told, client_id: UUID, *, by: Access, at: datetime) -> Circumstance:
    return Circumstance(
        child=child,
        client_id=client_id,
        digest=_digest(told),
        what=What.HOUSEHOLD,
        start_date=told.since,
        end_date=told.until,
        body=stored(told.body),
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=writing_as(child, by).acting_for,
    )


def _digest(told: Told, *also: object) -> str:
    """Return the fingerprint of what a page said, the same for each child it was said of."""
    return digest_of(told.body, told.since, told.until, *also)


def _stored(
    rows: Sequence[Circumstance], children: Sequence[Child], *, by: Access, at: datetime
) -> list[Circumstance]:
    made = Circumstance.objects.bulk_create(rows)
    answer_anew(children, at=at)
    for row in made:
        audit.record(
            action=Action.RECORD_HOUSEHOLD,
            subject="child",
            subject_id=row.child.child_id,
            by=replace(by, acting_for=row.acting_for),
            at=at,
            detail={"circumstance": row.pk},
        )
    return made


def _sent_before(children: Iterable[Child], client_id: UUID, digest: str) -> list[Circumstance]:
    """Return what was recorded when the page was sent the first time.

    Raises: SaidOtherwiseError.
    """
    rows = Circumstance.objects.filter(
        child__in=list(children), client_id=client_id, what=What.HOUSEHOLD
    )
    before = list(rows.select_related("child").order_by("pk"))
    for row in before:
        if row.digest != digest:
            raise SaidOtherwiseError(row)
    return before


# --- what is refused ----------------------------------------------------------------------------------


def _check(told: Told, on: date) -> None:
    if told.kind not in OF_THE_HOUSEHOLD:
        raise RefusedError("A household self-isolates or shields; nothing else is recorded here.")
    if told.since > on:
        raise RefusedError("It is recorded once it has begun, not before.")
    if told.until <= told.since:
        raise RefusedError("It ends after it began.")
    if told.is_over and told.until > on:
        raise RefusedError("What is over cannot end on a day that is still to come.")


def _refuse_twice(child: Child, told: Told, besides: Circumstance | None = None) -> None:
    """Refuse the same thing of the same days a second time."""
    rows = households.standing(child).filter(
        body__kind=told.kind.value, start_date__lt=told.until, end_date__gt=told.since
    )
    same = rows.exclude(pk=besides.pk).first() if besides else rows.first()
    if same is not None:
        held = f"from {day(same.start_date)} to {day(same.end_date)}"
        name = child.name or child.child_id
        raise RefusedError(
            f"{words(told.kind)} is recorded for {name} {held} already; correct that record instead."
        )


def _refuse_late(before: Circumstance) -> None:
    latest = households.latest_of(before)
    if latest.pk != before.pk or before.withdrawn:
        raise FollowedMeanwhileError(latest)


__all__ = ["FollowedMeanwhileError", "SaidOtherwiseError", "follow_household", "record_household"]
