"""Move children to other workers: choose, say to whom, check, move; and look at a move afterwards."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.queries import case_facts, children_for
from doorstep.web.caseload.visible import sight_of
from doorstep.web.components import day, plural
from doorstep.web.lists.scope import Scope, lists_for, scope_of
from doorstep.web.lists.views.frame import frame_of
from doorstep.web.lists.views.paging import page_of
from doorstep.web.moves import shown
from doorstep.web.moves.checking import Line, fingerprint
from doorstep.web.moves.choosing import MOST, SHARED, Chosen, movable, parsed, part_asked
from doorstep.web.moves.forms import MoveForm, ReasonForm, visits_of
from doorstep.web.moves.people import candidates
from doorstep.web.moves.putting_back import (
    TooLateError,
    can_put_back,
    get_move,
    put_back,
    rows_of,
)
from doorstep.web.moves.services import (
    AnotherMoveError,
    Asked,
    ChangedError,
    ImpossibleError,
    checked,
    move_children,
)

CHANGED = "Something changed since you checked. This is how it is now: check it again."


@who_can(Can.MOVE)
def move_children_page(request: SignedInRequest) -> HttpResponse:
    """Choose children of a list, say who is to have them, check what that does, and move them."""
    scope, lists = asked_list(request)
    step = request.POST.get("step", "")
    rows = _asked_rows(request, scope) if request.method == "POST" else []
    if request.method != "POST" or scope is None:
        return _choose(request, scope, lists)
    if not rows or len(rows) > MOST:
        wrong = f"Choose up to {MOST} children at once" if rows else "Choose at least one child"
        return _choose(request, scope, lists, wrong=wrong)
    form = _form(request, rows, bound=step in ("check", "move", "edit"))
    if step in ("check", "move") and form.is_valid():
        return _checked(request, scope, form, does=step == "move")
    return _said(request, scope, form)


def asked_list(request: SignedInRequest) -> tuple[Scope | None, dict[str, str]]:
    """Return the list a page is of, and all lists whose children the person may move.

    Raises: Http404 for a list that may not be opened.
    """
    lists = lists_for(request.access, can=Can.MOVE)
    key = request.GET.get("list") or next(iter(lists), "")
    sight = sight_of(request.access)
    return (scope_of(request.access, sight, key=key, can=Can.MOVE) if key else None), lists


def _asked_rows(request: SignedInRequest, scope: Scope | None) -> list[tuple[str, str, str]]:
    """Return the children that were ticked, or all that the page is of."""
    if "all" not in request.POST or scope is None:
        return parsed(request.POST.getlist("child"))
    found = _movable(request, scope, size=MOST + 1, page=1)
    return parsed(row.value for row in found.rows) if found.number <= MOST else parsed(
        f"{n}{SHARED}{SHARED}" for n in range(MOST + 1)
    )  # fmt: skip


def _movable(request: SignedInRequest, scope: Scope, *, size: int, page: int) -> Chosen:
    return movable(
        request.access,
        sight_of(request.access),
        scope,
        role=part_asked(request.GET.get("role", "")),
        worker=request.GET.get("worker", ""),
        page=page,
        size=size,
    )


def _choose(
    request: SignedInRequest, scope: Scope | None, lists: dict[str, str], *, wrong: str = ""
) -> HttpResponse:
    if scope is None:
        return render(request, "moves/choose.html", {"scope": None, "lists": lists})
    found = _movable(request, scope, size=settings.ROWS_ON_A_PAGE, page=page_of(request))
    ticked = set(request.POST.getlist("child"))
    if request.GET.get("tick") == "all":
        ticked = {row.value for row in found.rows}
    role, worker = part_asked(request.GET.get("role", "")), request.GET.get("worker", "")
    query = {"list": scope.key, "role": role, "worker": worker}
    page = {
        **frame_of(scope, request.access, "staff"),
        "lists": lists,
        "found": found,
        "rows": shown.to_choose(found.rows, ticked),
        "parts_in_case": shown.PARTS_IN_CASE,
        "role": role,
        "worker": worker,
        "asked": urlencode({name: value for name, value in query.items() if value}),
        "most": MOST,
        "wrong": wrong,
        "errors": bool(wrong),
    }
    return render(request, "moves/choose.html", page, status=200)


def _form(
    request: SignedInRequest, rows: list[tuple[str, str, str]], *, bound: bool
) -> MoveForm:  # fmt: skip
    access = request.access
    mine = children_for(access, can=Can.MOVE).filter(child_id__in=[row[0] for row in rows])
    children = list(mine.select_related("document"))
    cases = case_facts(children)
    people = candidates(access, sight_of(access), on=access.on)
    told: dict[str, Any] = {
        "rows": rows,
        "names": {child.child_id: child.name or child.child_id for child in children},
        "people": people,
        "visited": visits_of(cases.values(), on=access.on),
        "on": access.on,
    }
    if bound:
        return MoveForm(request.POST, **told)
    return MoveForm(initial={"start_date": access.on, "client_id": uuid4()}, **told)


def _said(request: SignedInRequest, scope: Scope, form: MoveForm) -> HttpResponse:
    page = {
        "scope": scope,
        "form": form,
        "rows": shown.to_say(form),
        "values": [SHARED.join(row) for row in form.rows],
        "back": _address(request),
    }
    return render(request, "moves/say.html", page)


def _address(request: SignedInRequest) -> str:
    return f"{reverse('move-children')}?{request.GET.urlencode()}"


def _checked(
    request: SignedInRequest, scope: Scope, form: MoveForm, *, does: bool
) -> HttpResponse:  # fmt: skip
    """Show what the move does to each child; do it once that was seen."""
    given = form.cleaned_data
    asked = Asked(
        wishes=form.wishes(),
        start=given["start_date"],
        reason=given["reason"],
        client_id=given["client_id"],
        shown=request.POST.get("shown", "") or "not shown",
    )
    if not does:
        return _check_page(request, scope, form, asked, checked(asked, by=request.access))
    try:
        move = move_children(asked, by=request.access, at=request.access.at)
    except AnotherMoveError as error:
        form.add_error(None, str(error))
        return _said(request, scope, form)
    except ImpossibleError as error:
        changed = isinstance(error, ChangedError)
        return _check_page(request, scope, form, asked, error.lines, changed=changed)
    number = plural(len(asked.wishes), "child is", "children are")
    messages.success(request, f"{number} moved from {day(asked.start)}.")
    return redirect("move", move.pk)


def _check_page(  # noqa: PLR0913 (what is shown of which move)
    request: SignedInRequest,
    scope: Scope,
    form: MoveForm,
    asked: Asked,
    lines: list[Line],
    *,
    changed: bool = False,
) -> HttpResponse:
    impossible = [line for line in lines if line.problems]
    page = {
        "scope": scope,
        "rows": shown.to_check(lines),
        "impossible": [(line.name, line.problems) for line in impossible],
        "number": len(lines),
        "possible": len(lines) - len(impossible),
        "start": asked.start,
        "reason": asked.reason,
        "kept": _kept(request.POST, {}),
        "without": _kept(request.POST, {line.wish.child_id for line in impossible}),
        "shown": fingerprint(lines, start=asked.start, reason=asked.reason),
        "changed": CHANGED if changed else "",
        "back": _address(request),
        "errors": bool(impossible) or changed,
    }
    return render(request, "moves/check.html", page, status=409 if changed else 200)


def _kept(posted: Any, without: Mapping[str, object] | set[str]) -> list[tuple[str, str]]:
    """Return what the form said, for hidden fields; without the children that cannot be moved."""
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in ("csrfmiddlewaretoken", "step", "shown")
        for value in values
        if not (name == "child" and value.partition(SHARED)[0] in without)
    ]


@who_can(Can.MOVE)
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a move that was made, and put it back on the day it was made."""
    access = request.access
    found = get_move(pk=pk, by=access)
    form = ReasonForm(request.POST or None, initial={"client_id": uuid4()})
    problems: list[tuple[str, tuple[str, ...]]] = []
    if form.is_valid():
        try:
            back = put_back(found, **form.cleaned_data, by=access, at=access.at)
        except TooLateError as error:
            form.add_error(None, str(error))
        except ImpossibleError as error:
            problems = [(line.name, line.problems) for line in error.lines if line.problems]
            form.add_error(None, "Nothing was put back: see for which children it cannot be")
        else:
            messages.success(request, "The move is put back.")
            return redirect("move", back.pk)
    rows, hidden = rows_of(found, by=access)
    page = {
        "it": found,
        "by": str(found.recorded_by),
        "rows": shown.of_move(rows),
        "hidden": hidden,
        "form": form,
        "problems": problems,
        "can_put_back": can_put_back(found, on=access.on),
        "put_back_by": getattr(found, "put_back_by", None),
    }
    return render(request, "moves/move.html", page)
