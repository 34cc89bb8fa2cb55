"""The mark of tests that say the same whatever the database is: they run once, with SQLite."""

import os

import pytest

ONCE = pytest.mark.skipif(
    os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql", reason="the same on every database"
)
