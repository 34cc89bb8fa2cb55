"""Every form of the application that stores something, sent by somebody who may send them all."""

import web_made as made
from db.access import asking
from db.access.asking import Ask
from db.access.county import SPOT, County, act_for, county, hold

from doorstep.vocabulary import Role
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Explained
from doorstep.web.lists.models import SavedView

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
    "new-webhook", "change-webhook", "add-child", "double", "undo-merge",
)  # fmt: skip


def county_of_all() -> County:
    """Return the county of a team manager who holds every other right besides."""
    found = county(Role.TEAM_MANAGER)
    for role in (OwnRole.ADMINISTRATOR, OwnRole.PRACTICE_LEAD, OwnRole.AUDITOR):
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
    Explained.objects.create(
        child=child, kind=SPOT, words="we know", until=made.TODAY.replace(month=12),
        recorded_at=made.AT, recorded_by=here.colleague,
    )  # fmt: skip
    return {name: found[name] for name in NAMES}
