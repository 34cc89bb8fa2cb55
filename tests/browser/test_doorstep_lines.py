"""Bad lines, sleeping windows, a phone that cannot do as it should: nothing stops or is silent."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from browser.phone_kept import QUEUE, KeptPhone
from browser.running_site import Site
from browser.walk import TIME, Walk
from playwright.sync_api import Browser, Page, Route, expect

Make = Callable[..., KeptPhone]
Walks = Callable[..., Walk]

# What takes a minute and a half in life takes a second here, and what was waited for is told.
IMPATIENT = """() => {
  const real = AbortSignal.timeout.bind(AbortSignal), wait = globalThis.setTimeout;
  globalThis.patience = [];
  AbortSignal.timeout = (ms) => (globalThis.patience.push(ms), real(ms));
  globalThis.setTimeout = (does, ms, ...given) => wait(does, ms === 90_000 ? 1_000 : ms, ...given);
}"""
# A window that sleeps with its turn in its hand.
SLEEPS = """(name) => new Promise((held) => {
  navigator.locks.request(name, () => (held(), new Promise(() => {})));
})"""
SAVE_THING = """async ([client_id, kind, body]) => {
  const queue = await import("/static/doorstep/phone/queue.js");
  const { wasThere } = await queue.save({ client_id, kind, body, label: `A ${kind}` });
  return wasThere;
}"""
MENDED = """async (client_id) => {
  const queue = await import("/static/doorstep/phone/queue.js");
  await queue.replace(client_id, { child_id: "x", fields: {} });
}"""
BREAK = """async (client_id) => {
  const store = await import("/static/doorstep/phone/store.js");
  const item = await store.get("queue", client_id);
  item.sealed.data[0] ^= 1;
  await store.put("queue", item);
}"""
FULL = """(which) => {
  const real = IDBObjectStore.prototype.put;
  globalThis.room = () => { IDBObjectStore.prototype.put = real; };
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === which) throw new DOMException("", "QuotaExceededError");
    return real.apply(this, given);
  };
}"""
UNREADABLE = """() => {
  const real = IDBObjectStore.prototype.getAll;
  globalThis.read = () => { IDBObjectStore.prototype.getAll = real; };
  IDBObjectStore.prototype.getAll = () => { throw new DOMException("lost", "UnknownError"); };
  dispatchEvent(new Event("offline"));
}"""
LOST_WORKER = """
const real = ServiceWorkerContainer.prototype.register;
ServiceWorkerContainer.prototype.register = function (...given) {
  return globalThis.isBack ? real.apply(this, given) : Promise.reject(new TypeError("lost"));
};"""


@pytest.fixture(scope="module", autouse=True)
def at_the_beginning(running: Site) -> None:
    """Begin from the same authority."""
    running.start_again()


@pytest.fixture
def phone(browser: Browser, running: Site) -> Iterator[Make]:
    """Return a function that opens a new phone, and sets it up unless it is told not to."""
    opened = []

    def made(*, set_up: bool = True) -> KeptPhone:
        opened.append(browser.new_context())
        kept = KeptPhone(opened[-1], running)
        return kept.set_up() if set_up else kept

    yield made
    for context in opened:
        context.close()


def said(page: Page, words: str) -> None:
    """Hold that the page says this where all see and hear it."""
    expect(page.locator("#says")).to_contain_text(words)
    expect(page.locator("#says")).to_be_visible()


def answers(kept: KeptPhone, answer: dict[str, Any], status: int = 422) -> None:
    """Have the next sending refused in these words."""
    kept.context.route(
        "**/doorstep/records",
        lambda route: route.fulfill(
            status=status, content_type="application/json", body=json.dumps(answer)
        ),
        times=1,
    )


def refusal(**more: Any) -> dict[str, Any]:
    """Return how the server refuses something that it keeps."""
    wrong = [{"where": "", "says": "It was merged."}]
    return {"error": "refused", "says": "No", "wrong": wrong, "aside": 7, "holds": [], **more}


def a_picture(kept: KeptPhone) -> dict[str, str]:
    """Return what a photograph of a document is sent as; a large one."""
    return {"child_id": kept.site.known["own"][0], "words": "Letter", "image": "A" * 400_000}


def test_a_sleeping_window_is_not_waited_for_and_a_picture_holds_nothing_up(phone: Make) -> None:
    kept = phone()
    kept.page.evaluate(IMPATIENT)
    other = kept.context.new_page()
    other.goto(f"{kept.site.address}/doorstep/")
    other.evaluate(SLEEPS, "doorstep-send-")
    kept.page.bring_to_front()
    kept.save("Behind a sleeping window")
    kept.comes("Behind a sleeping window")
    other.close()

    sent: list[str] = []
    kept.context.set_offline(True)
    kept.page.evaluate(SAVE_THING, [str(uuid4()), "photograph", a_picture(kept)])
    kept.save("After the picture")
    kept.page.evaluate(QUEUE, "send")  # what is tried without a network is over
    kept.page.evaluate("patience.length = 0")
    kept.context.on(
        "request",
        lambda asked: asked.url.endswith("/records") and sent.append(asked.post_data_json["kind"]),
    )
    kept.context.set_offline(False)
    kept.once("After the picture")
    assert sent.index("visit") < sent.index("photograph")
    assert max(kept.page.evaluate("patience")) > 60_000 + 400_000 / 10
    assert 60_000 < min(ms for ms in kept.page.evaluate("patience") if ms > 20_000) < 61_000


def test_a_picture_that_was_cut_off_comes_behind_what_was_saved_meanwhile(phone: Make) -> None:
    kept = phone()
    held: list[Route] = []
    kept.context.route("**/doorstep/records", lambda route: held.append(route), times=1)  # noqa: PLW0108
    with kept.page.expect_request("**/doorstep/records"):
        kept.page.evaluate(SAVE_THING, [str(uuid4()), "photograph", a_picture(kept)])
    kept.save("Saved meanwhile")
    with kept.page.expect_request("**/doorstep/records") as following:
        held[0].abort("connectionreset")
    assert following.value.post_data_json["kind"] == "visit"
    kept.once("Saved meanwhile")


def test_what_the_phone_cannot_open_blocks_nothing_and_a_missing_list_of_it_is_said(
    phone: Make,
) -> None:
    kept = phone()
    kept.context.set_offline(True)
    for number in range(3):
        client_id, _ = kept.save(f"Broken {number}")
        kept.page.evaluate(BREAK, client_id)
    kept.save("Good one behind")
    kept.waits(4)
    kept.context.set_offline(False)
    kept.page.evaluate("dispatchEvent(new Event('online'))")
    kept.waits(3)
    kept.comes("Good one behind")
    assert {each["tries"] for each in kept.items() if each["state"] == "waiting"} <= {1, 2, 3}
    kept.page.evaluate(UNREADABLE)
    expect(kept.page.locator("#bar")).to_contain_text("cannot be read now")
    expect(kept.page.locator("#bar")).not_to_contain_text("All sent")
    kept.page.evaluate("read(); dispatchEvent(new Event('online'))")
    kept.waits(3)
    # While it is locked, what is not sent is counted for whoever has signed in.
    kept.end_session()
    kept.set_up("newcomer", "8350-1127")
    kept.waits(0)
    kept.end_session()
    kept.sign_in()
    kept.waits(3)


def test_a_module_that_is_lost_takes_nothing_else_with_it(phone: Make) -> None:
    kept = phone(set_up=False)
    kept.context.route("**/phone/speak.js", lambda route: route.abort())
    kept.context.add_init_script(LOST_WORKER)
    kept.sign_in()
    bar = kept.page.locator("#bar")
    expect(bar).to_contain_text("This page does not open without signal yet", timeout=TIME)
    kept.context.unroute_all()
    kept.page.evaluate("globalThis.isBack = true; dispatchEvent(new Event('online'))")
    kept.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(bar).not_to_contain_text("does not open without signal")
    kept.set_up_here()


def test_mended_in_two_windows_or_settled_at_the_council(phone: Make) -> None:
    kept = phone()
    answers(kept, refusal())
    client_id, _ = kept.save("First words")
    kept.page.get_by_role("link", name="1 needs you").click()
    main, page = kept.page.get_by_role("main"), kept.page
    main.get_by_text("What you wrote", exact=True).click()
    # Nothing of what is shown is made anew where nothing of it changed.
    kept.context.set_offline(True)
    kept.save("Another")
    expect(main.get_by_role("heading", name="Waiting to be sent (1)")).to_be_visible()
    expect(main.get_by_text("First words")).to_be_visible()
    kept.context.set_offline(False)
    kept.once("Another")

    settled = {"at": "2026-11-16T10:00:00+00:00", "by": "Amina Manager", "why": "Recorded by me."}
    answers(kept, refusal(settled=settled))
    main.get_by_role("button", name="Ask again").click()
    expect(main).to_contain_text("Settled at the council by Amina Manager")
    said(page, "It was settled at the council.")
    expect(main).to_contain_text("Recorded by me.")
    expect(page.locator("body[data-aside='0']")).to_be_attached()
    expect(page.locator("#bar")).to_contain_text("1 settled at the council")
    # Other words than those that were settled still need somebody, and are not taken off.
    settled_before = {**refusal(settled=settled), "error": "conflict"}
    answers(kept, settled_before, status=409)
    kept.page.evaluate(MENDED, client_id)
    expect(main.get_by_role("heading", name="Needs you (1)")).to_be_visible()
    expect(main).to_contain_text("settled at the council before you changed it")
    later = {**settled, "at": "2026-11-16T23:00:00+00:00"}
    answers(kept, refusal(settled=later))
    main.get_by_role("button", name="Ask again").click()
    main.get_by_role("button", name="Take it off this phone").click()
    main.get_by_role("button", name="Keep it here").click()
    expect(main.get_by_role("button", name="Take it off this phone")).to_be_focused()
    main.get_by_role("button", name="Take it off this phone").click()
    main.get_by_role("button", name="Yes, take it off").click()
    expect(main).not_to_contain_text("Settled at the council by")
    assert [each for each in kept.items() if each["client_id"] == client_id] == []

    answers(kept, refusal())
    second, _ = kept.save("Sent meanwhile")
    expect(page.locator("body[data-aside='1']")).to_be_attached()
    kept.page.evaluate(
        """async (id) => { const queue = await import("/static/doorstep/phone/queue.js");
        await queue.retry(id); await queue.send(); }""",
        second,
    )
    failed = kept.page.evaluate(
        """async (id) => { const queue = await import("/static/doorstep/phone/queue.js");
        const names = [];
        for (const does of [() => queue.retry(id), () => queue.replace(id, { fields: {} })])
          await does().catch((error) => names.push(error instanceof queue.NotAsideError && error.name));
        return names; }""",
        second,
    )
    assert failed == ["NotAsideError", "NotAsideError"]
    again = [second, "visit", {"child_id": "x", "fields": {}}]
    assert kept.page.evaluate(SAVE_THING, again) is True
    assert kept.recorded("Sent meanwhile") == 1
