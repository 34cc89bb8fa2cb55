"""Fill in a form: of a decision, or by itself; saved as it is written."""

from django.http import Http404, HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can


@who_can(Can.RECORD)
def write(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Fill in the form of a decision."""
    raise Http404


@who_can(Can.SEE_CHILD)
def compare(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show what is written beside what was agreed the last time."""
    raise Http404


@who_can(Can.RECORD)
def save_draft(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Save a draft as it stands."""
    raise Http404


@who_can(Can.SEE_CHILD)
def forms(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Show the forms filled in about a child, and which can be."""
    raise Http404


@who_can(Can.RECORD)
def fill_form(request: SignedInRequest, child_id: str) -> HttpResponse:
    """Fill in a form that is filed by itself."""
    raise Http404


@who_can(Can.SEE_CHILD)
def form(request: SignedInRequest, child_id: str, pk: int) -> HttpResponse:
    """Show a form as it was filled in."""
    raise Http404
