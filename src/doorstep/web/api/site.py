"""The API itself: its operations by default denied, its errors said as problems, its description."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from doorstep.web.api.answers import Problem
from doorstep.web.api.bearer import Nobody
from doorstep.web.api.services import SaidOtherwiseError
from doorstep.web.caseload.joined import PutAwayError
from doorstep.web.caseload.queries import NO_SUCH_CHILD
from doorstep.web.policies.queries import NothingAdoptedError
from doorstep.web.problems import PROBLEM, SAID, Wrong, problem

PREFIX = "/api/v1/"
LONGEST_PLACE = 200
ALWAYS: dict[Any, Any] = dict.fromkeys((401, 403, 429, 503), Problem)
OF_A_QUERY = ALWAYS | {404: Problem, 422: Problem}
OF_A_BODY = OF_A_QUERY | {400: Problem, 409: Problem, 413: Problem}
ABOUT = """What must be seen to, for other systems: the due list, children and why, the account, and
visits and contacts recorded elsewhere.

Send a token with every request: `Authorization: Bearer ds_…`. An administrator issues it for an
account of the system's own. It sees and does what the roles of that account let it, and no more.
Days are ISO 8601, times have their offset. Every answer carries `X-Request-Id`."""


class InvalidError(Exception):
    """A request understood but not as it should be, with every part that is wrong."""

    def __init__(self, wrong: list[Wrong]):
        super().__init__("wrong")
        self.wrong = wrong


class JsonParser(Parser):
    """Reads a body; one that no reader should follow is refused like one that is no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body's value.

        Raises: HttpError 400.
        """
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, SAID[400]) from error


class Api(NinjaAPI):
    """The API, whose description says what it answers when something goes wrong."""

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """Return the description; problems have a content type of their own."""
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for told in operation["responses"].values():
                    _as_problem(told)
        return schema


def _as_problem(told: dict[str, Any]) -> None:
    content = told.get("content", {}).get("application/json")
    if content and content["schema"].get("$ref", "").endswith("/Problem"):
        told["content"] = {PROBLEM: content}


api = Api(
    title="Doorstep",
    version="1",
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    auth=Nobody(),
    parser=JsonParser(),
    urls_namespace="api",
)


def as_text() -> str:
    """Return the description as it is published in `docs/schema/api-v1.json`."""
    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    response = problem(request, error.status_code, SAID.get(error.status_code, SAID[400]))
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.wait)
    return response


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [Wrong(_where(each["loc"]), str(each["msg"])) for each in error.errors]
    return problem(request, 422, SAID[422], wrong=wrong)


def _where(place: tuple[Any, ...]) -> str:
    """Return which part of a request is meant, without how our code calls the whole of it."""
    told = [str(part) for part in place if part not in ("body", "query", "path", "header", "asked")]
    return ".".join(told)[:LONGEST_PLACE]


@api.exception_handler(InvalidError)
def _invalid(request: HttpRequest, error: InvalidError) -> HttpResponse:
    return problem(request, 422, SAID[422], wrong=error.wrong)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, NO_SUCH_CHILD if str(error) == NO_SUCH_CHILD else SAID[404])


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, 403, SAID[403])


@api.exception_handler(SaidOtherwiseError)
def _said_otherwise(request: HttpRequest, error: SaidOtherwiseError) -> HttpResponse:
    return problem(request, 409, SAID[409])


@api.exception_handler(PutAwayError)
def _put_away(request: HttpRequest, error: PutAwayError) -> HttpResponse:
    said = "This record was merged into another. Record it on the one that stays."
    return problem(request, 409, said)


@api.exception_handler(RequestDataTooBig)
def _too_long(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, SAID[413])


@api.exception_handler(NothingAdoptedError)
def _nothing_adopted(request: HttpRequest, error: NothingAdoptedError) -> HttpResponse:
    return problem(request, 503, "No policy is adopted yet, so nothing can be worked out.")
