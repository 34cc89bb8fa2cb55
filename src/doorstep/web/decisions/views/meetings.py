"""Meetings held, put off or replaced; what happened; whether a plan may end."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.RECORD)
def record_meeting(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record a conference, review, core group or other meeting."""
    raise Http404


@who_can(Can.RECORD)
def record_event(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Record something that happened and that a policy asks about."""
    raise Http404


@who_can(Can.RECORD)
def end_plan(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Ask whether a plan may be ended, and record the decision."""
    raise Http404
