"""Record visits and contacts that were made elsewhere: by the rules of the forms, once for each id."""

import json
from hashlib import sha256
from typing import Any

from django.http import HttpResponse

from doorstep.web.accounts.words import Can
from doorstep.web.api import services
from doorstep.web.api.answers import Receipt
from doorstep.web.api.bearer import Token, TokenRequest
from doorstep.web.api.filling import children_to_record, ids_of, sheet, wrong_in
from doorstep.web.api.receipts import receipt, recorded_under
from doorstep.web.api.received import ContactSent, VisitSent
from doorstep.web.api.site import OF_A_BODY, InvalidError, api
from doorstep.web.api.views.asked import only
from doorstep.web.api.words import Scope
from doorstep.web.caseload.models import Child
from doorstep.web.policies.queries import stack
from doorstep.web.visits.services import SaidOtherwiseError
from doorstep.web.visits.sheets import Setting

TO_RECORD: dict[str, Any] = {
    "auth": Token(Scope.VISITS_WRITE, Can.RECORD),
    "response": {201: Receipt, 200: Receipt, **OF_A_BODY},
}


@api.post(
    "visits",
    url_name="api-visits",
    operation_id="record_visit",
    summary="Record a visit",
    **TO_RECORD,
)
def record_visit(request: TokenRequest, body: VisitSent) -> HttpResponse:
    """Record a visit to one child or several. Needs `visits:write`.

    The first time it answers 201. The same `client_id` with the same content again: 200 and the same
    receipt, and nothing is recorded twice. With other content: 409.
    """
    return _received(request, body)


@api.post(
    "contacts",
    url_name="api-contacts",
    operation_id="record_contact",
    summary="Record a call, or another contact",
    **TO_RECORD,
)
def record_contact(request: TokenRequest, body: ContactSent) -> HttpResponse:
    """Record a call of ours, or a contact of somebody else, about children. Needs `visits:write`.

    A `client_id` is recorded once, as for visits.
    """
    return _received(request, body)


def _received(request: TokenRequest, body: VisitSent | ContactSent) -> HttpResponse:
    only(request)
    access, adopted = request.access, stack()
    children = children_to_record(ids_of(body), by=access)
    sent = services.Sent(
        client_id=body.client_id, digest=_digest(request.path, body), token=request.auth
    )
    is_new = not services.received_before(sent) and _recorded(request, sent, body, children)
    rows = recorded_under(sent.client_id, children)
    if not is_new:
        services.tell_shown_again(rows, by=access, at=access.at)
    told = receipt(rows, by=access, stack=adopted)
    return HttpResponse(
        told.model_dump_json(), status=201 if is_new else 200, content_type="application/json"
    )


def _recorded(
    request: TokenRequest,
    sent: services.Sent,
    body: VisitSent | ContactSent,
    children: list[Child],
) -> bool:
    """Record what was sent if the form takes it; return whether it was new.

    Raises: InvalidError; services.SaidOtherwiseError.
    """
    access, adopted = request.access, stack()
    setting = Setting(child=children[0], by=access, at=access.at, stack=adopted)
    found = sheet(body, children, setting)
    wrong = wrong_in(found, body)
    if wrong:
        raise InvalidError(wrong)
    try:
        return services.receive(
            sent, reports=found.reports(), by=access, at=access.at, stack=adopted
        )
    except SaidOtherwiseError as error:
        raise services.SaidOtherwiseError from error


def _digest(path: str, body: VisitSent | ContactSent) -> str:
    """Return the SHA-256 of all that was sent, however it was written."""
    told = json.dumps([path, body.model_dump(mode="json")], sort_keys=True)
    return sha256(told.encode()).hexdigest()
