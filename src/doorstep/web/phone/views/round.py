"""Choose and order the visits of a day, and put them on the phone."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, who_can
from doorstep.web.accounts.words import Can
from doorstep.web.phone.services import phones, rounds
from doorstep.web.phone.views.session import answered


@who_can(Can.RECORD)
def my_round(request: SignedInRequest) -> HttpResponse:
    """Choose and order the visits of a day."""
    return HttpResponse("")


@answered
@who_can(Can.RECORD)
@require_GET
def take_round(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Put the visits of a day on a phone; nothing if none were chosen."""
    phone = phones.own_phone(phone_id, by=request.access)
    told = rounds.take_round(phone=phone, by=request.access, at=clock.now())
    if told is None:
        return HttpResponse(status=204)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
