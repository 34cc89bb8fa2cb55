"""The entries of a copy: gone through one by one, with the words that are hidden from the person's."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import lines, link, plural, tag
from doorstep.web.governance import queries
from doorstep.web.governance.forms import MarkForm, NamesForm
from doorstep.web.governance.known_names import known_names
from doorstep.web.governance.models import AccessRequest, Mark, PackEntry
from doorstep.web.governance.own import NotAllowedError, right_of
from doorstep.web.governance.redacting import BASES, Basis, Span, occurrences, pieces, proposals
from doorstep.web.governance.services import marking
from doorstep.web.governance.views.steps import number_in

SHORT = 90
NOTHING_NEW = "Nothing new is hidden by this: it does not stand here, or is hidden already"


def _row(request: SignedInRequest, child_id: str, pk: int) -> AccessRequest:
    access = request.access
    child = get_child(child_id=child_id, viewer=access, can=right_of(access))
    return queries.request_of(child, pk=pk)


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_safe
def entries(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """List the entries of a copy, a part or all of it."""
    access, part = request.access, request.GET.get("part", "")
    row = _row(request, child_id, pk)
    parts = list(dict.fromkeys(row.entries.order_by("number").values_list("part", flat=True)))
    part = part if part in parts else ""
    with _opened(request, child_id, "access-entries") as opened:
        found = queries.entries_of(row)
        page = queries.page_of(found.filter(part=part) if part else found, number_in(request))
        context = {
            "head": head_of(opened, current="records-child", on=access.on),
            "row": row,
            "it": page,
            "part": part,
            "parts": parts,
            "rows": [_listed(entry, row) for entry in page.rows],
        }
    return render(request, "governance/entries.html", context)


def _opened(request: SignedInRequest, child_id: str, page: str) -> Any:
    access = request.access
    return reading(
        child_id, viewer=access, action=Action.READ_CHILD, page=page, can=right_of(access)
    )


def _listed(entry: Any, row: AccessRequest) -> list[object]:
    href = reverse("access-entry", args=[row.child.child_id, row.pk, entry.number])
    title = entry.lines[0][1]
    state = tag("Gone through", "green") if entry.looked_at else tag("To do", "blue")
    return [
        lines(link(href, f"{entry.number}. {title[:SHORT]}"), entry.part),
        plural(entry.marked, "mark") if entry.marked else "None",
        state,
    ]


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedInRequest, child_id: str, pk: int, number: int) -> HttpResponse:
    """Show one entry with its marks; mark words, lines or all of it, or take a mark away."""
    access = request.access
    row = _row(request, child_id, pk)
    found = queries.entry_of(row, number=number)
    done, wrong = request.POST.get("do", ""), ""
    choices = [(n, _short(line)) for n, line in enumerate(found.lines)]
    form = MarkForm(request.POST if done == "mark" else None, lines=choices)
    try:
        if done and _saved(request, row, number, done, form):
            return _after(child_id, row, number, done)
    except NotAllowedError as error:
        wrong = str(error)
    with _opened(request, child_id, "access-entry") as opened:
        context = {
            "head": head_of(opened, current="records-child", on=access.on),
            "form": form,
            "wrong": wrong,
            "may_mark": row.closed_at is None and access.has(Can.GOVERN_RECORDS),
            **_shown(row, found),
        }
    return render(request, "governance/entry.html", context, status=409 if wrong else 200)


def _short(line: list[str]) -> str:
    label, text = line
    said = f"{label}: {text}" if label else text
    return said if len(said) <= SHORT else f"{said[:SHORT]}…"


def _shown(row: AccessRequest, found: PackEntry) -> dict[str, Any]:
    marks = queries.marks_of([found]).get(found.pk, [])
    spans = [Span(m.line, m.start, m.end, Basis(m.basis)) for m in marks if m.line is not None]
    told = [
        (label, pieces(text, [s for s in spans if s.line == n]))
        for n, (label, text) in enumerate(found.lines)
    ]
    withheld = next((BASES[Basis(m.basis)] for m in marks if m.line is None), "")
    return {
        "row": row,
        "entry": found,
        "of": row.entries.count(),
        "told": told,
        "bases": BASES,
        "withheld": withheld,
        "marks": [(m, _marked(m, found)) for m in marks],
    }


def _marked(mark: Mark, found: PackEntry) -> str:
    if mark.line is None:
        return "The whole entry"
    return str(found.lines[mark.line][1][mark.start : mark.end])[:SHORT]


def _saved(
    request: SignedInRequest, row: AccessRequest, number: int, done: str, form: MarkForm
) -> bool:
    """Do what was sent; return whether it was done."""
    access = request.access
    if not access.has(Can.GOVERN_RECORDS):
        raise NotAllowedError("Only who governs records makes marks. Send the copy back instead.")
    told: dict[str, Any] = {"child_id": row.child.child_id, "pk": row.pk}
    told |= {"by": access, "at": access.at}
    if done == "unmark":
        asked = request.POST.get("mark", "")
        mark = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
        marking.unmark(**told, number=number, mark=mark)
        messages.success(request, "The mark is taken away.")
        return True
    if done == "looked":
        marking.looked_at(**told, number=number)
        return True
    if done != "mark" or not form.is_valid():
        return False
    return _mark(request, told, number, form)


def _mark(request: SignedInRequest, told: dict[str, Any], number: int, form: MarkForm) -> bool:
    given, count = form.cleaned_data, 0
    why = marking.Why(basis=given["basis"], words=given["why"])
    if given["whole"]:
        count += marking.withhold(**told, number=number, why=why)
    elif given["lines"]:
        count += marking.hide_lines(**told, number=number, lines=given["lines"], why=why)
    elif given["words"]:
        where = None if given["everywhere"] else number
        count += marking.hide_words(**told, words=[given["words"]], why=why, number=where)
    if not count:
        form.add_error("words", NOTHING_NEW)
        return False
    messages.success(request, f"{plural(count, 'mark')} made.")
    return True


def _after(child_id: str, row: AccessRequest, number: int, done: str) -> HttpResponse:
    """Stay at the entry; once it is gone through, go to the next."""
    following = number + 1 if done == "looked" else number
    if following > row.entries.count():
        return redirect("access-entries", child_id, row.pk)
    return redirect("access-entry", child_id, row.pk, following)


# --- proposed names -----------------------------------------------------------------------------------


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Propose names known here that stand in the entries; hide those that are ticked."""
    access = request.access
    row = _row(request, child_id, pk)
    found = _proposed(row)
    form = NamesForm(request.POST or None, names=found)
    wrong = ""
    if form.is_valid():
        try:
            return _hidden(request, row, form)
        except NotAllowedError as error:
            wrong = str(error)
    with _opened(request, child_id, "access-names") as opened:
        context = {
            "head": head_of(opened, current="records-child", on=access.on),
            "row": row,
            "form": form,
            "found": len(found),
            "wrong": wrong,
            "may_mark": row.closed_at is None and access.has(Can.GOVERN_RECORDS),
        }
    return render(request, "governance/names.html", context, status=409 if wrong else 200)


