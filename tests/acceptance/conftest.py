import pytest
from acceptance.town import Town


@pytest.fixture
def town(tmp_path):
    """An authority with one child; every table is there."""
    made = Town(tmp_path / "extract")
    made.child()
    return made
