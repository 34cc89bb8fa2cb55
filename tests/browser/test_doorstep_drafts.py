"""What is typed on a phone is never dropped, and never silently taken for something of another day."""

import re
from collections.abc import Callable

import picture_made as pictures
import pytest
from browser.at_the_door import AtTheDoor, choose_round
from browser.drafting import (
    BEGUN_ON_FRIDAY,
    DRAFT,
    LIST_OVER,
    NO_ROOM,
    RETRY,
    TAKE,
    TIDY,
    choose,
    hours_pass,
    items,
    key_of,
    refuse,
    unlock,
)
from browser.running_site import Site
from browser.test_doorstep_photo import open_stop, photograph
from browser.test_doorstep_visit import assess, visits
from browser.walk import TIME, Walk
from playwright.sync_api import expect

Walks = Callable[..., Walk]


@pytest.fixture
def door(walk: Walks, begun_again: Site) -> AtTheDoor:
    """Give a phone with the list of two brothers or sisters at one door."""
    choose(begun_again, 2)
    return AtTheDoor(walk(begun_again, "social_worker", "phone")).set_up()


def test_no_childs_words_are_left_out_where_the_child_is_not_on_the_list_any_more(
    door: AtTheDoor,
) -> None:
    site, (first, second) = door.walk.site, door.walk.site.known["siblings"][:2]
    name = site.known["names"][second]
    open_stop(door)
    refuse(door, "visit", "One of the records was merged.")
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")
    for child in (first, second):
        door.answer(f"Was {site.known['names'][child]} seen?", "Yes")
        about = door.main.get_by_role("region", name=f"About {site.known['names'][child]}")
        about.get_by_label("What did you see and hear?").fill(f"Words of {child}")
    door.tap("button", "Check what it does")
    door.tap("button", "Save 2 records")
    door.says("Doorstep could not take it")
    choose(site, 1)
    assert door.page.evaluate(TAKE) == "taken"

    door.tap("link", "What needs you")
    door.tap("button", "Mend it")
    door.says(f"{name} is not on the list on this phone. Take the list anew, or settle it")
    door.main.get_by_text("What you wrote", exact=True).tap()
    door.says(f"Words of {second}")
    settle = door.main.get_by_role("link", name="Settle it at the council")
    expect(settle).to_have_attribute("href", "/doorstep/aside/7/")
    assert not door.walk.faults(widths=("phone", "narrow"))

    choose(site, 2)
    assert door.page.evaluate(TAKE) == "taken"
    door.tap("link", "What needs you")
    door.tap("button", "Mend it")
    door.shows("visit")
    door.tap("button", "Check what it does")
    door.shows("check")
    choose(site, 1)
    assert door.page.evaluate(TAKE) == "taken"
    door.again()  # the check is open where the page was, and one of the two is gone again
    door.says(f"{name} is not on the list on this phone")
    _sent_again_while_it_is_mended(door, first)
    _begun_for_two_and_left_with_one(door, first, second)


def _sent_again_while_it_is_mended(door: AtTheDoor, first: str) -> None:
    """Another window asks again: what is written here is kept, and is a draft as any other."""
    choose(door.walk.site, 2)
    assert door.page.evaluate(TAKE) == "taken"
    door.tap("link", "What needs you")
    door.tap("button", "Mend it")
    door.shows("visit")
    door.write("What happens next?", "A call on Friday.")
    door.tap("button", "Check what it does")
    door.shows("check")
    (item,) = items(door)
    door.page.evaluate(RETRY, item["client_id"])
    door.tap("button", "Save 2 records")
    door.says("Saved already from another window, in other words")
    door.says("A call on Friday.")
    assert door.page.evaluate(DRAFT, key_of(door))["values"]["next_step"] == "A call on Friday."
    assert len(visits(door.walk.site, first)) == 1
    door.tap("link", "Change something")
    door.shows("visit")
    door.tap("link", "Back to the visit")
    door.tap("link", "Today’s visits")


