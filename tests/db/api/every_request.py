"""Requests made from the API's description: no answer that it does not describe, none of 500 (I1)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import api_made as api
import api_tried
import pytest
import schemathesis
import visit_made as visits
import web_made as made
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings

from doorstep.web.caseload.models import Visit
from doorstep.web.wsgi import application

DESCRIPTION = Path(__file__).parents[3] / "docs/schema/api-v1.json"
KEPT: dict[str, str] = {}
OPERATIONS = 9
MET: Counter[tuple[str, int]] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _requests_were_of_every_kind() -> Iterator[None]:
    """Hold at the end that what was made was answered in every way, or little was tried."""
    yield
    recorded = sum(n for (_, status), n in MET.items() if status == 201)
    for (label, status), number in sorted(MET.items()):
        print(f"{label} {status}: {number}")  # noqa: T201 (what tools/try_api.py shows)
    if len({label for label, _ in MET}) == OPERATIONS:  # else only some were asked for
        assert {200, 201, 401, 404, 405, 409, 422} <= {status for _, status in MET}
        assert recorded > 5


@contextmanager
def _one_connection() -> Iterator[None]:
    """Let no request close the connection, which is the test's: as Django's own client does."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.fixture
def aim() -> Iterator[api_tried.Aim]:
    """Give the API data that requests can find, and a token for all of it."""
    made.adopt()
    children = made.store(*(made.case(f"C{n}") for n in range(3)))
    visits.record(children[0])
    KEPT["Authorization"] = f"Bearer {api.token(api.system())}"
    with override_settings(API_RATE=10**9), _one_connection():
        yield api_tried.Aim(
            [child.child_id for child in children],
            list(Visit.objects.values_list("pk", flat=True)),
        )


tried = schemathesis.openapi.from_path(DESCRIPTION, config=api_tried.config())
tried.app = application


@tried.parametrize()
@settings(
    max_examples=api_tried.EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_request_is_answered_as_described(
    case: schemathesis.Case, aim: api_tried.Aim
) -> None:
    aim.at(case)
    met = case.call_and_validate(headers=KEPT)
    MET[case.operation.label, met.status_code] += 1
