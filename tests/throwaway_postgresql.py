"""A PostgreSQL cluster for one run: made in a temporary folder, stopped and removed at its end.

It listens on a socket in its own folder only, so that nothing else can reach it and no port is taken.
Run as a program it says which server there is, with status 1 if there is none.
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

NO_SERVER = "There is no PostgreSQL server here. On Debian or Ubuntu: apt-get install -y postgresql"
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PR_SET_PDEATHSIG = 1


def programs() -> Path | None:
    """Return the folder with `initdb` and `postgres`, the newest version first; None without."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [f for place in PLACES for f in Path("/").glob(f"{place[1:]}/initdb")]
    return (
        max(found, key=lambda f: [int(p) for p in f.parts if p.isdigit()]).parent if found else None
    )


@dataclass
class Cluster:
    """A cluster in a folder, and its server while it runs."""

    folder: Path
    settings: tuple[str, ...] = QUICK
    process: "subprocess.Popen[bytes] | None" = None
    as_user: dict[str, object] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Return what the setting DOORSTEP_DATABASE takes."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def make(self) -> None:
        """Make the cluster's files; the server refuses to run as root, so root lends it to `postgres`."""
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        made = subprocess.run(
            [
                *(str(_program("initdb")), "-D", str(self.folder / "data"), "-U", "postgres"),
                *("--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"),
            ],
            capture_output=True,
            cwd=self.folder,
            **self.as_user,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise RuntimeError(made.stderr.decode())

    def start(self, *, within: float = 120) -> None:
        """Start the server and wait until it answers; it ends when this process does, however.

        After a kill the first tries fail, until what the killed server left has gone.
        """
        until = time.monotonic() + within
        self._launch()
        while not self._answers():
            if time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            if self.process and self.process.poll() is not None:
                time.sleep(0.2)
                self._launch()
            time.sleep(0.05)

    def _launch(self) -> None:
        chosen = ("listen_addresses=", f"unix_socket_directories={self.folder}", *self.settings)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(str(_program("postgres")), "-D", str(self.folder / "data")),
                    *(word for each in chosen for word in ("-c", each)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self.as_user,  # type: ignore[call-overload]
            )

    def _answers(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def kill(self) -> None:
        """Kill the server as a power cut would: no warning, no cleaning up."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Stop the server, with force if it will not, and remove everything."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _end_with_parent() -> None:
    """Have the server stopped if this process is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _program(name: str) -> Path:
    folder = programs()
    if folder is None:
        raise RuntimeError(NO_SERVER)
    return folder / name


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """Give a running cluster, and stop it whatever happens.

    Raises: RuntimeError if there is no server on this machine.
    """
    _program("initdb")
    made = Cluster(Path(tempfile.mkdtemp(prefix="doorstep-pg-")), settings or QUICK)
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.stop()


def address_for_this_run() -> str:
    """Return the address of the run's one cluster: the first process starts it, its children use it."""
    known = os.environ.get("DOORSTEP_TEST_CLUSTER")
    if known:
        return known
    opened = cluster()
    os.environ["DOORSTEP_TEST_CLUSTER"] = address = opened.__enter__().address
    atexit.register(opened.__exit__, None, None, None)
    return address


if __name__ == "__main__":
    sys.stdout.write(f"{programs() or NO_SERVER}\n")
    sys.exit(programs() is None)
