"""Choose and order the visits of a day, and put them on the phone."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from doorstep.web.accounts.gate import SignedInRequest, signed_in, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.problems import as_data


@who_can(Can.RECORD)
def my_round(request: SignedInRequest) -> HttpResponse:
    """Choose and order the visits of a day."""
    return HttpResponse("")


@as_data
@signed_in
@require_GET
def take_round(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Put the visits of a day on a phone."""
    return JsonResponse({}, status=204)
