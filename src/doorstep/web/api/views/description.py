"""The description of the API, for programs and for people who are signed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from doorstep.web.api.bearer import SignedIn, Token
from doorstep.web.api.site import ALWAYS, api, as_text


@api.get(
    "openapi.json",
    auth=[SignedIn(), Token()],
    response={200: dict[str, Any], **ALWAYS},
    url_name="api-description",
    include_in_schema=False,
)
def description(request: HttpRequest) -> HttpResponse:
    """Return the description of the API (OpenAPI 3.1)."""
    return HttpResponse(as_text(), content_type="application/json")
