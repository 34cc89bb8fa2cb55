"""One decision: where it stands, what was done, and doing what can be done."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.SEE_CHILD)
def decision(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show a decision: where it stands, the form, what was done, what can be done."""
    raise Http404


@who_can(Can.RECORD)
def act(request: SignedInRequest, child_id: str, pk: int, action: str) -> HttpResponse:
    """Do an action of a decision: tell what is needed, or sign."""
    raise Http404


@who_can(Can.RECORD)
def comment(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Add a comment to a decision."""
    raise Http404
