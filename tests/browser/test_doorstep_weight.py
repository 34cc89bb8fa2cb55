"""The first load through a bad line: what it weighs, and how long it takes."""

from typing import Any

from browser.running_site import Site
from playwright.sync_api import Browser, CDPSession, expect

LIMIT, WITHIN = 200_000, 3.0  # bytes, seconds
FAST_3G = {"latency": 562, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}

SEEN = """new MutationObserver(() => {
  const title = document.querySelector("h1")?.textContent;
  if (title?.startsWith("Sign in")) globalThis.seenAt ??= performance.now();
}).observe(document, { childList: true, subtree: true })"""


def weighed(devtools: CDPSession) -> dict[str, float]:
    """Return a sum that grows with every answer that comes over the line."""
    found = {"bytes": 0.0}

    def finished(event: dict[str, Any]) -> None:
        found["bytes"] += event["encodedDataLength"]

    devtools.on("Network.loadingFinished", finished)
    return found


def test_the_first_load_is_light_and_quick_on_3g(browser: Browser, fresh: Site) -> None:
    tries: list[float] = []
    # The line is throttled, the processor is not: other tests beside it must not make it fail.
    while len(tries) < 6 and min(tries, default=WITHIN) >= WITHIN:
        tries.append(first_load(browser, fresh))
    assert min(tries) < WITHIN, tries


def first_load(browser: Browser, fresh: Site) -> float:
    """Return how many seconds it took until the first view was there; it must be light as well."""
    context = browser.new_context()
    context.add_init_script(SEEN)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **FAST_3G})
    found = weighed(devtools)
    page.goto(f"{fresh.address}/doorstep/", wait_until="commit")
    expect(page.get_by_role("heading", name="Sign in to use this page")).to_be_visible()
    took = page.evaluate("seenAt") / 1000
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    print(f"first view after {took:.2f} s, everything {found['bytes'] / 1000:.0f} kB")  # noqa: T201 (with -s)
    assert found["bytes"] < LIMIT
    context.close()
    return float(took)
