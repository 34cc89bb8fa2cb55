"""Let the flush after a test in real transactions empty the tables that are only ever added to.

The flush ends with the signal by which the triggers are made again, so the next test has them.
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from doorstep.web.audit import triggers

REAL = {
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
}


@pytest.fixture(autouse=True)
def triggers_yield_to_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the triggers away once such a test is over, before the flush."""
    marker = request.node.get_closest_marker("django_db")
    in_earnest = bool(marker and marker.kwargs.get("transaction")) or REAL & {*request.fixturenames}
    if in_earnest:
        request.getfixturevalue("transactional_db")  # set up before this, so taken down after it
    yield
    if in_earnest:
        triggers.remove(connection)
