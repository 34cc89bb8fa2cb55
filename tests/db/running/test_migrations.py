"""The schema and the models agree, and every migration goes back and forward again (D7)."""

import os

import pytest
from db.running.tables import OURS, schema
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from doorstep.web.audit import triggers


def test_no_change_of_a_model_waits_for_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.skipif(
    "DOORSTEP_LONG_TESTS" not in os.environ,
    reason="a minute; test_upgrading goes from nothing to here, back a release and forward again",
)
@pytest.mark.django_db(transaction=True)
def test_the_schema_goes_back_to_nothing_and_forward_again() -> None:
    before = schema()

    MigrationExecutor(connection).migrate([(label, None) for label in OURS])
    assert schema() == set()
    call_command("migrate", verbosity=0)

    assert schema() == before
    assert triggers.missing(connection) == []
