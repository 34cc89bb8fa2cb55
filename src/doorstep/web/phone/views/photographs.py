"""A child's photographs of documents: all of them, one with its picture, a new one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.reading import reading
from doorstep.web.conflicts import conflict_page
from doorstep.web.phone.photograph_forms import PhotographForm, WithdrawPhotographForm
from doorstep.web.phone.queries.photographs import (
    NO_SUCH_PHOTOGRAPH,
    get_photograph,
    may_withdraw,
    photographs_of,
    visit_of,
)
from doorstep.web.phone.services.photographs import (
    SaidOtherwiseError,
    store_photograph,
    withdraw_photograph,
)
from doorstep.web.phone.showing_photographs import listed, told_of
from doorstep.web.versions import ConflictError
from doorstep.web.visits.queries import child_to_record, get_visit

ALONE = "default-src 'none'; sandbox"  # a picture opened by itself may do nothing


@who_can(Can.SEE_CHILD)
@require_safe
def photographs(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show what was photographed of a child's documents, the newest first; no picture yet."""
    access, number, size = request.access, number_in(request.GET), settings.ROWS_ON_A_PAGE
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="photographs") as opened:
        rows = photographs_of(opened.child)
        found = rows.count()
        pages = max(-(-found // size), 1)
        number = min(number, pages)
        context = {
            "head": head_of(opened, current="documents", on=access.on),
            "rows": [listed(row) for row in rows[(number - 1) * size : number * size]],
            "found": found,
            "number": number,
            "pages": pages,
            "may_add": Can.RECORD in opened.may,
        }
    return render(request, "phone/photographs.html", context)


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def add_photograph(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Ask for a photograph and what it is of, and store it drawn anew."""
    child = child_to_record(child_id=child_id, viewer=request.access)
    sent = request.method == "POST"
    told = request.POST if sent else request.GET
    form = PhotographForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"visit": told.get("visit", "")},
    )
    at = _visit_asked(child, told.get("visit", ""))
    if form.is_valid() and (answered := _store(request, child, form, at)):
        return answered
    with reading(
        child_id, viewer=request.access, action=Action.READ_CHILD, page="add-photograph"
    ) as opened:
        head = head_of(opened, current="documents", on=request.access.on)
    context = {"head": head, "form": form, "visit": at}
    return render(request, "phone/add_photograph.html", context)


def _visit_asked(child: Child, told: str) -> Visit | None:
    """Return the visit a photograph is to stand with.

    Raises: Http404.
    """
    if not told:
        return None
    if not told.isdecimal() or len(told) > 18:
        raise Http404(NO_SUCH_PHOTOGRAPH)
    return get_visit(child=child, pk=int(told))


def _store(
    request: SignedInRequest, child: Child, form: PhotographForm, at: Visit | None
) -> HttpResponse | None:
    access, told = request.access, form.cleaned_data
    try:
        row = store_photograph(
            child_id=child.child_id,
            of=at.occasion if at else None,
            words=told["words"],
            image=told["picture"],
            client_id=told["client_id"],
            told_at=access.at,
            by=access,
            at=access.at,
        )
    except SaidOtherwiseError:
        form.add_error(None, "This form was saved before, with another photograph. Open it anew.")
        return None
    messages.success(request, "The photograph is stored. Nothing of the camera is left in it.")
    return redirect("photograph", child.child_id, row.pk)


@who_can(Can.SEE_CHILD)
@require_http_methods(["GET", "HEAD", "POST"])
def photograph(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show one photograph with what it is of; withdraw it with a reason."""
    form = WithdrawPhotographForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _withdraw(request, child_id, pk, form)
    return _one(request, child_id, pk, form)


def _one(
    request: SignedInRequest, child_id: str, pk: int, form: WithdrawPhotographForm
) -> HttpResponse:
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="photograph") as opened:
        row = get_photograph(opened.child, pk=pk)
        if not form.is_bound:
            form.initial["version"] = row.version
        context: dict[str, Any] = {
            "head": head_of(opened, current="documents", on=access.on),
            "row": row,
            "told": told_of(row, visit_of(opened.child, row)),
            "form": form,
            "may_withdraw": may_withdraw(row, access),
        }
    return render(request, "phone/photograph.html", context)


def _withdraw(
    request: SignedInRequest, child_id: str, pk: int, form: WithdrawPhotographForm
) -> HttpResponse:
    access, told = request.access, form.cleaned_data
    if not access.has(Can.RECORD):
        raise PermissionDenied
    try:
        withdraw_photograph(
            child_id=child_id,
            pk=pk,
            why=told["why"],
            version=told["version"],
            by=access,
            at=access.at,
        )
    except ConflictError as error:
        back = reverse("photograph", args=[child_id, pk])
        return conflict_page(request, error, labels={"withdrawn_why": "Reason"}, back=back)
    messages.success(request, "The photograph is withdrawn. It is shown no more.")
    return redirect("photograph", child_id, pk)


@who_can(Can.SEE_CHILD)
@require_safe
def picture(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Send the picture itself, while it is not withdrawn."""
    with reading(
        child_id, viewer=request.access, action=Action.READ_PHOTOGRAPH, page=str(pk)
    ) as opened:
        row = get_photograph(opened.child, pk=pk, whole=True)
        if row.withdrawn_at is not None:
            raise Http404(NO_SUCH_PHOTOGRAPH)
        answer = HttpResponse(bytes(row.content), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="photograph-{pk}.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    return answer
