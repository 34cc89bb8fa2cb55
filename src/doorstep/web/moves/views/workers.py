"""Who has had a child: from when until when, by which word, and how many different people came."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.facts import CaseFacts, Involvement
from doorstep.reports.continuity import DEFINITION, continuity
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.codes import involved_as
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day, lines, moment
from doorstep.web.moves.models import Moved
from doorstep.web.moves.shown import continuity_rows
from doorstep.workdays import LONDON


@who_can(Can.SEE_CHILD)
@require_safe
def workers(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show who has had a child, and how many different people visited."""
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="workers") as opened:
        case = case_of(opened.child)
        page = {
            "head": head_of(opened, current="workers", on=access.on),
            "rows": list(_rows(case, _moves(opened.child))),
            "continuity": continuity_rows(continuity(case, on=access.on)),
            "definition": DEFINITION,
        }
    return render(request, "moves/workers.html", page)


def _moves(child: Child) -> list[Moved]:
    rows = Moved.objects.filter(child=child).order_by("-pk")
    return list(rows.select_related("move__recorded_by", "move__puts_back"))


def _rows(case: CaseFacts, moves: list[Moved]) -> Iterable[list[Any]]:
    for i in sorted(case.involvements, key=lambda i: i.start_date, reverse=True):
        if i.end_date == i.start_date:
            continue  # moved on again the same day: nobody had the child by it
        part = involved_as(i.role, allocated=i.allocated)
        yield [
            lines(i.shown, i.team),
            part,
            day(i.start_date),
            day(i.end_date) or "Now",
            _whence(i, moves),
        ]


def _whence(told: Involvement, moves: list[Moved]) -> Any:
    """Return who said it: the source, or whoever moved the child here, when and why."""
    for row in moves:
        move = row.move
        same = (row.to_worker_id, move.start_date) == (told.worker_id, told.start_date)
        if same and move.puts_back_id is None:
            at = moment(move.recorded_at.astimezone(LONDON))
            return lines(f"Moved here by {move.recorded_by} on {at}", f"Why: {move.reason}")
    return "The case management system"
