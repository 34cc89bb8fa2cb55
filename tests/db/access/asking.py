"""The smallest request that each page understands: where it is, and a form it would take."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import api_made
import import_made
import phone_made as phones
import visit_made as visits
import web_made as made
import wellbeing_made as how
from db.access.county import MISSING, SPOT, County, act_for, break_glass, form_id, hold, locality_of
from db.access.decided import TIER, Decided
from db.access.governed import of_a_childs_record, of_records
from django.db import transaction
from django.test import Client
from django.urls import reverse

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Locality, Team, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.api.models import ApiToken
from doorstep.web.audit.services import Somebody, record
from doorstep.web.caseload.merging import merge
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.lists.models import SavedView
from doorstep.web.moves.absences import Asked as Absent
from doorstep.web.moves.absences import set_absence
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.models import Absence
from doorstep.web.moves.models import Move as Moved
from doorstep.web.moves.services import Asked as Move
from doorstep.web.moves.services import move_children
from doorstep.web.notices.models import Notice, Reminder, Webhook
from doorstep.web.outings.services import start_outing
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.policies.queries import stack
from doorstep.web.wellbeing.words import State

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
        "child": {}, "timeline": {}, "readers": {}, "workers": {}, "documents": {},
        "warnings": {"do": "add", "words": "A loose dog"},
        "share-arrangements": {
            "client_id": form_id(), "who": "The school", "means": "phone", **boxes("on", made.TODAY),
        },
        "record-visit": saved,
        "record-call": visits.posted_call(step="save"),
        "record-contact": contact(),
        "child-reminder": reminder_form(),
        "go-out": {"client_id": form_id(), "minutes": "60"},
        "restrict": {
            "do": "place", "reason": "kin at work here", "named": [here.colleague.pk],
            "without_me": "on",
        },
    }  # fmt: skip
    asks = {name: Ask(name, at, form=form) for name, form in forms.items()}
    asks["visit"] = Ask("visit", (child_id, visit_pk))
    asks |= _of_decisions(here, child_id) | _of_photographs(here, child_id)
    for name, told in of_a_childs_record(here, child, NOBODYS).items():
        asks[name] = Ask(name, (child_id, *told.args), form=told.form)
    for name in ("document", "document-word", "document-pdf", "mark-copied"):
        asks[name] = Ask(name, (child_id, "visit", visit_pk))
    asks["correct-visit"] = Ask(
        "correct-visit", (child_id, visit_pk), form=saved | {"reason": "The day was wrong"}
    )
    told = {"words": "We know and look after it", **boxes("until", made.TODAY + timedelta(20))}
    asks["explain-blind-spot"] = Ask("explain-blind-spot", (child_id, SPOT), form=told)
    asks["take-back-explanation"] = Ask("take-back-explanation", (child_id, SPOT))
    return asks


def _of_photographs(here: County, child_id: str) -> dict[str, Ask]:
    """Return a request of every route of a child's photographs of documents."""
    relation = next((r for r, c in here.children.items() if c.child_id == child_id), "")
    one = (child_id, here.photographs.get(relation, NOBODYS))
    return {
        "photographs": Ask("photographs", (child_id,)),
        "add-photograph": Ask("add-photograph", (child_id,), form={"words": "A letter"}),
        "photograph": Ask("photograph", one),
        "photograph-picture": Ask("photograph-picture", one),
    }


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
        "written-down": Ask("written-down", query=listed),
        "continuity": Ask("continuity", query=listed),
        "staff": Ask("staff", query=listed),
        "move-children": Ask("move-children", query=listed, form={"child": "OWN-C||"}),
        "blind-spots": Ask("blind-spots", query=listed),
        "save-view": Ask("save-view", query=listed, form=saved),
        "due-export": Ask("due-export", query=listed | {"format": "csv"}),
    }
    own = Ask(key, () if key == "authority" else (pk,), query={"view": "none"})
    return {key: own, **asks}


# --- all other pages ----------------------------------------------------------------------------------


def of_pages(here: County) -> dict[str, Ask]:
    """Return a request of every other route."""
    found = (
        _of_notices(here)
        | _of_outings(here)
        | _of_phones(here)
        | _open(here)
        | _of_imports(here)
        | _of_people(here)
        | _of_places(here)
        | _of_staff(here)
    )
    records = {
        name: Ask(name, told.args, form=told.form) for name, told in of_records(here).items()
    }
    return found | records | _of_policies() | _of_the_log(here) | _of_the_api()


