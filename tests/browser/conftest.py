"""The running site of the browser tests, and people who use it."""

from collections.abc import Callable, Iterator

import pytest
from browser.running_site import Site, site
from browser.walk import KINDS, TIME, Walk
from playwright.sync_api import Browser, expect

expect.set_options(timeout=TIME)


@pytest.fixture(scope="session")
def running() -> Iterator[Site]:
    """Start the site once for all tests of this process."""
    with site() as started:
        yield started


@pytest.fixture(scope="module")
def fresh(running: Site) -> Site:
    """Give the site as it was filled, for the tests of a module that change nothing."""
    running.start_again()
    return running


@pytest.fixture
def begun_again(running: Site) -> Site:
    """Give the site as it was filled, for one test."""
    running.start_again()
    return running


@pytest.fixture
def walk(browser: Browser) -> Iterator[Callable[..., Walk]]:
    """Return a function that opens a browser for somebody and signs them in."""
    opened: list[Walk] = []

    def somebody(site: Site, who: str = "", kind: str = "desktop") -> Walk:
        made = Walk(browser.new_context(**KINDS[kind]), site, kind)
        opened.append(made)
        if who:
            made.sign_in(who)
        return made

    yield somebody
    for each in opened:
        each.close()
