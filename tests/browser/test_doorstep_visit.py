"""At the door, without signal: few taps, nothing lost, and in the database as it was typed."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from browser.at_the_door import NAME, AtTheDoor, choose_round
from browser.look import faults
from browser.running_site import ON_POSTGRESQL, Site, _sqlite
from browser.walk import Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]
MOST_TAPS, MOST_SECONDS = 8, 60
MINE = f"phone_id IN (SELECT id FROM phone_phone WHERE name = '{NAME}')"  # noqa: S608 (our own)


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
        f" WHERE c.child_id = '{child}' AND s.{MINE} ORDER BY v.id",
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
        told = f" {door.taps} taps with the check on the doorstep, {plain} without; {took:.1f} s "
        print(told, end="")  # noqa: T201
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
    filled = rows(
        site, "SELECT answers FROM decisions_filled WHERE form LIKE '%doorstep_assessment'"
    )
    told = [
        json.loads(f["answers"]) if isinstance(f["answers"], str) else f["answers"] for f in filled
    ]
    assert [t["spoken_to"] for t in told if t["precautions"] == "Mask, window open."] == [
        "Mother"
    ] * 2
    (sent,) = rows(site, f"SELECT * FROM phone_sent WHERE kind = 'visit' AND {MINE}")  # noqa: S608
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
    door.again()
    door.shows("done")
    door.says("Not sent yet")
    door.reconnect()
    door.says("Doorstep has it")
    (one,), (two,) = visits(site, pair[0]), visits(site, pair[1])
    assert one["observations"] == f"“Über” <b>{pair[0]}</b> {{why}} & 😀"
    assert two["observations"] == f"“Über” <b>{pair[1]}</b> {{why}} & 😀"
    assert (bool(one["seen"]), bool(two["seen"])) == (True, False)
    assert two["reason_not_seen"] == "At Gran’s until four."
    assert {one["place"], two["place"]} == {"garden"}
    assert {one["next_step"], two["next_step"]} == {"A call on Friday."}


def test_every_kind_is_recorded_without_signal_and_stands_in_the_database_as_typed(
    door: AtTheDoor,
) -> None:
    site, known = door.walk.site, door.walk.site.known
    pair = known["siblings"][:2]
    third = next(c for c in known["own"] if c not in known["siblings"])
    door.cut()
    assess(door)
    door.tap("button", "I am going in")
    door.shows("outing")
    door.tap("button", "I am going in")
    door.says("You are in")
    door.tap("button", "They refused it")
    door.shows("visit")
    door.tap("button", "Check what it does")
    door.says("Enter by when the visit is tried again")
    door.write("What happened, and why?", "Father said “go away” & shut the door.")
    door.day("Next attempt by", 18)
    door.tap("button", "Check what it does")
    door.shows("check")
    door.says("(the visit was refused: Father said “go away” & shut the door.)")
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.tap("button", "I am out again")
    door.main.get_by_role("button", name="I am out again").wait_for(state="detached")
    door.tap("button", "Next visit")
    door.shows("stop")
    door.says(known["names"][third])
    door.tap("link", "Today’s visits")
    _call(door, "Disclosure")
    _contact(door)
    door.reconnect()
    door.page.get_by_role("link", name="All sent").tap()
    door.says("Sent today (6)")
    assert not rows(site, f"SELECT * FROM phone_setaside WHERE {MINE}")  # noqa: S608
    sent = rows(site, f"SELECT kind, client_id FROM phone_sent WHERE {MINE} ORDER BY id")  # noqa: S608
    assert [each["kind"] for each in sent] == [
        "assessment",
        "outing",
        "visit",
        "outing",
        "call",
        "contact",
    ]
    for child in pair:
        (row,) = visits(site, child)
        assert (
            row["reason_not_seen"]
            == "the visit was refused: Father said “go away” & shut the door."
        )
        assert "2026-11-18" in str(row["details"])
        assert not row["place"]  # nobody was let in where it was planned
    call, contact = visits(site, third)
    assert (call["visit_type"], call["method"], call["outcome"]) == (
        "kit_call",
        "phone",
        "disclosure",
    )
    assert "From the child; the manager was told." in str(call["details"])
    assert (contact["visit_type"], contact["agency"]) == ("other_agency", "Riverside School")
    assert contact["observations"] == "Present every day."
    started = next(each["client_id"] for each in sent if each["kind"] == "outing")
    (outing,) = (o for o in rows(site, "SELECT * FROM outings_outing") if o["client_id"] == started)
    assert outing["ended_at"] is not None


def _call(door: AtTheDoor, heard: str) -> None:
    """Record a keep-in-touch call with the child of the second door."""
    door.main.get_by_role("link", name="Call instead").nth(1).tap()
    door.shows("call")
    door.says("Talking itself can raise the risk")
    door.answer("How did you call?", "By phone")
    door.answer("Did you reach anybody?", "Yes, we spoke")
    door.write("Who was spoken to", "The child and her mother")
    door.answer("Was the child or young person spoken to?", "Yes")
    door.write("What they say of how they are", "She is not well.")
    door.write("How they took part in the conversation", "Short, watched.")
    door.answer("Was any of this heard?", "Nothing of these")
    door.answer("Was any of this heard?", heard)  # which takes the other away
    door.write("From whom, in which words", "From the child; the manager was told.")
    door.answer("Is there a new or increased risk of child protection or care?", "No")
    door.answer("Is the child attending the school place?", "Attending")
    door.answer("Are you concerned though none of this applies?", "No")
    door.write("What happens next", "A visit today.")
    door.tap("button", "Check what it does")
    door.shows("check")
    door.says("to High and immediate")
    door.tap("button", "Save the record")
    door.shows("done")


def _contact(door: AtTheDoor) -> None:
    """Record the contact of a school with the child of the second door."""
    door.tap("button", "Today’s visits")
    door.main.get_by_role("link", name="Call instead").nth(1).tap()
    door.tap("link", "Contact", exact=True)
    door.answer("Who was in contact?", "Somebody of another agency")
    door.answer("By what means?", "By phone")
    door.write("Which agency, and who?", "Riverside School")
    door.write("What was said or seen?", "Present every day.")
    door.tap("button", "Check what it does")
    door.shows("check")
    door.says("What it counts for is worked out when it is sent")
    door.tap("button", "Save the record")
    door.shows("done")


def test_every_view_is_well_made_at_every_width_with_large_text_and_without_signal(
    walk: Walks, begun_again: Site
) -> None:
    known = begun_again.known
    door = AtTheDoor(walk(begun_again, "social_worker", "phone")).set_up(take=False)
    wrong = look(door, "empty")
    choose_round(begun_again, known["person"], [known["pks"][c] for c in known["siblings"][:2]])
    door.tap("button", "Take today’s visits")
    expect(door.main.locator(".d-stop").first).to_be_visible()
    wrong += look(door, "today")
    door.cut()
    door.tap("button", "Take the list anew")
    door.says("No answer from Doorstep")
    wrong += look(door, "no signal")
    door.main.locator(".d-stop__title a").first.tap()
    door.shows("stop")
    for each in door.main.locator("summary").all():
        each.tap()
    wrong += look(door, "stop")
    for name, view in (("I am going in", "outing"), ("Check on the doorstep", "assess")):
        door.tap("button", name)
        door.shows(view)
        door.main.locator("form button[type=submit], form button").last.tap()
        wrong += look(door, view)
        door.page.go_back()
        door.shows("stop")
    door.tap("button", "Nobody answered")
    door.tap("button", "Check what it does")
    door.says("Say what happened, and why")
    wrong += look(door, "visit with errors")
    door.answer("What came of it?", "The visit was made")
    wrong += look(door, "visit")
    door.page.go_back()
    door.shows("stop")
    door.tap("button", "Seen, all as planned")
    door.shows("check")
    wrong += look(door, "check")
    door.tap("button", "Save 2 records")
    door.shows("done")
    wrong += look(door, "done")
    door.reconnect()
    door.says("Text for the case system")
    wrong += look(door, "sent")
    door.tap("button", "Today’s visits")
    door.tap("link", "Call instead")
    door.tap("button", "Check what it does")
    door.says("Select which children it was about")
    wrong += look(door, "call with errors")
    assert not wrong, "\n".join(wrong)


def look(door: AtTheDoor, name: str) -> list[str]:
    """Return what is wrong with a view: by axe, by width, with text of twice the size, for thumbs."""
    found = faults(door.page)
    door.page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [
        f"text of twice the size: {f}" for f in faults(door.page, widths=("phone",), by_axe=False)
    ]
    door.page.evaluate("document.documentElement.style.fontSize = ''")
    found += [f"small: {words}" for words in door.page.evaluate(SMALL)]
    return [f"{name}: {each}" for each in found]


SMALL = """() => [...document.querySelectorAll("main button, main .d-touch, main summary")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.9)
  .map(e => e.textContent.slice(0, 40))"""


def test_a_visit_is_recorded_by_keyboard_alone(door: AtTheDoor) -> None:
    page = door.page

    def reach(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.textContent"):
                return
        raise AssertionError(words)

    page.locator(".d-stop__title a").first.focus()
    page.keyboard.press("Enter")
    door.shows("stop")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    reach("Seen, all as planned")
    page.keyboard.press("Enter")
    door.shows("check")
    reach("Save 2 records")
    page.keyboard.press("Enter")
    door.shows("done")
    door.says("Saved on this phone")


def test_without_javascript_the_page_leads_to_the_ordinary_form(
    walk: Walks, begun_again: Site
) -> None:
    worker = walk(begun_again, "social_worker", "without JavaScript")
    worker.page.goto(f"{begun_again.address}/doorstep/")
    told = worker.page.locator("noscript")
    assert "It needs JavaScript" in told.inner_text()
    told.locator("a").first.click()
    worker.heads("My day")
    child = begun_again.known["own"][0]
    worker.go(f"/children/{child}/")
    worker.press("Record a visit")
    worker.heads("Record a visit")


def test_what_doorstep_refuses_is_mended_on_the_phone_and_recorded_once(door: AtTheDoor) -> None:
    site, pair = door.walk.site, door.walk.site.known["siblings"][:2]
    door.main.locator(".d-stop__title a").first.tap()
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")
    for child in pair:
        door.answer(f"Was {site.known['names'][child]} seen?", "Yes")
    door.main.get_by_text("It was at another time", exact=True).tap()
    door.day("When was it?", 17)
    door.tap("button", "Check what it does")
    door.says("The day is still to come")
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.says("Needs you")
    door.tap("link", "What needs you")
    door.tap("button", "Mend it")
    door.shows("visit")
    expect(door.main.get_by_role("alert")).to_contain_text(
        "The date must be on or before 16 Nov 2026"
    )
    door.day("When was it?", 15)
    door.tap("button", "Check what it does")
    door.shows("check")
    door.tap("button", "Save 2 records")
    door.says("Doorstep has it")
    for child in pair:
        (row,) = visits(site, child)
        assert str(row["visit_date"]) == "2026-11-15"
