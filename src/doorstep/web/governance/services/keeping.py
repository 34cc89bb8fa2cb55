"""Work out until when records are kept; place holds and lift them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.joined import put_away
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_facts, get_child
from doorstep.web.governance.models import Hold, HoldKind, Kept
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.queries import schedule_now
from doorstep.web.governance.retention import Verdict, due_for_disposal
from doorstep.workdays import LONDON

AT_ONCE = 200
CHANGED = ("due_on", "rule", "title", "clause", "assumed", "reasons", "schedule", "as_at")
Step = Callable[[str], None]


def nothing(_: str) -> None:
    """Do nothing between two steps."""


def work_out_all(*, at: datetime, step: Step = nothing) -> int:
    """Work out for every child until when the record is kept; return how many there were.

    Records that are put away go with the one they were merged into.
    Raises: ScheduleError.
    """
    pks = list(Child.objects.exclude(pk__in=put_away()).order_by("pk").values_list("pk", flat=True))
    Kept.objects.filter(child__in=put_away()).delete()
    for number in range(0, len(pks), AT_ONCE):
        work_out(pks[number : number + AT_ONCE], at=at)
        step(f"{number:,} of {len(pks):,}")
    return len(pks)


@transaction.atomic
def work_out(pks: Iterable[int], *, at: datetime) -> None:
    """Store until when these records are kept.

    Raises: ScheduleError.
    """
    on, schedule = at.astimezone(LONDON).date(), schedule_now()
    children = list(
        Child.objects.filter(pk__in=list(pks))
        .select_related("document")
        .select_for_update(of=("self",))
    )
    cases = case_facts(children)
    rows = [
        _kept(child, due_for_disposal(cases[child.pk], schedule, on), schedule.version)
        for child in children
    ]
    for row in rows:
        row.as_at = on
    Kept.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["child"], update_fields=list(CHANGED)
    )


def _kept(child: Child, verdict: Verdict, schedule: str) -> Kept:
    rule = verdict.rule
    return Kept(
        child=child,
        due_on=verdict.due_on,
        rule=rule.id if rule else "",
        title=rule.title if rule else "",
        clause=rule.clause if rule else "",
        assumed=bool(rule and rule.assumed),
        reasons=list(verdict.reasons),
        schedule=schedule,
    )


# --- holds --------------------------------------------------------------------------------------------


@transaction.atomic
def place_hold(
    *, child_id: str, kind: HoldKind, reason: str, client_id: UUID, by: Access, at: datetime
) -> Hold:
    """Keep a record from being disposed of, or with no number all records; sent twice it is one hold.

    Raises: Http404; NotAllowedError.
    """
    child = None
    if child_id:
        child = get_child(child_id=child_id, viewer=by, can=Can.GOVERN_RECORDS)
        Child.objects.select_for_update().get(pk=child.pk)
    elif not by.everywhere(Can.GOVERN_RECORDS):
        raise NotAllowedError("Only who governs the records of the whole authority holds them all.")
    before = Hold.objects.filter(client_id=client_id).first()
    if before is not None:
        return before
    hold = Hold.objects.create(
        child=child,
        kind=kind,
        reason=reason,
        placed_at=at,
        placed_by_id=by.user_id,
        client_id=client_id,
    )
    _tell(hold, "placed", by=by, at=at)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: Access, at: datetime) -> None:
    """Lift a hold, with a reason; one of a subject access request ends with the request only.

    Raises: NotAllowedError where it was lifted before, or is lifted otherwise.
    """
    held = Hold.objects.select_for_update().get(pk=hold.pk)
    if held.lifted_at is not None:
        raise NotAllowedError("The hold was lifted before.")
    if held.child_id is None and not by.everywhere(Can.GOVERN_RECORDS):
        raise NotAllowedError(
            "Only who governs the records of the whole authority lifts this hold."
        )
    if held.kind == HoldKind.SUBJECT_ACCESS:
        raise NotAllowedError("This hold is lifted when the subject access request is closed.")
    lifted(held, reason, by=by, at=at)
    _tell(held, "lifted", by=by, at=at)


def lifted(held: Hold, reason: str, *, by: Access, at: datetime) -> None:
    """Store that a hold is lifted; whoever calls tells the log."""
    held.lifted_at, held.lifted_by_id, held.lifted_reason = at, by.user_id, reason
    held.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])


def _tell(hold: Hold, done: str, *, by: Access, at: datetime) -> None:
    audit.record(
        action=Action.HOLD_RECORD,
        subject="child" if hold.child else "records",
        subject_id=hold.child.child_id if hold.child else "",
        by=by,
        at=at,
        detail={"hold": hold.pk, "kind": str(hold.kind), "done": done},
    )
