"""Somebody leaves: nothing is left behind; and a move that is partly impossible moves nobody."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from browser.running_site import Site, environment
from browser.walk import Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]


def with_leaver(site: Site) -> dict[str, Any]:
    """Put a leaver into the site's database; return who and what there is."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("leaving.py"))],
        env=environment(site.folder, site.database),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def choose(person: Walk, words: str, to: int) -> None:
    """Choose to whom the things go whose label has these words."""
    picks = person.main.get_by_role("table").get_by_label(words)
    for number in range(picks.count()):
        picks.nth(number).select_option(str(to))


def test_a_leaver_is_handed_over_to_zero_and_a_partly_impossible_move_changes_nothing(
    walk: Walks, begun_again: Site
) -> None:
    known = with_leaver(begun_again)
    manager = walk(begun_again, known["manager"])
    manager.menu("Teams")
    manager.follow(known["team"])
    manager.follow("People")
    assert "23" in manager.row("Lena Voss")

    manager.press("Move children")
    manager.follow("Tick all on this page")
    manager.press("Say who is to have those ticked")
    manager.main.get_by_label("Give them to").select_option(str(known["ben"]))
    manager.main.get_by_label("Why?").fill("Lena leaves")
    manager.press("Check what it does")
    manager.reads("2 children of 25 cannot be moved")
    manager.reads("Child L23: Ben Coldwell has this child already")
    manager.reads("Child L24: Ben Coldwell has this child already")
    expect(manager.main.get_by_role("button", name="Move ")).to_have_count(0)
    manager.follow("Cancel")
    assert "23" in manager.row("Lena Voss"), "nothing was moved"

    manager.go(f"/staff/{known['person']}/hand-over/")
    manager.reads("31 not handed over")
    manager.reads("Signatures only they can give (2)")
    manager.main.get_by_label("Give everything to").select_option(str(known["ben"]))
    manager.main.get_by_label("Why is it handed over?").fill("Leaves on 30 November")
    manager.press("Hand over")
    manager.reads("Nothing was handed over")
    manager.reads("Ben Coldwell is not an IRO")
    manager.reads("31 not handed over")

    choose(manager, "IRO", known["odd"])
    choose(manager, "Visiting plan", known["odd"])
    manager.press("Hand over")
    manager.reads("31 things are handed over")
    manager.reads("Nothing is left with Lena Voss")

    taker = walk(begun_again, known["taker"])
    taker.go("/children/L05/")
    taker.reads("Ben Coldwell")

    administrator = walk(begun_again, "administrator")
    administrator.go(f"/administration/people/{known['person']}/close/")
    administrator.press("Close")
    administrator.reads("The account is closed")
