"""Policies adopted, and two people who govern records."""

import decision_made as d
import pytest
import records_made as records
import web_made as made

from doorstep.web.accounts.access import Access


@pytest.fixture(autouse=True)
def _policies(_database: None) -> None:
    made.adopt(d.LANCASHIRE)


@pytest.fixture
def rae() -> Access:
    """Return a records officer."""
    return made.access(records.officer())


@pytest.fixture
def hal() -> Access:
    """Return a head of service."""
    return made.access(records.head())
