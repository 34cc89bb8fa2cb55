"""Decide on a child’s tier."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.RECORD)
def decide_tier(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Raise a child’s tier with a reason, or lower it where no criterion holds."""
    raise Http404
