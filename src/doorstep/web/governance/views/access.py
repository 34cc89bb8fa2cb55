"""One subject access request: its clock, how far the copy is, who checks it, to whom it was given."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.audit.words import Action
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.queries import get_child
from doorstep.web.caseload.reading import reading
from doorstep.web.components import day, lines, moment, plural
from doorstep.web.governance import queries
from doorstep.web.governance.copies import Whose, copy_of
from doorstep.web.governance.copies_printed import pack_of
from doorstep.web.governance.models import AccessRequest, Mark
from doorstep.web.governance.own import may_approve, may_govern, right_of
from doorstep.web.governance.views.access_steps import STEPS, Asked
from doorstep.web.governance.views.steps import Sent, shown, taken


@who_can(Can.GOVERN_RECORDS, Can.RESTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show one request and do its next step."""
    access = request.access
    child = get_child(child_id=child_id, viewer=access, can=right_of(access))
    row = queries.request_of(child, pk=pk)
    sent = taken(request, STEPS, Asked(child_id, pk), version=row.version)
    if sent.done:
        return redirect("access-request", child_id, pk)
    sent = _warned(sent, row)
    with reading(
        child_id,
        viewer=access,
        action=Action.READ_CHILD,
        page="access-request",
        can=right_of(access),
    ) as opened:
        context = {
            "head": head_of(opened, current="records-child", on=access.on),
            "row": row,
            "clock": _clock(row, request),
            "late": queries.clock_of(row, on=access.on).is_late,
            "copy": _copy(row),
            "releases": [_release(each) for each in row.releases.select_related("released_by")],
            "actions": _actions(row, request),
            "tasks": _tasks(row),
            "may_take": access.has(Can.GOVERN_RECORDS),
        }
    return shown(
        request,
        "governance/request.html",
        context,
        sent,
        reverse("access-request", args=[child_id, pk]),
    )


def _clock(row: AccessRequest, request: SignedInRequest) -> list[tuple[str, object]]:
    clock = queries.clock_of(row, on=request.access.on)
    found: list[tuple[str, object]] = [
        ("Who asks", row.asked_by),
        ("The request came", day(row.received_on)),
        ("It was known who asks", day(row.identified_on) or "Not yet: the clock does not run"),
    ]
    if clock.due_on is None:
        return found
    left = plural(abs(clock.days_left), "day")
    state = f"{left} late" if clock.is_late else f"{left} left"
    if row.closed_at:
        state = f"Closed on {day(row.closed_at)}: {row.closed_reason}"
    elif clock.paused_since:
        state = f"Paused since {day(clock.paused_since)}; each day moves the end"
    found.append(("The copy is owed by", lines(day(clock.due_on), state)))
    if clock.days_paused:
        found.append(("Days the clock stood", str(clock.days_paused)))
    if row.extended_at:
        said = lines(f"By two months, on {day(row.extended_at)}", row.extended_reason)
        found.append(("Extended", said))
    return found


def _copy(row: AccessRequest) -> list[tuple[str, object]]:
    entries, marks = row.entries.count(), Mark.objects.filter(entry__request=row).count()
    gathered = (
        lines(moment(row.gathered_at), plural(entries, "entry", "entries"))
        if row.gathered_at
        else "Not yet"
    )
    found: list[tuple[str, object]] = [
        ("Gathered", gathered),
        ("Marks", str(marks)),
        ("Prepared", _by(row.prepared_at, row.prepared_by)),
        ("Checked by another", _by(row.checked_at, row.checked_by)),
    ]
    return [*found, ("Sent back", row.sent_back_reason)] if row.sent_back_reason else found


def _by(at: Any, who: Any) -> str:
    return f"{moment(at)} by {who}" if at else "Not yet"


def _release(row: Any) -> list[object]:
    said = f"{plural(row.entries, 'entry', 'entries')}, {plural(row.redactions, 'mark')}"
    when = lines(moment(row.released_at), row.released_by.name)
    return [when, lines(row.given_to, row.how), lines(said, f"Fingerprint {row.digest[:16]}…")]


def _tasks(row: AccessRequest) -> list[dict[str, str]]:
    at = [row.child.child_id, row.pk]
    if row.gathered_at is None:
        return []
    done = row.entries.filter(looked_at__isnull=False).count()
    return [
        {
            "title": "Go through the entries",
            "href": reverse("access-entries", args=at),
            "hint": f"{done:,} of {row.entries.count():,} gone through",
            "tag": "",
        },
        {
            "title": "Look at proposed names",
            "href": reverse("access-names", args=at),
            "hint": "Names known here that may be of somebody else",
            "tag": "",
        },
    ]


def _actions(row: AccessRequest, request: SignedInRequest) -> list[dict[str, str]]:
    """Return the steps that can be done now, by whoever looks."""
    if row.closed_at is not None:
        return []
    access, names = request.access, list[str]()
    if access.has(Can.GOVERN_RECORDS):
        names += _of_officer(row)
    other = row.prepared_by_id is not None and row.prepared_by_id != access.user_id
    if other and row.checked_by_id is None and (may_govern(access) or may_approve(access)):
        names = ["check", "send_back", *names]
    href = reverse("access-request", args=[row.child.child_id, row.pk])
    return [{"text": STEPS[name].title, "href": f"{href}?do={name}"} for name in names]


def _warned(sent: Sent, row: AccessRequest) -> Sent:
    """Say before a copy is given on or checked that entries of it were not gone through."""
    step, unread = sent.step, row.entries.filter(looked_at=None).count()
    if step is None or step not in (STEPS["prepare"], STEPS["check"]) or not unread:
        return sent
    said = (
        f"{plural(unread, 'entry was', 'entries were')} not gone through. Names that nobody stored are "
        "found only by reading."
    )
    return replace(sent, step=replace(step, warning=said))


def _of_officer(row: AccessRequest) -> list[str]:
    found = [] if row.identified_on else ["identify"]
    found += ["gather"]
    if row.gathered_at and row.prepared_by_id is None:
        found += ["prepare"]
    if row.checked_by_id:
        found += ["release"]
    if row.identified_on:
        found += ["resume" if row.pauses.filter(end_date=None).exists() else "pause"]
        found += [] if row.extended_at else ["extend"]
    return [*found, "close"]


@who_can(Can.GOVERN_RECORDS)
@require_safe
def pack(request: SignedInRequest, child_id: str, pk: int, whose: str) -> HttpResponse:
    """Send a copy as one file: the person's once another has checked it, the office's at any time."""
    access = request.access
    if whose not in set(Whose):
        raise Http404(queries.NO_SUCH)
    child = get_child(child_id=child_id, viewer=access, can=Can.GOVERN_RECORDS)
    row = queries.request_of(child, pk=pk)
    if row.gathered_at is None or (whose == Whose.PERSON and row.checked_by_id is None):
        messages.warning(request, "Another person must check the copy before it is taken out.")
        return redirect("access-request", child_id, pk)
    with reading(
        child_id,
        viewer=access,
        action=Action.MAKE_DOCUMENT,
        page=f"access-{pk}-{whose}",
        can=Can.GOVERN_RECORDS,
    ):
        content = pack_of(copy_of(row, Whose(whose)), on=access.on)
    answer = HttpResponse(content, content_type="application/zip")
    name = f"record-{row.pk}-{whose}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
