"""Whether a household isolates or shields, and what is asked when that ends."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.RECORD)
def household(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show and record the status of a child’s household."""
    raise Http404
