"""What the page at the door says a record will do is what the server works out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser.at_the_door import AtTheDoor, choose_round
from browser.running_site import Site, environment
from browser.walk import Walk
from playwright.sync_api import Page

Walks = Callable[..., Walk]
LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
CHILDREN, FORMS = (30, 20) if LONG else (1, 22)
ANSWERED = """async (base) => {
  const {items} = await import(`${base}/queue.js`);
  const [{answer}] = (await items()).slice(-1);
  return answer.children.map(({counts_for, owed}) => ({counts_for, owed}));
}"""
LOOK_UP = """async ({base, children}) => {
  const {effectOf} = await import(`${base}/effect.js`);
  return children.map(({shared, effects, forms}) => forms.map(({kind, made, written, fields, pk}) =>
    effectOf({pk, effects}, kind, fields, {made, written, shared})));
}"""


def vectors(site: Site, seed: str) -> list[dict[str, Any]]:
    """Return forms filled in at random with what the server works out, made by a process of its own."""
    tests = Path(__file__).parent.parent
    env = environment(site.folder, site.database) | {"PYTHONPATH": f"{tests}"}
    told = [
        sys.executable,
        str(tests / "browser" / "phone_vectors.py"),
        seed,
        str(CHILDREN),
        str(FORMS),
    ]
    done = subprocess.run(told, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def looked_up(page: Page, site: Site, children: list[dict[str, Any]]) -> list[list[Any]]:
    """Return what the page itself finds for each form."""
    page.goto(f"{site.address}/doorstep/")
    base = f"{site.address}/static/doorstep/phone"
    found: list[list[Any]] = page.evaluate(LOOK_UP, {"base": base, "children": children})
    return found


def test_the_page_says_of_forms_filled_in_at_random_what_the_server_works_out(
    walk: Walks, running: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    page, children = walk(running).page, vectors(running, "answers at the door")
    held, tried = 0, 0
    for child, found in zip(children, looked_up(page, running, children), strict=True):
        for form, told in zip(child["forms"], found, strict=True):
            tried += 1
            held += told is not None
            wanted = form["effect"]
            assert (told is None) == (wanted is None), form
            assert told is None or in_any_order(said(told)) == in_any_order(wanted), form
    with capsys.disabled():
        told = f" {held} of {tried} forms looked up on the phone, all as the server says "
        print(told, end="")  # noqa: T201
    assert tried >= 150
    assert held >= 100


def said(effect: dict[str, Any]) -> dict[str, Any]:
    """Return an effect without what says nothing."""
    return {key: value for key, value in effect.items() if value not in ("", [], None, False)}


def in_any_order(effect: dict[str, Any]) -> dict[str, Any]:
    """A visit planned for a day not known before stands where it stood for another of its kind."""
    return effect | {"owed": sorted(effect.get("owed", []), key=str)}


def test_what_is_shown_before_a_visit_is_saved_is_what_the_server_answers_when_it_is_sent(
    walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    choose_round(begun_again, known["person"], [known["pks"][c] for c in known["siblings"][:2]])
    door = AtTheDoor(walk(begun_again, "social_worker", "phone")).set_up()
    door.cut()
    door.main.locator(".d-stop__title a").first.tap()
    door.tap("button", "Seen, all as planned")
    door.shows("check")
    effects = door.main.locator("section:has(.d-counted)")
    counted = [each.locator(".d-counted li").all_inner_texts() for each in effects.all()]
    # Decisions that were due before stand there to be opened.
    owed = [each.locator(".d-next li").all_text_contents() for each in effects.all()]
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.reconnect()
    door.says("Doorstep has it")
    answered = door.page.evaluate(ANSWERED, f"{begun_again.address}/static/doorstep/phone")
    for n, told in enumerate(answered):
        assert len(counted[n]) == len(told["counts_for"])
        assert len(owed[n]) == len(told["owed"])
        for shown, row in zip(counted[n], told["counts_for"], strict=True):
            assert shown.startswith("Counts" if row["counts"] else "Does not count")
            assert row["title"] in shown
        for shown, row in zip(owed[n], told["owed"], strict=True):
            assert row["title"] in shown, row
