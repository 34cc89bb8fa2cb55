"""One simulated phone: its windows, who is signed in on it, what is wrong with its network and clock."""

import time
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext
from schedules.signing_in import end_session, new_session
from schedules.sources import CLOCK_MS, PAGE, PIN, TAB


class SimulatedPhone:
    """An origin of its own, so that cookies, storage, locks and quota are its own too."""

    def __init__(self, context: BrowserContext, port: str, name: str):
        self.context, self.name = context, name
        self.origin = f"http://{name}.localhost:{port}"
        self.page = context.new_page()
        self.page.goto(f"{self.origin}/health")
        self.page.evaluate(PAGE, TAB)
        self.begin("", {})

    def begin(self, database: str, people: dict[str, int]) -> None:
        """Be a new phone, on which nobody was yet."""
        self.database, self.people = database, people
        self.windows: list[str] = []
        self.user, self.session = "", ""
        self.had: set[str] = set()  # who was ever signed in on it
        self.began = time.time() * 1000
        self.set: dict[str, Any] = {"shift": 0, "offline": False, "full": False}

    def end(self) -> None:
        """Close every window, and forget what lay on it."""
        self.page.evaluate("play.killAll()")
        self.page.evaluate("name => { play.forget(name); }", self.database)

    # --- windows ---------------------------------------------------------------------------------------

    def open(self) -> str:
        """Open a window, and unlock it or set the phone up; answers its name."""
        name = uuid4().hex
        given = {
            "origin": self.origin, "database": self.database, "clock": CLOCK_MS, "began": self.began,
            **self.set, "faults": [],
        }  # fmt: skip
        self.page.evaluate("([name, given]) => play.begin(name, given)", [name, given])
        self.windows.append(name)
        said = self.ask(name, "unlock", {"pin": PIN})
        if said == "no_keys" and self.user:
            said = self.ask(name, "enrol", {"pin": PIN}) or "open"
        self.said = said
        return name

    def window(self, which: int = 0) -> str:
        """Return one of the windows; where none is open, a new one."""
        return self.windows[which % len(self.windows)] if self.windows else self.open()

    def ask(self, window: str, does: str, given: dict[str, Any] | None = None) -> Any:
        """Have a window do something, and wait for what it says."""
        told = [window, does, given or {}]
        return self.page.evaluate("([w, does, given]) => play.ask(w, does, given)", told)

    def ask_and_kill(self, window: str, does: str, given: dict[str, Any], after: int) -> Any:
        """Have a window do something, and kill it while it does."""
        self.windows.remove(window)
        told = [window, does, given, after]
        return self.page.evaluate("([w, d, g, ms]) => play.askAndKill(w, d, g, ms)", told)

    def kill(self, window: str) -> None:
        """Kill a window."""
        self.windows.remove(window)
        self.page.evaluate("name => play.kill(name)", window)

    def tell(self, **news: Any) -> None:
        """Change what every window lives with: network, clock."""
        self.set |= news
        self.page.evaluate("more => play.tell(more)", self.set)

    # --- people ----------------------------------------------------------------------------------------

    def sign_in(self, user: str) -> None:
        """Sign somebody in, as the page for that would."""
        end_session(self.session)
        self.user, self.session = user, new_session(self.people[user])
        self.had.add(user)
        cookie = {"name": "session", "value": self.session, "url": self.origin}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def end_session(self) -> None:
        """End the session on the server, behind the phone's back."""
        end_session(self.session)

    def sign_out(self) -> None:
        """Sign out as the site's page does: the list goes, what is not sent stays."""
        self.ask(self.window(), "signOut")
        self.end_session()
        self.user = ""
