"""Measure how long the walk of a long audit log takes, and how much memory (U5): at most 60 s a million.

python tests/benchmark/audit.py [EVENTS] [postgresql://address/of/an/empty/database]
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BEGAN = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
CHUNK = 10_000
LIMIT = 60.0  # seconds for a million events


def main(events: int, database: str) -> None:
    """Make a log of so many events in a new database, walk it, and say the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "doorstep.web.settings",
            "DOORSTEP_DEMO": "yes",
            "DOORSTEP_STATE": folder,
            "DOORSTEP_DATABASE": database or f"sqlite://{folder}/log.sqlite3",
        }
        _measure(events)


def _measure(events: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill(events)
    from doorstep.web.audit.verifying import verify

    before, cpu, wall = _memory(), time.process_time(), time.perf_counter()
    walk = verify()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{walk.events:,} events, whole: {walk.whole}")
    print(
        f"{wall:.1f} s ({cpu:.1f} s of CPU), {wall / events * 1e6:.1f} s a million; limit {LIMIT:.0f} s"
    )
    print(
        f"memory at the most {_memory():.0f} MB, of which the walk added {_memory() - before:.0f} MB"
    )
    if not walk.whole or wall / events * 1e6 > LIMIT:
        sys.exit(1)


def _fill(events: int) -> None:
    from doorstep.web.audit.models import AuditEvent

    some: list[AuditEvent] = []
    for event in _events(events):
        some.append(event)
        if len(some) == CHUNK:
            AuditEvent.objects.bulk_create(some)
            some.clear()
    AuditEvent.objects.bulk_create(some)


def _events(number: int) -> Iterator[Any]:
    from doorstep.web.audit.chain import BEFORE_THE_FIRST, hash_of
    from doorstep.web.audit.models import AuditEvent

    last = BEFORE_THE_FIRST
    for count in range(number):
        values = {
            "happened_at": BEGAN + timedelta(seconds=count),
            "actor_id": count % 300,
            "actor": f"Worker {count % 300}",
            "acting_for": "",
            "action": "record_visit" if count % 10 == 0 else "read_child",
            "subject": "child",
            "subject_id": f"C{count % 2500}",
            "detail": {"page": "child", "visit": count} if count % 10 == 0 else {"page": "child"},
            "request_id": f"{count:032x}",
        }
        event = AuditEvent(**values, previous_hash=last, hash=hash_of(values, last))
        last = event.hash
        yield event


def _memory() -> float:
    """Return the most memory this process has used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000, sys.argv[2] if sys.argv[2:] else "")
