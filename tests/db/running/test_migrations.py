"""The schema and the models agree, and every migration goes back and forward again (D7)."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from doorstep.web.audit import triggers

OURS = [a.label for a in apps.get_app_configs() if a.name.startswith("doorstep.web.")]


def test_no_change_of_a_model_waits_for_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_schema_goes_back_to_nothing_and_forward_again() -> None:
    before = _columns()

    for label in reversed(OURS):
        call_command("migrate", label, "zero", verbosity=0)
    assert not [t for t in connection.introspection.table_names() if t.startswith(tuple(OURS))]
    call_command("migrate", verbosity=0)

    assert _columns() == before
    assert triggers.missing(connection) == []


def _columns() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        look = connection.introspection
        return {
            table: sorted(c.name for c in look.get_table_description(cursor, table))
            for table in look.table_names(cursor)
        }
