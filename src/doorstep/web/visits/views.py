"""Record a visit, a call or a contact; look at one; correct it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.policy.stack import Stack
from doorstep.vocabulary import VisitType
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.reading import reading
from doorstep.web.policies.queries import stack
from doorstep.web.visits import pages, queries, services
from doorstep.web.visits.forms import WithdrawForm
from doorstep.web.visits.sheets import Setting, Sheet, kind_of, sheet_of
from doorstep.web.visits.words import CONTACTS
from doorstep.web.visits.writer import unsealed

FORM, CHECK, SAVE = "form", "check", "save"
DONE = {
    "recorded": "It is recorded, and what is owed was worked out anew.",
    "corrected": "The record is corrected, and what is owed was worked out anew.",
    "withdrawn": "The record is withdrawn, and what is owed was worked out anew.",
}


@who_can(Can.RECORD)
def record_visit(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record a visit, to one child or to several at one door."""
    return _record(request, child_id, VisitType.VISIT)


@who_can(Can.RECORD)
def record_call(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record a keep-in-touch call, or a call to the carer or the home's staff."""
    told = request.POST.get("type") or request.GET.get("type", "")
    return _record(request, child_id, kind_of(told))


@who_can(Can.RECORD)
def record_contact(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record the contact of another agency, or another contact."""
    return _record(request, child_id, CONTACTS[0])


def _record(request: SignedInRequest, child_id: str, kind: VisitType) -> HttpResponse:
    access = request.access
    child = queries.child_to_record(child_id=child_id, viewer=access)
    posted = {name: request.POST.get(name, "") for name in ("writer", "client_id")}
    writer = unsealed(posted["writer"], client_id=posted["client_id"], child_id=child_id, by=access)
    setting = Setting(child=child, by=access, at=access.at, stack=stack(), writer=writer)
    asked = request.GET.get("with", "").split(",")
    is_saving = request.POST.get("step") == SAVE
    sheet = sheet_of(kind, setting, _sent(request), asked=asked, lean=is_saving)
    page = _page_of(request, sheet)
    if page == SAVE:
        return _save(request, child, sheet, setting.stack)
    if is_saving:  # and something is wrong: the form is shown again, with everybody it can be for
        sheet = sheet_of(kind, setting, _sent(request))
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="record") as opened:
        if page == FORM:
            return _shown(request, page, pages.form(opened, sheet, setting))
        return _shown(request, page, pages.check(opened, sheet, setting))


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page_of(request: SignedInRequest, sheet: Sheet) -> str:
    """Return where a step leads: to the form again, to the check, or on to be saved."""
    step = request.POST.get("step", "")
    if not sheet.common.is_bound:
        return FORM
    if step in ("change", "together"):
        sheet.without_errors()
        return FORM
    if not sheet.is_valid():
        return FORM
    return SAVE if step == SAVE else CHECK


def _shown(
    request: SignedInRequest, page: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"visits/{page}.html", shown, status=status)


def _save(request: SignedInRequest, child: Child, sheet: Sheet, adopted: Stack) -> HttpResponse:
    access, child_id = request.access, child.child_id
    try:
        rows = services.record_visit(
            reports=sheet.reports(),
            client_id=sheet.client_id,
            by=access,
            at=access.at,
            stack=adopted,
        )
    except services.SaidOtherwiseError as error:
        return _conflict(request, child_id, sheet, error)
    return _to(next(row for row in rows if row.child_id == child.pk), child, "recorded")


def _to(row: Visit, child: Child, done: str) -> HttpResponse:
    """Lead to a record; what was done to it stands in the address, which spares the session a write."""
    return redirect(f"{reverse('visit', args=[child.child_id, row.pk])}?{done}")


def _conflict(
    request: SignedInRequest,
    child_id: str,
    sheet: Sheet,
    error: services.SaidOtherwiseError | services.CorrectedMeanwhileError,
) -> HttpResponse:
    """Show both versions; the person's own is kept, and they choose."""
    if isinstance(error, services.CorrectedMeanwhileError):
        shown = pages.corrected_meanwhile(child_id, sheet, error.latest)
    else:
        shown = pages.said_otherwise(child_id, sheet, error.rows)
    return _shown(request, "conflict", shown, 409)


@who_can(Can.SEE_CHILD)
def visit(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show a record as it was written, what it counted for, and what became of it."""
    viewer = request.access
    with reading(child_id, viewer=viewer, action=Action.READ_VISIT, page="visit") as opened:
        row = queries.get_visit(child=opened.child, pk=pk)
        shown = pages.visit(opened, row, viewer=viewer, stack=stack())
        done = next((DONE[word] for word in request.GET if word in DONE), "")
        return _shown(request, "visit", shown | {"done": done})


@who_can(Can.RECORD)
def correct(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Correct a record by another that takes its place, or take it back."""
    access = request.access
    child = queries.child_to_record(child_id=child_id, viewer=access)
    row = queries.get_visit(child=child, pk=pk)
    if request.method == "GET" and queries.is_over(row):
        return redirect("visit", child_id, row.pk)
    if request.POST.get("step") == "withdraw" and queries.may_correct(row, access):
        return _withdraw(request, child, row)
    setting = Setting(child=child, by=access, at=access.at, stack=stack(), corrected=row)
    sheet = sheet_of(VisitType(row.visit_type), setting, _sent(request))
    page = _page_of(request, sheet)
    if page == SAVE and queries.may_correct(row, access):
        return _correct(request, child, row, sheet)
    with reading(child_id, viewer=access, action=Action.READ_VISIT, page="correct") as opened:
        if not queries.may_correct(row, access):
            return _shown(request, "not_yours", pages.not_yours(opened, row), 403)
        if page == FORM:
            return _shown(request, page, pages.form(opened, sheet, setting, WithdrawForm()))
        return _shown(request, page, pages.check(opened, sheet, setting))


def _correct(request: SignedInRequest, child: Child, row: Visit, sheet: Sheet) -> HttpResponse:
    access, child_id = request.access, child.child_id
    try:
        after = services.correct_visit(
            visit=row,
            report=sheet.reports()[child_id],
            reason=sheet.common.cleaned_data["reason"],
            client_id=sheet.client_id,
            by=access,
            at=access.at,
        )
    except (services.CorrectedMeanwhileError, services.SaidOtherwiseError) as error:
        return _conflict(request, child_id, sheet, error)
    return _to(after, child, "corrected")


def _withdraw(request: SignedInRequest, child: Child, row: Visit) -> HttpResponse:
    """Take a record back, or show its form again with what is wrong."""
    access, form = request.access, WithdrawForm(request.POST)
    setting = Setting(child=child, by=access, at=access.at, stack=stack(), corrected=row)
    sheet = sheet_of(VisitType(row.visit_type), setting)
    if not form.is_valid():
        with reading(
            child.child_id, viewer=access, action=Action.READ_VISIT, page="correct"
        ) as opened:
            return _shown(request, FORM, pages.form(opened, sheet, setting, form))
    try:
        after = services.withdraw_visit(
            visit=row,
            reason=form.cleaned_data["withdraw_reason"],
            client_id=form.client_id,
            by=access,
            at=access.at,
        )
    except (services.CorrectedMeanwhileError, services.SaidOtherwiseError) as error:
        return _conflict(request, child.child_id, sheet, error)
    return _to(after, child, "withdrawn")
