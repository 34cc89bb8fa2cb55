"""Meetings: held, put off, or not held; what the policies say of it, and what is due then."""

from contextlib import AbstractContextManager
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.engine.rulings import Ruling
from doorstep.policy.stack import Stack
from doorstep.vocabulary import EventKind, Status
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.reading import Opened, reading
from doorstep.web.components import link, status_tag, words, words_within
from doorstep.web.decisions import event_pages, happened
from doorstep.web.decisions.happenings import asked_about
from doorstep.web.decisions.meeting_form import HeldForm, NotHeldForm
from doorstep.web.decisions.meetings import (
    NOT_NEEDED,
    CameOf,
    How,
    duties_met_by,
    meetings,
    policy_on_waiting,
    rulings_on,
)
from doorstep.web.decisions.rulings_shown import procedure_link, way_rows
from doorstep.web.decisions.services import meetings as services
from doorstep.web.decisions.services.happenings import SaidOtherwiseError
from doorstep.web.decisions.views.events import to_event
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.visits.queries import child_to_record
from doorstep.workflow import RefusedError

CAME = {
    CameOf.HELD: "It was held",
    CameOf.PUT_OFF: "It is put off",
    CameOf.NOT_HELD: "It is not held",
}


@who_can(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def record_meeting(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record a conference, review, core group or other meeting; first which, and what came of it."""
    child = child_to_record(child_id=child_id, viewer=request.access)
    stack = adopted_stack()
    kind = next((k for k in meetings(stack) if k == request.GET.get("meeting")), None)
    came = next((c for c in CameOf if c == request.GET.get("came")), None)
    if kind is None or came is None:
        return _which(request, child, stack)
    if came == CameOf.HELD:
        return _held(request, child, stack, kind)
    return _not_held(request, child, stack, kind, came)


def _which(request: SignedInRequest, child: Child, stack: Stack) -> HttpResponse:
    """Show the meetings, those owed first, each with what can have come of it."""
    with _reading(request, child) as opened:
        page = event_pages.frame(opened, viewer=request.access)
        rows = event_pages.meeting_rows(child, meetings(stack), stack)
    page["rows"] = [
        (name, due or "Not owed today", status_tag(status) if status else "", *_ways(kind, name))
        for kind, name, due, status in rows
    ]
    return render(request, "decisions/meeting_which.html", page)


def _ways(kind: EventKind, name: str) -> list[object]:
    hidden = name[:1].lower() + name[1:] if not name.startswith("PEP") else name
    return [
        link(f"?meeting={kind}&came={came}", said, hidden=f": {hidden}")
        for came, said in CAME.items()
    ]


def _reading(request: SignedInRequest, child: Child) -> AbstractContextManager[Opened]:
    return reading(
        child.child_id,
        viewer=request.access,
        action=Action.READ_CHILD,
        page="meeting",
        can=Can.RECORD,
    )


# --- held ---------------------------------------------------------------------------------------------


def _held(request: SignedInRequest, child: Child, stack: Stack, kind: EventKind) -> HttpResponse:
    access, case = request.access, case_of(child)

    def judge(how: How, on: date) -> list[Ruling]:
        return rulings_on(case, stack, kind, how, on=on)

    form = HeldForm(request.POST or None, kind=kind, at=access.at, judge=judge)
    if form.is_valid():
        try:
            row = services.record_meeting(
                child_id=child.child_id,
                held=form.held(),
                client_id=form.cleaned_data["client_id"],
                by=access,
                at=access.at,
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        except SaidOtherwiseError as error:
            told = form.held().happening(())
            return _said_otherwise(request, child, told.words, getattr(error.row, "words", ""))
        else:
            return to_event(row, child.child_id, "recorded")
    with _reading(request, child) as opened:
        page = _page(opened, request, kind) | {
            "form": form,
            "said": way_rows(case, stack, kind, child.child_id, on=access.on),
            "procedures": _procedures(child, kind, stack),
        }
    return render(request, "decisions/meeting.html", page)


def _page(opened: Opened, request: SignedInRequest, kind: EventKind) -> event_pages.Shown:
    return event_pages.frame(opened, viewer=request.access) | {
        "meeting": words(kind),
        "within": words_within(kind),
        "back": reverse("record-meeting", args=[opened.child.child_id]),
    }


def _procedures(child: Child, kind: EventKind, stack: Stack) -> list[object]:
    """Return the procedures that the duties owed to the child name for such a meeting."""
    owed = set(child.obligations.values_list("duty", flat=True))
    named = {d.procedure for i, d in duties_met_by(kind, stack).items() if i in owed}
    known = sorted(name for name in named if name in stack.procedures)
    return [procedure_link(name, child.child_id, stack) for name in known]


# --- not held -----------------------------------------------------------------------------------------


def _not_held(
    request: SignedInRequest, child: Child, stack: Stack, kind: EventKind, came: CameOf
) -> HttpResponse:
    access = request.access
    others = [k for k in meetings(stack) if k != kind]
    form = NotHeldForm(request.POST or None, kind=kind, came=came, others=others, today=access.on)
    if form.is_valid():
        told = form.meeting()
        try:
            row = services.note_not_held(
                child_id=child.child_id,
                meeting=told,
                client_id=form.cleaned_data["client_id"],
                by=access,
                at=access.at,
            )
        except SaidOtherwiseError as error:
            return _said_otherwise(request, child, told.text(()), getattr(error.row, "text", ""))
        return redirect(f"{reverse('meeting-note', args=[child.child_id, row.pk])}?noted")
    with _reading(request, child) as opened:
        owed = services.owed_for(opened.child, kind)
        page = _page(opened, request, kind) | {
            "form": form,
            "came": CAME[came],
            "said": policy_on_waiting([(o.title, o.status, o.sentence) for o in owed]),
            "waits": any(o.status == Status.SUSPENDED for o in owed),
            "notes": [note for o in owed for note in o.notes],
            "procedures": _procedures(child, kind, stack),
            "decide": _decide(kind, stack, child, on=access.on),
        }
    return render(request, "decisions/meeting_not_held.html", page)


def _decide(kind: EventKind, stack: Stack, child: Child, *, on: date) -> str:
    """Return where it is recorded that the meeting was decided against, where that meets a duty."""
    decided = NOT_NEEDED.get(kind)
    if decided is None or decided not in asked_about(stack, on=on):
        return ""
    return f"{reverse('record-event', args=[child.child_id])}?kind={decided}"


def _said_otherwise(request: SignedInRequest, child: Child, mine: str, theirs: str) -> HttpResponse:
    back = reverse("child", args=[child.child_id])
    shown = event_pages.said_otherwise(request, [("What was recorded", mine)], theirs, back)
    return render(request, "errors/conflict.html", shown, status=409)


@who_can(Can.SEE_CHILD)
@require_safe
def meeting_note(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show what was noted of a meeting that was not held, or of a plan that ends."""
    access = request.access
    with reading(child_id, viewer=access, action=Action.READ_CHILD, page="note") as opened:
        row = happened.get_note(child=opened.child, pk=pk)
        page = event_pages.note(opened, row, viewer=access)
    return render(request, "decisions/noted.html", page | {"done": "noted" in request.GET})
