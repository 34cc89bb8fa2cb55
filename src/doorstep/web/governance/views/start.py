"""The first page of records, and its lists: what is due, held, disposed of; the schedule."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.components import day, lines, link, moment, plural
from doorstep.web.governance import queries
from doorstep.web.governance.forms import FindForm, HoldForm, LiftForm
from doorstep.web.governance.models import AccessRequest, DisposalLog, Hold, HoldKind, Kept
from doorstep.web.governance.schedule import ScheduleError
from doorstep.web.governance.services import keeping
from doorstep.web.governance.views.steps import Step, number_in, shown, taken
from doorstep.web.list_files import form_asked, list_file, take_links


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: SignedInRequest) -> HttpResponse:
    """Show what waits, and open a record by its number."""
    access = request.access
    governs = access.has(Can.GOVERN_RECORDS)
    form = FindForm(request.POST or None)
    if governs and form.is_valid():
        return redirect("records-child", form.cleaned_data["number"].strip())
    asked = (
        list(queries.open_requests(access)) if governs or access.has(Can.APPROVE_DISPOSAL) else []
    )
    context: dict[str, Any] = {
        "governs": governs,
        "form": form,
        "figures": _figures(request, governs),
        "requests": [_request(row, request) for row in asked],
        "wrong": _wrong_schedule(),
    }
    return render(request, "governance/home.html", context)


def _figures(request: SignedInRequest, governs: bool) -> list[dict[str, Any]]:
    access = request.access
    waiting = queries.disposals(access, state="proposed").count()
    label = "disposal to approve" if waiting == 1 else "disposals to approve"
    found = [{"number": waiting, "label": label, "href": reverse("disposals")}]
    if not governs:
        return found
    due, held = queries.due(access, on=access.on), queries.holds(access, lifted=False)
    return [
        {"number": due.count(), "label": "due for disposal", "href": reverse("records-due")},
        *found,
        {
            "number": held.count(),
            "label": "hold" if held.count() == 1 else "holds",
            "href": reverse("records-holds"),
        },
    ]


def _wrong_schedule() -> str:
    try:
        queries.schedule_now()
    except ScheduleError as error:
        return f"The schedule cannot be used, so nothing is disposed of. {error}"
    return ""


def _request(row: AccessRequest, request: SignedInRequest) -> list[object]:
    clock = queries.clock_of(row, on=request.access.on)
    href = reverse("access-request", args=[row.child.child_id, row.pk])
    if clock.due_on is None:
        left = "The clock does not run yet"
    elif clock.paused_since:
        left = f"Paused since {day(clock.paused_since)}"
    elif clock.is_late:
        left = f"{plural(-clock.days_left, 'day')} late"
    else:
        left = f"{plural(clock.days_left, 'day')} left"
    what = link(href, row.child.name or row.child.child_id, hidden=f"request {row.pk}")
    return [what, day(row.received_on), lines(day(clock.due_on) or "Not yet known", left)]


DUE = ("Record", "Due since", "Rule")
DISPOSED = ("Number", "Removed", "Rule", "What went", "By two people")


@who_can(Can.GOVERN_RECORDS)
@require_safe
def due(request: SignedInRequest) -> HttpResponseBase:
    """List the records whose time is over."""
    access = request.access
    every = queries.due(access, on=access.on)
    if form := form_asked(request):
        return list_file(request, form, "due-for-disposal", DUE, map(_due, every))
    page = queries.page_of(every, number_in(request))
    context = {
        "it": page,
        "rows": [_due(row) for row in page.rows],
        "head": list(DUE),
        "take": take_links(request),
        "unseen": queries.due_unseen(access, on=access.on),
        "as_at": page.rows[0].as_at if page.rows else None,
        "wrong": _wrong_schedule(),
    }
    return render(request, "governance/due.html", context)


def _due(row: Kept) -> list[object]:
    href = reverse("records-child", args=[row.child.child_id])
    name = link(href, row.child.name or row.child.child_id)
    rule = lines(row.title, row.clause, "The length is assumed" if row.assumed else "")
    return [lines(name, row.child.child_id), day(row.due_on), rule]


@who_can(Can.GOVERN_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: SignedInRequest) -> HttpResponseBase:
    """List the holds; hold all records, and lift such a hold."""
    access, lifted = request.access, request.GET.get("show") == "lifted"
    steps = STEPS if access.everywhere(Can.GOVERN_RECORDS) else {}
    sent = taken(request, steps, None)
    if sent.done:
        return redirect("records-holds")
    every = queries.holds(access, lifted=lifted)
    head = ["Record", "What for", "Placed", "Lifted" if lifted else "What to do"]
    if form := form_asked(request):
        return list_file(request, form, "holds", head, (_hold(row, False) for row in every))
    page = queries.page_of(every, number_in(request))
    context = {
        "it": page,
        "rows": [_hold(row, bool(steps)) for row in page.rows],
        "lifted": lifted,
        "head": head,
        "take": take_links(request),
        "may_hold_all": bool(steps),
    }
    return shown(request, "governance/holds.html", context, sent, reverse("records-holds"))


def _hold(row: Hold, everywhere: bool) -> list[object]:
    child = row.child
    if child is None:
        what: object = "All records"
    else:
        what = link(reverse("records-child", args=[child.child_id]), child.name or child.child_id)
    placed = lines(moment(row.placed_at), row.placed_by.name)
    if row.lifted_at:
        by = row.lifted_by.name if row.lifted_by else ""
        end: object = lines(moment(row.lifted_at), by, row.lifted_reason)
    elif child is None and everywhere:
        end = link(f"{reverse('records-holds')}?do=lift&hold={row.pk}", "Lift", "this hold")
    elif row.kind == HoldKind.SUBJECT_ACCESS:
        end = "Ends with the request"
    else:
        end = "Lifted on the record’s page" if child else "Lifted by who holds all records"
    return [what, lines(HoldKind(row.kind).label, row.reason), placed, end]


def _hold_all(request: SignedInRequest, _: Any, told: dict[str, Any]) -> str:
    access = request.access
    told |= {"kind": HoldKind(told["kind"])}
    keeping.place_hold(child_id="", **told, by=access, at=access.at)
    return "All records are held. Nothing is disposed of until the hold is lifted."


def lift(request: SignedInRequest, child_id: str | None, told: dict[str, Any]) -> str:
    """Lift a hold of a child, or without one a hold on all records."""
    access = request.access
    rows = queries.holds(access, lifted=False).filter(pk=told["hold"])
    mine = rows.filter(child__child_id=child_id) if child_id else rows.filter(child=None)
    hold = mine.first()
    if hold is None:
        return "The hold was lifted before."
    keeping.lift_hold(hold=hold, reason=told["reason"], by=access, at=access.at)
    return "The hold is lifted."


LIFT_WORDS = "Once no other hold is on the record, it can be disposed of when its time is over."
STEPS = {
    "hold": Step(
        title="Hold all records",
        button="Hold all records",
        form=HoldForm,
        save=_hold_all,
        lead="As for a public inquiry: no record is disposed of until this is lifted.",
    ),
    "lift": Step(
        title="Lift the hold on all records",
        button="Lift the hold",
        form=LiftForm,
        save=lift,
        lead=LIFT_WORDS,
    ),
}


@who_can(Can.GOVERN_RECORDS)
@require_safe
def disposed(request: SignedInRequest) -> HttpResponseBase:
    """Show the log of what was disposed of."""
    every = queries.disposed()
    if form := form_asked(request):
        return list_file(request, form, "disposed", DISPOSED, map(_disposed, every))
    page = queries.page_of(every, number_in(request))
    context = {
        "it": page,
        "rows": [_disposed(row) for row in page.rows],
        "head": list(DISPOSED),
        "take": take_links(request),
    }
    return render(request, "governance/disposed.html", context)


def _disposed(row: DisposalLog) -> list[object]:
    return [
        row.number,
        moment(row.done_at),
        lines(row.rule.replace("_", " ").capitalize(), row.clause),
        lines(f"{row.rows:,} rows", f"Fingerprint {row.fingerprint[:16]}…"),
        lines(f"Proposed {day(row.proposed_at)}", f"Approved {day(row.approved_at)}"),
    ]


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_safe
def schedule(request: SignedInRequest) -> HttpResponse:
    """Show how long records are kept, and where that stands."""
    try:
        found = queries.schedule_now()
    except ScheduleError as error:
        return render(request, "governance/schedule.html", {"wrong": str(error), "it": None})
    rows = [
        [
            lines(rule.title, rule.note),
            lines(
                f"{rule.years} years from the {'birth' if rule.counted_from == 'born' else 'last entry'}",
                f"{rule.years_after_death} years from a death before 18"
                if rule.years_after_death
                else "",
            ),
            lines(rule.clause, "The length is assumed" if rule.assumed else ""),
        ]
        for rule in found.rules
    ]
    return render(request, "governance/schedule.html", {"wrong": "", "it": found, "rows": rows})
