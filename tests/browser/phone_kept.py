"""A phone whose browser can be killed and begun again; what it saved is looked for in the database."""

from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import uuid4

from browser.running_site import CLOCK, ON_POSTGRESQL, Site, _sqlite
from browser.walk import TIME, let_in
from playwright.sync_api import BrowserContext, Page, expect

PIN = "7291-4406"
# The phone's clock begins at the site's fixed time and goes on; a test may set it wrong.
SET_CLOCK = """({ at }) => {
  const Real = Date;
  const shift = () => at - performance.timeOrigin + (globalThis.wrongBy ?? 0);
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + shift()])); }
    static now() { return Real.now() + shift(); }
  };
}"""
SAVE = """async ([client_id, body, stamped]) => {
  const queue = await import("/static/doorstep/phone/queue.js");
  try {
    await queue.save({ client_id, kind: "visit", body, stamped, label: "Visit" });
    return "saved";
  } catch (error) {
    return error.message;
  }
}"""
QUEUE = """async (what) => {
  const queue = await import("/static/doorstep/phone/queue.js");
  return queue[what]();
}"""
# Time passes: what is tried again later is tried now.
WAITED = """async () => {
  const store = await import("/static/doorstep/phone/store.js");
  for (const item of await store.all("queue")) await store.put("queue", { ...item, next_at: 0 });
}"""


def asked(site: Site, query: str) -> list[tuple[Any, ...]]:
    """Return what the site's database answers."""
    if ON_POSTGRESQL:
        import psycopg

        with psycopg.connect(site.database) as there:
            return there.execute(query.encode()).fetchall()
    with closing(_sqlite(site.database)) as there:
        found: list[tuple[Any, ...]] = there.execute(query).fetchall()
        return found


class KeptPhone:
    """The doorstep page in a browser's context, with one person on it."""

    def __init__(self, context: BrowserContext, site: Site, *, wrong_by: int = 0) -> None:
        context.set_default_timeout(TIME)
        self.context, self.site = context, site
        begins = int(datetime.fromisoformat(CLOCK).timestamp() * 1000) + wrong_by
        context.add_init_script(f"({SET_CLOCK})({{ at: {begins} }})")
        self.page: Page = context.pages[0] if context.pages else context.new_page()

    # --- people --------------------------------------------------------------------------------
    def sign_in(self, who: str = "social_worker", *, page: Page | None = None) -> None:
        """Sign in, and open the page."""
        let_in(self.context, self.site, who)
        (page or self.page).goto(f"{self.site.address}/doorstep/")

    def set_up(self, who: str = "social_worker", pin: str = PIN) -> "KeptPhone":
        """Sign in, and set the phone up with a PIN."""
        self.sign_in(who)
        return self.set_up_here(pin)

    def set_up_here(self, pin: str = PIN) -> "KeptPhone":
        """Set the phone up for whoever is signed in."""
        self.page.get_by_label("Choose a PIN").fill(pin)
        self.page.get_by_label("The same PIN again").fill(pin)
        self.page.get_by_role("button", name="Set the PIN").click()
        self.is_open()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        return self

    def unlock(self, pin: str = PIN) -> None:
        """Unlock the page that is shown."""
        self.page.get_by_label("Your PIN for this phone").fill(pin)
        self.page.get_by_role("button", name="Unlock").click()
        self.is_open()

    def is_open(self) -> None:
        """Hold that the page is unlocked."""
        expect(self.page.get_by_role("button", name="Lock", exact=True)).to_be_visible()

    def reopen(self) -> None:
        """Kill the tab, and open the page in another."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        self.page.goto(f"{self.site.address}/doorstep/")
        self.unlock()

    def end_session(self) -> None:
        """End the person's sessions at the server."""
        self.site.run("DELETE FROM django_session")

    # --- saving and sending -----------------------------------------------------------------------
    def save(self, text: str, *, page: Page | None = None, **changed: str) -> tuple[str, str]:
        """Save a visit; answers its id and what the page says."""
        child_id, client_id = self.site.known["own"][0], str(uuid4())
        pk = self.site.known["pks"][child_id]
        fields = {
            "visit_date-day": "16", "visit_date-month": "11", "visit_date-year": "2026",
            "visit_time": "09:00", "came_of": "made", "method": "in_person", "place": "home",
            f"c{pk}-seen": "yes", f"c{pk}-observations": text,
        } | changed  # fmt: skip
        body = {"child_id": child_id, "fields": fields}
        said = (page or self.page).evaluate(SAVE, [client_id, body, bool(changed)])
        return client_id, said

    def send(self) -> None:
        """Let the time pass after which everything is tried again, and try."""
        self.page.evaluate(WAITED)
        self.page.evaluate(QUEUE, "send")

    def items(self) -> list[dict[str, Any]]:
        """Return what lies in the queue."""
        found: list[dict[str, Any]] = self.page.evaluate(QUEUE, "items")
        return found

    def waits(self, unsent: int) -> None:
        """Hold how many things the head of the page says are not sent."""
        expect(self.page.locator(f"body[data-unsent='{unsent}']")).to_be_attached()

    # --- what came of it --------------------------------------------------------------------------
    def recorded(self, text: str) -> int:
        """Return how many visits in the database say this."""
        query = f"SELECT count(*) FROM caseload_visit WHERE observations = '{text}'"  # noqa: S608
        return int(asked(self.site, query)[0][0])

    def comes(self, text: str) -> None:
        """Wait until a visit that says this is in the database, once."""
        for _ in range(TIME // 100):
            if self.recorded(text):
                break
            self.page.wait_for_timeout(100)
        assert self.recorded(text) == 1

    def once(self, *texts: str) -> None:
        """Hold that everything is sent, and that each of these is in the database exactly once."""
        for _ in range(10):
            self.send()
            if self.page.evaluate(QUEUE, "counts")["unsent"] == 0:
                break
        self.waits(0)
        assert {text: self.recorded(text) for text in texts} == dict.fromkeys(texts, 1)
