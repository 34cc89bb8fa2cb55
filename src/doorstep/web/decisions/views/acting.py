"""One decision: where it stands, what was done, and doing what can be done."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.vocabulary import Action
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action as Told
from doorstep.web.caseload.reading import reading
from doorstep.web.decisions import act_page, acting, drafts, pages, queries, services
from doorstep.web.decisions.act_form import CommentForm
from doorstep.web.decisions.acting import Asked
from doorstep.web.decisions.choices import choice_for, why_not
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.saying import refused, to_do
from doorstep.web.policies.queries import stack
from doorstep.web.visits.queries import child_to_record
from doorstep.workflow import RefusedError

SENT_BEFORE = "This page added another comment before. Send it again to add this one as well"


@who_can(Can.SEE_CHILD)
@require_safe
def decision(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show a decision: where it stands, the form, what was done, what can be done."""
    return _decision(request, child_id, pk)


def _decision(
    request: SignedInRequest, child_id: str, pk: int, comment: CommentForm | None = None
) -> HttpResponse:
    viewer = request.access
    with reading(child_id, viewer=viewer, action=Told.READ_DECISION, page="decision") as record:
        row = queries.get_decision(child=record.child, pk=pk)
        found = queries.opened(row, record.child, stack(), on=viewer.on)
        shown = pages.decision(record, found, viewer=viewer, comment=comment)
        forms = {"forms": [comment]} if comment else {}
        return render(request, "decisions/decision.html", shown | forms)


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, child_id: str, pk: int, action: str) -> HttpResponse:
    """Do an action of a decision: tell what is needed, or sign."""
    if action not in set(Action):
        raise Http404(queries.NO_SUCH_DECISION)
    child = child_to_record(child_id=child_id, viewer=request.access)
    row = queries.get_decision(child=child, pk=pk)
    found = queries.opened(row, child, stack(), on=request.access.on)
    sent = request.POST if request.method == "POST" else None
    found = drafts.renewed(found, request.access) if sent is None else found
    if sent is not None and acting.is_stale(found, sent):
        return moved_on(request, child_id, pk, action)
    asked = acting.asked_for(found, action, request.access, sent)
    if asked is None:
        return _not_open(request, found, action)
    if sent is not None and acting.is_otherwise(found, asked.choice.does, sent):
        return moved_on(request, child_id, pk, action, otherwise=True)
    if sent is None or sent.get("step") == acting.CHANGE or not asked.is_valid():
        asked.if_gone_back(sent)
        return _act_page(request, found, asked)
    return _act(request, found, asked)


def _act(request: SignedInRequest, found: queries.Opened, asked: Asked) -> HttpResponse:
    access, child_id = request.access, found.child.child_id
    try:
        row = services.act(
            child_id=child_id,
            decision=found.decision.pk,
            doing=asked.doing(),
            by=access,
            at=access.at,
        )
    except services.MovedOnError:
        return moved_on(request, child_id, found.decision.pk, asked.choice.does.action)
    except services.SaidOtherwiseError:
        return moved_on(request, child_id, found.decision.pk, asked.choice.does.action, twice=True)
    except services.ShownOtherwiseError:
        action = asked.choice.does.action
        return moved_on(request, child_id, found.decision.pk, action, otherwise=True)
    except RefusedError as error:
        asked.form.add_error(None, refused(error))
        return _act_page(request, found, asked)
    messages.success(request, act_page.after_words(row))
    return redirect("decision", child_id, row.pk)


def _act_page(request: SignedInRequest, found: queries.Opened, asked: Asked) -> HttpResponse:
    viewer = request.access
    with reading(
        found.child.child_id, viewer=viewer, action=Told.READ_DECISION, page="act", can=Can.RECORD
    ) as record:
        shown = act_page.act(
            record, found, asked.choice, viewer=viewer, form=asked.form, own=asked.own
        )
        return render(request, "decisions/act.html", shown)


def _not_open(request: SignedInRequest, found: queries.Opened, action: str) -> HttpResponse:
    """Say why an action is not open to somebody."""
    child_id, row = found.child.child_id, found.decision
    why = why_not(found, action, request.access)
    messages.warning(request, f"{to_do(action)}: {why}")
    return redirect("decision", child_id, row.pk)


def moved_on(  # noqa: PLR0913 (what was done to what, and what stood in the way)
    request: SignedInRequest,
    child_id: str,
    pk: int,
    action: str,
    *,
    twice: bool = False,
    otherwise: bool = False,
) -> HttpResponse:
    """Show what was done meanwhile and by whom, with all that was written; nothing is lost (D5)."""
    viewer = request.access
    with reading(
        child_id, viewer=viewer, action=Told.READ_DECISION, page="moved-on", can=Can.RECORD
    ) as record:
        row = queries.get_decision(child=record.child, pk=pk)
        found = queries.opened(row, record.child, stack(), on=viewer.on)
        seen = acting.number_in(request.POST.get("version"))
        choice = choice_for(found, action, viewer)
        shown = act_page.moved_on(record, found, viewer=viewer, seen=seen) | {
            "heading": act_page.stood_in_the_way(twice=twice, otherwise=otherwise),
            "written": act_page.last_written(found) if otherwise else "",
            "kept": acting.kept(request.POST, row),
            "typed": acting.typed(request.POST, found),
            "again": pages.address_of(found, action) if choice and choice.can else "",
            "do": to_do(action),
        }
        return render(request, "decisions/moved_on.html", shown, status=409)


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Add a comment to a decision."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    part = queries.get_decision(child=child, pk=pk).form_part
    if request.method != "POST":
        return redirect("decision", child_id, pk)
    form = CommentForm(request.POST, paper=form_of(part) if part else None)
    if not form.is_valid():
        return _decision(request, child_id, pk, form)
    told: dict[str, Any] = form.cleaned_data
    try:
        services.comment(
            child_id=child_id,
            decision=pk,
            words=told["words"],
            field=told.get("field", ""),
            client_id=told["client_id"],
            by=access,
            at=access.at,
        )
    except services.SaidOtherwiseError:
        return _decision(request, child_id, pk, _once_more(request, form))
    messages.success(request, "Your comment is added.")
    return redirect("decision", child_id, pk)


def _once_more(request: SignedInRequest, form: CommentForm) -> CommentForm:
    """Return the form with its words, to be sent as a comment of its own if that is meant."""
    sent = request.POST.copy()
    sent["client_id"] = str(uuid4())
    again = CommentForm(sent, paper=form.paper)
    again.add_error("words", SENT_BEFORE)
    return again
