"""Disposals on their way: the list, and one to approve, refuse or take back."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day, lines, link, moment, tag
from doorstep.web.governance import queries
from doorstep.web.governance.forms import VersionForm, VersionReasonForm
from doorstep.web.governance.models import Disposal
from doorstep.web.governance.own import may_approve, right_of
from doorstep.web.governance.schedule import ScheduleError
from doorstep.web.governance.services import disposing
from doorstep.web.governance.views.steps import Step, number_in, shown, taken
from doorstep.web.list_files import form_asked, list_file, take_links

STATES = {
    "proposed": "To approve",
    "approved": "Approved, waiting",
    "ended": "Refused or taken back",
}


HEAD = ("Record", "Rule", "Proposed", "State")


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_safe
def disposals(request: SignedInRequest) -> HttpResponseBase:
    """List the disposals in one state."""
    state = request.GET.get("state", "")
    state = state if state in STATES else "proposed"
    every = queries.disposals(request.access, state=state)
    if form := form_asked(request):
        return list_file(request, form, f"disposals-{state}", HEAD, map(_row, every))
    page = queries.page_of(every, number_in(request))
    context = {
        "it": page,
        "rows": [_row(row) for row in page.rows],
        "head": list(HEAD),
        "take": take_links(request),
        "state": state,
        "states": [
            {"text": text, "href": f"{reverse('disposals')}?state={name}", "current": name == state}
            for name, text in STATES.items()
        ],
    }
    return render(request, "governance/disposals.html", context)


def _row(row: Disposal) -> list[object]:
    name = row.child.name or row.child.child_id
    what = link(reverse("disposal", args=[row.pk]), name, hidden="disposal")
    state = STATES["proposed"]
    if row.ended_at:
        state = f"Ended {day(row.ended_at)}"
    elif row.not_before:
        state = f"Done on or after {day(row.not_before)}"
    return [
        lines(what, row.child.child_id),
        lines(row.title, f"Due since {day(row.due_on)}"),
        lines(moment(row.proposed_at), row.proposed_by.name),
        state,
    ]


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def disposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one disposal with its reasons; approve it, refuse it or take it back."""
    access = request.access
    row = queries.get_disposal(pk=pk, viewer=access)
    sent = taken(request, STEPS, pk, version=row.version)
    if sent.done:
        return redirect("disposal", pk)
    with reading(
        row.child.child_id,
        viewer=access,
        action=Action.READ_CHILD,
        page="disposal",
        can=right_of(access),
    ) as opened:
        row.refresh_from_db()
        context = {
            "head": head_of(opened, current="records-child", on=access.on),
            "rows": _facts(row),
            "keeps": _keeps(row, request),
            "state": _state(row),
            **_may(row, request),
        }
    return shown(request, "governance/disposal.html", context, sent, reverse("disposal", args=[pk]))


def _keeps(row: Disposal, request: SignedInRequest) -> tuple[str, ...]:
    try:
        return disposing.why_kept(row.child, request.access.at).why
    except ScheduleError as error:
        return (f"The schedule cannot be used. {error}",)


def _facts(row: Disposal) -> list[tuple[str, object]]:
    approved = f"{moment(row.approved_at)} by {row.approved_by}" if row.approved_at else "Not yet"
    ended = f"{moment(row.ended_at)} by {row.ended_by}: {row.ended_reason}" if row.ended_at else ""
    found: list[tuple[str, object]] = [
        ("Rule", lines(row.title, row.clause, "The length is assumed" if row.assumed else "")),
        ("Due since", day(row.due_on)),
        ("Schedule", row.schedule),
        ("Proposed", f"{moment(row.proposed_at)} by {row.proposed_by.name}"),
        ("Reason", row.reason),
        ("Approved", approved),
    ]
    if row.not_before:
        found.append(("Done on or after", day(row.not_before)))
    return [*found, ("Ended", ended)] if ended else found


def _state(row: Disposal) -> object:
    if row.ended_at:
        return tag("Ended", "grey")
    return tag("Approved", "orange") if row.approved_at else tag("To approve", "blue")


def _may(row: Disposal, request: SignedInRequest) -> dict[str, bool]:
    access = request.access
    approver = may_approve(access)
    waits = row.ended_at is None and row.approved_at is None
    return {
        "may_approve": waits and approver and row.proposed_by_id != access.user_id,
        "is_own": row.proposed_by_id == access.user_id,
        "may_end": row.ended_at is None and (access.has(Can.GOVERN_RECORDS) or approver),
        "waits": waits,
    }


def _approve(request: SignedInRequest, pk: int, told: dict[str, Any]) -> str:
    access = request.access
    row = disposing.approve(pk=pk, version=told["version"], by=access, at=access.at)
    return (
        f"The disposal is approved. It is done on {day(row.not_before)}, unless it is taken back."
    )


def _end(request: SignedInRequest, pk: int, told: dict[str, Any]) -> str:
    access = request.access
    disposing.end(pk=pk, **told, by=access, at=access.at)
    return "The disposal is ended. The record stays."


STEPS = {
    "approve": Step(
        title="Approve this disposal",
        button="Approve the disposal",
        form=VersionForm,
        save=_approve,
        warning="When the wait is over the record is removed for good.",
    ),
    "end": Step(
        title="Refuse or take back this disposal",
        button="End the disposal",
        form=VersionReasonForm,
        save=_end,
        lead="The record stays. It can be proposed again.",
    ),
}
