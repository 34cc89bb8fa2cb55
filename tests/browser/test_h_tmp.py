"""A document photographed at the door, and words spoken instead of typed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import picture_made as pictures
from browser.at_the_door import AtTheDoor, choose_round
from browser.running_site import Site
from browser.test_doorstep_visit import rows
from browser.walk import TIME, Walk
from PIL import Image
from playwright.sync_api import expect

Walks = Callable[..., Walk]
LETTER = {"name": "IMG_0042.jpg", "mimeType": "image/jpeg"}
# A browser that understands speech on the phone, in the place of one: no browser here does.
HEARS = """
globalThis.SpeechRecognition = class {
  static available({ processLocally }) { return Promise.resolve(processLocally ? "available" : "none"); }
  get processLocally() { return this.local ?? false; }
  set processLocally(told) { this.local = told; }
  start() {
    if (!this.processLocally) throw new Error("what is said would be sent away");
    const words = Object.assign([{ transcript: " He was glad to see us. " }], { isFinal: true });
    setTimeout(() => this.onresult({ resultIndex: 0, results: [words] }), 50);
  }
  stop() { setTimeout(() => this.onend()); }
};
"""
HEARS_ELSEWHERE = HEARS.replace('processLocally ? "available" : "none"', '"unavailable"')


def at_the_door(walks: Walks, site: Site, *, script: str = "") -> AtTheDoor:
    """Return a phone with the list of two children at one door."""
    known = site.known
    choose_round(site, known["person"], [known["pks"][c] for c in known["siblings"][:2]])
    walk = walks(site, "social_worker", "phone")
    if script:
        walk.context.add_init_script(script)
    return AtTheDoor(walk).set_up()


def photograph(door: AtTheDoor, picture: bytes, words: str, *, whose: int = 0) -> None:
    """Open the view and fill it in; it is not saved yet."""
    door.tap("link", "Photograph a document")
    door.shows("photo")
    door.main.get_by_label("The photograph").set_input_files([{**LETTER, "buffer": picture}])
    expect(door.main.get_by_role("img", name="as it will be saved")).to_be_visible(timeout=TIME)
    door.write("What is it of?", words)
    door.main.get_by_role("radio").nth(whose).check()


def test_a_photograph_without_signal_comes_in_bare_and_stands_with_its_visit(
    walk: Walks, begun_again: Site
) -> None:
    door = at_the_door(walk, begun_again)
    second = begun_again.known["siblings"][1]
    door.cut()
    open_stop(door)
    photograph(
        door, pictures.photograph((3_000, 2_000), turned=True), "Letter of the landlord", whose=1
    )
    door.page.wait_for_timeout(700)  # what is typed is kept within a second
    door.again()
    door.shows("photo")
    expect(door.main.get_by_label("What is it of?")).to_have_value("Letter of the landlord")
    expect(door.main.get_by_role("img", name="as it will be saved")).to_be_visible()
    door.tap("button", "Save the photograph")
    door.shows("done")
    door.reconnect()

    (row,) = rows(
        begun_again,
        "SELECT p.*, c.child_id AS number FROM phone_photograph p"
        " JOIN caseload_child c ON c.id = p.child_id"
        " JOIN phone_sent s ON s.client_id = p.client_id",
    )
    content = bytes(row["content"])
    assert (row["number"], row["words"]) == (second, "Letter of the landlord")
    assert pictures.HIDDEN not in content
    with Image.open(BytesIO(content)) as found:
        assert dict(found.getexif()) == {}
        assert found.height > found.width  # the way the phone was held
        assert max(found.size) == 2_000


def open_stop(door: AtTheDoor) -> None:
    """Open the page of the first door."""
    door.main.locator(".d-stop__title a").first.tap()
    door.shows("stop")


def test_what_is_missing_or_no_picture_is_said_where_it_is(walk: Walks, begun_again: Site) -> None:
    door = at_the_door(walk, begun_again)
    open_stop(door)
    door.tap("link", "Photograph a document")
    door.shows("photo")
    assert not door.walk.faults(widths=("phone", "narrow"))

    door.tap("button", "Save the photograph")

    door.page.screenshot(path="/tmp/h_photowrong.png", full_page=True)
    for words in ("Select whose record", "Take a photograph", "Say what the photograph is of"):
        door.says(words)
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.main.get_by_label("The photograph").set_input_files([{**LETTER, "buffer": b"no picture"}])
    door.says("This is no picture that this phone can read")


def test_the_phone_draws_it_anew_before_it_keeps_it(walk: Walks, begun_again: Site) -> None:
    page = walk(begun_again, kind="phone").page
    page.goto(f"{begun_again.address}/doorstep/")
    width, height, letters = page.evaluate(
        """async (bytes) => {
             const { drawnAnew, lettersOf } = await import("/static/doorstep/phone/picture.js");
             const { canvas, blob } = await drawnAnew(new Blob([Uint8Array.from(bytes)]));
             return [canvas.width, canvas.height, atob(await lettersOf(blob))];
           }""",
        [*pictures.photograph((600, 400), turned=True)],
    )

    assert (width, height) == (400, 600)
    assert pictures.HIDDEN not in letters.encode("latin-1")
    assert "Exif" not in letters


def test_words_spoken_on_the_phone_are_written_where_the_cursor_is(
    walk: Walks, begun_again: Site
) -> None:
    door = at_the_door(walk, begun_again, script=HEARS)
    field = long_text(door)
    field.fill("Tom played.  Mother made tea.")
    field.evaluate("field => field.setSelectionRange(11, 11)")

    speak = field.locator("xpath=following-sibling::div//button")
    expect(speak).to_contain_text("Speak")
    speak.tap()
    expect(field).to_have_value(
        "Tom played. He was glad to see us.  Mother made tea.", timeout=TIME
    )
    expect(speak).to_contain_text("Stop")
    door.page.screenshot(path="/tmp/h_speak.png", full_page=True)
    speak.tap()
    expect(speak).to_contain_text("Speak")
    door.says("Read what it wrote, and correct it, before you save.")
    assert not door.walk.faults(widths=("phone", "narrow"))


def long_text(door: AtTheDoor) -> Any:
    """Open the form of a visit, and return the first long text that is shown."""
    open_stop(door)
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")
    field = door.main.locator("textarea:visible").first
    expect(field).to_be_visible(timeout=TIME)
    return field


def test_where_speech_would_be_sent_away_it_is_not_offered(walk: Walks, begun_again: Site) -> None:
    door = at_the_door(walk, begun_again, script=HEARS_ELSEWHERE)

    long_text(door)

    door.says("You can speak with the microphone of your phone’s keyboard")
    expect(door.main.get_by_role("button", name="Speak")).to_have_count(0)