def _begun_for_two_and_left_with_one(door: AtTheDoor, first: str, second: str) -> None:
    """A visit that was only begun: what was written of the other is left out when somebody says so."""
    site = door.walk.site
    door.shows("today")
    open_stop(door)
    door.tap("button", "Seen, all as planned")
    door.shows("check")
    keeps = min((first, second), key=lambda child: site.known["pks"][child])
    choose_round(site, site.known["person"], [site.known["pks"][keeps]])
    assert door.page.evaluate(TAKE) == "taken"
    door.again()
    door.says("What you wrote is also about a child who is not on the list on this phone")
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.tap("button", "Leave it out")
    door.tap("button", "Save the record")
    door.says("Doorstep has it")


def test_what_two_windows_write_into_one_draft_is_recorded_and_kept(door: AtTheDoor) -> None:
    site, (first, _) = door.walk.site, door.walk.site.known["siblings"][:2]
    open_stop(door)
    door.tap("button", "Seen, but otherwise")
    door.shows("visit")
    for child in site.known["siblings"][:2]:
        door.answer(f"Was {site.known['names'][child]} seen?", "Yes")
    door.main.locator("textarea:visible").first.fill("Of the first window")
    door.page.wait_for_timeout(800)
    two = door.walk.context.new_page()
    two.goto(f"{site.address}/doorstep/")
    unlock(two)
    expect(two.locator("body[data-view=visit] h1")).to_be_visible(timeout=TIME)
    door.page.bring_to_front()
    door.tap("button", "Check what it does")
    door.shows("check")
    two.bring_to_front()
    two.locator("main textarea:visible").first.fill("Of the second window, and much more")
    two.get_by_role("button", name="Check what it does").click()
    expect(two.locator("body[data-view=check] h1")).to_be_visible(timeout=TIME)
    door.page.bring_to_front()
    door.tap("button", "Save 2 records")
    door.says("Doorstep has it")

    two.bring_to_front()
    two.get_by_role("button", name="Save 2 records").click()
    main = two.get_by_role("main")
    expect(main).to_contain_text("Saved already from another window", timeout=TIME)
    expect(main).to_contain_text("Of the second window, and much more")
    assert [row["observations"] for row in visits(site, first)] == ["Of the first window"]
    two.get_by_role("button", name="Save 2 records").click()
    expect(main).to_contain_text("Doorstep has it", timeout=TIME)
    assert [row["observations"] for row in visits(site, first)] == [
        "Of the first window",
        "Of the second window, and much more",
    ]
    two.close()


def test_going_in_is_said_once_and_nobody_is_told_that_they_are_watched_over_who_is_not(
    door: AtTheDoor,
) -> None:
    open_stop(door)
    door.cut()
    door.tap("button", "I am going in")
    door.shows("outing")
    door.page.evaluate(NO_ROOM)
    for _ in range(2):
        door.page.evaluate("document.querySelector('main .d-notice--error')?.remove()")
        door.tap("button", "I am going in")
        door.says("This phone is full")
    assert items(door) == []
    door.page.evaluate("room()")
    door.tap("button", "I am going in")
    door.shows("stop")
    door.says("Not sent yet: nobody has heard it")
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.page.evaluate(NO_ROOM)
    door.tap("button", "All well, 30 minutes longer")
    door.says("This phone is full")
    door.page.evaluate("room()")
    door.tap("button", "All well, 30 minutes longer")
    door.says(re.compile(r"Expected back at (10\.5[89]|11(\.0\d)?)am"))
    assert [each["body"]["does"] for each in items(door)] == ["start", "extend"]

    refuse(door, "outing", "The child is not yours any more.")
    door.walk.context.set_offline(False)
    door.page.evaluate("dispatchEvent(new Event('online'))")
    door.says("Nobody watches over you: the council’s system did not take it")
    door.says("The child is not yours any more.")
    assert not door.walk.faults(widths=("phone", "narrow"))
    expect(door.main.get_by_role("button", name="I am out again")).to_have_count(0)
    door.tap("button", "I have read it")
    expect(door.main.get_by_role("alert")).to_have_count(0)
    door.tap("button", "I am going in")
    door.shows("outing")
    door.tap("button", "I am going in")
    door.says("You went in to")
    door.tap("button", "I am out again")
    door.main.get_by_role("button", name="I am out again").wait_for(state="detached")


