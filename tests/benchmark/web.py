"""Measure pages against a bare Django view of 25 rows, in the same process and run.

    python tests/benchmark/web.py [--state benchmark-data/web] [--children 2251]
    python tests/benchmark/web.py --scale   also the Kent-size database (p95 against the small)

Figures are CPU milliseconds of a request through the whole application as a WSGI server calls it, the
median and the 95th percentile of many, and how many queries it made.
"""

import argparse
import io
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

BENCHMARKS = Path(__file__).parents[2] / "benchmark-data"
BARS = {"my day": 5.0, "team": 5.0, "authority": 5.0, "child": 6.0, "record": 5.0}
QUERIES = {"my day": 8, "team": 8, "authority": 8, "child": 12}
ROUNDS = 40
Figures = dict[str, tuple[list[float], int]]


def ready(state: Path, clock: str = "") -> None:
    """Start Django on a database of its own, with a bare view beside the application's."""
    state.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DOORSTEP_DEMO": "yes", "DOORSTEP_STATE": str(state)}
    if clock:
        os.environ["DOORSTEP_CLOCK"] = clock
    os.environ["DJANGO_SETTINGS_MODULE"] = "doorstep.web.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.LOGGING_CONFIG = None
    django.setup()
    call_command("migrate", verbosity=0)
    settings.ROOT_URLCONF = __name__


def patterns() -> list[Any]:
    """Return the application's addresses and the bare view's."""
    from django.urls import include, path

    from doorstep.web.accounts.gate import public

    own = [path("bare", public(bare)), path("lean", public(lean))]
    return [*own, path("", include("doorstep.web.urls"))]


BARE = """<!doctype html><html><head><title>Bare</title></head><body><table>
{% for owed in rows %}<tr>
<td><a href="/children/{{ owed.child.child_id }}/">{{ owed.child.name }}</a></td>
<td>{{ owed.child.answer.tier }} {{ owed.child.answer.rag }}</td><td>{{ owed.title }}</td>
<td>{{ owed.method }}</td><td>{{ owed.due_on|date }}</td><td>{{ owed.status }}</td>
<td>{{ owed.why }}</td><td>{{ owed.child.answer.worker }}</td></tr>
{% endfor %}</table></body></html>"""


def bare(request: Any) -> Any:
    """Show 25 rows of the due list as a plain Django view would: one query, one template, no more."""
    from django.http import HttpResponse
    from django.template import Context

    from doorstep.web.caseload.models import Obligation

    if "template" not in _kept:
        _kept["template"] = _engine().from_string(BARE)
    rows = (
        Obligation.objects.filter(is_decision=False)
        .select_related("child", "child__answer")
        .defer("child__answer__explanation")
        .order_by("tier_order", "due_on")[:25]
    )
    return HttpResponse(_kept["template"].render(Context({"rows": rows})))


LEAN = """<!doctype html><html><head><title>Lean</title></head><body><table>
{% for child in rows %}<tr><td>{{ child.child_id }}</td><td>{{ child.name }}</td>
<td>{{ child.born|date }}</td><td>{{ child.postcode }}</td></tr>
{% endfor %}</table></body></html>"""


def lean(request: Any) -> Any:
    """Show 25 rows of one table with four short columns: the least a Django view can do."""
    from django.http import HttpResponse
    from django.template import Context

    from doorstep.web.caseload.models import Child

    if "lean" not in _kept:
        _kept["lean"] = _engine().from_string(LEAN)
    rows = Child.objects.order_by("pk")[:25]
    return HttpResponse(_kept["lean"].render(Context({"rows": rows})))


_kept: dict[str, Any] = {}


def _engine() -> Any:
    from django.template import Engine

    return Engine()


