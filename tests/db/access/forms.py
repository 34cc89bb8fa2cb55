"""Every form of the application that stores something, sent by somebody who may send them all."""

from datetime import timedelta
from io import BytesIO

import phone_made as phones
import picture_made as pictures
import web_made as made
from db.access import asking
from db.access.asking import Ask
from db.access.county import SPOT, County, act_for, county, form_id, hold
from db.access.governed import hide_of

from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Explained
from doorstep.web.caseload.visible import sight_of
from doorstep.web.lists.models import SavedView
from doorstep.web.moves.checking import Wish, check, fingerprint
from doorstep.web.moves.people import candidates

RIGHTS = (
    OwnRole.ADMINISTRATOR, OwnRole.PRACTICE_LEAD, OwnRole.AUDITOR, OwnRole.PERFORMANCE_ANALYST,
    OwnRole.RECORDS_OFFICER,
)  # fmt: skip
NAMES = (
    "warnings", "share-arrangements", "record-visit", "record-call", "record-contact", "correct-visit",
    "restrict", "explain-blind-spot", "break-glass", "save-view", "change-view", "new-person",
    "change-person", "close-account", "give-role", "end-role", "new-team", "change-team",
    "new-locality",
    "change-locality", "new-deputy", "new-own-deputy", "end-own-deputy", "adopt", "end-adoption",
    "way-in",
    "break-glass-opening", "take-back-explanation", "open-decision", "act", "comment", "write",
    "fill-form", "household", "decide-tier", "record-meeting", "record-event", "correct-event",
    "end-plan", "incidence", "being-told", "new-reminder", "child-reminder", "change-reminder",
    "new-webhook", "change-webhook", "add-child", "double", "undo-merge", "new-import", "import",
    "question", "difference", "move-children", "move", "hand-over", "absences", "end-absence",
    "team-phones", "set-aside-one", "add-photograph", "photograph", "my-round",
    "how-i-am", "say-availability", "go-out", "end-outing",
    "records-child", "records-holds", "disposal", "access-request", "access-names", "access-entry",
)  # fmt: skip
SHOWN_ONCE = {"new-webhook"}  # the page after it shows, once, the secret that was made


def taken(name: str) -> int:
    """Return the status by which a form says that it was taken."""
    return 200 if name in SHOWN_ONCE else 302


def county_of_all() -> County:
    """Return the county of a team manager who holds every other right besides."""
    found = county(Role.TEAM_MANAGER)
    for role in RIGHTS:
        hold(found.me, role, None)
    return found


def every_form(here: County) -> dict[str, Ask]:
    """Return a request of every form that would be taken."""
    child, visit = here.children["own"], here.visits["own"]
    found = asking.of_a_child(here, child, visit) | asking.of_a_list("team", here.east.pk)
    found |= asking.of_pages(here)
    own = SavedView.objects.create(owner=here.me, page=f"team-{here.east.pk}", name="Own", query="")
    found["change-view"] = Ask("change-view", (own.pk,), form={"name": "New", "version": 1})
    deputy = act_for(here.colleague, here.me, until=made.TODAY.replace(month=12))
    found["end-own-deputy"] = Ask("end-own-deputy", (deputy.pk,), form={"version": 1})
    told = asking.reminder_form() | {"version": 1}
    found["change-reminder"] = Ask("change-reminder", (asking.reminder_of(here.me).pk,), form=told)
    found["adopt"].form["step"] = "adopt"
    found |= _moving(here, found["hand-over"].args[0])
    found["new-import"].form["extract"] = SentAgain(b"child_id\nC1\n")
    found["break-glass"].form["child_id"] = "HIDDEN-C"  # the records officer sees all the others
    names = found["access-names"]
    names.form.update(hide_of(here.colleague, names.args[1]))
    _phones(here, found)
    Explained.objects.create(
        child=child, kind=SPOT, words="we know", until=made.TODAY.replace(month=12),
        recorded_at=made.AT, recorded_by=here.colleague,
    )  # fmt: skip
    return {name: found[name] for name in NAMES}


def _phones(here: County, found: dict[str, Ask]) -> None:
    """Fill in what is set aside, a photograph and one to withdraw, and the visits of the day."""
    child = here.children["own"]
    aside = phones.aside(here.me, child)
    found["set-aside-one"] = Ask("set-aside-one", (aside.pk,), form={"version": 1, "why": "Done."})
    picture = SentAgain(pictures.photograph((30, 20)))
    found["add-photograph"].form.update(client_id=form_id(), picture=picture)
    found["photograph"].form.update(version=1, why="Of another child.")
    found["my-round"].form.update(version=0, take=str(child.pk))


class SentAgain(BytesIO):
    """A file that a form can send as often as it likes."""

    name = "one.csv"

    def read(self, size: int | None = -1, /) -> bytes:
        """Return all of it, each time."""
        return self.getvalue()


def _moving(here: County, leaver: int) -> dict[str, Ask]:
    """Return what moves a child to somebody new, hands all over, says who is away, ends an account."""
    to = made.person(Role.SOCIAL_WORKER, name="New Comer", worker_id="W88", in_team=here.east)
    day, listed = made.TODAY, {"list": f"team-{here.east.pk}"}
    reason = {"client_id": form_id(), "reason": "Leaves", **asking.boxes("start_date", day)}
    back = asking.boxes("end_date", day + timedelta(9))
    away = {"client_id": form_id(), "cover": "", **asking.boxes("start_date", day), **back}
    moved = reason | {"child": "OWN-C||", "to_all": to.pk, "step": "move"}
    idle = made.person(Role.SOCIAL_WORKER, name="Idle Hands", in_team=here.east)
    held = (idle.pk, idle.roles.get().pk)
    asks = (
        Ask("move-children", query=listed, form=moved | {"shown": _shown(here, to.pk)}),
        Ask("hand-over", (leaver,), form=reason | {"to_all": to.pk}),
        Ask("absences", (to.pk,), form=away | {"note": ""}),
        Ask("close-account", (idle.pk,), form={"version": idle.version}),
        Ask("end-role", held, form=asking.boxes("end_date", day) | {"version": 1}),
    )
    return {ask.route: ask for ask in asks}


def _shown(here: County, to: int) -> str:
    """Return the mark of what the page before showed of moving one's own child."""
    by = made.access(here.me)
    people = candidates(by, sight_of(by), on=made.TODAY)
    lines = check([Wish("OWN-C", to)], people, start=made.TODAY, by=by)
    return fingerprint(lines, start=made.TODAY, reason="Leaves")
