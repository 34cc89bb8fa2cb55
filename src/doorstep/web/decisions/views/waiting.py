"""What waits for somebody: signatures, drafts, disputes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.listing import number_in
from doorstep.web.caseload.visible import sight_of, visible, without_glass
from doorstep.web.components import lines, link, plural
from doorstep.web.decisions import beginning, queues
from doorstep.web.decisions.history import who_acts
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.queues import Part
from doorstep.web.decisions.saying import was_done, when
from doorstep.web.decisions.views.reading import read_and_sign
from doorstep.web.list_files import form_asked, list_file, take_links
from doorstep.workdays import LONDON

__all__ = ["disputes", "my_decisions", "read_and_sign"]

HEADS = {
    Part.WAITING: ("Child", "Decision", "It stands at", "By when", "From"),
    Part.DRAFTS: ("Child", "Draft", "It stands at", "By when", "From"),
    Part.SENT: ("Child", "Decision", "It stands at", "By when", "Who can act"),
}
TITLES = {
    Part.WAITING: "Waiting for you",
    Part.DRAFTS: "Your drafts",
    Part.SENT: "Open, sent by you",
}
EMPTY = {
    Part.WAITING: ("Nothing waits for you", "What others send you to decide or sign stands here."),
    Part.DRAFTS: (
        "You have no drafts",
        "A decision is begun on the page of a child, under Decisions.",
    ),
    Part.SENT: ("Nothing of yours is with others", "What you submit stands here until it ends."),
}
DISPUTE_HEAD = ("Child", "Decision", "Stage", "In dispute for", "Who can act")
OPEN_STAGE = "stage"
NUMBER = "Child’s number"  # the first column of a file


@who_can(Can.RECORD)
@require_safe
def my_decisions(request: SignedInRequest) -> HttpResponseBase:
    """Show what waits for a person, and what they have begun."""
    by = request.access
    asked = request.GET.get("part", "")
    part = Part(asked) if asked in set(Part) else Part.WAITING
    rows = queues.part_of(part, by)
    kinds = queues.kinds_of(rows)
    kind = next((k for k, _, _ in kinds if k == request.GET.get("kind")), "")
    chosen = rows.filter(procedure=kind) if kind else rows
    if form := form_asked(request):
        own = visible(by, Can.SEE_CHILD, without_glass(sight_of(by)), prefix="child__")
        found = queues.told(chosen.filter(own))
        filed = ([row.child.child_id, *_row(row, part, at=by.at)] for row in found)
        return list_file(request, form, f"decisions-{part}", (NUMBER, *HEADS[part]), filed)
    shown = _page_of(request, chosen)
    query = {"part": part.value} | ({"kind": kind} if kind else {})
    context = {
        "title": TITLES[part],
        "parts": _parts(by, part),
        "head": HEADS[part],
        "rows": [_row(row, part, at=by.at) for row in shown["page"]],
        "kinds": _kinds(part, kinds, kind),
        "empty": EMPTY[part],
        "query": urlencode(query),
        "to_sign": queues.to_sign(by).count() if part == Part.WAITING else 0,
        "restricted": queues.hidden_waiting(by) if part == Part.WAITING else 0,
        "take": take_links(request),
    }
    return render(request, "decisions/waiting.html", shown | context)


def _page_of(request: SignedInRequest, rows: "QuerySet[Decision]") -> dict[str, Any]:
    pages = Paginator(queues.told(rows), settings.ROWS_ON_A_PAGE)
    page = pages.get_page(number_in(request.GET))
    return {
        "page": page,
        "page_number": page.number,
        "pages": pages.num_pages,
        "number": pages.count,
    }


def _parts(by: Access, current: Part | None) -> list[dict[str, Any]]:
    """Return the parts of the pages of decisions, each with how many there are."""
    here, numbers = reverse("my-decisions"), queues.counts(by)
    parts: list[dict[str, Any]] = [
        {
            "text": f"{TITLES[part]} ({numbers[part]})",
            "href": f"{here}?part={part}",
            "current": part == current,
        }
        for part in Part
    ]
    number = queues.disputes_of(by).count()
    return [
        *parts,
        {"text": f"Disputes ({number})", "href": reverse("disputes"), "current": current is None},
    ]


def _kinds(part: Part, kinds: Iterable[tuple[str, str, int]], chosen: str) -> list[dict[str, Any]]:
    """Return the filter by procedure; nothing where there is but one."""
    each = list(kinds)
    if len(each) < 2:
        return []
    here = f"{reverse('my-decisions')}?part={part}"
    every = {"text": f"All ({sum(n for _, _, n in each)})", "href": here, "current": not chosen}
    return [every] + [
        {
            "text": f"{title} ({number})",
            "href": f"{here}&{urlencode({'kind': kind})}",
            "current": kind == chosen,
        }
        for kind, title, number in each
    ]


def _row(row: Any, part: Part, *, at: datetime) -> list[object]:
    """Return a line of a list: whose, what, where it stands since when, by when, from whom."""
    child = row.child
    sender = row.sent_by or row.began_by
    how = was_done(row.last) if row.last else "Begun"
    waits = who_acts(w.role for w in row.waiting.all())
    return [
        _child(row),
        lines(link(beginning.address_of(row, child), row.title), row.form_title),
        lines(row.step_title, f"since {when(row.since)}"),
        beginning.due_cell(row, at=at),
        waits if part == Part.SENT else lines(sender, how.lower()),
    ]


def _child(row: Any) -> object:
    child = row.child
    name = child.name or child.child_id
    return link(reverse("child", args=[child.child_id]), name)


@who_can(Can.SEE_CHILD)
@require_safe
def disputes(request: SignedInRequest) -> HttpResponseBase:
    """Show the open disputes by stage and age."""
    by = request.access
    rows = queues.disputes_of(by)
    stages = queues.stages_of(rows)
    stage = next((s for s, _ in stages if s == request.GET.get(OPEN_STAGE)), "")
    chosen = rows.filter(step_title=stage) if stage else rows
    if form := form_asked(request, Can.EXPORT):
        taken = chosen.filter(visible(by, Can.EXPORT, sight_of(by), prefix="child__"))
        return _disputes_file(request, form, list(queues.told(taken)))
    shown = _page_of(request, chosen)
    context = {
        "parts": _parts(by, None) if by.has(Can.RECORD) else [],
        **_table(list(shown["page"]), at=by.at),
        "figures": [_figure(title, number) for title, number in stages],
        "stage": stage,
        "query": urlencode({OPEN_STAGE: stage}) if stage else "",
        "restricted": queues.hidden_disputes(by),
        "take": take_links(request, Can.EXPORT),
    }
    return render(request, "decisions/disputes.html", shown | context)


def _disputes_file(request: SignedInRequest, form: str, found: list[Any]) -> HttpResponseBase:
    table = _table(found, at=request.access.at)
    rows = ([row.child.child_id, *cells] for row, cells in zip(found, table["rows"], strict=True))
    return list_file(request, form, "disputes", (NUMBER, *table["head"]), rows)


def _table(rows: list[Any], *, at: datetime) -> dict[str, Any]:
    """Return the disputes of a page; the column of the clock only where some stage has one."""
    timed = any(row.due_at for row in rows)
    head = (*DISPUTE_HEAD[:4], *(["By when"] if timed else []), DISPUTE_HEAD[4])
    return {
        "head": head,
        "rows": [_dispute(row, at=at, timed=timed) for row in rows],
        "no_time": bool(rows) and not timed,
    }


def _dispute(row: Any, *, at: datetime, timed: bool) -> list[object]:
    child, stage = row.child, age(row.since, at)
    due = [beginning.due_cell(row, at=at, dispute=False)] if timed else []
    return [
        _child(row),
        lines(link(beginning.address_of(row, child), row.title), row.form_title),
        lines(row.step_title, f"since {when(row.since)}", f"at this stage for {stage}"),
        lines(beginning.unbroken(age(row.disputed_at, at)), f"since {when(row.disputed_at)}"),
        *due,
        who_acts(w.role for w in row.waiting.all()),
    ]


def age(since: datetime, at: datetime) -> str:
    """Return how many days something has stood, as people count them.

    Example: "less than a day", "1 day", "12 days"
    """
    days = (at.astimezone(LONDON).date() - since.astimezone(LONDON).date()).days
    return plural(days, "day") if days > 0 else "less than a day"


def _figure(title: str, number: int) -> dict[str, Any]:
    href = f"{reverse('disputes')}?{urlencode({OPEN_STAGE: title})}"
    return {"number": number, "label": title, "href": href}
