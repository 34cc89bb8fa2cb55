"""Look at a page as it stands: at three widths, by axe, and by what the browser complains of."""

import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from playwright.sync_api import ConsoleMessage, Page

WIDTHS = {"desktop": (1200, 900), "phone": (390, 844), "narrow": (320, 640)}
AXE = Path(__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WHOLE = {"type": "tag", "values": TAGS}
LONG = bool(os.environ.get("DOORSTEP_LONG_TESTS"))
RUN_AXE = """async asked => {
  const found = await axe.run(document, {runOnly: asked, resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.target).join(" | "));
}"""
MEASURE = """() => {
  const whole = document.documentElement;
  const over = whole.scrollWidth - whole.clientWidth;
  // What is too wide is looked for only where something is: it costs the layout of every element.
  const wide = over <= 0 ? [] : [...document.querySelectorAll("body *")].filter(
    e => e.getBoundingClientRect().left + e.scrollWidth > whole.clientWidth + 1
      && !e.closest(".govuk-visually-hidden, thead"));
  return {
    over,
    widest: wide.slice(-1).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`),
    h1: document.querySelectorAll("h1").length,
    title: document.title,
    lang: whole.lang,
  };
}"""


@cache
def axe() -> str:
    """Return axe itself."""
    return AXE.read_text(encoding="utf-8")


class Complaints:
    """What the browser says against a page: refused by the policy, an error in a script."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # That a page was answered with 404 or 409 is what was asked for, and no fault of the page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.said.append(f"{message.type}: {message.text}")
        elif "Failed to load resource" in message.text and "/static/" in str(message.location):
            self.said.append(f"missing: {message.location['url']}")

    def taken(self) -> list[str]:
        """Return what was said since the last time."""
        said, self.said = self.said, []
        return said


def measured(page: Page) -> tuple[list[str], str]:
    """Return what is wrong with a page at the width it has, without axe, and its title."""
    found: dict[str, Any] = page.evaluate(MEASURE)
    wrong = []
    if found["over"] > 0:
        wrong.append(f"scrolls sideways by {found['over']} px because of {found['widest']}")
    if found["h1"] != 1:
        wrong.append(f"has {found['h1']} first headings")
    if not found["title"] or found["lang"] != "en":
        wrong.append("has no title or no language")
    return wrong, found["title"]


def by_axe_at(page: Page, widths: tuple[str, ...]) -> tuple[str, ...]:
    """Return at which widths axe looks at a page: at all, or in the short form at one of the ends."""
    ends = [name for name in widths if name != "phone"] or list(widths)
    if LONG:
        return widths
    mark = f"{urlsplit(page.url).path} {page.title()}"
    return (ends[crc32(mark.encode()) % len(ends)],)


def faults(
    page: Page, *, widths: tuple[str, ...] = tuple(WIDTHS), by_axe: bool = True
) -> list[str]:
    """Return everything that is wrong with a page, each with the width; the width it had is restored.

    The short form leaves out the phone's width where the narrower one is looked at, with the same layout.
    """
    before, found = page.viewport_size, []
    if not LONG and "narrow" in widths:
        widths = tuple(name for name in widths if name != "phone")
    looked_at = by_axe_at(page, widths) if by_axe else ()
    if by_axe:
        page.evaluate(axe())
    for name in widths:
        wide, high = WIDTHS[name]
        page.set_viewport_size({"width": wide, "height": high})
        wrong, _ = measured(page)
        if name in looked_at:
            wrong += page.evaluate(RUN_AXE, WHOLE)
        found += [f"{wide} px: {each}" for each in wrong]
    if before:
        page.set_viewport_size(before)
    return found
