"""Fill in the form of a decision: saved as it is written, compared, handed on when it is complete."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import plural
from doorstep.web.decisions import comparing, drafts, keeping, queries
from doorstep.web.decisions.form_fields import control_of
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.sheets import Sheet, sheet_of
from doorstep.web.policies.queries import stack
from doorstep.web.versions import ConflictError
from doorstep.web.visits.queries import child_to_record
from doorstep.workflow import RefusedError

CHECK, COPY, LATER = "check:", "copy:", "later"
NOT_WITH_THESE = "With these answers the policy does not let it be handed on. See what they say."
METHODS = ["GET", "HEAD", "POST"]


@who_can(Can.RECORD)
@require_http_methods(METHODS)
def write(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Fill in the form of a decision."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    decision = queries.get_decision(child=child, pk=pk)
    found = queries.opened(decision, child, stack(), on=access.on)
    if not drafts.may_write(found, access):
        if request.method == "POST":
            messages.info(request, drafts.NOT_ANY_MORE)
        return redirect("decision", child_id, pk)
    if request.method == "POST":
        return _posted(request, child, found)
    found = drafts.renewed(found, access)
    return _shown(request, child, found, drafts.sheet(found))


def _shown(
    request: SignedInRequest, child: Child, found: Opened, sheet: Sheet, wrong: bool = False
) -> HttpResponse:
    access, child_id = request.access, child.child_id
    with reading(
        child_id, viewer=access, action=Action.READ_DECISION, page="write", can=Can.RECORD
    ) as opened:
        page = {
            "head": head_of(opened, current="decisions", on=access.on),
            "decision": found.decision,
            "sheet": sheet,
            "form": sheet.form,
            "wrong": wrong,
            "back_with": drafts.sent_back(found),
            "does": drafts.handing_on(found, access),
            "needed": drafts.needed_first(found, access),
            "others": drafts.others(found, access),
            "compare": bool(comparing.sides(found)),
            "autosave": reverse("save-draft", args=[child_id, found.draft.pk])
            if found.draft
            else "",
        }
    return render(request, "decisions/write.html", page)


def _posted(request: SignedInRequest, child: Child, found: Opened) -> HttpResponse:
    """Save what was posted, and go where the button leads."""
    access, do = request.access, request.POST.get("do", "")
    sheet, here = drafts.sheet(found, request.POST), request.get_full_path()
    if found.draft is None:
        return redirect("decision", child.child_id, found.decision.pk)
    version = keeping.version_in(request.POST)
    try:
        draft, _ = keeping.keep(sheet, found.draft, version=version, by=access, do=do)
    except ConflictError as error:
        return keeping.both_versions(request, error, sheet.paper, back=here)
    except RefusedError as error:
        messages.info(request, str(error))
        return redirect("decision", child.child_id, found.decision.pk)
    now = queries.opened(found.decision, child, stack(), on=access.on)
    if sheet.form.errors:
        again = sheet_of(sheet.paper, now.holds, draft, request.POST)
        return _shown(request, child, now, again, wrong=True)
    return _next(request, child, now, do)


def _next(request: SignedInRequest, child: Child, found: Opened, do: str) -> HttpResponse:
    """Lead on from what was saved: to submitting if nothing is missing, out, or here again."""
    child_id, pk = child.child_id, found.decision.pk
    if do.startswith(CHECK):
        return _check(request, child, found, do.removeprefix(CHECK))
    if do.startswith(COPY):
        messages.success(request, _copied(request, found, do.removeprefix(COPY)))
    if do == LATER:
        messages.success(request, "Your draft is saved. Go on with it whenever you like.")
        return redirect("decision", child_id, pk)
    return redirect(reverse("write", args=[child_id, pk]) + keeping.at_question(do))


def _check(request: SignedInRequest, child: Child, found: Opened, action: str) -> HttpResponse:
    does = {each.action: each for each in drafts.handing_on(found, request.access)}.get(action)
    if does is None:
        return redirect("decision", child.child_id, found.decision.pk)
    sheet = drafts.sheet(found, request.POST)
    empty = sheet.missing(does.point) if does.point else []
    first = [n for n in drafts.needed_first(found, request.access) if n.action == action]
    lacking = [n for n in first if not n.done]
    late = drafts.review_days(found, request.access, action) if does.point else []
    is_open = any(d.action == action for d in found.actions)
    if is_open and not empty and not lacking and not late:
        return redirect("act", child.child_id, found.decision.pk, action)
    sheet.form.lacking(empty)
    for field, why in late:
        sheet.form.add_error(control_of(field), why)
    if not is_open and not empty:
        sheet.form.add_error(None, NOT_WITH_THESE)
    for each in lacking:
        sheet.form.add_error(None, f"Fill in first: {each.title}")
    return _shown(request, child, found, sheet, wrong=True)


def _copied(request: SignedInRequest, found: Opened, told: str) -> str:
    other = next((o for o in drafts.others(found, request.access) if str(o.pk) == told), None)
    if other is None or not other.can_copy:
        return "Your draft is saved. Nothing could be copied: that record is not a draft of yours."
    try:
        copied = drafts.copy_to(found, other.pk, request.access)
    except (ConflictError, RefusedError, PermissionDenied):
        return (
            f"Your draft is saved. Nothing was copied: the draft of {other.name} was just changed."
        )
    if not copied:
        return f"Nothing was copied: what is alike stands in the draft of {other.name} already."
    return (
        f"{plural(copied, 'answer')} copied to the draft of {other.name}. Check each of them there."
    )


@who_can(Can.RECORD)
@require_POST
def save_draft(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Save a draft as it stands, and answer with when; for the script that saves while one writes."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    draft = drafts.get(child=child, pk=pk)
    if draft is None:
        return _not_saved(drafts.NOT_ANY_MORE)
    sheet = drafts.sheet_of_draft(draft, child, access, request.POST)
    try:
        version = keeping.version_in(request.POST)
        saved, _ = keeping.keep(sheet, draft, version=version, by=access)
    except ConflictError as error:
        return _not_saved(drafts.meanwhile(error))
    except RefusedError as error:
        return _not_saved(str(error))
    return _saved(saved, sheet)


def _saved(draft: Any, sheet: Sheet) -> JsonResponse:
    words = keeping.saved_words(draft, len(sheet.form.errors))
    return JsonResponse({"version": draft.version, "saved_at": words})


def _not_saved(why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=409)


@who_can(Can.SEE_CHILD)
@require_safe
def compare(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show what is written beside what was agreed the last time, or beside an earlier version."""
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_DECISION, page="compare") as opened:
        decision = queries.get_decision(child=opened.child, pk=pk)
        found = queries.opened(decision, opened.child, stack(), on=access.on)
        listed = comparing.sides(found)
        side = comparing.side_of(listed, request.GET.get("with", ""))
        rows = comparing.compared(found, side) if side else []
        page: dict[str, Any] = {
            "head": head_of(opened, current="decisions", on=access.on),
            "decision": decision,
            "sides": listed,
            "side": side,
            "changed": comparing.apart(rows)[0],
            "same": comparing.apart(rows)[1],
            "summary": comparing.summary(rows),
            "now": "The draft" if decision.at_start and found.draft else "The last version",
            "may_write": drafts.may_write(found, access),
        }
    return render(request, "decisions/compare.html", page)