def _proposed(row: AccessRequest) -> list[tuple[str, str]]:
    """Return the names that stand somewhere unhidden, each with whose it is and how often."""
    all_of = list(row.entries.order_by("number"))
    marks = queries.marks_of(all_of)
    open_texts = [text for entry in all_of for text in _open(entry, marks.get(entry.pk, []))]
    found = proposals(open_texts, known_names(queries.family(row.child)))
    return [
        (
            known.name,
            f"{known.name} ({known.whose}), {plural(_count(known.name, open_texts), 'place')}",
        )
        for known, _ in found
    ]


def _count(name: str, texts: list[str]) -> int:
    return len(occurrences(name, texts))


def _open(entry: PackEntry, marks: list[Mark]) -> list[str]:
    """Return what of an entry is not hidden yet."""
    if any(mark.line is None for mark in marks):
        return []
    spans = [Span(m.line, m.start, m.end, Basis(m.basis)) for m in marks if m.line is not None]
    return [
        piece.text
        for n, (_, text) in enumerate(entry.lines)
        for piece in pieces(text, [s for s in spans if s.line == n])
        if piece.basis is None and piece.text
    ]


def _hidden(request: SignedInRequest, row: AccessRequest, form: NamesForm) -> HttpResponse:
    access, given = request.access, form.cleaned_data
    if not access.has(Can.GOVERN_RECORDS):
        raise NotAllowedError("Only who governs records makes marks. Send the copy back instead.")
    count = marking.hide_words(
        child_id=row.child.child_id,
        pk=row.pk,
        words=given["names"],
        why=marking.Why(basis=given["basis"], words=given["why"]),
        by=access,
        at=access.at,
    )
    messages.success(request, f"{plural(count, 'mark')} made.")
    return redirect("access-names", row.child.child_id, row.pk)
