"""Forms about a child: those filled in, those that can be, and filling one in by itself."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.policy.form import Form
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.reading import reading
from doorstep.web.decisions import drafts, keeping, papers, services
from doorstep.web.decisions.as_filled import as_filled
from doorstep.web.decisions.known import known_in_words
from doorstep.web.decisions.models import Draft, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.saying import when_filled
from doorstep.web.decisions.services.drafting import form_to_fill
from doorstep.web.decisions.sheets import Sheet
from doorstep.web.policies.queries import stack
from doorstep.web.versions import ConflictError
from doorstep.web.visits.queries import child_to_record, owed_now
from doorstep.web.visits.showing import owed_rows
from doorstep.workflow import RefusedError

CHECK, LATER, FILE = "check", "later", "file"


@who_can(Can.SEE_CHILD)
@require_safe
def forms(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show the forms filled in about a child, and which can be."""
    access, chosen = request.access, request.GET.get("form", "")
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="forms") as opened:
        child, number, size = opened.child, number_in(request.GET), settings.ROWS_ON_A_PAGE
        titles = papers.titles_of(child)
        rows = papers.filled_of(child, chosen if chosen in titles else "")
        rows = rows if not chosen or chosen in titles else rows.none()
        pages = max(-(-rows.count() // size), 1)
        number = min(number, pages)
        may = Can.RECORD in opened.may
        page = {
            "head": head_of(opened, current="decisions", on=access.on),
            "rows": [_row(child, r) for r in rows[(number - 1) * size : number * size]],
            "titles": titles,
            "chosen": chosen,
            "number": number,
            "pages": pages,
            "offered": papers.offered(child, access, papers.holds_of(child, access)) if may else {},
        }
    return render(request, "decisions/forms.html", page)


def _row(child: Child, row: Filled) -> dict[str, str]:
    return {
        "title": row.title,
        "href": reverse("form", args=[child.child_id, row.pk]),
        "when": when_filled(row),
        "by": row.recorded_by.name,
        "of": f"Decision: {row.decision.title}" if row.decision else "By itself",
    }


@who_can(Can.SEE_CHILD)
@require_safe
def form(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show a form as it was filled in."""
    access, just_filed = request.access, "filed" in request.GET
    with reading(child_id, viewer=access, action=Action.READ_FORM, page="form") as opened:
        row = papers.get_filled(child=opened.child, pk=pk)
        others = papers.others_of(row)
        page = _as_it_was(row) | {
            "head": head_of(opened, current="decisions", on=access.on),
            "others": [_row(opened.child, other) for other in others],
            "newer": any(other.pk > row.pk for other in others),
            "filed": just_filed,
            "put": _put(row, access) if row.decision is None or just_filed else [],
            "owed": owed_rows(owed_now(opened.child)) if just_filed else [],
        }
    return render(request, "decisions/form.html", page)


def _as_it_was(row: Filled) -> dict[str, Any]:
    """Return what one version says, who wrote it and when, and what was known then."""
    paper, holds = form_of(row.part), papers.as_it_was(row)
    return {
        "row": row,
        "it": as_filled(paper, row.answers, holds, carried=row.carried, known=row.known),
        "acting": f", acting for {row.acting_for}" if row.acting_for else "",
        "written": when_filled(row),
        "known": known_in_words(row.known),
    }


def _put(row: Filled, access: Any) -> list[str]:
    return papers.puts(form_of(row.part), row.answers, papers.as_it_was(row), access)


# --- filling one in -----------------------------------------------------------------------------------


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def fill_form(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Fill in a form that is filed by itself."""
    access = request.access
    child = child_to_record(child_id=child_id, viewer=access)
    paper = _paper(request)
    procedures = papers.procedures_on(paper.id, stack())
    if procedures and not papers.open_decision(child, _decision(request)):
        messages.info(request, f"{paper.title}: this form is filled in as part of a decision.")
        asked = urlencode({"procedure": procedures[0], "form": paper.id})
        return redirect(f"{reverse('open-decision', args=[child_id])}?{asked}")
    draft = papers.own_draft(child, paper.id, access)
    if request.method != "POST":
        return _shown(request, child, papers.sheet(paper, child, access, _renewed(draft, access)))
    if request.POST.get("do") == FILE:
        return _file(request, child, paper, draft)
    return _posted(request, child, paper, draft)


def _paper(request: SignedInRequest) -> Form:
    try:
        return form_to_fill(request.GET.get("form", ""), stack())
    except RefusedError:
        raise Http404(papers.NO_SUCH_FORM) from None


def _posted(
    request: SignedInRequest, child: Child, paper: Form, draft: Draft | None
) -> HttpResponse:
    """Save what was posted as a draft, and go where the button leads."""
    access, do = request.access, request.POST.get("do", "")
    version = keeping.version_in(request.POST)
    if draft is None:
        draft = services.start_draft(
            child_id=child.child_id, form=paper.id, by=access, at=access.at
        )
        version = draft.version
    sheet = papers.sheet(paper, child, access, draft, request.POST)
    try:
        saved, _ = keeping.keep(sheet, draft, version=version, by=access, do=do)
    except ConflictError as error:
        if _is_script(request):
            return JsonResponse({"error": drafts.meanwhile(error)}, status=409)
        return keeping.both_versions(request, error, paper, back=request.get_full_path())
    if _is_script(request):
        words = keeping.saved_words(saved, len(sheet.form.errors))
        return JsonResponse({"version": saved.version, "saved_at": words})
    now = papers.sheet(paper, child, access, _renewed(saved, access), request.POST)
    if now.form.errors:
        return _shown(request, child, now)
    return _next(request, child, now, do)


def _renewed(draft: Draft | None, by: Access) -> Draft | None:
    """Return a draft with what the record says now."""
    if draft is None:
        return None
    if services.renew_draft(child_id=draft.child.child_id, draft=draft.pk, by=by):
        draft.refresh_from_db()
    return draft


def _is_script(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _next(request: SignedInRequest, child: Child, sheet: Sheet, do: str) -> HttpResponse:
    """Lead on from what was saved: to the check if nothing is missing, out, or here again."""
    if do == LATER:
        messages.success(request, "Your draft is saved. Go on with it whenever you like.")
        return redirect(_back(request, child))
    if do == CHECK:
        empty = sheet.missing()
        if not empty and not papers.to_sign(sheet):
            return _checked(request, child, sheet)
        sheet.form.lacking(empty)
        if signed := papers.to_sign(sheet):
            sheet.form.add_error(None, signed)
        return _shown(request, child, sheet)
    return redirect(request.get_full_path() + keeping.at_question(do))


def _decision(request: SignedInRequest) -> int | None:
    told = request.GET.get("decision", "")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def _back(request: SignedInRequest, child: Child) -> str:
    decision = _decision(request)
    if decision is not None:
        return reverse("write", args=[child.child_id, decision])
    return reverse("forms", args=[child.child_id])


def _shown(request: SignedInRequest, child: Child, sheet: Sheet, **more: Any) -> HttpResponse:
    return _page(request, child, sheet, "fill_form", {"form": sheet.form} | more)


def _checked(request: SignedInRequest, child: Child, sheet: Sheet, error: str = "") -> HttpResponse:
    """Show what is going to be filed, and what it puts on record."""
    answers = sheet.asked_answers()
    more = {
        "it": as_filled(
            sheet.paper, answers, sheet.holds, carried=sheet.carried, known=sheet.known
        ),
        "puts": papers.puts(sheet.paper, answers, sheet.holds, request.access),
        "client_id": uuid4(),
        "errors": bool(error),
        "error": error,
    }
    return _page(request, child, sheet, "check_form", more)


def _page(
    request: SignedInRequest, child: Child, sheet: Sheet, name: str, more: dict[str, Any]
) -> HttpResponse:
    access, child_id = request.access, child.child_id
    with reading(
        child_id, viewer=access, action=Action.READ_CHILD, page="form", can=Can.RECORD
    ) as opened:
        page = {
            "head": head_of(opened, current="decisions", on=access.on),
            "sheet": sheet,
            "here": request.get_full_path(),
            "back": _back(request, child),
            "why_not": papers.why_not(
                sheet.paper, sheet.holds, access, for_decision=_decision(request) is not None
            ),
            "of_decision": _decision(request) is not None,
            **more,
        }
    return render(request, f"decisions/{name}.html", page)


def _file(request: SignedInRequest, child: Child, paper: Form, draft: Draft | None) -> HttpResponse:
    """File the draft as it was shown; the same page sent twice files it once."""
    access = request.access
    client_id = _client_id(request)
    if before := papers.filed_as(child, paper.id, client_id):
        return _filed(child, before, request)
    if draft is None or draft.version != keeping.version_in(request.POST):
        messages.warning(request, "Somebody changed or filed it meanwhile. Read it again.")
        return redirect(request.get_full_path())
    sheet = papers.sheet(paper, child, access, draft)
    of = papers.open_decision(child, _decision(request))
    why = papers.why_not(paper, sheet.holds, access, for_decision=of is not None)
    if why or papers.to_sign(sheet):
        return _checked(request, child, sheet, why or papers.to_sign(sheet))
    try:
        row = services.fill_form(
            child_id=child.child_id,
            form=paper.id,
            answers=sheet.asked_answers(),
            client_id=client_id,
            by=access,
            at=access.at,
            decision=of,
        )
    except (RefusedError, services.SaidOtherwiseError) as error:
        return _checked(request, child, sheet, str(error))
    return _filed(child, row, request)


def _client_id(request: SignedInRequest) -> UUID:
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise Http404(papers.NO_SUCH_FORM) from None


def _filed(child: Child, row: Filled, request: SignedInRequest) -> HttpResponse:
    decision = _decision(request)
    if decision is not None:
        messages.success(request, f"Filed: {row.title}. Go on with the decision.")
        return redirect("write", child.child_id, decision)
    return redirect(f"{reverse('form', args=[child.child_id, row.pk])}?filed")
