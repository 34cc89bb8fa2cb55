"""Somebody at a browser: they sign in, follow links, fill in forms; each page is looked at."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from browser.look import LONG, Complaints, faults, measured
from browser.running_site import Site
from playwright.sync_api import BrowserContext, Locator, Response, expect

KINDS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1200, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "without JavaScript": {
        "viewport": {"width": 1200, "height": 900},
        "java_script_enabled": False,
    },
}
DESK = [kind for kind in KINDS if kind != "phone" or LONG]
LOOKED_AT: set[tuple[str, str]] = set()
TIME = 15_000  # milliseconds: machines that test are busy


def each_role(roles: list[str], kinds: list[str]) -> pytest.MarkDecorator:
    """Ask every role at a desk, and the first by every kind of browser; a long run asks all."""
    pairs = [
        (role, kind)
        for role in roles
        for kind in kinds
        if LONG or role == roles[0] or kind == "desktop"
    ]
    return pytest.mark.parametrize(("role", "kind"), pairs)


def let_in(context: BrowserContext, site: Site, who: str) -> None:
    """Sign a role's person in, or one by name, with what the form sends; no page is drawn for it.

    The form itself is filled in where it is tried: wrong passwords, newcomers, passkeys.
    """
    address = f"{site.address}/account/login/"
    context.request.get(address)
    [token] = [c["value"] for c in context.cookies(address) if c["name"].endswith("csrf")]
    name, password = site.known["people"].get(who, who), site.known["password"]
    typed = {"login": name, "password": password, "csrfmiddlewaretoken": token}
    answer = context.request.post(
        address, form=typed, headers={"Referer": address}, max_redirects=0
    )
    assert answer.status == 302


class Walk:
    """A person's way through the pages, in one browser."""

    def __init__(self, context: BrowserContext, site: Site, kind: str = "desktop") -> None:
        context.set_default_timeout(TIME)
        self.context, self.site, self.kind = context, site, kind
        self.page = context.new_page()
        self.complaints = Complaints(self.page)
        self.status = 0
        self.page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status

    def close(self) -> None:
        """Close the browser."""
        self.context.close()

    # --- going ---------------------------------------------------------------------------------------
    def sign_in(self, who: str) -> None:
        """Sign in as a role's person, or by a name to sign in with."""
        let_in(self.context, self.site, who)
        self.page.goto(f"{self.site.address}/")
        expect(self.page.get_by_role("region", name="Signed in")).to_be_visible(timeout=TIME)

    def go(self, path: str) -> None:
        """Open an address of the site, and look at the page."""
        self.page.goto(self.site.address + path)
        self.look()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the first link with these words, and look at the page."""
        with self.page.expect_navigation():
            (within or self.main).get_by_role("link", name=name).first.click()
        self.look()

    def press(self, name: str) -> None:
        """Press the first button with these words, and look at the page."""
        with self.page.expect_navigation():
            self.main.get_by_role("button", name=name).first.click()
        self.look(whole=self.kind == "desktop" and self._is_new())

    def _is_new(self) -> bool:
        """Test whether this page has not been looked at as a whole yet by this process in this state."""
        state = (re.sub(r"\d+", "", self.path), self.page.title())
        return not (state in LOOKED_AT or LOOKED_AT.add(state))

    def download(self, name: str, *, role: Literal["link", "button"] = "link") -> str:
        """Take a file away, and return what stands in it."""
        with self.page.expect_download() as taken:
            self.main.get_by_role(role, name=name).first.click()
        return Path(taken.value.path()).read_text(encoding="utf-8")

    def row(self, words: str) -> str:
        """Return what the first row with these words says."""
        return self.main.get_by_role("row").filter(has_text=words).first.inner_text()

    def menu(self, name: str) -> None:
        """Go to a place of the navigation; on a phone the menu is opened first."""
        nav = self.page.get_by_role("navigation", name="Menu")
        link = nav.get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            self.page.get_by_role("button", name="Menu").click()
        with self.page.expect_navigation():
            link.click()
        self.look()

    # --- what stands there ---------------------------------------------------------------------------
    @property
    def main(self) -> Locator:
        """Return the page without header and footer."""
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        """Return where the person is."""
        return self.page.url.removeprefix(self.site.address)

    def reads(self, words: str) -> None:
        """Hold that the page says this."""
        expect(self.main).to_contain_text(words, timeout=TIME)

    def heads(self, words: str) -> None:
        """Hold what the page is about."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words, timeout=TIME)

    def look(self, *, whole: bool = False) -> None:
        """Hold that the page is well made and the browser says nothing; whole: by axe, at all widths."""
        wrong = faults(self.page) if whole else measured(self.page)[0]
        if self.status >= 400:
            wrong.append(f"was answered with {self.status}")
        wrong += self.complaints.taken()
        if wrong:
            raise AssertionError("\n".join([self.path, *wrong]))

    def faults(self, **wish: Any) -> list[str]:
        """Return what is wrong with the page at three widths, and what the browser says.

        axe is a script, and waits for ever where there are none.
        """
        wish.setdefault("by_axe", self.kind != "without JavaScript")
        return [*faults(self.page, **wish), *self.complaints.taken()]
