"""The folder of the state: made if it is not there, or said why it cannot be."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from doorstep.web.environment import made


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert made(tmp_path / "new" / "state").is_dir()


def test_where_none_can_be_made_the_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ImproperlyConfigured, match=r"DOORSTEP_STATE=.*file/state: no folder is"):
        made(tmp_path / "file" / "state")
