"""The rights that docs/audit.md gives the application on PostgreSQL are enough, and not too many."""

import re
from collections.abc import Iterator
from pathlib import Path

import log_made
import pytest
import web_made as made
from django.db import ProgrammingError, connection, transaction

from doorstep.web.audit.heads import publish_head
from doorstep.web.audit.models import AuditEvent
from doorstep.web.audit.verifying import verify

GUIDE = Path(__file__).parents[3] / "docs/audit.md"
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles")


@pytest.fixture
def as_application() -> Iterator[None]:
    """Go on as the role the guide makes for the application."""
    (rights,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(rights.replace("…", "for-a-test"))
        cursor.execute("SET LOCAL ROLE doorstep_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_application")
def test_the_application_can_do_its_work_with_them() -> None:
    made.adopt()
    made.store(made.case("C1"))
    made.person()
    log_made.write()
    publish_head(at=made.AT)

    assert verify().whole


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET actor = 'somebody else'",
        "DELETE FROM caseload_visit",
        "TRUNCATE audit_publishedhead",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_auditevent_no_update ON audit_auditevent",
        "CREATE OR REPLACE FUNCTION doorstep_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NULL; END'",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_touch_what_guards_the_log(sql: str) -> None:
    log_made.write()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert AuditEvent.objects.filter(actor="Noor Calloway").count() == 5
