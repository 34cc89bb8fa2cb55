"""Write visits, calls and contacts, and what corrects them: appended, once however often sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from doorstep.policy.stack import Stack
from doorstep.vocabulary import VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.joined import refuse_put_away
from doorstep.web.caseload.known import Known, known_of
from doorstep.web.caseload.models import Child, Event, Visit
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.rows import visit_of
from doorstep.web.caseload.services import answer_anew
from doorstep.web.visits import writing
from doorstep.web.visits.queries import may_correct
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.settling import settled
from doorstep.web.visits.words import CALLS
from doorstep.web.visits.writing import FutureVisitError, Written
from doorstep.workdays import LONDON

__all__ = [
    "CorrectedMeanwhileError",
    "FutureVisitError",
    "SaidOtherwiseError",
    "correct_visit",
    "record_visit",
    "withdraw_visit",
]


class SaidOtherwiseError(Exception):
    """The same form was sent before with other content; `rows` is what was recorded then."""

    def __init__(self, rows: Sequence[Visit]):
        super().__init__("This form was saved before, and said something else then.")
        self.rows = rows


class CorrectedMeanwhileError(Exception):
    """Somebody corrected the same record meanwhile; `latest` is what holds now."""

    def __init__(self, latest: Visit):
        super().__init__("Somebody corrected this record while you were.")
        self.latest = latest


@transaction.atomic
def record_visit(
    *,
    reports: Mapping[str, VisitReport],
    client_id: UUID,
    by: Access,
    at: datetime,
    stack: Stack | None = None,
) -> list[Visit]:
    """Record one visit, call or contact: a record for each child, all in one or none.

    Shape: `reports` is child_id → what is said of that child. Order: as the children were first stored.
    Raises: Http404 for a child the person may not record for; PutAwayError; SaidOtherwiseError;
    FutureVisitError.
    """
    children = _locked(list(reports), by)
    known = known_of(children)
    refuse_put_away(children, known.merges)
    if before := _sent_before(children, known, client_id):
        return _the_same(before, children, reports)
    written = Written(client_id=client_id, by=by, at=at)
    rows = Visit.objects.bulk_create(_rows(children, reports, written, stack, known))
    events = Event.objects.bulk_create(
        event for row in rows for event in writing.events_of(row, reports[row.child.child_id])
    )
    answer_anew(children, at=at, stack=stack, known=known.with_written(rows, events))
    _audit(rows, reports, by=by, at=at)  # last: it holds the end of the log for everybody
    return rows


@transaction.atomic
def correct_visit(  # noqa: PLR0913 (what, why, by whom and when of one correction)
    *, visit: Visit, report: VisitReport, reason: str, client_id: UUID, by: Access, at: datetime
) -> Visit:
    """Append what takes the place of a record.

    Raises: PermissionDenied; CorrectedMeanwhileError with what holds now; SaidOtherwiseError;
    FutureVisitError.
    """
    digest = report.digest(corrects=visit.pk, reason=reason)
    child = _locked_of(visit, by)
    before = _followed(visit, client_id, digest)
    if before is not None:
        return before
    _refuse_used(client_id, child)
    written = Written(client_id=client_id, by=by, at=at)
    on = at.astimezone(LONDON).date()
    told = settled([child], {child.child_id: report}, on=on, without=visit)[child.pk]
    row = writing.row_of(child, told.report, written, occasion=visit.occasion, digest=digest)
    row.corrects, row.correction_reason, row.opening = visit, reason, told.opening
    row.save(force_insert=True)
    Event.objects.bulk_create(writing.corrected_events(visit, row, report))
    _follow(row, child, Action.CORRECT_VISIT, by=by, at=at)
    return row


@transaction.atomic
def withdraw_visit(
    *, visit: Visit, reason: str, client_id: UUID, by: Access, at: datetime
) -> Visit:
    """Append that a record does not hold: it was made by mistake, or of another child.

    Raises: PermissionDenied; CorrectedMeanwhileError with what holds now; SaidOtherwiseError.
    """
    child = _locked_of(visit, by)
    digest = VisitReport(told=visit_of(visit)).digest(withdraws=visit.pk, reason=reason)
    before = _followed(visit, client_id, digest)
    if before is not None:
        return before
    _refuse_used(client_id, child)
    row = writing.withdrawn_row(visit, child, Written(client_id=client_id, by=by, at=at))
    row.digest, row.corrects, row.correction_reason = digest, visit, reason
    row.save(force_insert=True)
    Event.objects.bulk_create(writing.withdrawn_events(visit, row))
    _follow(row, child, Action.WITHDRAW_VISIT, by=by, at=at)
    return row


# --- whom it is about ---------------------------------------------------------------------------------


def _locked(child_ids: Sequence[str], by: Access) -> list[Child]:
    """Return the children, locked until the transaction ends.

    Raises: Http404 if the person may not record for one of them.
    """
    rows = children_for(by, can=Can.RECORD).filter(child_id__in=child_ids).order_by("pk")
    children = list(rows.select_related("document").select_for_update(of=("self",)))
    if not children or len(children) != len(set(child_ids)):
        raise Http404(NO_SUCH_CHILD)
    return children


def _locked_of(visit: Visit, by: Access) -> Child:
    rows = Child.objects.filter(pk=visit.child_id).select_related("document")
    child = rows.select_for_update(of=("self",)).get()
    if not may_correct(visit, by):
        raise PermissionDenied
    return child


def _sent_before(children: Sequence[Child], known: Known, client_id: UUID) -> list[Visit]:
    """Return what was recorded of the children when this form was sent before."""
    rows = [v for child in children for v in known.here[child.pk].visits if v.child_id == child.pk]
    return [row for row in rows if row.client_id == client_id]


def _the_same(
    before: list[Visit], children: list[Child], reports: Mapping[str, VisitReport]
) -> list[Visit]:
    """Return what was recorded when the form was sent the first time.

    Raises: SaidOtherwiseError.
    """
    known = {row.child_id: row.digest for row in before}
    if known != {child.pk: reports[child.child_id].digest() for child in children}:
        raise SaidOtherwiseError(before)
    return before


def _followed(visit: Visit, client_id: UUID, digest: str) -> Visit | None:
    """Return what this very form appended before.

    Raises: CorrectedMeanwhileError if something else follows the record, or it was taken back.
    """
    rows = list(Visit.objects.filter(child=visit.child_id, occasion=visit.occasion).order_by("pk"))
    follows = next((row for row in rows if row.corrects_id == visit.pk), None)
    if follows is None and not visit.withdrawn:
        return None
    if follows and follows.client_id == client_id and follows.digest == digest:
        return follows
    raise CorrectedMeanwhileError(rows[-1])


def _refuse_used(client_id: UUID, child: Child) -> None:
    """Refuse the id of a form that was saved before, for another record.

    Raises: SaidOtherwiseError.
    """
    used = list(Visit.objects.filter(child=child, client_id=client_id).select_related("child"))
    if used:
        raise SaidOtherwiseError(used)


# --- what goes with it --------------------------------------------------------------------------------


def _rows(
    children: list[Child],
    reports: Mapping[str, VisitReport],
    written: Written,
    stack: Stack | None,
    known: Known,
) -> list[Visit]:
    """Return the rows of the reports, each with the approval it was made with and its first sentence."""
    on = written.at.astimezone(LONDON).date()
    told = settled(children, reports, on=on, stack=stack, here=known.here)
    rows = []
    for child in children:
        report, opening = told[child.pk]
        digest = reports[child.child_id].digest()
        row = writing.row_of(child, report, written, occasion=written.client_id, digest=digest)
        row.opening = opening
        rows.append(row)
    return rows


def _audit(
    rows: list[Visit], reports: Mapping[str, VisitReport], *, by: Access, at: datetime
) -> None:
    told = []
    for row in rows:
        events = [str(each.kind) for each in reports[row.child.child_id].events]
        detail = {"visit": row.pk, "type": str(row.visit_type), "events": events}
        told.append((_action(row), "child", row.child.child_id, detail))
    audit.record_all(told, by=by, at=at)


def _action(row: Visit) -> Action:
    if row.visit_type == VisitType.VISIT:
        return Action.RECORD_VISIT
    return Action.RECORD_CALL if row.visit_type in CALLS else Action.RECORD_CONTACT


def _follow(row: Visit, child: Child, action: Action, *, by: Access, at: datetime) -> None:
    answer_anew([child], at=at)
    audit.record(
        action=action,
        subject="child",
        subject_id=child.child_id,
        by=by,
        at=at,
        detail={"visit": row.pk, "corrects": row.corrects_id},
    )
