"""Somebody with a phone at a door: the doorstep page set up, its list taken, taps counted."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from browser.running_site import CLOCK, Site
from browser.walk import TIME, Walk
from playwright.sync_api import Locator, expect

PIN = "7291-4406"
NAME = "Phone of the test"
BEHIND = timedelta(
    seconds=100
)  # the phone's clock: it goes on, while that of the site stands still
TODAY = datetime.fromisoformat(CLOCK).date()


def choose_round(site: Site, who: int, children: Iterable[int]) -> None:
    """Choose the children of somebody's visits of today, in this order."""
    day, at = TODAY.isoformat(), f"{TODAY} 08:00:00+00:00"
    mine = f"SELECT id FROM phone_round WHERE user_id = {who} AND day = '{day}'"  # noqa: S608 (our own)
    site.run(f"DELETE FROM phone_stop WHERE round_id IN ({mine})")  # noqa: S608
    site.run(f"DELETE FROM phone_round WHERE id IN ({mine})")  # noqa: S608
    site.run(
        "INSERT INTO phone_round (user_id, day, changed_at, version)"  # noqa: S608
        f" VALUES ({who}, '{day}', '{at}', 1)"
    )
    for position, child in enumerate(children, 1):
        site.run(
            "INSERT INTO phone_stop (round_id, child_id, position)"  # noqa: S608
            f" SELECT id, {child}, {position} FROM ({mine}) AS mine"
        )


class AtTheDoor:
    """The doorstep page of one phone; every tap is counted."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.page, self.taps = walk, walk.page, 0

    @property
    def main(self) -> Locator:
        """Return the view that is shown."""
        return self.walk.main

    def set_up(self, *, take: bool = True) -> "AtTheDoor":
        """Open the page, set the phone up with a PIN, and take the list."""
        self.page.clock.install(time=datetime.fromisoformat(CLOCK) - BEHIND)
        self.page.goto(f"{self.walk.site.address}/doorstep/")
        self.main.get_by_label("What to call this phone").fill(NAME)
        self.main.get_by_label("Choose a PIN").fill(PIN)
        self.main.get_by_label("The same PIN again").fill(PIN)
        self.main.get_by_role("button", name="Set the PIN").click()
        self.shows("today")
        if take:
            self.tap("button", "Take today’s visits")
            expect(self.main.locator(".d-stop").first).to_be_visible(timeout=TIME)
        # The phone can be closed and opened without signal once everything is kept on it.
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        self.taps = 0
        return self

    def again(self) -> None:
        """Close the page as a phone kills it, open it anew, and unlock it."""
        context = self.walk.context
        self.page.close()
        self.page = self.walk.page = context.new_page()
        self.page.goto(f"{self.walk.site.address}/doorstep/")
        self.main.get_by_label("Your PIN for this phone").fill(PIN)
        self.main.get_by_role("button", name="Unlock").click()

    # --- doing ---------------------------------------------------------------------------------------
    def tap(self, role: Any, name: str, *, exact: bool = False, which: int = 0) -> None:
        """Tap the first control with these words."""
        self.tap_on(self.main.get_by_role(role, name=name, exact=exact).nth(which))

    def tap_on(self, control: Locator) -> None:
        """Tap a control."""
        control.tap()
        self.taps += 1

    def answer(self, question: str, answer: str) -> None:
        """Answer a question that has a few answers."""
        group = self.main.get_by_role("group", name=question, exact=True).first
        self.tap_on(group.get_by_label(answer, exact=True))

    def write(self, question: str, words: str) -> None:
        """Tap a text field and type into it."""
        field = self.main.get_by_label(question).first
        if field.evaluate("field => field !== document.activeElement"):
            self.tap_on(field)
        field.fill(words)

    def day(self, question: str, day: int) -> None:
        """Type a day of this month."""
        group = self.main.get_by_role("group", name=question)
        for label, text in (("Day", str(day)), ("Month", "11"), ("Year", "2026")):
            group.get_by_label(label).fill(text)

    # --- what is there ---------------------------------------------------------------------------------
    def shows(self, view: str) -> None:
        """Hold which view is shown."""
        expect(self.page.locator(f"body[data-view={view}] h1")).to_be_visible(timeout=TIME)

    def says(self, words: str | re.Pattern[str]) -> None:
        """Hold that the view says this."""
        expect(self.main).to_contain_text(words, timeout=TIME)

    def cut(self) -> None:
        """Lose the signal."""
        self.walk.context.set_offline(True)

    def reconnect(self) -> None:
        """Find a signal, and wait until everything is sent or set aside."""
        self.walk.context.set_offline(False)
        self.page.evaluate("dispatchEvent(new Event('online'))")
        expect(self.page.locator("body[data-unsent='0']")).to_be_attached(timeout=TIME)
