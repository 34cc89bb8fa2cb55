"""Schedules of what can happen to phones, drawn at random: nothing lost, doubled or invented."""

import os
import re
import subprocess
import sys
from pathlib import Path

PLAYED_BY = Path(__file__).parents[2] / "tools" / "play_schedules.py"
LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
COUNT, SECONDS = (1000, 3600) if LONG else (40, 9)


def test_after_everything_reconnects_each_record_is_there_exactly_once() -> None:
    told = ["--count", str(COUNT), "--seconds", str(SECONDS), "--seed", "1"]
    done = subprocess.run([sys.executable, PLAYED_BY, *told], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    played = int(re.search(r"(\d+) schedules\n", done.stdout)[1])  # type: ignore[index]
    assert played >= min(COUNT, 4)
