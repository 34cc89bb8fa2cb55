"""What imports ask of people: whether a missing child's case is closed, and which of two sides holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day, lines, link, moment, tag
from doorstep.web.conflicts import conflict_page
from doorstep.web.imports import queries, settling
from doorstep.web.imports.forms import AnswerForm, SettleForm
from doorstep.web.imports.models import Difference, Question
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.web.lists.views.paging import page_of
from doorstep.web.versions import ConflictError

ASKED: list[Any] = [
    "Child",
    "Worker",
    "Last seen",
    "Missing since",
    {"label": "", "hidden": "Answer"},
]
DIFFERING: list[Any] = [
    "Child",
    "About",
    "Recorded here",
    "The source says",
    {"label": "", "hidden": "Settle"},
]
NO_LONGER = "There is nothing to answer any more: it was answered, or the two say the same by now."


@who_can(Can.RECORD)
def questions(request: SignedInRequest) -> HttpResponseBase:
    """List the children whom an extract left out, of whom the person is asked."""
    found = queries.questions_for(request.access)
    if form := form_asked(request, Can.EXPORT):
        rows = [_asked(q) for q in queries.to_take(found, request.access)]
        return list_file(request, form, "missing-children", ASKED, rows)
    shown, number, pages = _page(request, list(found))
    page = {
        "head": ASKED,
        "rows": [_asked(row) for row in shown],
        "number": number,
        "pages": pages,
        "tabs": _tabs(request, "questions"),
        "take": take_links(request, Can.EXPORT),
    }
    return render(request, "imports/questions.html", page)


@who_can(Can.RECORD)
def differences(request: SignedInRequest) -> HttpResponseBase:
    """List where a source says something else than what was recorded here."""
    found = queries.differences_for(request.access)
    if form := form_asked(request, Can.EXPORT):
        rows = [_differing(d) for d in queries.to_take(found, request.access)]
        return list_file(request, form, "differences", DIFFERING, rows)
    shown, number, pages = _page(request, list(found))
    page = {
        "head": DIFFERING,
        "rows": [_differing(row) for row in shown],
        "number": number,
        "pages": pages,
        "tabs": _tabs(request, "differences"),
        "take": take_links(request, Can.EXPORT),
    }
    return render(request, "imports/differences.html", page)


def _page(request: SignedInRequest, found: Sequence[Any]) -> tuple[Sequence[Any], int, int]:
    size = settings.ROWS_ON_A_PAGE
    pages = max(-(-len(found) // size), 1)
    number = min(page_of(request), pages)
    return found[(number - 1) * size : number * size], number, pages


def _tabs(request: SignedInRequest, current: str) -> list[dict[str, Any]]:
    asked, differing = queries.how_many(request.access)
    told = (
        ("questions", f"Missing from an extract ({asked})"),
        ("differences", f"Differences ({differing})"),
    )
    return [{"text": t, "href": reverse(n), "current": n == current} for n, t in told]


def _who(child: Child) -> Any:
    team = child.answer.team
    name = link(reverse("child", args=[child.child_id]), child.name or child.child_id)
    return lines(name, ", ".join(part for part in (child.child_id, str(team or "")) if part))


def _asked(row: Question) -> list[Any]:
    child, name = row.child, row.child.name or row.child.child_id
    return [
        _who(child),
        child.answer.worker or "Nobody",
        day(child.answer.last_seen) or "Not known",
        day(row.asked_at),
        link(reverse("question", args=[row.pk]), "Answer", hidden=f"for {name}"),
    ]


def _differing(row: Difference) -> list[Any]:
    name = row.child.name or row.child.child_id
    return [
        _who(row.child),
        row.get_about_display(),
        row.said_here,
        row.said_there,
        link(reverse("difference", args=[row.pk]), "Settle", hidden=f"for {name}"),
    ]


# --- one of them --------------------------------------------------------------------------------------


@who_can(Can.RECORD)
def question(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether the case of a child is closed whom an extract left out."""
    row = queries.get_question(pk, request.access)
    form = AnswerForm(
        request.POST or None, today=request.access.on, initial={"version": row.version}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            settling.answer(
                row, form.told(), version=given["version"], client_id=given["client_id"],
                by=request.access, at=clock.now(),
            )  # fmt: skip
        except settling.NoLongerError:
            return _no_longer(request, "questions")
        except ConflictError as error:
            return conflict_page(
                request,
                error,
                labels={"answer": "Answer", "words": "What happened"},
                back=request.path,
            )
        messages.success(request, "Your answer is stored.")
        return redirect("questions")
    more = {"row": row, "is_open": row.answer == Question.Answer.OPEN}
    return _shown(request, row.child, form, "imports/question.html", more)


@who_can(Can.RECORD)
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show both sides of a difference, and store which of them holds."""
    row = queries.get_difference(pk, request.access)
    form = SettleForm(
        request.POST or None,
        may_take_back=queries.may_take_back(request.access, row),
        initial={"version": row.version},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            stored = settling.settle(
                row, settled=Difference.Settled(given["settled"]), reason=given["reason"],
                version=given["version"], client_id=given["client_id"], by=request.access,
                at=clock.now(),
            )  # fmt: skip
        except settling.NoLongerError:
            return _no_longer(request, "differences")
        except ConflictError as error:
            return conflict_page(
                request,
                error,
                labels={"settled": "Which is right", "reason": "Why"},
                back=request.path,
            )
        if stored.settled == Difference.Settled.OVER:
            return _no_longer(request, "differences")
        messages.success(request, "It is settled.")
        return redirect("differences")
    by = row.ours.recorded_by
    more = {
        "row": row,
        "is_open": row.settled == Difference.Settled.OPEN,
        "state": tag(row.get_settled_display(), "grey"),
        "written": f"{by.name} on {moment(row.ours.recorded_at)}",
    }
    return _shown(request, row.child, form, "imports/difference.html", more)


def _no_longer(request: SignedInRequest, to: str) -> HttpResponse:
    messages.info(request, NO_LONGER)
    return redirect(to)


def _shown(
    request: SignedInRequest, child: Child, form: forms.Form, template: str, more: dict[str, Any]
) -> HttpResponse:
    """Show a page about a child; that it was read is told to the log."""
    page = template.removeprefix("imports/").removesuffix(".html")
    with reading(
        child.child_id, viewer=request.access, action=Action.READ_CHILD, page=page
    ) as opened:
        context = {"form": form, "child": opened.child, "answer": opened.answer, **more}
        return render(request, template, context)
