"""The frame of the phone page: says what fails, moves nothing under a thumb, forgets when locked."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from browser.at_the_door import AtTheDoor, choose_round
from browser.phone_kept import PIN, QUEUE, KeptPhone
from browser.running_site import Site
from browser.test_doorstep_lines import FULL, said
from browser.walk import TIME, Walk
from playwright.sync_api import Browser, CDPSession, expect

Walks = Callable[..., Walk]

SIGNED_OUT_ELSEWHERE = """async () => {
  const store = await import("/static/doorstep/phone/store.js");
  for (const person of await store.all("keys")) await store.put("keys", { ...person, signedOut: true });
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""
DAYS_AGO = """async () => {
  const store = await import("/static/doorstep/phone/store.js");
  for (const item of await store.all("queue"))
    await store.put("queue", { ...item, sent_at: "2026-11-13T10:00:00Z" });
}"""
NO_LIST = """async () => {
  const vault = await import("/static/doorstep/phone/vault.js");
  await vault.dropList(vault.user());
}"""
OLD_BROWSER = """async () => {
  const real = createImageBitmap;
  globalThis.createImageBitmap = (file, ...more) =>
    more.length ? Promise.reject(new TypeError("no options")) : real(file);
  const drawing = document.createElement("canvas");
  [drawing.width, drawing.height] = [30, 20];
  drawing.getContext("2d").fillRect(0, 0, 30, 20);
  const file = await new Promise((done) => drawing.toBlob(done, "image/png"));
  const { drawnAnew } = await import("/static/doorstep/phone/picture.js");
  const { canvas, blob } = await drawnAnew(file);
  return [canvas.width, canvas.height, blob.type];
}"""
PRIVATE_WINDOW = """
Object.defineProperty(Navigator.prototype, "serviceWorker", { get: () => undefined });
StorageManager.prototype.persisted = async () => false;
StorageManager.prototype.persist = () => new Promise(() => {});
"""


@pytest.fixture
def door(walk: Walks, begun_again: Site) -> AtTheDoor:
    """Give a phone with the list of two brothers or sisters and two more children."""
    known = begun_again.known
    pair = known["siblings"][:2]
    others = [each for each in known["own"] if each not in known["siblings"]][:2]
    choose_round(begun_again, known["person"], [known["pks"][c] for c in (*pair, *others)])
    return AtTheDoor(walk(begun_again, "social_worker", "phone")).set_up()


def to_the_visit(door: AtTheDoor) -> None:
    """Open the form of the first visit."""
    door.main.locator(".d-stop__title a").first.tap()
    door.shows("stop")
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")


def as_planned(door: AtTheDoor) -> None:
    """Record the first visit as it was planned, and go back to the list."""
    door.main.locator(".d-stop__title a").first.tap()
    door.tap("button", "Seen, all as planned")
    door.shows("check")
    door.tap("button", "Save 2 records")
    door.shows("done")
    door.tap("link", "Today’s visits")
    door.shows("today")


def remembered(door: AtTheDoor, words: str) -> list[str]:
    """Return the texts in the page's memory that hold these words."""
    devtools: CDPSession = door.walk.context.new_cdp_session(door.page)
    parts: list[str] = []
    devtools.on("HeapProfiler.addHeapSnapshotChunk", lambda told: parts.append(told["chunk"]))
    devtools.send("HeapProfiler.enable")
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.detach()
    return [text for text in json.loads("".join(parts))["strings"] if words in text]


def test_it_says_what_fails_and_moves_nothing_under_a_thumb(door: AtTheDoor) -> None:
    page, main = door.page, door.main
    to_the_visit(door)
    main.locator("textarea:visible").first.fill("Half a word")
    page.locator(".govuk-skip-link").focus()
    page.keyboard.press("Enter")
    expect(main.locator("h1")).to_be_focused()
    page.evaluate("location.hash = '#main-content'")  # as a browser without our script would
    page.wait_for_timeout(300)
    door.shows("visit")
    expect(main.locator("textarea:visible").first).to_have_value("Half a word")
    door.tap("link", "Back to the visit")
    door.shows("stop")
    door.tap("link", "Today’s visits")
    door.shows("today")

    page.evaluate(FULL, "list")
    door.tap("button", "Take the list anew")
    said(page, "This phone is full")
    page.evaluate("room()")
    slow: list[Any] = []
    door.walk.context.route("**/round", lambda route: slow.append(route))
    with page.expect_request("**/round"):
        door.tap("button", "Take the list anew")
    expect(main.locator(".d-take")).to_contain_text("Fetching the list")
    slow[0].abort()
    expect(main.locator(".d-take")).to_contain_text("The line is too bad")
    door.walk.context.unroute_all()
    page.wait_for_timeout(1_600)  # what is said on the way to a view stays
    door.tap("button", "Take the list anew")
    expect(page.locator("#says")).to_be_empty()  # another view is shown


def test_what_is_sent_shows_where_it_stands_and_nothing_else_moves(door: AtTheDoor) -> None:
    page, main, known = door.page, door.main, door.walk.site.known
    door.cut()
    as_planned(door)
    expect(main.locator(".d-stop").first).to_contain_text("Saved, not sent yet")
    main.locator("details summary").last.tap()
    main.locator("details a").last.focus()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight - innerHeight - 300)")
    at = "document.activeElement.getBoundingClientRect().top"
    before = page.evaluate(at)
    door.reconnect()
    expect(main.locator(".d-stop .govuk-tag--green").first).to_have_text("Sent")
    expect(main.locator("details a").last).to_be_focused()
    page.wait_for_function(f"before => Math.abs({at} - before) <= 2", arg=before)
    expect(main.locator("details[open]")).to_have_count(1)
    assert not door.walk.faults(widths=("phone",))

    # Receipts stay while their list is on the phone: it does not know of what was recorded since.
    client_ids = [each["client_id"] for each in page.evaluate(QUEUE, "items")]
    page.evaluate(DAYS_AGO)
    unlocked_again(door)
    page.evaluate(QUEUE, "send")
    assert [each["client_id"] for each in page.evaluate(QUEUE, "items")] == client_ids

    name = known["names"][known["siblings"][0]]
    assert remembered(door, name)
    page.get_by_role("button", name="Lock", exact=True).click()
    door.shows("lock")
    for _ in range(10):  # what was being drawn may end first
        page.wait_for_timeout(500)
        if not remembered(door, name):
            break
    assert remembered(door, name) == []
    unlock(door)
    page.evaluate(NO_LIST)
    unlocked_again(door)
    page.evaluate(QUEUE, "send")
    assert page.evaluate(QUEUE, "items") == []
    page.evaluate(SIGNED_OUT_ELSEWHERE)
    door.shows("lock")
    door.says("You have signed out")


