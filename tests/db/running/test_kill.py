"""What was acknowledged is there after every kill -9, once, with its audit event (D1, D2).

`make kill-test` is the long form; its counts are in docs/reliability.md.
"""

import os
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[3] / "tools" / "kill_test.py"


def test_three_kills_lose_nothing() -> None:
    database = os.environ.get("DOORSTEP_TEST_DATABASE", "sqlite")
    left_out = {"DOORSTEP_TEST_FOLDER", "DOORSTEP_TEST_CLUSTER", "DOORSTEP_DATABASE"}
    env = {name: value for name, value in os.environ.items() if name not in left_out}

    done = subprocess.run(
        [sys.executable, str(TOOL), "--database", database, "--kills", "3"],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    row = done.stdout.splitlines()[-1].strip("| ").split(" | ")
    assert int(row[3]) > 0
    assert row[4:] == ["0", "0", "0", "0", "whole"]
