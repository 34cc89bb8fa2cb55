"""`make run` starts the site and its worker, says where and as whom, and ends without a trace."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from run_once import ONCE

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
pytestmark = ONCE


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _env(port: int) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("DOORSTEP_", "DJANGO_"))}
    return {**kept, "DOORSTEP_PORT": str(port)}


@contextmanager
def _running(folder: Path, port: int) -> Iterator[list[str]]:
    """Start the site, give what it printed until it was ready, and end it as Ctrl-C does."""
    running = subprocess.Popen(
        [str(ROOT / "tools" / "run.sh"), str(BIN), str(folder), "30"],
        env=_env(port),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    said: list[str] = []
    try:
        for line in running.stdout:
            said.append(line)
            if "Doorstep is at" in line:
                break
        yield said
    finally:
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stdout.read()
        assert running.wait(60) == 0
        running.stdout.close()
    assert "Stopped." in rest


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310 (our own site)
        text: str = page.read().decode()
        return text


def test_it_starts_says_as_whom_one_can_sign_in_and_goes_on_the_next_time(tmp_path: Path) -> None:
    port, folder = _free_port(), tmp_path / "site"

    with _running(folder, port) as said:
        text = _read(f"http://127.0.0.1:{port}/")
    with _running(folder, port) as again:
        pass

    assert "Sign in" in text
    sign_ins = [line for line in said if "whole authority" in line]
    assert any("administrator" in line for line in sign_ins)
    assert sign_ins == [line for line in again if "whole authority" in line]
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [str(ROOT / "tools" / "run.sh"), str(BIN), str(tmp_path / "site")],
            env=_env(port),
            capture_output=True,
            text=True,
        )

    assert done.returncode == 2
    assert f"Port {port} cannot be used" in done.stderr
    assert "make run DOORSTEP_PORT=" in done.stderr
    assert not (tmp_path / "site").exists()
