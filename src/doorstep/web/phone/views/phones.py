"""Pages beside the doorstep page (being written)."""

from django.http import HttpResponse

from doorstep.web.accounts.gate import SignedInRequest, signed_in


@signed_in
def my_phones(request: SignedInRequest) -> HttpResponse:
    """Page."""
    return HttpResponse("")


@signed_in
def team_phones(request: SignedInRequest) -> HttpResponse:
    """Page."""
    return HttpResponse("")


@signed_in
def set_aside(request: SignedInRequest) -> HttpResponse:
    """Page."""
    return HttpResponse("")


@signed_in
def set_aside_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Page."""
    return HttpResponse("")
