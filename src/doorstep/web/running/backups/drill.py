"""The drill: back up while people work, restore as on another machine, compare, and take the time.

What is restored is thrown away afterwards, and so is the backup. It is sealed with a passphrase that
nobody is told.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection

from doorstep.web.audit import triggers
from doorstep.web.caseload.models import Child
from doorstep.web.running.backups import postgresql
from doorstep.web.running.backups.archive import Manifest
from doorstep.web.running.backups.errors import BackupError
from doorstep.web.running.backups.making import back_up
from doorstep.web.running.backups.places import beside
from doorstep.web.running.backups.told import told_by

AT_ONCE = timedelta(seconds=60)
FOR_A_CHILD = timedelta(
    seconds=0.03
)  # five minutes for 10,000 children; docs/reliability.md says so
LONGEST_SAID = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """How a drill went: seconds for each part, and what was found wrong."""

    backup: float
    restore: float
    compared: float
    size: int
    rows: int
    due: int
    events: int
    within: float
    wrong: tuple[str, ...]

    @property
    def whole(self) -> float:
        """Return how long it took."""
        return self.backup + self.restore + self.compared


def drill(*, at: datetime, in_folder: Path | None = None) -> Drilled:
    """Do it, in a folder that is removed again.

    Raises: BackupError.
    """
    within = AT_ONCE + FOR_A_CHILD * Child.objects.count()
    with tempfile.TemporaryDirectory(prefix="doorstep-drill-", dir=in_folder) as made_in:
        folder = Path(made_in)
        words = folder / "passphrase"
        words.write_text(secrets.token_urlsafe(30))
        began = time.perf_counter()
        made = back_up(folder / "drill.doorstep", at=at, passphrase=words.read_text(), drill=True)
        backed_up = time.perf_counter()
        with _empty_place(folder) as (name, address):
            _restore(folder, address)
            restored = time.perf_counter()
            wrong = tuple(_compared(name, made.manifest))
    return Drilled(
        backup=backed_up - began, restore=restored - backed_up,
        compared=time.perf_counter() - restored, size=made.size,
        rows=sum(made.manifest.counts.values()), due=made.manifest.due_list[0],
        events=made.manifest.counts.get("audit_auditevent", 0), within=within.total_seconds(),
        wrong=wrong,
    )  # fmt: skip


def _compared(name: str, manifest: Manifest) -> Iterator[str]:
    """Say what is not as it was: rows, due list, triggers. The restore itself wrote to the log."""
    with beside("drilled", name) as place:
        told = told_by(place)
        for table, before in manifest.counts.items():
            if table != "audit_auditevent" and told.counts.get(table) != before:
                yield f"{table} has {told.counts.get(table)} rows, and had {before}."
        if told.due_list != manifest.due_list:
            yield "The due list is not the same."
        lacking = triggers.missing(place)
        if lacking:
            yield f"Triggers are missing: {', '.join(lacking)}."


def _restore(folder: Path, address: str) -> None:
    """Restore in a process and a state folder of its own, as another machine would."""
    env = {
        **os.environ, "DOORSTEP_DATABASE": address, "DOORSTEP_STATE": str(folder / "state"),
        "DOORSTEP_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
    }  # fmt: skip
    env.pop("DOORSTEP_DATABASE_FILE", None)
    (folder / "state").mkdir(mode=0o700)
    words = ["--passphrase-file", str(folder / "passphrase"), str(folder / "drill.doorstep")]
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "doorstep.web", "restore", *words],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupError(f"The restore failed: {done.stderr.strip()[-LONGEST_SAID:]}")


@contextmanager
def _empty_place(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the name and the address of a database that holds nothing, removed afterwards."""
    if connection.vendor == "sqlite":
        file = folder / "state" / "doorstep.sqlite3"
        yield str(file), f"sqlite://{quote(str(file))}"
        shutil.rmtree(folder / "state", ignore_errors=True)
        return
    name = f"doorstep_drill_{uuid4().hex[:8]}"
    with postgresql.new_database(name):
        yield name, address_of(name)
    postgresql.drop(name)


def address_of(name: str) -> str:
    """Return the address of another database at the same server, as DOORSTEP_DATABASE takes it."""
    chosen: dict[str, Any] = connection.settings_dict
    user, password = (quote(str(chosen[each] or ""), safe="") for each in ("USER", "PASSWORD"))
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    more = {k: v for k, v in chosen["OPTIONS"].items() if isinstance(v, str | int)}
    port = f":{chosen['PORT']}" if chosen["PORT"] else ""
    return f"postgresql://{who}{port}/{quote(name)}?{urlencode({'host': chosen['HOST'], **more})}"
