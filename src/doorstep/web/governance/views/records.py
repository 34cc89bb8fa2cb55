"""One record: until when it is kept and why, its holds, its disposal, the requests for copies of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day, lines, link, moment
from doorstep.web.governance import queries
from doorstep.web.governance.forms import BeginForm, HoldForm, LiftForm, ProposeForm
from doorstep.web.governance.models import AccessRequest, Disposal, Hold, HoldKind
from doorstep.web.governance.schedule import ScheduleError
from doorstep.web.governance.services import asking, disposing, keeping
from doorstep.web.governance.views.start import LIFT_WORDS, lift
from doorstep.web.governance.views.steps import Step, shown, taken


@who_can(Can.GOVERN_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show one record as who governs records sees it; hold it, propose its disposal, begin a request."""
    access = request.access
    get_child(child_id=child_id, viewer=access, can=Can.GOVERN_RECORDS)
    sent = taken(request, STEPS, child_id)
    if sent.done:
        return redirect("records-child", child_id)
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="records", can=Can.GOVERN_RECORDS
    ) as opened:
        context = {"head": head_of(opened, current="records-child", on=access.on)}
        context |= _told(opened.child, request)
    return shown(
        request,
        "governance/record.html",
        context,
        sent,
        reverse("records-child", args=[child_id]),
    )


def _told(child: Child, request: SignedInRequest) -> dict[str, Any]:
    going = Disposal.objects.filter(child=child, ended_at=None).first()
    holds = list(Hold.objects.filter(child=child).select_related("placed_by", "lifted_by"))
    requests = AccessRequest.objects.filter(child=child).order_by("-pk")
    over_all = queries.holds_on([]).count()
    found: dict[str, Any] = {
        "going": reverse("disposal", args=[going.pk]) if going else "",
        "holds": [_hold(hold, child) for hold in reversed(holds)],
        "held": any(hold.lifted_at is None for hold in holds) or bool(over_all),
        "over_all": over_all,
        "requests": [_request(row, request) for row in requests],
    }
    try:
        kept = disposing.why_kept(child, request.access.at)
    except ScheduleError as error:
        return found | {"wrong_schedule": str(error), "verdict": None, "why": (), "due_on": ""}
    verdict = kept.verdict
    return found | {
        "wrong_schedule": "",
        "verdict": verdict,
        "why": kept.why,
        "due_on": day(verdict.due_on),
        "is_over": verdict.due_on is not None and verdict.due_on <= request.access.on,
        "may_go": not kept.why and going is None,
    }


def _hold(row: Hold, child: Child) -> list[object]:
    if row.lifted_at:
        by = row.lifted_by.name if row.lifted_by else ""
        end: object = lines(f"Lifted {moment(row.lifted_at)}", by, row.lifted_reason)
    elif row.kind == HoldKind.SUBJECT_ACCESS:
        end = "Ends with the request"
    else:
        href = reverse("records-child", args=[child.child_id])
        end = link(f"{href}?do=lift&hold={row.pk}", "Lift", f"the hold of {day(row.placed_at)}")
    what = lines(HoldKind(row.kind).label, row.reason)
    return [what, lines(moment(row.placed_at), row.placed_by.name), end]


def _request(row: AccessRequest, request: SignedInRequest) -> list[object]:
    href = reverse("access-request", args=[row.child.child_id, row.pk])
    clock = queries.clock_of(row, on=request.access.on)
    state = f"Closed {day(row.closed_at)}" if row.closed_at else f"Due {day(clock.due_on)}"
    if not row.closed_at and clock.due_on is None:
        state = "The clock does not run yet"
    name = link(href, f"Request of {day(row.received_on)}", hidden=f"number {row.pk}")
    return [name, row.asked_by, state]


# --- steps --------------------------------------------------------------------------------------------


def _place(request: SignedInRequest, child_id: str, told: dict[str, Any]) -> str:
    access = request.access
    told |= {"kind": HoldKind(told["kind"])}
    keeping.place_hold(child_id=child_id, **told, by=access, at=access.at)
    return "The record is held. It is not disposed of until the hold is lifted."


def _propose(request: SignedInRequest, child_id: str, told: dict[str, Any]) -> str:
    access = request.access
    disposing.propose(child_id=child_id, **told, by=access, at=access.at)
    return "The disposal is proposed. A head of service or senior manager approves or refuses it."


def _begin(request: SignedInRequest, child_id: str, told: dict[str, Any]) -> str:
    access = request.access
    asking.begin(child_id=child_id, **told, by=access, at=access.at)
    return "The request is begun, and the record is held while it is open."


STEPS = {
    "hold": Step(
        title="Hold this record",
        button="Hold this record",
        form=HoldForm,
        save=_place,
        lead="A record that is held is not disposed of, whatever the schedule says.",
    ),
    "lift": Step(
        title="Lift a hold", button="Lift the hold", form=LiftForm, save=lift, lead=LIFT_WORDS
    ),
    "propose": Step(
        title="Propose to dispose of this record",
        button="Propose the disposal",
        form=ProposeForm,
        save=_propose,
        lead="Another person approves it. It is done after a wait, in which it can be taken back.",
        warning="What is disposed of is removed for good. Only the log keeps that it was there.",
    ),
    "request": Step(
        title="Begin a subject access request",
        button="Begin the request",
        form=BeginForm,
        save=_begin,
        lead="The person is owed a copy within a month. The record is held while the request is open.",
    ),
}
