"""What can be decided about a child, and beginning it."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.SEE_CHILD)
def decisions(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show the decisions about a child, and which can be begun."""
    raise Http404


@who_can(Can.RECORD)
def open_decision(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Begin a decision for a child, or one each for brothers and sisters."""
    raise Http404