class Browser:
    """Somebody signed in, who asks the application as a WSGI server would."""

    def __init__(self, user: Any = None):
        from django.core.handlers.wsgi import WSGIHandler

        self.application, self.cookies = WSGIHandler(), {}
        if user is not None:
            from django.conf import settings
            from django.test import Client

            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            name = settings.SESSION_COOKIE_NAME
            self.cookies = {name: client.cookies[name].value}

    def ask(self, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        body = urlencode(form).encode() if form is not None else b""
        environ = {
            "REQUEST_METHOD": "POST" if form is not None else "GET",
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            told["status"], told["headers"] = int(status.split()[0]), headers
            return lambda _: None

        answer = self.application(environ, start)
        page = b"".join(answer).decode(errors="replace")
        answer.close()
        for name, value in told["headers"]:
            if name.casefold() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return told["status"], dict(told["headers"]).get("Location", ""), page


def milliseconds(ask: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return the CPU milliseconds of each of so many requests, the first few left out."""
    for _ in range(5):
        ask()
    found = []
    for _ in range(rounds):
        began = time.process_time()
        ask()
        found.append((time.process_time() - began) * 1000)
    return sorted(found)


def queries(ask: Callable[[], object]) -> int:
    """Return how many queries a request makes, beginning and ending transactions left out."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        ask()
    plain = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
    return sum(not q["sql"].startswith(plain) for q in caught.captured_queries)


def people() -> tuple[Any, Any, Any, str, int]:
    """Return the busiest worker, a manager of the team, one of all, a child of the worker's, the team."""
    from django.db.models import Count

    from doorstep.web.caseload.models import Answer

    row = (
        Answer.objects.filter(standing="has_duties", team__isnull=False)
        .exclude(worker_id="")
        .values("worker_id", "team")
        .annotate(n=Count("pk"))
        .order_by("-n", "worker_id")
    )[0]
    child = (
        Answer.objects.filter(worker_id=row["worker_id"], standing="has_duties")
        .select_related("child")
        .order_by("-child__document__body")
        .first()
    )
    assert child is not None
    worker = _person("social_worker", worker_id=row["worker_id"])
    manager = _person("team_manager", team_id=row["team"])
    senior = _person("senior_manager")
    return worker, manager, senior, child.child.child_id, row["team"]


def _person(role: str, *, worker_id: str = "", team_id: int | None = None) -> Any:
    """Return somebody with this role and no other, made if need be."""
    from datetime import timedelta

    from doorstep.web import clock
    from doorstep.web.accounts.models import RoleHeld, User

    known = User.objects.filter(worker_id=worker_id).first() if worker_id else None
    name = f"benchmark-{role}-{team_id or worker_id}"
    user = (
        known
        or User.objects.get_or_create(
            username=name, defaults={"name": name, "worker_id": worker_id}
        )[0]
    )
    if not user.roles.exists():
        start = clock.today() - timedelta(days=9)
        RoleHeld.objects.create(user=user, role=role, team_id=team_id, start_date=start)
    return user


def children_of(worker: Any) -> list[str]:
    """Return the children of a worker whose record is open to them."""
    from doorstep.web.caseload.models import Child

    mine = Child.objects.filter(answer__worker_id=worker.worker_id, answer__standing="has_duties")
    mine = mine.filter(restrictions=None)
    return list(mine.values_list("child_id", flat=True))


def measure() -> Figures:
    """Return CPU milliseconds and queries of each page."""
    worker, manager, senior, child, team = people()
    one, other, third = Browser(worker), Browser(manager), Browser(senior)
    nobody = Browser()
    asked: dict[str, Callable[[], object]] = {
        "bare": lambda: nobody.ask("/bare"),
        "lean": lambda: nobody.ask("/lean"),
        "my day": lambda: _fine(one.ask("/")),
        "team": lambda: _fine(other.ask(f"/teams/{team}/")),
        "authority": lambda: _fine(third.ask("/authority/")),
        "child": lambda: _fine(one.ask(f"/children/{child}/")),
        "record": recording(one, children_of(worker)),
    }
    return {name: (milliseconds(ask), queries(ask)) for name, ask in asked.items()}


def _fine(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    assert answer[0] == 200, (answer[0], answer[1], answer[2][:300])
    return answer


def recording(browser: Browser, children: list[str]) -> Callable[[], object]:
    """Return a function that saves one more visit, to one child after another of the worker's.

    The forms are fetched beforehand; each sending has a key of its own.
    """
    import uuid

    from doorstep.web import clock

    forms = cycle([(c, _form(browser, c, clock.today())) for c in children])

    def save() -> object:
        child, form = next(forms)
        client = str(uuid.uuid4())
        sent = [(k, client if k == "client_id" else v) for k, v in form.items()]
        status, where, page = browser.ask(f"/children/{child}/visits/new/", sent)
        assert status == 302, (status, where, re.sub(r"<[^>]+>", " ", page)[:1500])
        return status

    return save


def _form(browser: Browser, child: str, today: Any) -> dict[str, str]:
    _, _, page = browser.ask(f"/children/{child}/visits/new/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    return {**typed(page, today), "csrfmiddlewaretoken": token[1]}


WORDS = "A long talk in the kitchen; the younger one showed me the drawings on the wall."


def typed(page: str, today: Any) -> dict[str, str]:
    """Return the form for a visit as somebody fills it in: made today, in person, at home, all seen."""
    told = {"step": "save", "came_of": "made", "method": "in_person", "place": "home"}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", page):
        parts = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        name = parts.get("name", "")
        if not name or name in told or name == "together":
            continue
        if parts.get("type") == "hidden":
            told[name] = parts.get("value", "")
        elif name.endswith("-seen"):
            told[name] = "yes"
        elif name.startswith("visit_date"):
            day = {"day": today.day, "month": today.month, "year": today.year}
            told[name] = str(day[name.rpartition("-")[2]])
        elif tag.startswith("<textarea"):
            told[name] = WORDS
    return told


def show(found: Figures) -> None:
    """Print each page's figures beside the bare view's and its bar."""
    base, least = (statistics.median(found[name][0]) for name in ("bare", "lean"))
    print(
        f"{'page':<11}{'median':>9}{'p95':>9}{'x bare':>8}{'bar':>5}{'x lean':>8}{'queries':>9}{'bar':>5}"
    )
    for name, (times, count) in found.items():
        middle, bar = statistics.median(times), BARS.get(name)
        print(
            f"{name:<11}{middle:>7.2f}ms{late(times):>7.2f}ms{middle / base:>8.2f}"
            f"{f'{bar:.0f}' if bar else '':>5}{middle / least:>8.2f}{count:>9}"
            f"{QUERIES.get(name, ''):>5}"
        )


def late(times: list[float]) -> float:
    """Return the 95th percentile."""
    return times[int(len(times) * 0.95)]


def compare(small: Figures, large: Figures) -> None:
    """Print how the lists of a large authority compare with those of a small one (bar 1.5)."""
    for name in ("my day", "team", "authority"):
        one, other = late(small[name][0]), late(large[name][0])
        print(
            f"{name:<11} p95 {one:.2f} ms small, {other:.2f} ms large: {other / one:.2f}x (bar 1.5)"
        )


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return patterns()
    raise AttributeError(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, default=BENCHMARKS / "web")
    parser.add_argument("--children", type=int, default=2251)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.scale:
        one = _figures_of("--state", str(given.state), "--children", str(given.children))
        other = _figures_of("--state", str(BENCHMARKS / "state"), "--children", "0")
        show(one)
        compare(one, other)
        return
    ready(given.state, clock="2026-11-20T09:30:00+00:00" if not given.children else "")
    from django.core.management import call_command

    if given.children:
        out = open(os.devnull, "w")  # noqa: SIM115
        call_command("demo", "--if-empty", children=given.children, stdout=out, stderr=out)
    found = measure()
    print(json.dumps(found)) if given.json else show(found)


def _figures_of(*arguments: str) -> Figures:
    """Return the figures of another database, measured in a process of its own."""
    command = [sys.executable, __file__, "--json", *arguments]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: Figures = json.loads(told.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
