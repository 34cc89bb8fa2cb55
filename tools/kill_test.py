"""Kill writers of visits at random, and count what was lost: D1 and D2.

Six processes record visits through the service, each writing down what it was told is stored. Again
and again all of them are killed at once, as a power cut would, and with PostgreSQL every third time the
server too. A writer that begins again first sends what it had no answer to, as a phone does. In the end
everything acknowledged must be there, once, with its audit event, and the chain must be whole.

    python tools/kill_test.py --database sqlite --kills 50
    python tools/kill_test.py                     # both databases, 50 kills each
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]
CHILDREN = 40
DATABASES = ("sqlite", "postgresql")
COLUMNS = (
    "database", "kills", "of the server", "acknowledged", "missing", "twice",
    "without audit", "answers not as the facts", "chain",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--writers", type=int, default=6)
    parser.add_argument("--seed", type=int, default=4)
    given = parser.parse_args()
    if given.database == "both":
        sys.exit(max(run_apart(given, name) for name in DATABASES))
    with tempfile.TemporaryDirectory(prefix="doorstep-kill-") as folder:
        sys.exit(run(given, Path(folder)))


def run_apart(given: argparse.Namespace, database: str) -> int:
    """Run one database in a process of its own, for Django knows one at a time."""
    words = ["--kills", given.kills, "--writers", given.writers, "--seed", given.seed]
    command = [sys.executable, __file__, "--database", database, *map(str, words)]
    return subprocess.run(command, check=False).returncode


def run(given: argparse.Namespace, folder: Path) -> int:
    """Kill so often, print the counts, and return 0 if nothing was lost."""
    if given.database == "sqlite":
        set_up(f"sqlite://{folder / 'doorstep.sqlite3'}")
        return told(given, Killing(given, folder, server=None))
    import throwaway_postgresql

    with throwaway_postgresql.cluster("fsync=on") as server:
        set_up(server.address)
        return told(given, Killing(given, folder, server=server))


def set_up(address: str) -> None:
    """Point Django at an empty database, migrate it, and store some children and a worker."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="web_settings", DOORSTEP_CLOCK="2026-11-16T09:30:00+00:00"
    )
    os.environ.pop("DOORSTEP_TEST_DATABASE", None)
    import django
    import web_settings

    from doorstep.web.environment import Database

    web_settings.DATABASES["default"] = Database.at(address).settings
    django.setup()
    from django.core.management import call_command

    from doorstep.vocabulary import Role

    call_command("migrate", verbosity=0)
    import web_made as made

    made.adopt()
    made.person(Role.SOCIAL_WORKER, name="Noor Calloway", worker_id="W1")
    made.store(*(made.case(f"C{number}") for number in range(CHILDREN)))


class Killing:
    """Starts writers, kills them, and counts."""

    def __init__(self, given: argparse.Namespace, folder: Path, *, server: object | None):
        self.folder, self.server, self.writers = folder, server, given.writers
        self.rng = random.Random(given.seed)
        self.servers_killed = 0

    def once(self, number: int) -> None:
        """Let the writers write for a while, then kill them, and every third time the server."""
        before = self.acknowledged_bytes()
        group = self.start()
        try:
            until = time.monotonic() + 60
            while self.acknowledged_bytes() == before:
                if time.monotonic() > until:
                    raise RuntimeError("Nothing was written for a minute.")
                time.sleep(0.005)
            time.sleep(self.rng.uniform(0, 1))
            if self.server and number % 3 == 2:
                self.server.kill()
                self.servers_killed += 1
        finally:
            os.killpg(group, signal.SIGKILL)
            os.waitpid(group, 0)
        if self.server and self.server.process.poll() is not None:
            self.server.start()

    def start(self) -> int:
        """Start the writers in a process group of their own and return its number."""
        from django.db import connections

        connections.close_all()
        leader = os.fork()
        if leader:
            while os.getpgid(leader) != leader:
                time.sleep(0.001)
            return leader
        os.setpgid(0, 0)
        for number in range(self.writers - 1):
            if os.fork() == 0:
                self.write(number)
        self.write(self.writers - 1)
        raise AssertionError

    def write(self, number: int) -> None:
        """Record visits for ever, the unanswered one of the last life first."""
        files = [self.folder / f"{word}-{number}" for word in ("meant", "stored")]
        meant, stored = (os.open(f, os.O_WRONLY | os.O_APPEND | os.O_CREAT) for f in files)
        said, kept = (f.read_text().split() for f in files)
        again = said[-1] if said and said[-1:] != kept[-1:] and len(said[-1]) == 36 else ""
        while True:
            client_id = again or str(uuid4())
            again or os.write(meant, f"{client_id}\n".encode())
            again = ""
            try:
                record(UUID(client_id))
            except Exception:
                os._exit(1)  # the server was killed under it: no answer, so nothing is written down
            os.write(stored, f"{client_id}\n".encode())

    def acknowledged_bytes(self) -> int:
        return sum(f.stat().st_size for f in self.folder.glob("stored-*"))

    def acknowledged(self) -> set[str]:
        """Return the ids of all visits whose storing was acknowledged."""
        files = self.folder.glob("stored-*")
        return {word for f in files for word in f.read_text().split() if len(word) == 36}


