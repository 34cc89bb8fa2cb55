"""Measure pages against a bare Django view of 25 rows, in the same process and run.

    python tests/benchmark/web.py [--state benchmark-data/web] [--children 2251]
    python tests/benchmark/web.py --scale   also the Kent-size database (p95 against the small)

Figures are CPU milliseconds of a request through the whole application as a WSGI server calls it, the
median and the 95th percentile of many, and how many queries it made.
"""

import argparse
import io
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

BENCHMARKS = Path(__file__).parents[2] / "benchmark-data"
BARS = {"my day": 5.0, "team": 5.0, "child": 6.0, "record": 5.0}
QUERIES = {"my day": 8, "team": 8, "child": 12}
ROUNDS = 40


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

    return [path("bare", public(bare)), path("", include("doorstep.web.urls"))]


BARE = """<!doctype html><html><head><title>Bare</title></head><body><table>
{% for child in children %}<tr><td><a href="/children/{{ child.child_id }}/">{{ child.name }}</a></td>
<td>{{ child.child_id }}</td><td>{{ child.born|date }}</td><td>{{ child.postcode }}</td>
<td>{{ child.address }}</td><td>{{ child.version }}</td></tr>
{% endfor %}</table></body></html>"""


def bare(request: Any) -> Any:
    """Show 25 rows as a plain Django view would."""
    from django.http import HttpResponse
    from django.template import Context, Engine

    from doorstep.web.caseload.models import Child

    template = _engine().from_string(BARE) if "t" not in _kept else _kept["t"]
    _kept["t"] = template
    children = Child.objects.order_by("pk")[:25]
    assert Engine
    return HttpResponse(template.render(Context({"children": children})))


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


def people() -> tuple[Any, Any, str, int]:
    """Return the busiest worker, a manager of that worker's team, one of the children, the team."""
    from django.db.models import Count

    from doorstep.web.accounts.models import RoleHeld, User
    from doorstep.web.caseload.models import Answer

    busy = (
        Answer.objects.filter(standing="has_duties", team__isnull=False)
        .values("worker_id", "team")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    known = set(User.objects.exclude(worker_id="").values_list("worker_id", flat=True))
    row = next(r for r in busy if r["worker_id"] in known)
    worker = User.objects.get(worker_id=row["worker_id"])
    manager = RoleHeld.objects.filter(role="team_manager", team=row["team"]).first()
    child = (
        Answer.objects.filter(worker_id=row["worker_id"], standing="has_duties")
        .select_related("child")
        .order_by("-child__document__body")
        .first()
    )
    assert manager is not None
    assert child is not None
    return worker, manager.user, child.child.child_id, row["team"]


def measure() -> dict[str, tuple[list[float], int]]:
    """Return CPU milliseconds and queries of each page."""
    worker, manager, child, team = people()
    one, other, nobody = Browser(worker), Browser(manager), Browser()
    asked: dict[str, Callable[[], object]] = {
        "bare": lambda: nobody.ask("/bare"),
        "my day": lambda: _fine(one.ask("/")),
        "team": lambda: _fine(other.ask(f"/teams/{team}/")),
        "child": lambda: _fine(one.ask(f"/children/{child}/")),
        "record": recording(one, child),
    }
    return {name: (milliseconds(ask), queries(ask)) for name, ask in asked.items()}


def _fine(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    assert answer[0] == 200, (answer[0], answer[1], answer[2][:300])
    return answer


def recording(browser: Browser, child: str) -> Callable[[], object]:
    """Return a function that saves one more visit; the form is fetched once, its key made anew."""
    import uuid

    from doorstep.web import clock

    _, _, page = browser.ask(f"/children/{child}/visits/new/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    today = clock.today()
    form = {**typed(page, today), "csrfmiddlewaretoken": token[1]}

    def save() -> object:
        client = str(uuid.uuid4())
        sent = [(k, client if k == "client_id" else v) for k, v in form.items()]
        status, where, page = browser.ask(f"/children/{child}/visits/new/", sent)
        assert status == 302, (status, where, re.sub(r"<[^>]+>", " ", page)[:1500])
        return status

    return save


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


def show(found: dict[str, tuple[list[float], int]]) -> None:
    """Print each page's figures beside the bare view's and its bar."""
    base = statistics.median(found["bare"][0])
    print(
        f"{'page':<10}{'median':>9}{'p95':>9}{'times bare':>12}{'bar':>6}{'queries':>9}{'bar':>5}"
    )
    for name, (times, count) in found.items():
        middle, late = statistics.median(times), times[int(len(times) * 0.95)]
        bar, most = BARS.get(name), QUERIES.get(name)
        print(
            f"{name:<10}{middle:>7.2f}ms{late:>7.2f}ms{middle / base:>11.2f}x"
            f"{f'{bar:.0f}x' if bar else '':>6}{count:>9}{most or '':>5}"
        )


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return patterns()
    raise AttributeError(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, default=BENCHMARKS / "web")
    parser.add_argument("--children", type=int, default=2251)
    given = parser.parse_args()
    sys.modules["benchmark_web"] = sys.modules["__main__"]
    ready(given.state)
    from django.core.management import call_command

    call_command("demo", "--if-empty", children=given.children, verbosity=0)
    show(measure())


if __name__ == "__main__":
    main()
