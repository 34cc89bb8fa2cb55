"""What tests of drafts bring about on a phone: another list, time that passed, a refusal, no room."""

import json
from typing import Any

from browser.at_the_door import PIN, AtTheDoor, choose_round
from browser.phone_kept import QUEUE
from browser.running_site import Site
from playwright.sync_api import Page, Route

# Nothing more can be kept of what is typed, while something can still be saved: `room()` ends it.
NO_ROOM = """() => {
  const real = IDBObjectStore.prototype.put;
  globalThis.room = () => { IDBObjectStore.prototype.put = real; };
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === "drafts") throw new DOMException("", "QuotaExceededError");
    return real.apply(this, given);
  };
}"""
TAKE = """async () => (await import("/static/doorstep/phone/round.js")).take()"""
LIST_OVER = """async () => {
  const vault = await import("/static/doorstep/phone/vault.js");
  await vault.dropList(vault.user());
}"""
# What was begun today is as if it had been begun on Friday 13 November at 9.28am.
BEGUN_ON_FRIDAY = """async (key) => {
  const drafts = await import("/static/doorstep/phone/drafts.js");
  const draft = await drafts.get(key);
  const friday = (when) => ({ ...when, "visit_date-day": "13" });
  const stamped = draft.stamp && { stamp: friday(draft.stamp), values: friday(draft.values) };
  await drafts.keep(key, { ...draft, ...stamped, begun: Date.parse("2026-11-13T09:28:00Z") });
}"""
RETRY = """async (client_id) => {
  const queue = await import("/static/doorstep/phone/queue.js");
  await queue.retry(client_id);
  await queue.send();
}"""
DRAFT = """async (key) => (await import("/static/doorstep/phone/drafts.js")).get(key)"""
TIDY = """async (kept) => {
  const drafts = await import("/static/doorstep/phone/drafts.js");
  const long = (days) => ({ begun: Date.now() - days * 86_400_000 });
  await drafts.keep("made:of-what-is-gone", { pks: [1] });
  await drafts.keep("visit:901", long(13));
  await drafts.keep("visit:902", long(15));
  await drafts.tidyDrafts(kept);
  const found = {};
  for (const key of ["made:of-what-is-gone", `made:${kept[0]}`, "visit:901", "visit:902"]) {
    found[key.replace(kept[0], "kept")] = (await drafts.get(key)) !== null;
  }
  return found;
}"""


def choose(site: Site, children: int) -> None:
    """Choose the visit of today to one of the siblings, or to two."""
    known = site.known
    choose_round(site, known["person"], [known["pks"][c] for c in known["siblings"][:children]])


def key_of(door: AtTheDoor) -> str:
    """Return under which key the draft of the visit is kept."""
    known = door.walk.site.known
    return f"visit:{min(known['pks'][c] for c in known['siblings'][:2])}"


def items(door: AtTheDoor) -> list[dict[str, Any]]:
    """Return what lies in the queue."""
    found: list[dict[str, Any]] = door.page.evaluate(QUEUE, "items")
    return found


def refuse(door: AtTheDoor, kind: str, says: str) -> None:
    """Have what the phone sends of one kind refused, the first time."""
    told = {"error": "refused", "says": "No", "wrong": [{"where": "", "says": says}], "aside": 7}
    left = [1]

    def answer(route: Route) -> None:
        if (route.request.post_data_json or {}).get("kind") != kind or not left:
            return route.fallback()
        left.pop()
        return route.fulfill(status=422, content_type="application/json", body=json.dumps(told))

    door.walk.context.route("**/doorstep/records", answer)


def unlock(page: Page) -> None:
    """Unlock the page that is shown."""
    page.get_by_label("Your PIN for this phone").fill(PIN)
    page.get_by_role("button", name="Unlock").click()


def hours_pass(door: AtTheDoor, hours: str) -> None:
    """Let time pass in which nothing is done, and unlock the page."""
    door.page.clock.fast_forward(hours)
    door.shows("lock")
    unlock(door.page)