def test_what_was_begun_before_is_not_silently_the_visit_of_now(door: AtTheDoor) -> None:
    key = key_of(door)
    open_stop(door)
    door.tap("button", "Seen, all as planned")
    door.says("16 Nov 2026 at 9.28am")
    door.page.evaluate(BEGUN_ON_FRIDAY, key)
    door.again()  # the check is not shown again as if it were of today
    asks = "You began this on Friday 13 November at 9.28am. Is it still the visit of that day?"
    door.says(asks)
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.tap("link", "Today’s visits")
    door.says("You began to write it down on Friday 13 November at 9.28am.")
    open_stop(door)
    door.says("You began to write this visit down on Friday 13 November at 9.28am")
    door.tap("button", "Seen, all as planned")
    door.says(asks)
    door.tap("button", "Yes, of Friday 13 November")
    door.says("13 Nov 2026 at 9.28am")
    door.tap("link", "Change something")
    door.shows("visit")
    door.main.locator("textarea:visible").first.fill("Words that somebody wrote")
    door.tap("link", "Back to the visit")
    door.tap("button", "Begin anew")
    door.says("What you wrote will be gone")
    door.tap("button", "Keep it")
    door.tap("button", "Begin anew")
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.tap("button", "Throw it away")
    expect(door.main.get_by_text("You began to write")).to_have_count(0)
    assert door.page.evaluate(DRAFT, key) is None
    _a_call_begun_on_friday(door, key)

    door.cut()
    door.tap("button", "Seen, all as planned")
    door.says(re.compile(r"16 Nov 2026 at 9\.(28|29|3\d)am"))
    hours_pass(door, "02:00:00")
    door.shows("check")
    door.page.go_back()
    door.shows("today")
    open_stop(door)
    door.tap("button", "Seen, all as planned")
    door.says("16 Nov 2026 at 11.2")  # tapped now, so it was now


def _a_call_begun_on_friday(door: AtTheDoor, key: str) -> None:
    """Calls are asked about as well; begun anew, the form is of now."""
    door.tap("link", "Call instead")
    door.shows("call")
    door.answer("How did you call?", "By phone")
    door.page.wait_for_timeout(800)
    door.page.evaluate(BEGUN_ON_FRIDAY, key.replace("visit", "kit_call"))
    door.tap("link", "Back to the visit")
    door.tap("link", "Call instead")
    door.says("Is it still the call of that day?")
    door.tap("button", "No, begin anew")
    door.tap("button", "Throw it away")
    expect(door.main.get_by_label("By phone", exact=True)).not_to_be_checked()
    door.tap("link", "Back to the visit")
    door.shows("stop")


def test_an_old_check_is_answered_anew_and_one_set_aside_is_not_done(door: AtTheDoor) -> None:
    door.tap("button", "At the door")
    door.shows("assess")
    door.tap("button", "No to every yes or no question")
    door.page.wait_for_timeout(800)
    hours_pass(door, "04:30:00")
    door.says("What you answered today at 9.28am is gone")
    expect(door.main.locator("input[value=no]:checked")).to_have_count(0)
    assert not door.walk.faults(widths=("phone", "narrow"))
    door.tap("link", "Back to the visit")
    door.tap("link", "Today’s visits")
    refuse(door, "assessment", "The policy has another form now.")
    assess(door)
    door.page.get_by_role("link", name="1 needs you").wait_for()
    door.tap("link", "Today’s visits")
    open_stop(door)
    expect(door.main.get_by_role("button", name="Check on the doorstep")).to_be_visible()
    expect(door.main.get_by_text("Done", exact=True)).to_have_count(0)


def test_a_photograph_is_saved_when_the_lists_hours_end_and_old_notes_and_drafts_go(
    door: AtTheDoor,
) -> None:
    open_stop(door)
    door.cut()
    photograph(door, pictures.photograph((800, 600)), "Letter of the landlord")
    door.page.evaluate(LIST_OVER)
    door.tap("button", "Save the photograph")
    door.shows("done")
    (item,) = items(door)
    assert item["kind"] == "photograph"
    assert door.page.evaluate(TIDY, [item["client_id"]]) == {
        "made:of-what-is-gone": False,
        "made:kept": True,
        "visit:901": True,
        "visit:902": False,
    }
