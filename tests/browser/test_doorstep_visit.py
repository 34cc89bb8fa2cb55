"""At the door, without signal: few taps, nothing lost, and in the database as it was typed."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from browser.at_the_door import AtTheDoor, choose_round
from browser.look import faults
from browser.running_site import ON_POSTGRESQL, Site, _sqlite
from browser.walk import Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]
MOST_TAPS, MOST_SECONDS = 8, 60


def rows(site: Site, statement: str) -> list[dict[str, Any]]:
    """Return what stands in the database of the site."""
    if ON_POSTGRESQL:
        import psycopg
        from psycopg.rows import dict_row

        with psycopg.connect(site.database, row_factory=dict_row) as there:
            return there.execute(statement.encode()).fetchall()
    with closing(_sqlite(site.database)) as there:
        told = there.execute(statement)
        names = [column[0] for column in told.description]
        return [dict(zip(names, row, strict=True)) for row in told.fetchall()]


def visits(site: Site, child: str) -> list[dict[str, Any]]:
    """Return what phones recorded of a child, the first first."""
    return rows(
        site,
        "SELECT v.* FROM caseload_visit v JOIN caseload_child c ON c.id = v.child_id"  # noqa: S608
        " JOIN phone_sent s ON s.client_id = v.client_id"
        f" WHERE c.child_id = '{child}' ORDER BY v.id",
    )


@pytest.fixture
def door(walk: Walks, begun_again: Site) -> AtTheDoor:
    """Give a phone with the list of two brothers or sisters and one more child."""
    known = begun_again.known
    pair = known["siblings"][:2]
    other = next(c for c in known["own"] if c not in known["siblings"])
    choose_round(begun_again, known["person"], [known["pks"][c] for c in (*pair, other)])
    return AtTheDoor(walk(begun_again, "social_worker", "phone")).set_up()


def assess(door: AtTheDoor) -> None:
    """Fill in the check on the doorstep, from the list until it is saved."""
    door.tap("button", "At the door")
    door.shows("assess")
    door.answer("Was an assessment made by telephone before?", "Yes")
    door.tap("button", "No to every yes or no question")
    door.write("Who was spoken to at the door", "Mother")
    door.write("Distance, air and PPE for this visit", "Mask, window open.")
    door.answer("What follows", "Go in")
    door.tap("button", "Save the check")
    door.shows("stop")


def test_a_planned_visit_to_two_siblings_takes_few_taps_and_little_time(
    door: AtTheDoor, capsys: pytest.CaptureFixture[str]
) -> None:
    site, (first, second) = door.walk.site, door.walk.site.known["siblings"][:2]
    door.cut()
    began = time.monotonic()
    assess(door)
    with_check = door.taps
    door.tap("button", "Seen, all as planned")
    door.shows("check")
    door.says("Does it count?")
    door.tap("button", "Save 2 records")
    door.shows("done")
    took = time.monotonic() - began
    receipt = door.main.locator(".d-receipt").inner_text()
    plain = door.taps - with_check + 1
    with capsys.disabled():
        print(f" taps {door.taps} with the check on the doorstep, {plain} without; {took:.1f} s ", end="")
    assert door.taps <= MOST_TAPS
    assert plain <= 3
    assert took <= MOST_SECONDS
    door.says("Not sent yet")
    door.reconnect()
    door.says("Doorstep has it")
    door.says("Text for the case system")
    assert not door.walk.faults(widths=("phone", "narrow"))
    for child in (first, second):
        (row,) = visits(site, child)
        assert (row["method"], row["place"], bool(row["seen"])) == ("in_person", "home", True)
    filled = rows(site, "SELECT answers FROM decisions_filled WHERE form LIKE '%doorstep_assessment'")
    told = [json.loads(f["answers"]) if isinstance(f["answers"], str) else f["answers"] for f in filled]
    assert [t["spoken_to"] for t in told if t["precautions"] == "Mask, window open."] == ["Mother"] * 2
    (sent,) = rows(site, "SELECT * FROM phone_sent WHERE kind = 'visit'")
    assert len(receipt) == 9
    assert sent["off_by"] < 0


def test_what_was_typed_of_each_child_survives_a_kill_and_arrives_word_for_word(
    door: AtTheDoor,
) -> None:
    site, known = door.walk.site, door.walk.site.known
    pair = known["siblings"][:2]
    door.cut()
    door.main.locator(".d-stop__title a").first.tap()
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")
    door.answer("Where?", "In the garden")
    for child, seen in zip(pair, ("Yes", "No"), strict=True):
        name = known["names"][child]
        door.answer(f"Was {name} seen?", seen)
        about = door.main.get_by_role("region", name=f"About {name}")
        about.get_by_label("What did you see and hear?").fill(f"“Über” <b>{child}</b> {{why}} & 😀")
        if seen == "No":
            about.get_by_label(f"Why was {name} not seen?").fill("At Gran’s until four.")
    door.page.wait_for_timeout(1000)
    door.again()
    door.shows("visit")
    door.tap("button", "Check what it does")
    door.shows("check")
    door.says("At Gran’s until four.")
    door.page.go_back()
    door.shows("visit")
    door.write("What happens next?", "A call on Friday.")
    door.tap("button", "Check what it does")
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.reconnect()
    door.says("Doorstep has it")
    (one,), (two,) = visits(site, pair[0]), visits(site, pair[1])
    assert one["observations"] == f"“Über” <b>{pair[0]}</b> {{why}} & 😀"
    assert two["observations"] == f"“Über” <b>{pair[1]}</b> {{why}} & 😀"
    assert (bool(one["seen"]), bool(two["seen"])) == (True, False)
    assert two["reason_not_seen"] == "At Gran’s until four."
    assert {one["place"], two["place"]} == {"garden"}
    assert {one["next_step"], two["next_step"]} == {"A call on Friday."}