def unlock(door: AtTheDoor) -> None:
    """Unlock the page."""
    door.main.get_by_label("Your PIN for this phone").fill(PIN)
    door.main.get_by_role("button", name="Unlock").click()
    door.shows("today")


def unlocked_again(door: AtTheDoor) -> None:
    """Lock the page, and unlock it."""
    door.page.get_by_role("button", name="Lock", exact=True).click()
    door.shows("lock")
    unlock(door)


def test_what_needs_somebody_says_which_child_and_in_words(door: AtTheDoor) -> None:
    site, main = door.walk.site, door.main
    pair = [site.known["names"][child] for child in site.known["siblings"][:2]]
    refused = {"error": "refused", "says": "No", "wrong": [], "aside": 7}
    door.walk.context.route(
        "**/doorstep/records",
        lambda route: route.fulfill(
            status=422, content_type="application/json", body=json.dumps(refused)
        ),
    )
    as_planned(door)
    door.page.get_by_role("link", name="1 needs you").click()
    door.shows("waiting")
    main.get_by_text("What you wrote", exact=True).click()
    wrote = main.locator(".d-queue dl")
    expect(wrote).to_contain_text(f"{pair[0]}, {pair[1]}")
    for name in pair:
        expect(wrote).to_contain_text(f"Was {name} seen?")
    expect(wrote).to_contain_text("Yes")
    expect(wrote).not_to_contain_text("in_person")
    assert not door.walk.faults(widths=("narrow",))
    # Without the list it still says of whom.
    door.page.evaluate(NO_LIST)
    door.tap("button", "Go to today’s visits")
    door.page.get_by_role("link", name="1 needs you").click()
    main.get_by_text("What you wrote", exact=True).click()
    expect(wrote).to_contain_text(pair[0])
    expect(wrote).to_contain_text("Child 2: Seen")
    assert door.page.evaluate(OLD_BROWSER) == [30, 20, "image/jpeg"]


def test_a_private_window_is_warned_and_can_still_be_set_up(browser: Browser, fresh: Site) -> None:
    context = browser.new_context()
    context.add_init_script(PRIVATE_WINDOW)
    kept = KeptPhone(context, fresh)
    kept.sign_in()
    expect(kept.page.get_by_text("This browser may forget what you save")).to_be_visible()
    kept.page.get_by_label("Choose a PIN").fill(PIN)
    kept.page.get_by_label("The same PIN again").fill(PIN)
    kept.page.get_by_role("button", name="Set the PIN").click()
    kept.is_open()
    bar = kept.page.locator("#bar")
    expect(bar).to_contain_text("This browser cannot open this page without signal", timeout=TIME)
    context.close()
