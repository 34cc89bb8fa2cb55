"""Likely doubles: the list, two records side by side, a merge, and a merge taken back."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload import merging
from doorstep.web.caseload.head import address_of, born_and_age
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.models import Child, Merge
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.reading import Opened, reading
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.components import day, lines, link, moment
from doorstep.web.imports import doubles as found
from doorstep.web.imports.double_forms import APART, SettleForm, UndoMergeForm
from doorstep.web.list_files import form_asked, list_file, take_links

PAIRS = ("Record", "Other record", "What is alike", {"label": "", "hidden": "Compare"})


@who_can(Can.MERGE)
def doubles(request: SignedInRequest) -> HttpResponseBase:
    """Show which records are likely of one child, which were added by hand, and which are merged."""
    access, size = request.access, settings.ROWS_ON_A_PAGE
    pairs = found.pairs_for(access)
    if form := form_asked(request, Can.EXPORT):
        rows = [_pair(each) for each in found.with_children(pairs)]
        return list_file(request, form, "doubles", PAIRS, rows)
    pages = max(-(-len(pairs) // size), 1)
    number = min(number_in(request.GET), pages)
    shown = found.with_children(pairs[(number - 1) * size : number * size])
    context = {
        "may_import": access.has(Can.IMPORT),
        "may_add": access.has(Can.RECORD),
        "pairs": [_pair(each) for each in shown],
        "found": len(pairs),
        "head": list(PAIRS),
        "take": take_links(request, Can.EXPORT),
        "number": number,
        "pages": pages,
        "by_hand": [_by_hand(child) for child in found.by_hand(access)],
        "merged": [_merged(row) for row in found.merged_for(access)],
    }
    return render(request, "imports/doubles.html", context)


def _pair(each: found.Pair) -> list[Any]:
    one, other = each.one, each.other
    href = reverse("double", args=[one.child_id, other.child_id])
    return [
        lines(_named(one), _where(one)),
        lines(_named(other), _where(other)),
        "; ".join(each.because),
        link(href, "Compare", hidden=f"{one.child_id} and {other.child_id}"),
    ]


def _named(child: Child) -> Any:
    return link(reverse("child", args=[child.child_id]), child.name or child.child_id)


def _where(child: Child) -> str:
    answer = getattr(child, "answer", None)
    team = str(answer.team) if answer and answer.team else ""
    return ", ".join(part for part in (child.child_id, team) if part)


def _by_hand(child: Child) -> list[Any]:
    by = child.document.recorded_by
    return [
        lines(_named(child), _where(child)),
        moment(child.document.recorded_at),
        str(by.name) if by else "",
    ]


def _merged(row: Merge) -> list[Any]:
    return [
        lines(_named(row.into), row.into.child_id),
        row.child.child_id,
        lines(moment(row.merged_at), row.merged_by.name),
        link(reverse("undo-merge", args=[row.pk]), "Undo", hidden=f"the merge of {row.child}"),
    ]


@who_can(Can.MERGE)
def double(request: SignedInRequest, child_id: str, other_id: str) -> HttpResponse:
    """Show two records side by side; write down whether they are of one child."""
    access = request.access
    children = _both(request, child_id, other_id)
    form, status = SettleForm(_sent(request), one=children[0], other=children[1]), 200
    if form.is_valid():
        try:
            return _settled(request, child_id, other_id, form)
        except merging.CannotMergeError as error:
            form.add_error(None, str(error))
            status = 409
    told: Any = {
        "viewer": access, "action": Action.READ_CHILD, "page": "double", "can": Can.MERGE,
    }  # fmt: skip
    with reading(child_id, **told) as one, reading(other_id, **told) as other:
        rows = _side_by_side(one, other, on=access.on)
    context = {
        "form": form,
        "one": one.child,
        "other": other.child,
        "rows": rows,
        "because": found.why_alike(one.child, other.child),
    }
    return render(request, "imports/double.html", context, status=status)


def _both(request: SignedInRequest, child_id: str, other_id: str) -> list[Child]:
    """Return the two children; none that is put away, of which `PutAway` tells at the first's address.

    Raises: Http404 unless the person may merge both.
    """
    ids = (child_id, other_id)
    mine = children_for(request.access, can=Can.MERGE).filter(kept())
    rows = () if any("\0" in each for each in ids) else mine.filter(child_id__in=ids)
    known = {child.child_id: child for child in rows}
    if len(known) != len(ids):  # as well where both ids are one
        raise Http404(NO_SUCH_CHILD)
    return [known[each] for each in ids]


def _settled(
    request: SignedInRequest, child_id: str, other_id: str, form: SettleForm
) -> HttpResponse:
    access, settle = request.access, form.cleaned_data["settle"]
    who = {"reason": form.cleaned_data["reason"], "by": access, "at": access.at}
    if settle == APART:
        found.keep_apart(child_id=child_id, other_id=other_id, **who)
        messages.success(request, "They are two children. Nobody is asked about them again.")
        return redirect("doubles")
    away = other_id if settle == child_id else child_id
    merging.merge(child_id=away, into_id=settle, **who)
    messages.success(request, "The records are merged. This one shows both; it can be undone.")
    return redirect("child", settle)


def _side_by_side(one: Opened, other: Opened, *, on: date) -> list[tuple[str, str, str]]:
    """Return what is compared: a label, and what each record says."""
    mine, theirs = _of(one, on=on), _of(other, on=on)
    return [(label, mine[label], theirs[label]) for label in mine]


def _of(opened: Opened, *, on: date) -> dict[str, str]:
    child, answer = opened.child, opened.answer
    document = child.document
    return {
        "Record": child.child_id,
        "Name": child.name,
        "Born": born_and_age(child.born, on) if child.born else "",
        "Address": address_of(child),
        "Case": answer.case.replace("_", " ") if answer else "",
        "Case worker": answer.worker if answer else "",
        "Team": str(answer.team) if answer and answer.team else "",
        "Last seen": day(answer.last_seen) if answer and answer.last_seen else "",
        "Source": _source(document.source, moment(document.recorded_at)),
    }


def _source(source: str, when: str) -> str:
    return f"Added by hand, {when}" if source == BY_HAND else f"{source}, {when}"


@who_can(Can.MERGE)
def undo_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a merge back, with a reason."""
    access, form = request.access, UndoMergeForm(_sent(request))
    row = next((each for each in found.merged_for(access) if each.pk == pk), None)
    if row is None:
        raise Http404(NO_SUCH_CHILD)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            merging.undo_merge(pk=pk, reason=reason, by=access, at=access.at)
        except merging.NotMergedError:
            return render(request, "errors/409.html", status=409)
        messages.success(request, "The merge is undone. Both records are as they were.")
        return redirect("double", row.child.child_id, row.into.child_id)
    return render(request, "imports/undo_merge.html", {"form": form, "row": row})


def _sent(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None
