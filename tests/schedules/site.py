"""The site that the schedules are played against: a real server process, two people, six children."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

CLOCK = "2026-11-16T09:30:00+00:00"


class Site:
    """A server on a database in a folder, filled; Django is set up for it in this process too."""

    def __init__(self, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        self.folder = folder
        _settle(folder)
        _fill()
        _copy(database(folder), folder / "filled.sqlite3")
        self.process = self._served()

    def begin_again(self) -> None:
        """Put the database back to what it was when it was filled, while nobody writes."""
        self.end()
        _copy(self.folder / "filled.sqlite3", database(self.folder))
        self.process = self._served()

    def end(self) -> None:
        """Kill the server."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _served(self) -> "subprocess.Popen[bytes]":
        process = _serve(self.folder, self.port)
        _wait_for(f"http://127.0.0.1:{self.port}/health", self.folder / "log")
        return process


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Give a running site, and end it whatever happens."""
    site = Site(folder)
    try:
        yield site
    finally:
        site.end()


def database(folder: Path) -> Path:
    """Return where the database lies."""
    return folder / "doorstep.sqlite3"


def _copy(old: Path, new: Path) -> None:
    """Copy a database, whoever has it open."""
    import sqlite3  # the one that the application put in its place

    with closing(sqlite3.connect(old)) as there, closing(sqlite3.connect(new, timeout=20)) as here:
        there.backup(here)


def _settle(folder: Path) -> None:
    for name in [each for each in os.environ if each.startswith(("DOORSTEP_", "DJANGO_"))]:
        del os.environ[name]
    os.environ |= {
        "DOORSTEP_DEMO": "1", "DOORSTEP_STATE": str(folder), "DOORSTEP_CLOCK": CLOCK,
        "DOORSTEP_PHONE_RATE": "1000000",  # the clock stands, so all of it is one minute
        "DOORSTEP_HOSTS": "127.0.0.1,.localhost", "DOORSTEP_WORKERS": "1", "DOORSTEP_THREADS": "4",
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }  # fmt: skip


def _fill() -> None:
    import django

    django.setup()
    import web_made as made
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    made.adopt()
    for worker_id, name in (("W1", "Ada"), ("W2", "Bo")):
        made.person(name=name, worker_id=worker_id, in_team=made.team())
        ids = [f"{name}{number}" for number in range(3)]
        made.store(*(made.case(each, worker_id=worker_id, worker=name) for each in ids))


def _serve(folder: Path, port: str) -> "subprocess.Popen[bytes]":
    env = os.environ | {"DOORSTEP_BIND": f"127.0.0.1:{port}"}
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:doorstep.web.server"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*gunicorn, "doorstep.web.wsgi"],
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_for(address: str, log: Path) -> None:
    for _ in range(300):
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 (our own)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text()[-3000:])