def record(client_id: UUID) -> None:
    """Record the visit that belongs to an id: always the same, however often it is sent."""
    import web_made as made

    from doorstep.facts import Visit
    from doorstep.vocabulary import Method, Place, Role
    from doorstep.web.accounts.models import User
    from doorstep.web.visits.report import Note, VisitReport
    from doorstep.web.visits.services import record_visit

    number = client_id.int
    visit = Visit(
        made.TODAY - timedelta(number % 20),
        seen=True,
        seen_alone=True,
        method=Method.IN_PERSON,
        place=Place.HOME,
        role=Role.SOCIAL_WORKER,
        worker_id="W1",
    )
    report = VisitReport(told=visit, note=Note(observations=str(client_id)))
    worker = made.access(User.objects.get(worker_id="W1"))
    reports = {f"C{number % CHILDREN}": report}
    record_visit(reports=reports, client_id=client_id, by=worker, at=made.AT)


def told(given: argparse.Namespace, killing: Killing) -> int:
    """Kill, count, print a row of the table."""
    for number in range(given.kills):
        killing.once(number)
    found = counts(killing)
    row = [given.database, given.kills, killing.servers_killed, *found]
    if sys.stdout.isatty() or given.database == "sqlite":
        print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
    print(f"| {' | '.join(map(str, row))} |", flush=True)
    return 0 if found[0] and found[1:] == [0, 0, 0, 0, "whole"] else 1


def counts(killing: Killing) -> list[object]:
    """Return how many were acknowledged, and of how many something is wrong."""
    from django.db.models import Count

    from doorstep.web.audit.models import AuditEvent
    from doorstep.web.audit.verifying import verify
    from doorstep.web.caseload.models import Visit

    kept = {str(known) for known in Visit.objects.values_list("client_id", flat=True)}
    twice = Visit.objects.values("client_id").annotate(n=Count("pk")).filter(n__gt=1).count()
    events = AuditEvent.objects.filter(action="record_visit").values_list("detail", flat=True)
    audited = {detail["visit"] for detail in events}
    silent = sum(pk not in audited for pk in Visit.objects.values_list("pk", flat=True))
    acknowledged = killing.acknowledged()
    missing = len(acknowledged - kept)
    chain = "whole" if verify().whole else "broken"
    return [len(acknowledged), missing, twice, silent, stale_answers(), chain]


def stale_answers() -> int:
    """Return of how many children the stored due list is not what the facts give."""
    import web_made as made

    from doorstep.web.caseload.models import Child, Obligation
    from doorstep.web.caseload.services import sweep

    def stored() -> dict[str, list[tuple[object, ...]]]:
        found: dict[str, list[tuple[object, ...]]] = {c: [] for c in ids}
        rows = Obligation.objects.order_by("child", "is_decision", "place")
        for child, *row in rows.values_list("child__child_id", "duty", "due_at", "status", "why"):
            found[child].append(tuple(row))
        return found

    ids = list(Child.objects.values_list("child_id", flat=True))
    before = stored()
    sweep(at=made.AT)
    after = stored()
    return sum(before[child] != after[child] for child in ids)


if __name__ == "__main__":
    main()
