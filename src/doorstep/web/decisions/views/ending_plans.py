"""Whether a plan may be ended today, and the decision that it is."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from doorstep.policy.stack import Stack
from doorstep.vocabulary import EpisodeKind, Role
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.reading import reading
from doorstep.web.components import words, words_within
from doorstep.web.decisions import event_pages
from doorstep.web.decisions.ending_form import EndingForm
from doorstep.web.decisions.ending_plans import Ending, endings
from doorstep.web.decisions.queries import roles_for
from doorstep.web.decisions.rulings_shown import paper_link, procedure_link, ruling_rows
from doorstep.web.decisions.services import ending_plans as services
from doorstep.web.decisions.services.happenings import SaidOtherwiseError
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.visits.queries import child_to_record
from doorstep.workflow import RefusedError


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def end_plan(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show for each open plan whether it may be ended today; write down the decision that one is."""
    access, stack, refused = request.access, adopted_stack(), ""
    child = child_to_record(child_id=child_id, viewer=access)
    found = endings(case_of(child), stack, on=access.on)
    roles = roles_for(child, access)
    forms = {each.kind: _form(request, each, each.role_of(roles)) for each in found}
    chosen = _chosen(request)
    ending = next((each for each in found if each.kind == chosen), None)
    if ending is not None:
        refused = _why_not(ending, child, stack, request)
        if not refused and forms[ending.kind].is_valid():
            return _end(request, child, forms[ending.kind])
    elif chosen is not None:
        refused = f"No {words_within(chosen)} is open for the child today."
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="end-plan", can=Can.RECORD
    ) as opened:
        page = event_pages.frame(opened, viewer=access)
        page["plans"] = [_plan(each, forms[each.kind], child, stack, request) for each in found]
    page |= {"refused": refused, "errors": bool(refused), "forms": _shown(page["plans"])}
    return render(request, "decisions/end_plan.html", page)


def _chosen(request: SignedInRequest) -> EpisodeKind | None:
    return next((k for k in EpisodeKind if k == request.POST.get("plan")), None)


def _form(request: SignedInRequest, ending: Ending, role: Role | None) -> EndingForm:
    is_sent = request.POST.get("plan") == ending.kind
    return EndingForm(request.POST if is_sent else None, ending=ending, role=role)


def _end(request: SignedInRequest, child: Child, form: EndingForm) -> HttpResponse:
    access = request.access
    try:
        row = services.end_plan(
            child_id=child.child_id,
            decided=form.decided(),
            client_id=form.cleaned_data["client_id"],
            by=access,
            at=access.at,
        )
    except RefusedError:  # something changed since the page was asked: it says what
        return redirect("end-plan", child.child_id)
    except SaidOtherwiseError as error:
        mine = [("Why", form.decided().why)]
        theirs, back = getattr(error.row, "text", ""), reverse("child", args=[child.child_id])
        shown = event_pages.said_otherwise(request, mine, theirs, back)
        return render(request, "errors/conflict.html", shown, status=409)
    return redirect(f"{reverse('meeting-note', args=[child.child_id, row.pk])}?noted")


def _plan(
    ending: Ending, form: EndingForm, child: Child, stack: Stack, request: SignedInRequest
) -> dict[str, Any]:
    """Return what the page shows of one plan; a form only if this person may decide it now."""
    shown: dict[str, Any] = {
        "kind": ending.kind,
        "name": words(ending.kind),
        "since": ending.since,
        "said": ruling_rows(ending.said, child.child_id, stack),
        "first": "",
        "why_not": _why_not(ending, child, stack, request),
        "form": form,
    }
    lacking = services.forms_lacking(ending, child)
    if not ending.is_refused:
        papers = [paper_link(name, child.child_id, stack) for name in lacking]
        steps = [procedure_link(name, child.child_id, stack) for name in ending.procedures]
        shown["first"] = steps or papers
    return shown


def _shown(plans: Iterable[dict[str, Any]]) -> list[EndingForm]:
    """Return the forms that stand on the page."""
    return [plan["form"] for plan in plans if not plan["why_not"]]


def _why_not(ending: Ending, child: Child, stack: Stack, request: SignedInRequest) -> str:
    """Return why this person may not decide that a plan ends; nothing if they may."""
    try:
        services.check(ending, child, stack, by=request.access)
    except RefusedError as error:
        return str(error)
    return ""
