"""Measure taking a day's visits on a phone: how long it takes, and how large the list is.

    python tests/benchmark/phone.py [--state benchmark-data/phone] [--children 200] [--taken 12]

The policies are the four of the demonstration, the heaviest stack there is; the worker is the busiest.
Figures are of the service itself, without the request: CPU and elapsed seconds, bytes as they are sent.
"""

import argparse
import gzip
import json
import os
import sys
import time
from pathlib import Path
from uuid import uuid4

BENCHMARKS = Path(__file__).parents[2] / "benchmark-data"
ROUNDS = 5


def ready(state: Path, children: int) -> None:
    """Start Django on a database of its own, with the demonstration in it."""
    is_new = not state.exists()
    state.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DOORSTEP_DEMO": "yes", "DOORSTEP_STATE": str(state)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "doorstep.web.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.LOGGING_CONFIG = None
    django.setup()
    call_command("migrate", verbosity=0)
    if is_new:
        call_command("demo", children=children, verbosity=0)


def measure(wanted: int) -> list[str]:
    """Return the lines of the figures."""
    from django.db.models import Count

    from doorstep.web import clock
    from doorstep.web.accounts.models import User
    from doorstep.web.accounts.queries import access_of
    from doorstep.web.caseload.models import Involvement
    from doorstep.web.phone.models import Phone
    from doorstep.web.phone.queries.rounds import own_children, round_of
    from doorstep.web.phone.services.rounds import Chosen, save_round, take_round

    at = clock.now()
    busy = (
        Involvement.objects.filter(end_date=None).values_list("worker_id").annotate(n=Count("pk"))
    )
    known = dict(User.objects.exclude(worker_id="").values_list("worker_id", "pk"))
    worker = next(each for each, _ in busy.order_by("-n") if each in known)
    user = User.objects.get(pk=known[worker])
    by = access_of(user, at=at)
    own = own_children(by, day=by.on)[:wanted]
    row = round_of(user.pk, by.on)
    chosen = [Chosen(each.child.pk) for each in own]
    save_round(day=by.on, chosen=chosen, version=row.version if row else 0, by=by, at=at)
    phone = Phone.objects.create(
        id=uuid4(), user=user, name="Benchmark", key="none", enrolled_at=at, seen_at=at
    )
    figures = []
    for _ in range(ROUNDS):
        began, cpu = time.perf_counter(), time.process_time()
        told = take_round(phone=phone, by=access_of(user, at=at), at=at)
        figures.append((time.process_time() - cpu, time.perf_counter() - began))
    raw = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    first, best = figures[0], min(figures)
    return [
        f"children taken: {len(own)}, others for calls: {len(told['others']) if told else 0}",
        f"first taking of a process: {first[0]:.2f} s CPU, {first[1]:.2f} s elapsed",
        f"best of {ROUNDS}: {best[0]:.2f} s CPU, {best[1]:.2f} s elapsed",
        f"list: {len(raw) / 1000:.0f} kB, {len(gzip.compress(raw)) / 1000:.0f} kB compressed",
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, default=BENCHMARKS / "phone")
    parser.add_argument("--children", type=int, default=200)
    parser.add_argument("--taken", type=int, default=12)
    asked = parser.parse_args()
    ready(asked.state, asked.children)
    sys.stdout.write("\n".join(measure(asked.taken)) + "\n")
