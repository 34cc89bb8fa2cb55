"""Dispose of records: one person proposes, another approves, and after a wait the worker does it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import get_child
from doorstep.web.components import day
from doorstep.web.governance import queries
from doorstep.web.governance.models import Disposal, DisposalLog
from doorstep.web.governance.own import NotAllowedError, in_own_name
from doorstep.web.governance.removing import Removed, remove
from doorstep.web.governance.retention import Verdict
from doorstep.web.governance.services.keeping import Step, nothing
from doorstep.web.versions import change
from doorstep.workdays import LONDON

NOT_YOURS = (
    "A disposal is approved by a head of service or senior manager in their own name, "
    "not as a deputy."
)
NOT_ONE_PERSON = "Who proposed a disposal does not approve it: another person does."


@transaction.atomic
def propose(*, child_id: str, reason: str, client_id: UUID, by: Access, at: datetime) -> Disposal:
    """Propose that a record goes; sent twice it is one proposal.

    Raises: Http404; NotAllowedError while anything keeps the record.
    """
    own = in_own_name(by)
    if not own.has(Can.GOVERN_RECORDS):
        raise NotAllowedError("A disposal is proposed in one’s own name, not as a deputy.")
    child = _locked(child_id, own, Can.GOVERN_RECORDS)
    before = Disposal.objects.filter(client_id=client_id).first()
    if before is not None:
        return before
    verdict = _must_be_due(child, at)
    if Disposal.objects.filter(child=child, ended_at=None).exists():
        raise NotAllowedError("Its disposal was proposed before, and is on its way.")
    row = _proposal(child, verdict, reason, client_id, by=own, at=at)
    _tell(row, "proposed", by=own, at=at)
    return row


def _proposal(
    child: Child, verdict: Verdict, reason: str, client_id: UUID, *, by: Access, at: datetime
) -> Disposal:
    if verdict.rule is None or verdict.due_on is None:
        raise NotAllowedError("The record is not due.")
    return Disposal.objects.create(
        child=child,
        client_id=client_id,
        rule=verdict.rule.id,
        title=verdict.rule.title,
        clause=verdict.rule.clause,
        assumed=verdict.rule.assumed,
        schedule=queries.schedule_now().version,
        due_on=verdict.due_on,
        reason=reason,
        proposed_at=at,
        proposed_by_id=by.user_id,
    )


@transaction.atomic
def approve(*, pk: int, version: int, by: Access, at: datetime) -> Disposal:
    """Approve a disposal, to be done when the wait is over.

    Raises: Http404; NotAllowedError; ConflictError if somebody changed it meanwhile.
    """
    own = in_own_name(by)
    row = _row(pk, by)
    if not own.has(Can.APPROVE_DISPOSAL):
        raise NotAllowedError(NOT_YOURS)
    if row.proposed_by_id == by.user_id:
        raise NotAllowedError(NOT_ONE_PERSON)
    child = _locked(row.child.child_id, own, Can.APPROVE_DISPOSAL)
    if row.approved_at is not None or row.ended_at is not None:
        raise NotAllowedError("It was approved, refused or taken back before.")
    _must_be_due(child, at)
    wait = timedelta(queries.schedule_now().cooling_off_days)
    change(
        row,
        version=version,
        approved_at=at,
        approved_by_id=by.user_id,
        not_before=at.astimezone(LONDON).date() + wait,
    )
    _tell(row, "approved", by=own, at=at)
    return row


@transaction.atomic
def end(*, pk: int, version: int, reason: str, by: Access, at: datetime) -> Disposal:
    """Refuse a disposal or take it back, at any time before it is done.

    Raises: Http404; NotAllowedError; ConflictError if somebody changed it meanwhile.
    """
    row = _row(pk, by)
    if not (by.has(Can.GOVERN_RECORDS) or by.has(Can.APPROVE_DISPOSAL)):
        raise NotAllowedError(NOT_YOURS)
    if row.ended_at is not None:
        raise NotAllowedError("It was refused or taken back before.")
    change(row, version=version, ended_at=at, ended_by_id=by.user_id, ended_reason=reason)
    _tell(row, "ended", by=by, at=at)
    return row


def _row(pk: int, by: Access) -> Disposal:
    return queries.get_disposal(pk=pk, viewer=by)


def _locked(child_id: str, by: Access, can: Can) -> Child:
    child = get_child(child_id=child_id, viewer=by, can=can)
    return Child.objects.select_for_update().get(pk=child.pk)


def _must_be_due(child: Child, at: datetime) -> Verdict:
    """Return the rule under which a record is due.

    Raises: NotAllowedError, with what keeps it.
    """
    kept = why_kept(child, at)
    if kept.why:
        raise NotAllowedError(" ".join(kept.why))
    return kept.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBecause:
    """What the schedule says of a record, and everything that keeps it now."""

    verdict: Verdict
    why: tuple[str, ...]


def why_kept(child: Child, at: datetime) -> KeptBecause:
    """Return what keeps a record at a time; nothing if it may go.

    Raises: ScheduleError.
    """
    on = at.astimezone(LONDON).date()
    verdict, found = queries.verdict_of(child, on=on), list[str]()
    if Merge.objects.filter(child=child, undone_at=None).exists():
        found.append("It was merged into another record, and goes with that one.")
    if verdict.due_on is None:
        found += verdict.reasons
    elif verdict.due_on > on:
        found.append(f"It is kept until {day(verdict.due_on)}.")
    held = queries.holds_on(queries.family(child)).values_list("kind", "child")
    if held:
        found.append("A hold keeps it.")
    return KeptBecause(verdict=verdict, why=tuple(found))


# --- done by the worker -------------------------------------------------------------------------------


def dispose_of_due(*, at: datetime, step: Step = nothing) -> int:
    """Dispose of every record whose wait is over and that nothing keeps; return how many went."""
    on = at.astimezone(LONDON).date()
    done = 0
    for pk in list(queries.waited_for(on=on).values_list("pk", flat=True)):
        done += dispose(pk=pk, at=at)
        step(f"{done}")
    return done


@transaction.atomic
def dispose(*, pk: int, at: datetime) -> bool:
    """Do one disposal if it is still due and nothing keeps the record; return whether it was done."""
    row = Disposal.objects.select_related("child").filter(pk=pk, ended_at=None).first()
    if row is None or row.not_before is None or row.not_before > at.astimezone(LONDON).date():
        return False
    gone = queries.family(row.child)
    list(Child.objects.select_for_update().filter(pk__in=[c.pk for c in gone]).order_by("pk"))
    try:
        _must_be_due(row.child, at)
    except NotAllowedError:
        return False
    numbers = [child.child_id for child in gone]
    removed = remove(gone)
    for number in numbers:
        _log(row, number, removed, at=at)
    return True


def _log(row: Disposal, number: str, removed: Removed, *, at: datetime) -> None:
    if row.approved_at is None or row.approved_by_id is None:
        raise NotAllowedError("It was not approved.")
    told: dict[str, Any] = {
        "rule": row.rule,
        "proposed_by": row.proposed_by_id,
        "approved_by": row.approved_by_id,
        "rows": removed.rows,
        "fingerprint": removed.fingerprint,
    }
    DisposalLog.objects.create(
        **told,
        number=number,
        clause=row.clause,
        schedule=row.schedule,
        due_on=row.due_on,
        proposed_at=row.proposed_at,
        approved_at=row.approved_at,
        done_at=at,
        counts=removed.counts,
    )
    audit.record(
        action=Action.DISPOSE,
        subject="child",
        subject_id=number,
        by=None,
        at=at,
        detail=told | {"clause": row.clause, "counts": removed.counts},
    )


def _tell(row: Disposal, done: str, *, by: Access, at: datetime) -> None:
    audit.record(
        action=Action.PROPOSE_DISPOSAL,
        subject="child",
        subject_id=row.child.child_id,
        by=by,
        at=at,
        detail={"disposal": row.pk, "rule": row.rule, "done": done},
    )
