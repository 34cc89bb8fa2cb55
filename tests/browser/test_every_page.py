"""Every page in every state: axe finds nothing, no sideways scroll, one heading, a title of its own.

With letters twice as large it fits the narrowest page too (X2). A short run looks at a quarter of the
states beside the plain ones, and at half of these with large letters, always the same;
DOORSTEP_LONG_TESTS=1 at all.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from browser.look import measured
from browser.pages import EXCEPTIONS, PAGES, Page
from browser.running_site import Site
from browser.walk import Walk
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from sample import is_asked

Walks = Callable[..., Walk]


def routes(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all pages there are."""
    found = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            found |= routes(each.url_patterns)
        else:
            found.add(str(each.name))
    return found


def test_every_route_is_looked_at_in_a_browser_or_says_why_not() -> None:
    looked_at = {page.route for pages in PAGES.values() for page in pages} - {""}
    assert looked_at | set(EXCEPTIONS) == routes(get_resolver().url_patterns)
    assert looked_at & set(EXCEPTIONS) == set()


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_somebody_is_fit_to_be_used(who: str, walk: Walks, fresh: Site) -> None:
    walker = walk(fresh, who.format(**fresh.known))
    titles: dict[str, str] = {}
    wrong = {str(p): found for p in asked_of(who) if (found := wrong_with(walker, p, titles))}
    assert wrong == {}


def asked_of(who: str) -> list[Page]:
    """Return the pages a run looks at: each as it is, and of its further states a sample."""
    return [p for p in PAGES[who] if not p.state or is_asked(who, p.route, p.state, one_in=4)]


def wrong_with(walker: Walk, page: Page, titles: dict[str, str]) -> list[str]:
    """Return what is wrong with a page in its state."""
    walker.page.goto(walker.site.address + page.path.format(**walker.site.known))
    if page.doing:
        page.doing(walker)
    wrong = walker.faults()
    if walker.status != page.status:
        wrong.append(f"was answered with {walker.status}")
    if (name := named(walker.page.url)) != page.route:
        wrong.append(f"is {name}")
    is_plain = page.doing is None and page.status == 200
    if is_plain and is_asked("large letters", page.route, one_in=2):
        wrong += with_large_letters(walker)
    title = walker.page.title().removeprefix("Error: ")
    if page.status == 200 and titles.setdefault(title, page.route) != page.route:
        wrong.append(f"has the title of {titles[title]}: {title}")
    return wrong


def with_large_letters(walker: Walk) -> list[str]:
    """Return what is wrong with the page when its letters are twice as large."""
    before = walker.page.viewport_size
    walker.page.set_viewport_size({"width": 640, "height": 800})
    walker.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    found = [f"with large letters: {each}" for each in measured(walker.page)[0]]
    if before:
        walker.page.set_viewport_size(before)
    return found


def named(address: str) -> str:
    """Return the name of the page at an address."""
    try:
        return str(resolve(urlsplit(address).path).url_name)
    except Resolver404:
        return ""