def _open(here: County) -> dict[str, Ask]:
    view = SavedView.objects.create(
        owner=here.colleague, page=f"team-{here.east.pk}", name="Theirs", query="when=overdue"
    )
    plain = (
        "health", "health-of-all", "help", "accessibility", "my-day", "to-copy",
        "own-written-down", "teams", "saved-views",
        "my-decisions", "disputes", "read-and-sign", "quality", "visit-tables",
        "outage-words", "outage-packs", "account",
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


def _of_notices(here: County) -> dict[str, Ask]:
    """Return a request of every route of being told; the reminder is somebody else's."""
    row = reminder_of(here.colleague)
    hook = Webhook.objects.create(
        name="Case system", address="https://case.example", secret="s", events=["overdue"],
        made_at=made.AT, made_by=here.colleague,
    )  # fmt: skip
    message = Notice.objects.create(
        key="k", channel="webhook", kind="test", webhook=hook, body="{}", made_at=made.AT,
        not_before=made.AT, state="given_up",
    )  # fmt: skip
    told = {"name": "Other", "address": "https://other.example/", "events": ["overdue"]}
    wish = {"email": "a@b.example", "hour": "8", "within": "2", "parts": ["due"], "days": ["1"]}
    at, new = (hook.pk,), {"client_id": form_id()}
    return {
        "being-told": Ask("being-told", form=wish | {"digest": "on", "version": 1}),
        "test-message": Ask("test-message", form=new),
        "make-feed": Ask("make-feed"),
        "revoke-feed": Ask("revoke-feed"),
        "feed": Ask("feed", ("nobodys",)),
        "reminders": Ask("reminders"),
        "new-reminder": Ask("new-reminder", form=reminder_form()),
        "change-reminder": Ask("change-reminder", (row.pk,), form=reminder_form() | {"version": 1}),
        "settle-reminder": Ask("settle-reminder", (row.pk,)),
        "reopen-reminder": Ask("reopen-reminder", (row.pk,)),
        "messages": Ask("messages"),
        "send-again": Ask("send-again", (message.pk,)),
        "webhooks": Ask("webhooks"),
        "new-webhook": Ask("new-webhook", form=told),
        "webhook": Ask("webhook", at),
        "change-webhook": Ask("change-webhook", at, form=told | {"version": 1}),
        "test-webhook": Ask("test-webhook", at, form=new),
        "webhook-secret": Ask("webhook-secret", at),
        "end-webhook": Ask("end-webhook", at),
    }


def reminder_of(owner: User, words: str = "Ring the school") -> Reminder:
    """Return a reminder of somebody."""
    return Reminder.objects.create(
        owner=owner, words=words, due_on=made.TODAY, recorded_at=made.AT,
        recorded_by=owner,
    )  # fmt: skip


def reminder_form() -> Form:
    """Return the form of a reminder."""
    due = boxes("due_on", made.TODAY + timedelta(2))
    return {"client_id": form_id(), "words": "Ring the clinic", **due}


def _of_phones(here: County) -> dict[str, Ask]:
    """Return a request of every route of the doorstep page; the phone is of a worker of the team."""
    row = phones.phone(made.person(name="Somebody Of The Team", in_team=here.east))
    nobodys = "6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"
    plain = (
        "doorstep", "doorstep-worker", "doorstep-manifest", "doorstep-session", "enrol-phone",
        "send-record", "my-round", "phones", "set-aside",
    )  # fmt: skip
    return {name: Ask(name) for name in plain} | {
        "phone-key": Ask("phone-key", (nobodys,)),
        "take-round": Ask("take-round", (nobodys,)),
        "report-waiting": Ask("report-waiting", (nobodys,)),
        "take-phone-away": Ask("take-phone-away", (row.pk,)),
        "team-phones": Ask("team-phones", form={"phone": str(row.pk), "sure": "yes"}),
        "set-aside-one": Ask("set-aside-one", (NOBODYS,)),
    }


def _of_imports(here: County) -> dict[str, Ask]:
    """Return a request of every route of imports; what is asked is of a child whom W2 has."""
    row, question, difference = import_made.asked_of(here.children["team"], by=here.colleague)
    answer = {"client_id": form_id(), "version": 1}
    return {
        "imports": Ask("imports"),
        "new-import": Ask("new-import", form={"client_id": form_id()}),
        "import": Ask("import", (row.pk,), form={"do": "apply", "version": row.version}),
        "import-children": Ask("import-children", (row.pk, "new")),
        "import-refused": Ask("import-refused", (row.pk,)),
        "questions": Ask("questions"),
        "question": Ask("question", (question.pk,), form=answer | {"answer": "kept"}),
        "differences": Ask("differences"),
        "difference": Ask("difference", (difference.pk,), form=answer | {"settled": "ours"}),
        **_of_doubles(here),
    }


def _newcomer(here: County) -> Form:
    days = boxes("born", made.TODAY - timedelta(900)) | boxes("start_date", made.TODAY)
    told = {"client_id": form_id(), "name": "Somebody New", "kind": "referral"}
    return {**told, **days, "team": here.east.pk}


def _of_doubles(here: County) -> dict[str, Ask]:
    """Return a request of every route of doubles: of four children, two of them merged."""
    one, other, away, into = made.store(
        *(made.case(f"DOUBLE-{n}", worker_id="W2") for n in range(4))
    )
    row = merge(
        child_id=away.child_id,
        into_id=into.child_id,
        reason="One child",
        by=made.access(here.colleague),
        at=made.AT,
    )
    told = {"reason": "Asked the family"}
    return {
        "add-child": Ask("add-child", form=_newcomer(here)),
        "doubles": Ask("doubles"),
        "double": Ask("double", (one.child_id, other.child_id), form=told | {"settle": "apart"}),
        "undo-merge": Ask("undo-merge", (row.pk,), form=told),
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
        **_of_moves(here, other),
        "own-deputies": Ask("own-deputies"),
        "new-own-deputy": Ask("new-own-deputy", form=days | {"user": here.seats["authority"].pk}),
        "end-own-deputy": Ask("end-own-deputy", (deputy.pk,), form={"version": 1}),
    }


def _of_moves(here: County, other: User) -> dict[str, Ask]:
    """Return a request of every page about what somebody holds and when they are away."""
    moved, gone = moved_and_gone(here, "TEAM-C", other)
    return {
        "hand-over": Ask("hand-over", (other.pk,)),
        "absences": Ask("absences", (other.pk,)),
        "end-absence": Ask("end-absence", (gone.pk,), form={"version": 1}),
        "move": Ask("move", (moved.pk,), form={"reason": "Wrong", "client_id": form_id()}),
    }


def moved_and_gone(here: County, child_id: str, to: User) -> tuple[Moved, Absence]:
    """Return a move of a child to somebody, and an absence of theirs that begins after it."""
    by, days = access_of(here.colleague, at=made.AT), made.TODAY + timedelta(3)
    move = Move(
        wishes=(Wish(child_id, to.pk),), start=made.TODAY, reason="Leave", client_id=uuid4()
    )
    gone = Absent(
        person=to, cover=None, start_date=made.TODAY, end_date=days, note="", client_id=uuid4()
    )
    moved = move_children(move, by=by, at=made.AT)
    return moved, set_absence(gone, by=by, at=made.AT)


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


def _of_outings(here: County) -> dict[str, Ask]:
    """Return a request of every route of an outing; it is of a worker of the team."""
    worker = made.person(name="Out There", worker_id="W8", in_team=here.east)
    child_id = here.children["team"].child_id
    with transaction.atomic():
        row = start_outing(
            client_id=uuid4(), child_ids=[child_id], started_at=made.AT, minutes=60, buddy=None,
            second=None, by=made.access(worker), at=made.AT,
        )  # fmt: skip
    said = {"client_id": form_id(), "heard": "out", "why": "Rang them"}
    return {
        "out-now": Ask("out-now"),
        "own-outings": Ask("own-outings"),
        "outing": Ask("outing", (row.pk,)),
        "extend-outing": Ask("extend-outing", (row.pk,), form={"client_id": form_id()}),
        "end-outing": Ask("end-outing", (row.pk,), form=said),
    }


def _of_staff(here: County) -> dict[str, Ask]:
    """Return a request of every route of how people are for work: a worker of the team, another."""
    worker = made.person(name="At Home", in_team=here.east)
    word = how.said(here.colleague, State.SICK)
    return {
        "how-i-am": Ask("how-i-am", form=how.form("well")),
        "how-i-was": Ask("how-i-was"),
        "take-back-word": Ask("take-back-word", (word.pk,)),
        "availability": Ask("availability"),
        "say-availability": Ask("say-availability", (worker.pk,), form=how.form("sick")),
        "situation": Ask("situation"),
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


def _of_the_api() -> dict[str, Ask]:
    """Return a request of every address of the API, and of the pages of its tokens."""
    system = api_made.system(name="Other system")
    api_made.token(system)
    last = made.TODAY + timedelta(30)
    issued = {
        "client_id": form_id(), "user": system.pk, "name": "Nightly copy", "scopes": ["due:read"],
        "cans": ["export"], **boxes("expires_on", last),
    }  # fmt: skip
    plain = ("description", "due", "children", "account", "policy", "visits", "contacts")
    return {f"api-{name}": Ask(f"api-{name}") for name in plain} | {
        "api-child": Ask("api-child", ("OWN-C",)),
        "api-explanation": Ask("api-explanation", ("OWN-C",)),
        "api-visit": Ask("api-visit", (1,)),
        "api-tokens": Ask("api-tokens"),
        "new-api-token": Ask("new-api-token", form=issued),
        "revoke-api-token": Ask("revoke-api-token", (ApiToken.objects.latest("pk").pk,)),
    }


def lists_of() -> dict[str, tuple[str, int]]:
    """Return every list there is, as its kind and key; `authority` has none."""
    teams = {team.name: ("team", team.pk) for team in Team.objects.all()}
    places = {place.name: ("locality", place.pk) for place in Locality.objects.all()}
    return teams | places | {"authority": ("authority", 0)}


def everybody() -> list[User]:
    """Return all accounts."""
    return list(User.objects.order_by("pk"))
