"""The due list."""

from hashlib import sha256
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from ninja.params import functions as param

from doorstep.web.accounts.words import Can
from doorstep.web.api.answers import DueList
from doorstep.web.api.bearer import Token, TokenRequest
from doorstep.web.api.reading import Wanted, due_list
from doorstep.web.api.site import OF_A_QUERY, api
from doorstep.web.api.views.asked import DueAsked, only
from doorstep.web.api.words import Scope
from doorstep.web.audit.words import Action
from doorstep.web.lists.services import record_shown


@api.get(
    "due",
    auth=Token(Scope.DUE_READ, Can.EXPORT),
    response={200: DueList, 304: None, **OF_A_QUERY},
    url_name="api-due",
    operation_id="due",
    summary="Who must be seen, by whom, by when",
)
def due(
    request: TokenRequest,
    asked: Query[DueAsked],
    known: Annotated[str, param.Header(alias="If-None-Match", max_length=1000)] = "",
) -> HttpResponse:
    """Return a page of the due list: the rows and columns of its export. Needs `due:read`.

    Its `ETag` says whether a page has changed since: send it as `If-None-Match`.
    """
    only(request, DueAsked)
    wanted = Wanted(**dict(asked))
    found = due_list(request.access, wanted)
    detail: dict[str, object] = {"format": "api", "rows": len(found.items)}
    record_shown(action=Action.EXPORT, subject_id=wanted.key, by=request.access, detail=detail)
    body = found.model_dump_json().encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    if tag in known:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    return response
