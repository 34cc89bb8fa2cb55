"""Kill the processes that send messages at random, and count what arrived: nothing lost, nothing twice.

Three senders share the outbox. Again and again all are killed at once, wherever they are, and others go
on. In the end every message must have arrived. Through a folder and GOV.UK Notify (a server that answers
like it) exactly once; by SMTP and to a webhook at least once under the same key, by which the receiver
drops doubles; how often that was needed is told.

    python tools/kill_sender.py                          # SQLite, 100 kills for each way
    python tools/kill_sender.py --database postgresql --way smtp --kills 25
"""

import argparse
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]
WAYS = ("folder", "notify", "smtp", "webhook")
ONCE = {"folder", "notify"}  # these can be asked, so nothing is handed over twice
SENDERS, EACH_TIME = 3, 8
LEASE = timedelta(seconds=0.6)
COLUMNS = ("database", "way", "kills", "messages", "arrived", "lost", "handed over twice")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--way", choices=[*WAYS, "all"], default="all")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="doorstep-kill-") as folder:
        sys.exit(run(given, Path(folder)))


def run(given: argparse.Namespace, folder: Path) -> int:
    """Kill so often for each way, print the counts, and return 0 if all is as it must be."""
    if given.database == "sqlite":
        set_up(f"sqlite://{folder / 'doorstep.sqlite3'}")
        return all_ways(given, folder)
    import throwaway_postgresql

    with throwaway_postgresql.cluster("fsync=off") as server:
        set_up(server.address)
        return all_ways(given, folder)


def set_up(address: str) -> None:
    """Point Django at an empty database and migrate it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "web_settings"
    os.environ.pop("DOORSTEP_TEST_DATABASE", None)
    import django
    import web_settings

    from doorstep.web.environment import Database

    web_settings.DATABASES["default"] = Database.at(address).settings
    web_settings.LOGGING_CONFIG = None
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def all_ways(given: argparse.Namespace, folder: Path) -> int:
    print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
    ways = WAYS if given.way == "all" else (given.way,)
    return max(Killing(given, folder / way, way).told() for way in ways)


class Killing:
    """One way out: a receiver, senders that are killed, and the counts."""

    def __init__(self, given: argparse.Namespace, folder: Path, way: str):
        folder.mkdir()
        self.given, self.folder, self.way = given, folder, way
        self.rng = random.Random(given.seed)
        self.log = folder / "arrived"
        self.log.touch()
        self.port = free_port()
        self.made = 0

    def told(self) -> int:
        """Kill, send the rest, count, print a row."""
        receiver = self.receiver()
        try:
            self.prepare()
            for _ in range(self.given.kills):
                self.once()
            self.finish()
        finally:
            time.sleep(0.2)  # for the last to be written down
            os.kill(receiver, signal.SIGKILL)
            os.waitpid(receiver, 0)
        arrived, twice = self.counts()
        lost = self.made - arrived
        row = [self.given.database, self.way, self.given.kills, self.made, arrived, lost, twice]
        print(f"| {' | '.join(map(str, row))} |", flush=True)
        return int(lost != 0 or (twice != 0 and self.way in ONCE))

    def prepare(self) -> None:
        import notice_made as told
        import web_made as made
        from django.conf import settings

        settings.MAIL = {"folder": f"folder:{self.folder}", "webhook": ""}.get(self.way, self.way)
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", self.port
        settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = told.NOTIFY_KEY, "t"
        settings.NOTIFY_ADDRESS = f"http://127.0.0.1:{self.port}"
        settings.WEBHOOK_NETWORKS, settings.DEMO = ["127.0.0.0/8"], True
        self.user = self.hook = None
        if self.way == "webhook":
            self.hook = told.webhook(f"http://127.0.0.1:{self.port}/")[0]
        else:
            self.user = made.person()
            told.wish(self.user, email="noor@anyshire.example")

    def once(self) -> None:
        """Put some messages, let the senders work for a moment, and kill them all."""
        import notice_made as told
        from django.db import connections

        for _ in range(EACH_TIME):
            self.made += 1
            told.notice(f"{self.way}:{self.made}", user=self.user, hook=self.hook, at=now())
        connections.close_all()
        pids = [self.sender() for _ in range(SENDERS)]
        time.sleep(self.rng.uniform(0.01, 0.25))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)

    def sender(self) -> int:
        """Start a process that sends until it is killed."""
        pid = os.fork()
        if pid:
            return pid
        try:
            while True:
                send()
                time.sleep(0.005)
        finally:
            os._exit(1)

    def finish(self) -> None:
        """Send what is left, as the next worker would."""
        from doorstep.web.notices.models import Notice, State

        until = time.monotonic() + 60
        while Notice.objects.exclude(state=State.SENT).exists() and time.monotonic() < until:
            Notice.objects.filter(state=State.FAILED).update(not_before=now())
            send()
            time.sleep(0.05)

    def counts(self) -> tuple[int, int]:
        """Return how many keys arrived, and how many messages came though their key was there already."""
        arrived = Counter(self.log.read_text().split())
        return len(arrived), sum(number - 1 for number in arrived.values())

    def receiver(self) -> int:
        """Start what receives, in a process of its own."""
        pid = os.fork()
        if pid == 0:
            file = os.open(self.log, os.O_WRONLY | os.O_APPEND)
            say = lambda key: os.write(file, f"{key}\n".encode())  # noqa: E731
            if self.way == "folder":
                take_away(self.folder, say)
            receive(self.way, self.port, say)
        if self.way != "folder":
            wait_for(self.port)
        return pid


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def send() -> None:
    """Send what can go now."""
    import uuid

    from doorstep.web.notices.sending import Sender

    Sender(now=now, name=uuid.uuid4().hex, lease=LEASE).send_all()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(500):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("The receiver did not start.")


def take_away(folder: Path, arrived: object) -> None:
    """Move each file into `sent`, as a program that sends them does, until killed."""
    (folder / "sent").mkdir()
    while True:
        for file in list(folder.glob("*.eml")):
            file.rename(folder / "sent" / file.name)
            arrived(file.name)
        time.sleep(0.002)


def receive(way: str, port: int, arrived: object) -> None:
    """Receive until killed, and write down the key of each message."""
    if way == "smtp":
        receive_mail(port, arrived)
    else:
        receive_http(port, arrived)


def receive_mail(port: int, arrived: object) -> None:
    from email import message_from_bytes

    from aiosmtpd.controller import Controller

    class Handler:
        async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
            arrived(message_from_bytes(envelope.content)["Message-ID"])
            return "250 OK"

    Controller(Handler(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(60)


def receive_http(port: int, arrived: object) -> None:
    import json
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from urllib.parse import parse_qs, urlsplit

    known: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            key = self.headers.get("Doorstep-Key") or json.loads(body)["reference"]
            known.add(key)
            arrived(key)
            self.answer({"id": "1"})

        def do_GET(self) -> None:
            wanted = parse_qs(urlsplit(self.path).query)["reference"][0]
            self.answer({"notifications": [wanted] if wanted in known else []})

        def answer(self, told: object) -> None:
            text = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *told: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(OSError, ValueError):  # the sender was killed while it spoke
                super().handle()

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main()
