"""Plays a schedule on real pages against the real server, and holds the database to the model.

The model knows one thing of each record: whether somebody was told that it is saved. What was told must
be in the database exactly once and as it was written; what was not told at most once; nothing else may
be there. A record that the server refuses must stand aside, once on the phone and once at the server.
"""

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from playwright.sync_api import BrowserContext
from schedules.phone import SimulatedPhone
from schedules.plan import PHONES, Step
from schedules.sources import CLOCK_AT
from schedules.thing import REFUSED, TOLD, UNTOLD, Thing, WrongError

SPACE = UUID("6f0d5f0a-7f5e-4c3c-9a51-0f3c6a3a9d11")
ROUNDS = 12  # of sending, after everything is well again


class Player:
    """Plays one schedule after another on the same pages."""

    def __init__(self, context: BrowserContext, port: str):
        from doorstep.web.accounts.models import User
        from doorstep.web.caseload.models import Child
        from doorstep.web.phone.views.session import opaque

        self.phones = {name: SimulatedPhone(context, port, name) for name in PHONES}
        self.people = {user.name.lower(): user.pk for user in User.objects.all()}
        self.children = {
            who: list(Child.objects.filter(child_id__istartswith=who).order_by("child_id"))
            for who in self.people
        }
        self.known_as = {opaque(key): who for who, key in self.people.items()}
        self.counted: Counter[str] = Counter()
        self.all_records = 0  # of schedules, since the database was as it was filled

    def play(self, name: str, steps: list[Step]) -> None:
        """Play a schedule; raises WrongError."""
        self.name, self.things, self.written = name, {}, 0
        self.stood: dict[str, list[Any]] = {}  # as what it stood on the phone in the end
        used = {step.phone for step in steps}
        self._take_away_former_phones()
        for phone in (self.phones[each] for each in used):
            phone.begin(name, self.people)
            phone.sign_in("ada")
        for step in steps:
            self.counted[f"step {step.does}"] += 1
            getattr(self, step.does)(self.phones[step.phone], step.given)
        for phone in (self.phones[each] for each in used):
            self._reconnect(phone)
            phone.end()
        self._hold()
        self.counted["schedules"] += 1

    def _take_away_former_phones(self) -> None:
        """Take away the phones of earlier schedules: nobody may have more than a few."""
        from doorstep.web.phone.models import Phone

        there = Phone.objects.filter(revoked_at=None)
        there.update(revoked_at=CLOCK_AT, revoked_by=self.people["ada"])

    def faults(self) -> Counter[str]:
        """Return how often each fault came between a phone and the server."""
        found: Counter[str] = Counter()
        for phone in self.phones.values():
            for kind, often in phone.page.evaluate("play.happened()").items():
                found[f"fault {kind}"] += often
        return found

    # --- what happens ----------------------------------------------------------------------------------

    def save(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        window = phone.window(given["window"])
        self._told(self._save(phone, window, given), phone)

    def save_wrong(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        self.save(phone, given | {"wrong": True})

    def save_twice(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        window = phone.window(given["window"])
        thing, told = self._written(phone, window, given)
        for _ in range(2):
            self._told((thing, phone.ask(window, "save", told)), phone)

    def save_and_kill(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        window = phone.window(given["window"])
        thing, told = self._written(phone, window, given)
        answer = phone.ask_and_kill(window, "save", told, given["after"])
        self._told((thing, answer), phone)

    def fault(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.window()
        self._fault(phone, {"where": "/records", "kind": given["kind"]})

    def session_fault(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.window()
        self._fault(phone, {"where": "/session", "kind": given["kind"]})

    def _fault(self, phone: SimulatedPhone, fault: dict[str, str]) -> None:
        for window in phone.windows:
            phone.ask(window, "fault", fault)

    def offline(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.tell(offline=True)

    def online(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.tell(offline=False)
        self.send(phone, given)

    def send(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.ask(phone.window(given["window"]), "send")

    def send_and_kill(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.ask_and_kill(phone.window(given["window"]), "send", {}, given["after"])

    def reload(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.kill(phone.window(given["window"]))
        phone.open()

    def second_window(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        if len(phone.windows) < 3:
            phone.open()

    def close_window(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.kill(phone.window(given["window"]))

    def session_ends(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.end_session()

    def sign_in(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.sign_in(phone.user or "ada")
        self.reload(phone, given)

    def sign_out(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.sign_out()

    def other_person(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.sign_in("bo" if phone.user == "ada" else "ada")
        self.reload(phone, given)

    def clock(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.tell(shift=given["shift"])
        for thing in self.things.values():
            if thing.phone == phone.name:
                thing.shifts.add(given["shift"])

    def full(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.tell(full=True)

    def room(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.tell(full=False)

    def wait(self, phone: SimulatedPhone, given: dict[str, Any]) -> None:
        phone.ask(phone.window(given["window"]), "wait")

    # --- saving ----------------------------------------------------------------------------------------

    def _save(self, phone: SimulatedPhone, window: str, given: dict[str, Any]) -> tuple[Thing, Any]:
        thing, told = self._written(phone, window, given)
        return thing, phone.ask(window, "save", told)

    def _written(
        self, phone: SimulatedPhone, window: str, given: dict[str, Any]
    ) -> tuple[Thing, Any]:
        # Whose keys this window has, which may be somebody who has just signed out in another.
        user = self.known_as.get(phone.ask(window, "user"), "ada")
        self.written += 1
        number = self.written
        chosen = self.children[user][given["child"] :]
        about = chosen[: 2 if given["together"] else 1]
        text = f"{self.name} number {number}: “äß – ok” <b>"
        thing = Thing(
            client_id=str(uuid5(SPACE, f"{self.name} {number}")), phone=phone.name, user=user,
            children=[child.pk for child in about], text=text, wrong=bool(given.get("wrong")),
            shifts={phone.set["shift"]},
        )  # fmt: skip
        fields: dict[str, Any] = {"AT": "", "came_of": "made", "method": "in_person"}
        fields |= {"place": "" if thing.wrong else "home", "present": "Mum & Gran"}
        for child in about:
            fields |= {f"c{child.pk}-seen": "yes", f"c{child.pk}-observations": text}
        if len(about) > 1:
            fields["together"] = [child.child_id for child in about[1:]]
        body = json.dumps({"child_id": about[0].child_id, "fields": fields}, separators=(",", ":"))
        self.things[thing.client_id] = thing
        return thing, {"client_id": thing.client_id, "kind": "visit", "body": body, "at": True}

    def _told(self, said: tuple[Thing, Any], phone: SimulatedPhone) -> None:
        thing, answer = said
        if answer and answer.get("saved"):
            thing.state = TOLD
        elif answer and answer.get("full") and thing.state != TOLD:
            thing.state = REFUSED
        elif answer and answer.get("locked") and thing.state != TOLD:
            self.things.pop(thing.client_id, None)
        elif answer and not answer.get("locked") and not answer.get("full"):
            raise WrongError(f"{self.name}: saving said {answer}")

    # --- in the end ------------------------------------------------------------------------------------

    def _reconnect(self, phone: SimulatedPhone) -> None:
        phone.page.evaluate("play.killAll()")
        phone.windows.clear()
        phone.set |= {"offline": False, "full": False}
        for user in sorted(phone.had):
            self._send_all(phone, self._opened(phone, user), user)

    def _opened(self, phone: SimulatedPhone, user: str) -> str:
        """Sign in and open; again where a late answer ended this session too."""
        for _ in range(4):
            phone.sign_in(user)
            window = phone.open()
            if phone.ask(window, "isOpen"):
                return window
            phone.kill(window)
        raise WrongError(f"{self.name}: the phone does not open for {user}: {phone.said}")

    def _send_all(self, phone: SimulatedPhone, window: str, user: str) -> None:
        for _ in range(ROUNDS):
            phone.ask(window, "wait")
            phone.ask(window, "send")
            if phone.ask(window, "counts")["unsent"] == 0:
                break
        items = phone.ask(window, "items")
        phone.kill(window)
        self._hold_phone(phone, user, {item["client_id"]: item for item in items})

    def _hold_phone(self, phone: SimulatedPhone, user: str, items: dict[str, Any]) -> None:
        for thing in self.things.values():
            if thing.phone == phone.name:
                self.stood.setdefault(thing.client_id, []).append(
                    (user, items.get(thing.client_id, {}).get("state"))
                )
            if (thing.phone, thing.user) != (phone.name, user):
                continue
            item = items.get(thing.client_id)
            if item is None and thing.state == TOLD and thing.wrong:
                raise WrongError(f"{self.name}: {thing} is not on the phone")
            if item and item["state"] != ("aside" if thing.wrong else "sent"):
                raise WrongError(
                    f"{self.name}: {thing} stands as {item['state']} {item['reasons']}"
                )

    def _hold(self) -> None:
        from doorstep.web.caseload.models import Visit
        from doorstep.web.phone.models import Sent, SetAside

        found = Counter(
            (str(client_id), child, text)
            for client_id, child, text in Visit.objects.filter(
                observations__startswith=f"{self.name} "
            ).values_list("client_id", "child_id", "observations")
        )
        sent = Counter(map(str, Sent.objects.values_list("client_id", flat=True)))
        aside = Counter(map(str, SetAside.objects.values_list("client_id", flat=True)))
        for thing in self.things.values():
            self._hold_thing(thing, found, sent, aside)
        if found - Counter(dict.fromkeys(found, 1)):
            raise WrongError(f"{self.name}: recorded twice")
        self._none_invented(found)
        self._hold_times()

    def _hold_thing(self, thing: Thing, found: Any, sent: Any, aside: Any) -> None:
        rows = [found[thing.client_id, child, thing.text] for child in thing.children]
        times = max(rows)
        if len(set(rows)) > 1:
            raise WrongError(f"{self.name}: {thing} is there of some of its children only")
        must = {TOLD: {1}, UNTOLD: {0, 1}, REFUSED: {0}}[thing.state]
        here = aside if thing.wrong else sent
        if here[thing.client_id] not in must or times != (
            0 if thing.wrong else here[thing.client_id]
        ):
            raise WrongError(
                f"{self.name}: {thing} is there {times} times, taken in {here[thing.client_id]}"
            )
        self.counted[f"{thing.state}{', refused by the server' if thing.wrong else ''}"] += 1
        self.counted["records"] += sum(rows)

    def _none_invented(self, found: Any) -> None:
        from doorstep.web.caseload.models import Visit

        known = {(t.client_id, child, t.text) for t in self.things.values() for child in t.children}
        if set(found) - known:
            raise WrongError(f"{self.name}: invented or changed: {set(found) - known}")
        all_of_phones = Visit.objects.filter(client_id__isnull=False).count()
        self.all_records = self.all_records + sum(found.values())
        if all_of_phones != self.all_records:
            raise WrongError(
                f"{self.name}: {all_of_phones} records, {self.all_records} of schedules"
            )

    def _hold_times(self) -> None:
        from doorstep.web.caseload.models import Visit

        for thing in self.things.values():
            if len(thing.shifts) > 1:
                continue  # the clock was set while it waited: nobody can know how wrong it was
            for visit in Visit.objects.filter(client_id=thing.client_id):
                if abs(visit.visit_at - CLOCK_AT) > timedelta(minutes=3):
                    raise WrongError(f"{self.name}: {thing} is recorded at {visit.visit_at}")
                self.counted["times right"] += 1
