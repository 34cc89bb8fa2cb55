"""What can be decided about a child, and beginning it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import Stack
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.reading import reading
from doorstep.web.components import plural, words
from doorstep.web.decisions import beginning, queries, services
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.open_form import OpenForm
from doorstep.web.decisions.saying import one_of, refused
from doorstep.web.decisions.siblings import siblings
from doorstep.web.decisions.state import holding
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.web.visits.queries import child_to_record, together
from doorstep.workflow import RefusedError


@who_can(Can.SEE_CHILD)
@require_safe
def decisions(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show the decisions about a child, and which can be begun."""
    viewer = request.access
    with reading(child_id, viewer=viewer, action=Action.READ_DECISION, page="decisions") as record:
        rows, over = beginning.of_child(record.child)
        running, ended = list(rows), Paginator(over, settings.ROWS_ON_A_PAGE)
        page = ended.get_page(number_in(request.GET))
        shown = {
            "head": head_of(record, current="decisions", on=viewer.on),
            "open_head": beginning.OPEN_HEAD,
            "open": beginning.open_rows(running, record.child, at=viewer.at),
            "ended_head": beginning.ENDED_HEAD,
            "ended": beginning.ended_rows(page, record.child),
            "ended_of": ended.count,
            "page_number": page.number,
            "pages": ended.num_pages,
            "may_record": Can.RECORD in record.may,
            "groups": _groups(record.child, request, running) if Can.RECORD in record.may else {},
        }
        return render(request, "decisions/decisions.html", shown)


def _groups(child: Child, request: SignedInRequest, running: list[Decision]) -> dict[str, Any]:
    try:
        return dict(beginning.beginnings(child, request.access, stack(), running))
    except NothingAdoptedError:
        return {}


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def open_decision(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Begin a decision for a child, or one each for brothers and sisters."""
    viewer = request.access
    child = child_to_record(child_id=child_id, viewer=viewer)
    adopted = stack()
    if duty := request.GET.get("duty"):
        return redirect(beginning.where_duty_is_met(duty, child, adopted))
    asked = request.POST.get("procedure") or request.GET.get("procedure", "")
    rule = adopted.procedures.get(asked)
    if rule is None:
        return redirect("decisions", child.child_id)
    papers = _papers(rule, child, adopted, request)
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        papers=papers,
        others=siblings(rule, together(child, viewer), viewer, adopted),
        initial={"procedure": rule.id, "form": request.GET.get("form", "")},
    )
    if form.is_valid():
        return _open(request, child, rule, form)
    return _open_page(request, child, rule, form, papers)


def _papers(rule: Procedure, child: Child, adopted: Stack, request: SignedInRequest) -> list[Form]:
    holds = holding(case_of(child), adopted, on=request.access.on)
    return queries.forms_for(rule, adopted, holds)


def _open(request: SignedInRequest, child: Child, rule: Procedure, form: OpenForm) -> HttpResponse:
    viewer = request.access
    ids = form.child_ids(child)
    try:
        made = services.open_decisions(
            child_ids=ids,
            procedure=rule.id,
            form=form.cleaned_data.get("form", ""),
            client_id=form.cleaned_data["client_id"],
            by=viewer,
            at=viewer.at,
        )
    except RefusedError as error:
        form.add_error(None, refused(error))
        return _open_page(request, child, rule, form)
    first = next((d for d in made if d.child_id == child.pk), made[0])
    if len(made) > 1:
        said = plural(len(made), "decision")
        messages.success(request, f"{said} begun, one for each child; this is the first.")
    return redirect("write" if first.form_part_id else "decision", child.child_id, first.pk)


def _open_page(
    request: SignedInRequest,
    child: Child,
    rule: Procedure,
    form: OpenForm,
    papers: list[Form] | None = None,
) -> HttpResponse:
    viewer, adopted = request.access, stack()
    with reading(
        child.child_id, viewer=viewer, action=Action.READ_DECISION, page="begin", can=Can.RECORD
    ) as record:
        already = queries.one_open(record.child, rule)
        may = rule in queries.may_open(record.child, viewer, adopted, on=viewer.on)
        meant = papers if papers is not None else _papers(rule, child, adopted, request)
        called = beginning.called_for(record.child, adopted).get(rule.id, [])
        shown = {
            "head": head_of(record, current="decisions", on=viewer.on),
            "rule": rule,
            "form": form,
            "may": may,
            "who": words(one_of(queries.openers(rule))),
            "papers": meant,
            "not_meant": bool(rule.forms) and not meant,
            "called_for": beginning.called_rows(called),
            "against": beginning.speaking_against(record.child, rule, adopted, on=viewer.on),
            "steps": list(rule.steps.values()),
            "already": already,
            "already_href": _where(already) if already else "",
        }
        return render(request, "decisions/open.html", shown)


def _where(row: Decision) -> str:
    return beginning.address_of(row, row.child)
