"""The tests' own PostgreSQL cluster ends with the process that made it, however that ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import throwaway_postgresql
from run_once import ONCE

pytestmark = [
    ONCE,
    pytest.mark.skipif(
        throwaway_postgresql.programs() is None, reason=throwaway_postgresql.NO_SERVER
    ),
]
MAKE = """
import sys, time, throwaway_postgresql as t
with t.cluster() as made:
    print(made.folder, made.process.pid, flush=True)
    if sys.argv[1] == "fail":
        raise RuntimeError("a test failed")
    time.sleep(60)
"""


def _maker(how: str) -> tuple["subprocess.Popen[str]", Path, int]:
    maker = subprocess.Popen(
        [sys.executable, "-c", MAKE, how],
        cwd=Path(throwaway_postgresql.__file__).parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert maker.stdout is not None
    folder, server = maker.stdout.readline().split()
    maker.stdout.close()
    return maker, Path(folder), int(server)


def _has_ended(pid: int) -> bool:
    for _ in range(1200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_after_a_failure_nothing_is_left() -> None:
    maker, folder, server = _maker("fail")

    assert maker.wait(30) == 1
    assert _has_ended(server)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_killed_run_leaves_no_server_behind() -> None:
    maker, folder, server = _maker("wait")

    maker.send_signal(signal.SIGKILL)
    maker.wait(10)

    assert _has_ended(server)
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_but_its_socket_leads_to_it() -> None:
    with throwaway_postgresql.cluster() as made:
        log = (made.folder / "log").read_text()
        address = made.address

    assert "IPv4" not in log
    assert f"host={made.folder}" in address
