"""Play random schedules of what can happen to phones, and count: nothing lost, doubled or invented.

Each schedule is drawn from the seed. Up to two phones with several windows each, two people; network cut
before and after, answers lost, halved, doubled or 500, sessions ended, clocks set, windows killed at any
moment, storage full, another person in between. The page's own modules run in Chromium against a server
process with its database. In the end everything reconnects, and the database is held to the model.

    python tools/play_schedules.py --count 1000 --seed 1
    python tools/play_schedules.py --seed 1 --only 417        # one of them again
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from schedules.play import Player
    from schedules.site import Site

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests")]
FRESH_AFTER = 100  # schedules
FEWEST = 4  # are played, however slow the machine is
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--only", type=int, default=None, help="play this one only")
    parser.add_argument("--seconds", type=float, default=None, help="stop after so long")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="doorstep-schedules-") as folder:
        sys.exit(run(given, Path(folder)))


def run(given: argparse.Namespace, folder: Path) -> int:
    """Play so many, print the counts, and return 0 if nothing was lost, doubled or invented."""
    from schedules.site import running

    with running(folder) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            return play_all(given, site, browser)
        finally:
            browser.close()


def play_all(given: argparse.Namespace, site: "Site", browser: Browser) -> int:
    from schedules.plan import schedule
    from schedules.play import Player, WrongError

    player = Player(browser.new_context(bypass_csp=True), site.port)
    began, failed = time.monotonic(), 0
    for number in numbers(given):
        enough = player.counted["schedules"] >= FEWEST
        if given.seconds and enough and time.monotonic() - began > given.seconds:
            break
        if player.counted["schedules"] % FRESH_AFTER == FRESH_AFTER - 1:
            begin_again(site, player)
        try:
            player.play(f"schedule-{given.seed}-{number}", schedule(given.seed, number))
        except WrongError as wrong:
            failed += 1
            print(f"WRONG {wrong}", flush=True)
            begin_again(site, player)
    tell(player.counted + player.faults(), failed, time.monotonic() - began)
    return 1 if failed else 0


def numbers(given: argparse.Namespace) -> range:
    if given.only is not None:
        return range(given.only, given.only + 1)
    return range(given.first, given.first + given.count)


def begin_again(site: "Site", player: "Player") -> None:
    """Go on with the database as it was filled, so that no child comes to have a thousand visits."""
    site.begin_again()
    player.all_records = 0


def tell(counted: Counter[str], failed: int, seconds: float) -> None:
    for what, often in sorted(counted.items()):
        print(f"{often:>7} {what}")
    print(f"{failed:>7} schedules after which something was lost, doubled, changed or invented")
    print(f"{seconds:>7.0f} seconds")


if __name__ == "__main__":
    main()
