"""Saved is saved: whatever happens to phone, network and server, each record is there exactly once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.phone_kept import PIN, KeptPhone, asked
from browser.running_site import Site
from playwright.sync_api import Browser, BrowserType, Route, expect

DAY = 86_400_000  # milliseconds
Make = Callable[..., KeptPhone]
# The server takes a second to say who is signed in.
SLOW_SESSION = """
const ask = globalThis.fetch;
globalThis.fetch = async (...given) => {
  if (String(given[0]).includes("session")) await new Promise((resolve) => setTimeout(resolve, 1_000));
  return ask(...given);
};"""


@pytest.fixture(scope="module", autouse=True)
def at_the_beginning(running: Site) -> None:
    """Begin from the same authority."""
    running.start_again()


@pytest.fixture
def phone(browser: Browser, running: Site) -> Iterator[Make]:
    """Return a function that sets up a new phone."""
    opened = []

    def made(**told: Any) -> KeptPhone:
        opened.append(browser.new_context())
        return KeptPhone(opened[-1], running, **told).set_up()

    yield made
    for context in opened:
        context.close()
    # One person may have so many phones, and each test has its own.
    running.run("UPDATE phone_phone SET revoked_at = enrolled_at, revoked_by_id = user_id")


def cut_answers(kept: KeptPhone, answer: Callable[[Route], None], times: int) -> None:
    """Have something else than the server answer the next sendings."""
    kept.context.route("**/doorstep/records", answer, times=times)


def has_to_wait(kept: KeptPhone) -> None:
    """Wait until something was refused for now, and has its next turn in a while."""
    for _ in range(100):
        if [each for each in kept.items() if each["state"] == "waiting" and each["tries"]]:
            return
        kept.page.wait_for_timeout(50)
    raise AssertionError(kept.items())


def not_for_a_minute(route: Route) -> None:
    """Say that it is to be tried again in a minute."""
    route.fulfill(status=503, json={}, headers={"Retry-After": "60"})


def lost(route: Route) -> None:
    """Take it to the server, and lose the answer on the way back."""
    route.fetch()
    route.abort()


def test_what_is_saved_without_a_network_survives_the_tab_and_goes_once(phone: Make) -> None:
    kept = phone()
    kept.context.set_offline(True)
    assert kept.save("Cut 1")[1] == "saved"
    assert kept.save("Cut 2")[1] == "saved"
    kept.waits(2)
    kept.page.reload()
    kept.unlock()
    kept.waits(2)
    kept.reopen()
    kept.waits(2)
    assert kept.recorded("Cut 1") == 0
    kept.context.set_offline(False)
    kept.page.evaluate("dispatchEvent(new Event('online'))")
    kept.once("Cut 1", "Cut 2")
    receipts = [item["receipt"] for item in kept.items() if item["state"] == "sent"]
    assert len(set(receipts)) == 2
    assert all(len(receipt) == 9 for receipt in receipts)


def test_it_survives_the_browser_being_closed_and_begun_again(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    running: Site,
    tmp_path: Path,
) -> None:
    def begun() -> Any:
        return browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args)

    context = begun()
    kept = KeptPhone(context, running).set_up()
    context.set_offline(True)
    kept.save("Restarted")
    context.close()

    context = begun()
    context.set_offline(True)
    kept = KeptPhone(context, running)
    kept.page.goto(f"{running.address}/doorstep/")
    kept.unlock()
    kept.waits(1)
    context.set_offline(False)
    kept.sign_in()  # the session may have ended with the browser
    kept.unlock()
    kept.once("Restarted")
    context.close()


def test_an_answer_that_is_lost_or_comes_twice_makes_nothing_twice(phone: Make) -> None:
    kept = phone()
    cut_answers(kept, lost, times=2)
    kept.save("Lost")
    kept.once("Lost")
    kept.context.unroute_all()
    cut_answers(kept, lambda route: (route.fetch(), route.continue_())[1], times=1)
    kept.save("Twice")
    kept.once("Twice")


@pytest.mark.parametrize("status", [500, 503, 429, 504])
def test_a_server_that_cannot_take_it_now_is_asked_again(phone: Make, status: int) -> None:
    kept = phone()
    broken = lambda route: route.fulfill(status=status, body="<h1>broken</h1>")  # noqa: E731
    cut_answers(kept, broken, times=1)
    kept.save(f"Broken {status}")
    kept.save(f"After {status}")
    kept.once(f"Broken {status}", f"After {status}")


def test_an_ended_session_keeps_everything_until_the_same_person_signs_in(phone: Make) -> None:
    kept = phone()
    kept.end_session()
    kept.save("Session")
    expect(kept.page.get_by_text("You are signed out")).to_be_visible()
    kept.waits(1)
    assert kept.recorded("Session") == 0
    kept.sign_in()
    kept.unlock()
    kept.once("Session")


def test_a_clock_that_is_wrong_by_days_is_set_right_where_it_was_the_phones_own(
    phone: Make, running: Site
) -> None:
    for wrong_by, days, told in ((DAY, 1, "1 day ahead"), (-2 * DAY, -2, "2 days behind")):
        kept = phone(wrong_by=wrong_by)
        text = f"Clock {days}"
        on = {"visit_date-day": str(16 + days), "visit_time": "09:30"}
        kept.save(text, **on)
        kept.once(text)
        query = f"SELECT visit_date, details FROM caseload_visit WHERE observations = '{text}'"  # noqa: S608
        [(date, details)] = asked(running, query)
        assert str(date) == "2026-11-16"
        assert told in str(details)


def test_two_devices_and_two_tabs_send_each_thing_once(phone: Make) -> None:
    one, two = phone(), phone()
    second = one.context.new_page()
    second.goto(f"{one.site.address}/doorstep/")
    first, one.page = one.page, second
    one.unlock()
    one.context.set_offline(True)
    two.context.set_offline(True)
    texts = [f"Device {n}" for n in range(4)]
    one.save(texts[0], page=first)
    one.save(texts[1], page=second)
    two.save(texts[2])
    two.save(texts[3])
    one.waits(2)
    for kept in (one, two):
        kept.context.set_offline(False)
    for page in (first, second, two.page):
        page.evaluate("dispatchEvent(new Event('online'))")
    one.once(*texts[:2])
    two.once(*texts[2:])


def test_a_full_phone_says_so_and_what_was_typed_is_not_gone(phone: Make) -> None:
    kept = phone()
    kept.page.evaluate(
        """() => { const real = IDBObjectStore.prototype.add;
        globalThis.room = () => { IDBObjectStore.prototype.add = real; };
        IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); }; }"""
    )
    _, said = kept.save("Full")
    assert said.startswith("This phone is full")
    kept.waits(0)
    kept.page.evaluate("room()")
    assert kept.save("Room")[1] == "saved"
    kept.once("Room")
    assert kept.recorded("Full") == 0


def test_one_that_is_refused_is_set_aside_and_holds_nothing_up(phone: Make) -> None:
    kept = phone()
    kept.context.set_offline(True)
    kept.save("Refused", place="")
    kept.save("Behind it")
    kept.context.set_offline(False)
    kept.once("Behind it")
    assert kept.recorded("Refused") == 0
    kept.page.get_by_role("link", name="1 needs you").click()
    main = kept.page.get_by_role("main")
    expect(main.get_by_role("heading", name="Needs you (1)")).to_be_visible()
    main.get_by_text("What you wrote", exact=True).click()
    expect(main.get_by_text("Refused", exact=True)).to_be_visible()


def test_another_person_on_the_phone_neither_sees_nor_sends_it(phone: Make) -> None:
    kept = phone()
    kept.context.set_offline(True)
    kept.save("Of the first")
    kept.context.route("**/doorstep/records", lambda route: route.abort())
    kept.context.set_offline(False)
    kept.end_session()
    kept.set_up("newcomer", "8350-1127")
    kept.waits(0)
    assert kept.items() == []
    kept.context.unroute_all()
    kept.send()
    assert kept.recorded("Of the first") == 0
    kept.end_session()
    kept.sign_in()
    kept.unlock()
    kept.once("Of the first")


@pytest.mark.parametrize("press_after", [0, 1_500], ids=["pressed before", "pressed after"])
def test_a_pin_typed_before_the_server_says_who_it_is_is_not_lost(
    phone: Make, press_after: int
) -> None:
    kept = phone()
    kept.end_session()
    kept.set_up("newcomer", "8350-1127")
    kept.end_session()
    kept.sign_in()
    kept.context.add_init_script(SLOW_SESSION)
    kept.page.reload()
    kept.page.get_by_label("Your PIN for this phone").fill(PIN)
    kept.page.wait_for_timeout(press_after)
    kept.page.get_by_role("button", name="Unlock").click()
    kept.is_open()


def test_what_was_settled_at_the_council_is_told_to_the_phone_by_itself(phone: Make) -> None:
    kept = phone()
    kept.save("Settled by hand", place="")
    expect(kept.page.locator("#bar")).to_contain_text("1 needs you")
    kept.site.run(
        "UPDATE phone_setaside SET settled_at = received_at, settled_by_id = user_id,"
        " settled_why = 'Recorded by hand' WHERE settled_at IS NULL"
    )
    kept.page.reload()
    kept.unlock()
    expect(kept.page.locator("#bar")).to_contain_text("1 settled at the council")
    assert kept.recorded("Settled by hand") == 0


def test_send_now_and_the_networks_return_do_not_wait_for_the_next_turn(phone: Make) -> None:
    kept = phone()
    for text, press in (("Pressed", True), ("Back again", False)):
        cut_answers(kept, not_for_a_minute, times=1)
        kept.save(text)
        has_to_wait(kept)
        if press:
            kept.page.get_by_role("link", name="1 not sent").click()
            kept.page.get_by_role("button", name="Send now").click()
        else:
            kept.page.evaluate("dispatchEvent(new Event('online'))")
        kept.comes(text)
    cut_answers(kept, lambda route: route.fulfill(status=503, json={}), times=1)
    kept.save("In its turn")
    has_to_wait(kept)
    kept.comes("In its turn")  # after five to ten seconds, and not at the next look after thirty


def test_signing_out_with_something_unsent_warns_and_keeps_it(phone: Make) -> None:
    kept = phone()
    kept.context.route("**/doorstep/records", lambda route: route.abort())
    kept.save("Unsent")
    kept.page.goto(f"{kept.site.address}/account/")
    kept.page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(kept.page.get_by_role("heading", name="1 thing is not sent")).to_be_focused()
    kept.page.get_by_role("button", name="Sign out and keep it here").click()
    expect(kept.page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    kept.page.goto(f"{kept.site.address}/doorstep/")
    expect(kept.page.get_by_role("heading", name="Sign in to use this page")).to_be_visible()
    kept.context.unroute_all()
    kept.sign_in()
    kept.unlock()
    kept.once("Unsent")


def test_a_new_version_waits_for_its_button_and_loses_nothing(phone: Make) -> None:
    kept = phone()
    kept.context.route("**/doorstep/records", lambda route: route.abort())
    kept.save("Update")
    kept.page.evaluate(
        """navigator.serviceWorker.register("/doorstep/worker.js?newer", { scope: "/doorstep/" })
        .then(() => null)"""
    )
    kept.page.get_by_role("button", name="Use the new version").click()
    kept.unlock()
    kept.waits(1)
    kept.context.unroute_all()
    kept.once("Update")
