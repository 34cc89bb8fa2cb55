"""Each setting of the code is in the deployment guide, and the guide names no other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from run_once import ONCE

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "deployment.md"
pytestmark = ONCE
READ = re.compile(r"\benv\.(?:text|flag|number|words|secret)\(\s*\"([A-Z_]+)\"")


def _read() -> set[str]:
    files = (ROOT / "src" / "doorstep" / "web").rglob("*.py")
    return {f"DOORSTEP_{name}" for f in files for name in READ.findall(f.read_text("utf-8"))}


def test_the_guides_table_has_every_setting_and_no_other() -> None:
    told = set(re.findall(r"^\| `(DOORSTEP_\w+)` \|", GUIDE.read_text("utf-8"), re.MULTILINE))

    assert told == _read()


def test_whatever_the_guide_and_the_files_beside_it_name_is_a_setting() -> None:
    files = [GUIDE, *(f for f in (ROOT / "deploy").rglob("*") if f.is_file())]
    named = {
        word for f in files for word in re.findall(r"\bDOORSTEP_[A-Z_]+\b", f.read_text("utf-8"))
    }

    assert {word.removesuffix("_FILE") for word in named} - {"DOORSTEP_PORT"} <= _read()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "DOORSTEP_SECRET_KEY must be 50 characters or more"),
        ({"DOORSTEP_DEMO": "perhaps"}, "write yes or no"),
        ({"DOORSTEP_DEMO": "1", "DOORSTEP_IDLE_MINUTES": "soon"}, "write a whole number"),
        ({"DOORSTEP_DEMO": "1", "DOORSTEP_DATABASE": "mysql://x"}, "write sqlite:///path"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(chosen: dict[str, str], said: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-m", "doorstep.web", "check"],
        env={**env, **chosen},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
