"""The application as a process of its own, on a database of its own, at a fixed time.

The database is filled once in a run and copied for each process of the tests; `start_again` puts a
copy back between tests, so that each begins from the same authority.
"""

import atexit
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import throwaway_postgresql

CLOCK = "2026-11-16T09:30:00+00:00"
FILLED_BY = Path(__file__).with_name("filled.py")
ON_POSTGRESQL = os.environ.get("DOORSTEP_TEST_DATABASE") == "postgresql"


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: where it is, who can sign in, and a way back to the beginning."""

    address: str
    folder: Path
    database: str
    template: str
    known: dict[str, Any]

    def start_again(self) -> None:
        """Put the database back to what it was when it was filled."""
        (_copy_on_postgresql if ON_POSTGRESQL else _copy_on_sqlite)(self.template, self.database)

    def run(self, statement: str) -> None:
        """Run a statement of SQL, to bring about what no page can: an old answer, a broken table."""
        if ON_POSTGRESQL:
            import psycopg

            with psycopg.connect(self.database, autocommit=True) as there:
                there.execute(statement.encode())
            return
        with closing(_sqlite(self.database)) as there:
            there.execute(statement)
            there.commit()


@contextmanager
def site(children: int = 120) -> Iterator[Site]:
    """Give a running site on a copy of this run's authority, and end it whatever happens."""
    template, known = _filled(children)
    folder = Path(tempfile.mkdtemp(prefix="site-", dir=_shared_folder()))
    database = _new_database(folder)
    (_copy_on_postgresql if ON_POSTGRESQL else _copy_on_sqlite)(template, database)
    port = _free_port()
    made = Site(f"http://127.0.0.1:{port}", folder, database, template, known)
    process = _serve(folder, database, port)
    try:
        _wait_for(f"{made.address}/health", process, folder / "log")
        yield made
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def environment(folder: Path, database: str) -> dict[str, str]:
    """Return the environment of the site's process; nothing of another installation comes through."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP_", "DJANGO_"))}
    scheme = "" if ON_POSTGRESQL else "sqlite://"
    return kept | {
        "DOORSTEP_DEMO": "1",
        "DOORSTEP_STATE": str(folder),
        "DOORSTEP_DATABASE": f"{scheme}{database}",
        "DOORSTEP_CLOCK": CLOCK,
        "DOORSTEP_PHONE_RATE": "1000000",  # the clock stands, so all of it is one minute
        "DOORSTEP_WORKERS": "1",
        "DOORSTEP_THREADS": "4",
        "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }


def _shared_folder() -> Path:
    """Return the folder of the whole run, the same for all its processes; removed at its end."""
    if "DOORSTEP_TEST_FOLDER" not in os.environ:
        os.environ["DOORSTEP_TEST_FOLDER"] = tempfile.mkdtemp(prefix="doorstep-tests-")
        atexit.register(shutil.rmtree, os.environ["DOORSTEP_TEST_FOLDER"], ignore_errors=True)
    return Path(os.environ["DOORSTEP_TEST_FOLDER"])


def _filled(children: int) -> tuple[str, dict[str, Any]]:
    """Return the filled database and what is known of it; the first process that asks fills it."""
    folder = _shared_folder() / f"filled-{children}"
    folder.mkdir(exist_ok=True)
    told = folder / "known.json"
    database = _named(f"filled_{children}") if ON_POSTGRESQL else str(folder / "filled.sqlite3")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            if ON_POSTGRESQL:
                _on_postgresql(f"DROP DATABASE IF EXISTS filled_{children}")
                _on_postgresql(f"CREATE DATABASE filled_{children}")
            _fill(folder, database, children, told)
    return database, json.loads(told.read_text())


def _fill(folder: Path, database: str, children: int, told: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(FILLED_BY), str(children)],
        env=environment(folder, database),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    told.write_text(done.stdout)


def _serve(folder: Path, database: str, port: int) -> "subprocess.Popen[bytes]":
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:doorstep.web.server"]
    env = environment(folder, database) | {"DOORSTEP_BIND": f"127.0.0.1:{port}"}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*gunicorn, "doorstep.web.wsgi"],
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=throwaway_postgresql._end_with_parent,
        )


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            break
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 (our own)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text()[-3000:])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _new_database(folder: Path) -> str:
    if ON_POSTGRESQL:
        return _named(folder.name.replace("-", "_").lower())
    return str(folder / "doorstep.sqlite3")


def _sqlite(path: str) -> Any:
    import doorstep.web  # noqa: F401 (puts the SQLite of the application in its place)
    import sqlite3  # isort: skip

    return sqlite3.connect(path, timeout=20)


def _copy_on_sqlite(template: str, database: str) -> None:
    with closing(_sqlite(template)) as old, closing(_sqlite(database)) as new:
        old.backup(new)


def _named(name: str) -> str:
    server, _, rest = throwaway_postgresql.address_for_this_run().partition("/postgres?")
    return f"{server}/{name}?{rest}"


def _copy_on_postgresql(template: str, database: str) -> None:
    old, new = (address.rpartition("?")[0].rpartition("/")[2] for address in (template, database))
    _on_postgresql(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)")
    _on_postgresql(f"CREATE DATABASE {new} TEMPLATE {old}")


def _on_postgresql(statement: str) -> None:
    import psycopg

    address = throwaway_postgresql.address_for_this_run()
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(statement.encode())
