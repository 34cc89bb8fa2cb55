"""Without a mouse: the pages are for everybody (X3). Large letters are looked at in `test_every_page`."""

from collections.abc import Callable

from browser.running_site import Site
from browser.walk import Walk
from playwright.sync_api import Page

Walks = Callable[..., Walk]
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const label = e.labels?.[0]?.textContent ?? e.textContent ?? "";
  const marked = (n, part) => {
    const c = getComputedStyle(n, part);
    return (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== "none";
  };
  // A radio button or a box to tick shows where one is on the picture its label draws.
  const shown = marked(e, null) || [...(e.labels ?? [])].some(l => marked(l, "::before"));
  return {
    name: (e.getAttribute("aria-label") || label || e.value || "").trim().replace(/\\s+/g, " "),
    group: e.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? "",
    tag: e.tagName, shown, within: box.bottom > 0 && box.top < innerHeight,
  };
}"""


class Keyboard:
    """Hands that have only a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str, group: str = "", tag: str = "") -> None:
        """Go on from control to control until one has this name; each on the way shows where one is."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if at["tag"] == "BODY":
                continue
            assert at["shown"], f"one cannot see that {at['tag']} “{at['name']}” has the focus"
            assert at["within"], f"“{at['name']}” has the focus and is out of sight"
            if name in at["name"] and group in at["group"] and tag in at["tag"]:
                return
        raise AssertionError(f"the keyboard does not reach “{name}”")

    def write(self, words: str) -> None:
        """Write into the control one is in."""
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def go(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


def test_somebody_signs_in_and_records_a_visit_by_keyboard_alone(
    walk: Walks, begun_again: Site
) -> None:
    known, worker = begun_again.known, walk(begun_again)
    worker.go("/account/login/")
    child = known["names"][known["own"][3]]
    keys = Keyboard(worker.page)
    keys.to("Username")
    keys.write(known["people"]["social_worker"])
    keys.to("Password")
    keys.write(known["password"])
    keys.go()
    keys.to("Skip to main content")
    keys.press("Enter")
    keys.to(child, tag="A")
    keys.go()
    keys.to("Record a visit")
    keys.go()
    for box, words in (("Day", "16"), ("Month", "11"), ("Year", "2026")):
        keys.to(box, group="When was it?")
        keys.write(words)
    keys.to("At what time?")
    keys.write("9am")
    for question in ("What came of it?", "How was it made?", "Where?"):
        keys.to("", group=question)
        keys.press("Space")
    keys.to("Who was there?")
    keys.write("Gran")
    for question in (f"Was {child} seen?", f"Was {child} seen alone?"):
        keys.to("", group=question)
        keys.press("Space")
    keys.to("Check what it does")
    keys.go()
    worker.heads("Check the visit")
    keys.to("Save the record")
    keys.go()
    worker.reads("It is recorded")


def test_an_error_summary_leads_the_keyboard_to_each_fault(walk: Walks, fresh: Site) -> None:
    worker = walk(fresh, "social_worker")
    worker.go(f"/children/{fresh.known['own'][3]}/visits/new/")
    worker.press("Check what it does")
    summary = worker.main.get_by_role("alert")
    for link in summary.get_by_role("link").all():
        link.press("Enter")
        target = (link.get_attribute("href") or "").removeprefix("#")
        focused = worker.page.evaluate("document.activeElement.id")
        assert focused == target, f"{link.inner_text()} leads to {focused}, not {target}"
