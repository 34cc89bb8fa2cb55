"""What waits for somebody: signatures, drafts, disputes."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.RECORD)
def my_decisions(request: SignedInRequest) -> HttpResponse:
    """Show what waits for a person, and what they have begun."""
    raise Http404


@who_can(Can.SEE_CHILD)
def disputes(request: SignedInRequest) -> HttpResponse:
    """Show the open disputes by stage and age."""
    raise Http404


@who_can(Can.RECORD)
def read_and_sign(request: SignedInRequest) -> HttpResponse:
    """Read several decisions one after another, and sign each."""
    raise Http404
