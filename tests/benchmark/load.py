"""Ask a running site at a steady pace, whether it has answered or not: does it keep up?

    python tests/benchmark/load.py [--pace 20] [--seconds 60] [--children 2251] [--database postgresql]

85 % lists, 10 % children's pages, 5 % visits recorded, by ten people at once, through gunicorn with its
usual settings. Bar: 95 % of the answers within 200 ms, no errors.
"""

import argparse
import http.client
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # so that it is found however this file is loaded

import web  # noqa: E402

PORT = 8790
BAR = 200.0
PEOPLE = 10


@dataclass
class Told:
    """What was asked, how long it took from when it was due, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)

    def add(self, kind: str, milliseconds: float, wrong: str) -> None:
        with self.lock:
            self.times.setdefault(kind, []).append(milliseconds)
            if wrong:
                self.errors.append(wrong)


@dataclass(frozen=True)
class Person:
    """Somebody signed in, their children, and the form of a visit to each."""

    cookie: str
    team: int
    forms: dict[str, dict[str, str]]


def people() -> list[Person]:
    """Return ten workers with their sessions and forms, made in this process before the run."""
    from django.db.models import Count

    from doorstep.web import clock
    from doorstep.web.accounts.models import User
    from doorstep.web.caseload.models import Answer

    rows = (
        Answer.objects.filter(standing="has_duties", team__isnull=False)
        .exclude(worker_id="")
        .values("worker_id", "team")
        .annotate(n=Count("pk"))
        .order_by("-n", "worker_id")
    )
    found = []
    for row in rows:
        user = User.objects.filter(worker_id=row["worker_id"]).first()
        if user is None or len(found) == PEOPLE:
            continue
        browser = web.Browser(user)
        children = web.children_of(user)[:5]
        forms = {c: web._form(browser, c, clock.today()) for c in children}
        cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        found.append(Person(cookie, row["team"], forms))
    return found


@contextmanager
def site() -> Iterator[None]:
    """Run the site for a while, as an installation does."""
    environ = os.environ | {"DOORSTEP_BIND": f"127.0.0.1:{PORT}", "DOORSTEP_CLOCK": ""}
    environ["DJANGO_SETTINGS_MODULE"] = "doorstep.web.settings"
    gunicorn = [str(Path(sys.executable).with_name("gunicorn")), "-c", "python:doorstep.web.server"]
    server = subprocess.Popen(
        [*gunicorn, "doorstep.web.wsgi"], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            if _status("GET", "/health", "", "") == 200:
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def _status(method: str, path: str, body: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()


def _asked(who: Person, rng: random.Random) -> tuple[str, str, str, str, int]:
    """Return what kind of request, its method, address and body, and the status it must have."""
    chance, child = rng.random(), rng.choice(list(who.forms))
    if chance < 0.85:
        return "list", "GET", "/", "", 200
    if chance < 0.95:
        return "child", "GET", f"/children/{child}/", "", 200
    form = {**who.forms[child], "client_id": str(uuid.uuid4())}
    return "record", "POST", f"/children/{child}/visits/new/", urlencode(form), 302


def _one(who: Person, asked: tuple[str, str, str, str, int], due: float, told: Told) -> None:
    kind, method, path, body, expected = asked
    status = _status(method, path, body, who.cookie)
    wrong = "" if status == expected else f"{kind}: {status}"
    told.add(kind, (time.perf_counter() - due) * 1000, wrong)


def run(crowd: list[Person], *, pace: float, seconds: float) -> Told:
    """Ask so many times a second for so long; each request waits for no other."""
    told, rng, threads = Told(), random.Random(1), []
    start = time.perf_counter()
    for number in range(int(pace * seconds)):
        due = start + number / pace
        time.sleep(max(0.0, due - time.perf_counter()))
        who = rng.choice(crowd)
        thread = threading.Thread(target=_one, args=(who, _asked(who, rng), due, told))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return told


def show(told: Told, pace: float) -> None:
    every = sorted(t for times in told.times.values() for t in times)
    for kind, times in sorted(told.times.items()):
        times.sort()
        print(
            f"{kind:<8}{len(times):>6}  p50 {times[len(times) // 2]:.0f} ms  p95 {web.late(times):.0f} ms"
        )
    print(
        f"{pace:g} requests a second, {len(every)} in all: p95 {web.late(every):.0f} ms (bar {BAR:.0f}),"
        f" {len(told.errors)} errors {sorted(set(told.errors))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--children", type=int, default=2251)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--state", type=Path, default=web.BENCHMARKS / "load")
    given = parser.parse_args()
    with ExitStack() as stack:
        if given.database == "postgresql":
            sys.path.insert(0, str(HERE.parent))
            import throwaway_postgresql

            server = stack.enter_context(throwaway_postgresql.cluster("fsync=on"))
            os.environ["DOORSTEP_DATABASE"] = server.address
        web.ready(given.state)
        from django.core.management import call_command

        with open(os.devnull, "w") as out:
            call_command("demo", "--if-empty", children=given.children, stdout=out, stderr=out)
        crowd = people()
        with site():
            run(crowd, pace=5, seconds=3)
            show(run(crowd, pace=given.pace, seconds=given.seconds), given.pace)


if __name__ == "__main__":
    sys.modules["benchmark_web"] = web
    main()
