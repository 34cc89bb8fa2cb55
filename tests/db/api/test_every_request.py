"""The requests of `every_request.py`, in a process of their own: among others all but one got lost."""

import os
import subprocess
import sys
from pathlib import Path

from run_once import ONCE

ROOT = Path(__file__).parents[3]
pytestmark = ONCE


def test_every_request_is_answered_as_described_for_each_operation() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]

    done = subprocess.run(
        [*command, "tests/db/api/every_request.py"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout[-3000:]
    assert "9 passed" in done.stdout
