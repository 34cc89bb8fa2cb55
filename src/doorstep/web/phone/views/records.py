"""Take in what a phone sends, one thing at a time; whatever the answer is, it is data."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from doorstep.web import clock
from doorstep.web.accounts.gate import SignedInRequest, signed_in
from doorstep.web.phone.answering import answer_of, holding_of
from doorstep.web.phone.models import Kind, SetAside
from doorstep.web.phone.received import LONGEST_BODY, LONGEST_PHOTOGRAPH, thing_of
from doorstep.web.phone.services import phones
from doorstep.web.phone.services.records import Kept, is_too_often, receive
from doorstep.web.phone.views.session import TOO_LONG, answered, is_too_long, used
from doorstep.web.problems import told

TOO_OFTEN = "Too much was sent in this minute. The phone tries again by itself."
CODES = {403: "may_not", 404: "no_such_child", 409: "said_otherwise", 422: "refused"}


@answered
@signed_in  # and not only those who may record: what others wrote before is kept, with the reason
@require_POST
def send_record(request: SignedInRequest) -> HttpResponse:
    """Take in one thing that a phone sent: 201 if it is new, 200 if it was there; or keep it aside."""
    if is_too_long(request, LONGEST_PHOTOGRAPH):
        return told(request, 413, TOO_LONG)
    thing = thing_of(request.body)
    if thing.kind != Kind.PHOTOGRAPH and is_too_long(request, LONGEST_BODY):
        return told(request, 413, TOO_LONG)
    at, access = clock.now(), request.access
    phone = phones.sending_phone(thing.phone, by=access)
    used(request, phone)
    phones.seen(phone, at=at)
    if is_too_often(access, at=at, most=settings.PHONE_RATE):
        return _later(request)
    found = receive(thing, phone=phone, by=access, at=at)
    if isinstance(found, Kept):
        return _kept(request, found)
    said = answer_of(found.row, by=access, again=not found.is_new)
    return JsonResponse(said, status=201 if found.is_new else 200)


def _later(request: SignedInRequest) -> HttpResponse:
    found = told(request, 429, TOO_OFTEN)
    found["Retry-After"] = "60"
    return found


def _kept(request: SignedInRequest, found: Kept) -> HttpResponse:
    refusal = found.refusal
    return told(
        request,
        refusal.status,
        refusal.says,
        code=CODES[refusal.status],
        wrong=refusal.wrong,
        aside=found.aside.pk,
        holds=holding_of(found.error, by=request.access),
        settled=_settled(found.settled),
    )


def _settled(row: SetAside | None) -> dict[str, str] | None:
    """Return when, by whom and why something was settled, as the phone shows it."""
    if row is None or row.settled_at is None:
        return None
    return {
        "at": row.settled_at.isoformat(),
        "by": str(row.settled_by),
        "why": row.settled_why,
    }
