"""Another database for a while, read by the same code as the application's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def beside(alias: str, name: str, **options: Any) -> Iterator[BaseDatabaseWrapper]:
    """Give a connection to a database of this name at the same server, or in this file."""
    made = deepcopy(connection.settings_dict)
    made["NAME"] = name
    made["OPTIONS"] = {**made["OPTIONS"], **options}
    connections.databases[alias] = made
    try:
        connections[alias].connect()
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
