"""Senders killed at random send each message: the short form of `tools/kill_sender.py`."""

import os
import subprocess
import sys
from pathlib import Path

from run_once import ONCE

TOOL = Path(__file__).parents[3] / "tools" / "kill_sender.py"


@ONCE
def test_senders_killed_at_random_lose_nothing_and_send_nothing_twice_where_that_can_be_known() -> (
    None
):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, str(TOOL), "--kills", "4"], capture_output=True, text=True, env=kept
    )

    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    found = {row[1]: [int(n) for n in row[3:]] for row in rows}
    assert set(found) == {"folder", "notify", "smtp", "webhook"}, done.stderr
    assert all(messages == arrived for messages, arrived, _, _ in found.values())
    assert [found[way][3] for way in ("folder", "notify")] == [0, 0]
    assert done.returncode == 0
