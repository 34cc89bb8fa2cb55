"""The smallest request that each page understands: where it is, and a form it would take."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import visit_made as visits
import web_made as made
from db.access.county import MISSING, SPOT, County, act_for, break_glass, form_id, hold, locality_of
from db.access.decided import TIER, Decided
from django.db import transaction
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Locality, Team, User
from doorstep.web.audit.services import Somebody, record
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.lists.models import SavedView
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import stack

Form = dict[str, Any]
NOBODYS = 987_654  # the key of no row


@dataclass(frozen=True)
class Ask:
    """A request of one route: its arguments, the address's query, and a form it would take."""

    route: str
    args: tuple[Any, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    form: Form = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Return the address."""
        return reverse(self.route, args=self.args) + (
            f"?{urlencode(self.query)}" if self.query else ""
        )

    def by(self, client: Client, method: str) -> Any:
        """Ask, and undo whatever was changed."""
        with transaction.atomic():
            answer = getattr(client, method)(self.address, self.form if method == "post" else {})
            answer.body = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer


def boxes(name: str, on: date) -> Form:
    """Return a day in its three boxes."""
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


# --- of a child ---------------------------------------------------------------------------------------


def of_a_child(here: County, child: Child | None, visit: Visit | None) -> dict[str, Ask]:
    """Return a request of every route of a child; of nobody's where there is no such child."""
    child_id = child.child_id if child else MISSING
    shown = child or next(iter(here.children.values()))
    visit_pk = visit.pk if visit else NOBODYS
    at = (child_id,)
    saved = visits.posted(shown, step="save")
    forms: dict[str, Form] = {
        "child": {}, "timeline": {}, "readers": {}, "documents": {},
        "warnings": {"do": "add", "words": "A loose dog"},
        "share-arrangements": {
            "client_id": form_id(), "who": "The school", "means": "phone", **boxes("on", made.TODAY),
        },
        "record-visit": saved,
        "record-call": visits.posted_call(step="save"),
        "record-contact": contact(),
        "restrict": {
            "do": "place", "reason": "kin at work here", "named": [here.colleague.pk],
            "without_me": "on",
        },
    }  # fmt: skip
    asks = {name: Ask(name, at, form=form) for name, form in forms.items()}
    asks["visit"] = Ask("visit", (child_id, visit_pk))
    asks |= _of_decisions(here, child_id)
    for name in ("document", "document-word", "document-pdf", "mark-copied"):
        asks[name] = Ask(name, (child_id, "visit", visit_pk))
    asks["correct-visit"] = Ask(
        "correct-visit", (child_id, visit_pk), form=saved | {"reason": "The day was wrong"}
    )
    told = {"words": "We know and look after it", **boxes("until", made.TODAY + timedelta(20))}
    asks["explain-blind-spot"] = Ask("explain-blind-spot", (child_id, SPOT), form=told)
    asks["take-back-explanation"] = Ask("take-back-explanation", (child_id, SPOT))
    return asks


def _of_decisions(here: County, child_id: str) -> dict[str, Ask]:
    """Return a request of every route of decisions about a child."""
    relation = next((r for r, c in here.children.items() if c.child_id == child_id), "")
    rows, at = here.decided.get(relation), (child_id,)
    keys = [row.pk for row in rows] if rows else [NOBODYS] * len(Decided._fields)
    waiting, begun, draft, filled, event, note = ((child_id, pk) for pk in keys)
    forms = _forms_of_decisions()
    paper = {"form": "practice-standards-2022/meeting_rationale"}
    meeting = {"meeting": "core_group", "came": "not_held"}
    return {
        "decisions": Ask("decisions", at),
        "open-decision": Ask("open-decision", at, form={"procedure": TIER, "client_id": form_id()}),
        "decision": Ask("decision", waiting),
        "act": Ask("act", (*waiting, "return"), form=forms["act"]),
        "comment": Ask("comment", waiting, form={"client_id": form_id(), "words": "Which ones?"}),
        "compare": Ask("compare", waiting),
        "write": Ask("write", begun, form=forms["write"] | {"do": "later"}),
        "save-draft": Ask("save-draft", draft, form=forms["write"]),
        "forms": Ask("forms", at),
        "fill-form": Ask("fill-form", at, query=paper, form=forms["fill-form"]),
        "form": Ask("form", filled),
        "household": Ask("household", at, form=forms["household"]),
        "decide-tier": Ask("decide-tier", at, form=forms["decide-tier"]),
        "record-meeting": Ask("record-meeting", at, query=meeting, form=forms["record-meeting"]),
        "meeting-note": Ask("meeting-note", note),
        "record-event": Ask("record-event", at, form=forms["record-event"] | {"kind": "missing"}),
        "event": Ask("event", event),
        "correct-event": Ask("correct-event", event, form=forms["correct-event"]),
        "end-plan": Ask("end-plan", at, form=forms["end-plan"]),
    }


def _forms_of_decisions() -> dict[str, Form]:
    happened = {
        "client_id": form_id(), "step": "save", **boxes("on", made.TODAY), "words": "Gone since noon",
    }  # fmt: skip
    return {
        "act": {"client_id": form_id(), "version": 1, "told_reason": "Too little is said"},
        "write": {"asked": "until", "draft_version": 1, **boxes("a-until", made.TODAY)},
        "fill-form": {"asked": "child", "draft_version": 0, "a-child": "The boy", "do": "later"},
        "household": {
            "do": "record", "client_id": form_id(), "kind": "self_isolation",
            **boxes("since", made.TODAY), **boxes("until", made.TODAY + timedelta(9)),
            "who": "Mum", "source": "Mum rang",
        },
        "decide-tier": {"client_id": form_id(), "tier": "priority", "reason": "Two calls"},
        "record-meeting": {"client_id": form_id(), "why": "The chair is ill", "instead": ""},
        "record-event": happened,
        "correct-event": happened | {"step": "correct", "reason": "The day was wrong"},
        "end-plan": {
            "client_id": form_id(), "plan": "child_protection_plan", "why": "It is safe",
            "outcome": "Closed", "met_on": made.TODAY.isoformat(),
        },
    }  # fmt: skip


def contact() -> Form:
    """Return the form of a contact."""
    return {
        "client_id": form_id(), "step": "save", **boxes("visit_date", made.TODAY),
        "visit_type": "contact", "method": "phone", "observations": "All is well",
    }  # fmt: skip


# --- of a list ----------------------------------------------------------------------------------------


def of_a_list(key: str, pk: int) -> dict[str, Ask]:
    """Return a request of every route of a list, such as `team` with a key and `team-<key>`."""
    listed = {"list": key if key == "authority" else f"{key}-{pk}"}
    saved = {"name": "Mine", "query": "when=overdue"}
    asks = {
        "workload": Ask("workload", query=listed),
        "blind-spots": Ask("blind-spots", query=listed),
        "save-view": Ask("save-view", query=listed, form=saved),
        "due-export": Ask("due-export", query=listed | {"format": "csv"}),
    }
    own = Ask(key, () if key == "authority" else (pk,), query={"view": "none"})
    return {key: own, **asks}


# --- all other pages ----------------------------------------------------------------------------------


def of_pages(here: County) -> dict[str, Ask]:
    """Return a request of every other route."""
    return _open(here) | _of_people(here) | _of_places(here) | _of_policies() | _of_the_log(here)


def _open(here: County) -> dict[str, Ask]:
    view = SavedView.objects.create(
        owner=here.colleague, page=f"team-{here.east.pk}", name="Theirs", query="when=overdue"
    )
    plain = (
        "health", "health-of-all", "help", "accessibility", "my-day", "to-copy", "teams", "saved-views",
        "my-decisions", "disputes", "read-and-sign",
        "account",
        "account_login", "account_logout", "account_inactive", "account_change_password",
        "account_reauthenticate", "usersessions_list", "mfa_index", "mfa_authenticate",
        "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn", "openid_connect_login", "openid_connect_callback",
        "work_account_again", "socialaccount_login_cancelled",
    )  # fmt: skip
    named = {"name": "Renamed", "version": view.version}
    return {name: Ask(name) for name in plain} | {
        "search": Ask("search", form={"q": "canary"}),
        "search-suggest": Ask("search-suggest", form={"q": "canary"}),
        "change-view": Ask("change-view", (view.pk,), form=named),
        "delete-view": Ask("delete-view", (view.pk,)),
        "incidence": Ask("incidence", form=_rate()),
        "break-glass": Ask(
            "break-glass", form={"child_id": "OTHER-C", "reason": "Police at the door " * 2}
        ),
        "mfa_remove_webauthn": Ask("mfa_remove_webauthn", (987_654,)),
        "mfa_edit_webauthn": Ask("mfa_edit_webauthn", (987_654,), form={"name": "Phone"}),
        "choose-password": Ask("choose-password", ("MQ", "abc-123")),
    }


def _rate() -> Form:
    on = boxes("week_ending", made.TODAY - timedelta(1))
    return {"step": "add", "area": "Eastmarch", "rate": "12.5", "source": "Public health", **on}


def _of_people(here: County) -> dict[str, Ask]:
    other = made.person(None, name="Somebody Else", worker_id="W77")
    held = hold(other, Role.SOCIAL_WORKER, here.east)
    deputy = act_for(here.colleague, other, until=made.TODAY + timedelta(9))
    at = (other.pk,)
    days = boxes("start_date", made.TODAY) | boxes("end_date", made.TODAY + timedelta(9))
    told = {"name": "Else Somebody", "username": "else.somebody", "worker_id": "W78"}
    return {
        "people": Ask("people", form={"words": "else"}),
        "new-person": Ask("new-person", form=told),
        "person": Ask("person", at),
        "change-person": Ask("change-person", at, form=told | {"version": other.version}),
        "close-account": Ask("close-account", at, form={"version": other.version}),
        "reopen-account": Ask("reopen-account", at, form={"version": other.version}),
        "password-link": Ask("password-link", at),
        "way-in": Ask("way-in", (other.pk, "sign-out")),
        "give-role": Ask("give-role", at, form=role_form("iro", "authority")),
        "end-role": Ask(
            "end-role", (other.pk, held.pk), form=boxes("end_date", made.TODAY) | {"version": 1}
        ),
        "deputies": Ask("deputies"),
        "new-deputy": Ask(
            "new-deputy", form=days | {"user": here.seats["authority"].pk, "acts_for": other.pk}
        ),
        "end-deputy": Ask("end-deputy", (deputy.pk,), form={"version": 1}),
        "own-deputies": Ask("own-deputies"),
        "new-own-deputy": Ask("new-own-deputy", form=days | {"user": here.seats["authority"].pk}),
        "end-own-deputy": Ask("end-own-deputy", (deputy.pk,), form={"version": 1}),
    }


def role_form(role: str, place: str) -> Form:
    """Return the form that gives a role from today."""
    return {"role": role, "place": place, **boxes("start_date", made.TODAY)}


def _of_places(here: County) -> dict[str, Ask]:
    team, place = here.near, locality_of(here.near)
    kept = {"name": "Near by", "locality": place.pk, "version": team.version}
    return {
        "places": Ask("places"),
        "new-team": Ask("new-team", form={"name": "Brand new", "locality": ""}),
        "team-people": Ask("team-people", (team.pk,)),
        "change-team": Ask("change-team", (team.pk,), form=kept),
        "new-locality": Ask("new-locality", form={"name": "Southmarch"}),
        "change-locality": Ask(
            "change-locality", (place.pk,), form={"name": "Eastmoor", "version": 1}
        ),
        "bank-holidays": Ask("bank-holidays"),
        "administration": Ask("administration"),
    }


def _of_policies() -> dict[str, Ask]:
    row = AdoptedPack.objects.order_by("pk").first()
    assert row is not None
    proposed = {
        "pack": "lancashire-2020",
        "decided_by": "Director",
        **boxes("start_date", made.TODAY),
    }
    return {
        "policy": Ask("policy"),
        "whole-policy": Ask("whole-policy"),
        "policy-pack": Ask("policy-pack", ("england-statutory",)),
        "policy-part": Ask("policy-part", ("duty", stack().duties[0].id)),
        "adoptions": Ask("adoptions"),
        "adopt": Ask("adopt", form=proposed),
        "end-adoption": Ask(
            "end-adoption",
            (row.pk,),
            form=boxes("end_date", made.TODAY) | {"version": 1, "step": "end"},
        ),
    }


def _of_the_log(here: County) -> dict[str, Ask]:
    with transaction.atomic():
        event = record(
            action="read_child", subject="child", subject_id="OWN-C",
            by=Somebody(user_id=here.colleague.pk, name="Colleague"), at=made.AT,
        )  # fmt: skip
    glass = break_glass(here.children["other"], here.colleague)
    return {
        "audit": Ask("audit"),
        "audit-event": Ask("audit-event", (event.pk,)),
        "audit-export": Ask("audit-export", form={"format": "csv"}),
        "audit-state": Ask("audit-state"),
        "audit-check": Ask("audit-check"),
        "break-glass-openings": Ask("break-glass-openings"),
        "break-glass-opening": Ask("break-glass-opening", (glass.pk,)),
    }


def lists_of() -> dict[str, tuple[str, int]]:
    """Return every list there is, as its kind and key; `authority` has none."""
    teams = {team.name: ("team", team.pk) for team in Team.objects.all()}
    places = {place.name: ("locality", place.pk) for place in Locality.objects.all()}
    return teams | places | {"authority": ("authority", 0)}


def everybody() -> list[User]:
    """Return all accounts."""
    return list(User.objects.order_by("pk"))
