"""Measure the nightly sweep of a Kent-size authority: seconds, memory, and what it costs a child.

    python tests/benchmark/sweep.py [--data benchmark-data/kent-11247] [--state benchmark-data/state]

The database is filled once, which takes minutes, and kept. DOORSTEP_DATABASE chooses another one.
"""

import argparse
import os
import resource
import sys
import time
from datetime import datetime
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmark-data"
AT = "2026-11-20T00:05:00+00:00"


def ready(state: Path) -> None:
    """Start Django on the benchmark's own database."""
    state.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DOORSTEP_DEMO": "yes", "DOORSTEP_STATE": str(state), "DOORSTEP_CLOCK": AT}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def fill(data: Path) -> int:
    """Store the extract with three packs adopted, unless that was done; return how many children."""
    from datetime import date

    from doorstep.intake import read
    from doorstep.web.caseload.models import Child
    from doorstep.web.caseload.services import store_extract
    from doorstep.web.policies.models import AdoptedPack

    if not AdoptedPack.objects.exists():
        for pack, start in (
            ("england-statutory", date(2011, 4, 1)),
            ("practice-standards-2022", date(2020, 11, 1)),
            ("worcestershire-2020", date(2026, 9, 1)),
        ):
            AdoptedPack.objects.create(
                pack=pack, start_date=start, decided_by="x", recorded_at=_at()
            )
    if Child.objects.count() == 0:
        store_extract(read(data), by=None, at=_at(), progress=lambda w: print(w, file=sys.stderr))
    return Child.objects.count()


def _at() -> datetime:
    return datetime.fromisoformat(AT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=BENCHMARKS / "kent-11247")
    parser.add_argument("--state", type=Path, default=BENCHMARKS / "state")
    given = parser.parse_args()
    ready(given.state)
    print(f"{fill(given.data):,} children stored")
    if os.fork() == 0:
        _measure()
        os._exit(0)
    os.wait()


def _measure() -> None:
    from django.db import connection

    from doorstep.web.caseload.services import sweep

    connection.close()
    began, used = time.perf_counter(), time.process_time()
    done = sweep(at=_at())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time() - used
    print(
        f"sweep of {done:,} children: {time.perf_counter() - began:.1f} s wall, {cpu:.1f} s CPU,"
        f" {cpu / done * 1e6:.0f} µs a child, {memory:.0f} MB at most (bars 60 s, 1,000 MB)"
    )


if __name__ == "__main__":
    main()
