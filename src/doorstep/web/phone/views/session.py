"""Who is signed in, a phone and its key, and what waits on it: asked by the doorstep page itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET, require_POST

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, public, signed_in
from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.phone.models import Phone
from doorstep.web.phone.queries.asides import settled_of
from doorstep.web.phone.received import (
    LONGEST_BODY,
    MalformedError,
    enrolling_of,
    waiting_of,
)
from doorstep.web.phone.services import phones
from doorstep.web.phone.services.refusals import MAY_NOT
from doorstep.web.problems import SIGNED_OUT, as_data, told

View = Callable[..., HttpResponseBase]
GONE = "This phone was taken away, or you may not record any more. What is not sent stays on it."
TOO_LONG = "This is too long to be sent at once."
NOT_YOURS = "This phone belongs to somebody else."
NO_SUCH_PHONE = "There is no such phone."


def answered(view: View) -> View:
    """Say as data what can be wrong with any question of a phone."""

    @wraps(view)
    def answering(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except MalformedError as error:
            return told(request, 400, str(error), wrong=error.wrong)
        except phones.RevokedError:
            return told(request, 410, GONE, revoked=True)
        except phones.NotYoursError:
            return told(request, 404, NO_SUCH_PHONE)

    return as_data(answering)


def used(request: SignedInRequest, row: Phone) -> None:
    """Store that a phone is used in this session, which then ends with the phone."""
    phones.used_in(request.session.session_key or "", row)


def is_too_long(request: HttpRequest, most: int = LONGEST_BODY) -> bool:
    """Test whether more came than may."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > most


@as_data
@public  # and it says itself to who is signed out that they are, and whether the phone was taken away
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, what their phones are, and what the time is."""
    at = clock.now()
    if not isinstance(request.user, User):
        return told(
            request, 401, SIGNED_OUT, revoked=phones.is_revoked(request.GET.get("phone", ""))
        )
    access = access_of(request.user, at=at)
    rows = Phone.objects.filter(user=access.user_id).order_by("enrolled_at", "pk")
    return JsonResponse(
        {
            "user": opaque(access.user_id),
            "name": access.name,
            "csrf": get_token(request),
            "at": at.isoformat(),
            "hours": settings.PHONE_HOURS,
            "pin": settings.PHONE_PIN,
            "idle": settings.IDLE_LIMIT,
            "may_record": access.has(Can.RECORD),
            "phones": [
                {"id": str(row.pk), "name": row.name, "revoked": row.revoked_at is not None}
                for row in rows
            ],
        }
    )


def opaque(user: int) -> str:
    """Return what a phone knows an account by, which says nothing to whoever finds it."""
    return salted_hmac("doorstep.phone.user", str(user), algorithm="sha256").hexdigest()[:32]


@answered
@signed_in  # and not only those who may record: a phone that is theirs gets its key, a new one does not
@require_POST
def enrol(request: SignedInRequest) -> HttpResponse:
    """Enrol a phone, and hand over its key and those of what it was before."""
    if is_too_long(request):
        return told(request, 413, TOO_LONG)
    asked = enrolling_of(request.body)
    try:
        row = phones.enrol(asked, by=request.access, at=clock.now())
    except phones.NotYoursError:
        return told(request, 409, NOT_YOURS, code="not_yours")
    except PermissionDenied:
        return told(request, 403, MAY_NOT)
    except phones.TooManyError as error:
        return told(request, 422, str(error), code="too_many")
    used(request, row)
    keys = phones.former_keys(asked.formerly, by=request.access)
    return JsonResponse({"phone": str(row.pk), "key": phones.key_of(row), "keys": keys}, status=201)


@answered
@signed_in
@require_GET
def key(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Hand the key of what waits on a phone to its owner."""
    row = phones.kept_phone(phone_id, by=request.access)
    used(request, row)
    phones.seen(row, at=clock.now())
    return JsonResponse({"key": phones.key_of(row)})


@answered
@signed_in
@require_POST
def waiting(request: SignedInRequest, phone_id: UUID) -> HttpResponse:
    """Hear what waits on a phone; where something is set aside, say what of it was settled here."""
    if is_too_long(request):
        return told(request, 413, TOO_LONG)
    row = phones.kept_phone(phone_id, by=request.access)
    used(request, row)
    heard = waiting_of(request.body)
    phones.hear(row, heard, at=clock.now())
    if not heard.aside:
        return HttpResponse(status=204)
    return JsonResponse({"settled": settled_of(request.access)})
