"""Children of the packs' golden tests, and forms filled in at random by their descriptions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from doorstep.engine import answer
from doorstep.engine.conditions import holds
from doorstep.facts import CaseFacts
from doorstep.policy.adopt import labelled
from doorstep.policy.adoption import Adopted
from doorstep.policy.load import find_pack
from doorstep.policy.stack import Stack, compose
from doorstep.reports.golden import examples
from doorstep.reports.golden_given import given as golden
from doorstep.vocabulary import Method, Role, VisitType
from doorstep.web.accounts.access import Access, Held
from doorstep.web.caseload.approvals import Given
from doorstep.web.caseload.held import Approval
from doorstep.web.caseload.models import Child
from doorstep.web.components import clock_time
from doorstep.web.fields import TimeField
from doorstep.web.phone import described
from doorstep.web.phone.effects import Whose
from doorstep.web.phone.queries.round_papers import papers_for
from doorstep.web.visits.agreeing import entered_by_hand
from doorstep.web.visits.asking import Asking
from doorstep.web.visits.call_form import CallForm, Known
from doorstep.web.visits.contact_form import ContactForm
from doorstep.web.visits.forms import Asking as Filling
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.visit_form import SeenForm, VisitForm
from doorstep.web.visits.words import CALLS
from doorstep.workdays import LONDON

PACKS = (
    "buckinghamshire-2020", "england-statutory", "lancashire-2020", "practice-leaders",
    "practice-standards-2022", "worcestershire-2020",
)  # fmt: skip
ALL = "all"
KINDS = ("visit", "visit", "visit", *map(str, CALLS), "contact")
TEXTS = (
    "No",
    "Dad said “not today” & shut the door",
    "  blanks round it ",
    "Žofia: 9½ <b>",
    "two\nlines",
)
PHONE = frozenset({"seen", "seen_alone", "bedroom_seen", "why_not_seen"})
SLOT = re.compile(r"\{(\w+)\}")
Data = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A child of an example, under a stack, on a day."""

    case: CaseFacts
    stack: Stack
    at: datetime
    roles: tuple[Role, ...]
    given: tuple[Given, ...] = ()

    @property
    def child(self) -> Child:
        return Child(pk=7, child_id=self.case.child_id, name="Amira", born=self.case.born)

    def by(self, at: datetime) -> Access:
        held = tuple(Held(role=str(role), worker_id="W1") for role in self.roles)
        return Access(user_id=1, name="Noor Calloway", at=at, held=held, worker_id="W1")

    def whose(self) -> Whose:
        roles = [str(role) for role in self.roles]
        return Whose(
            asking=Asking(child=self.child, by=self.by(self.at), stack=self.stack),
            case=self.case,
            given=self.given,
            papers=papers_for(self.stack, self.at.date()),
            roles=roles if len(roles) > 1 else [],
            role=self.roles[0] if len(roles) == 1 else None,
        )


@cache
def stack_of(pack: str) -> Stack:
    """Return the stack of the statute and one pack, or of all."""
    names = PACKS if pack == ALL else tuple(dict.fromkeys(["england-statutory", pack]))
    packs = [find_pack(name) for name in names]
    adopted = [Adopted(**{"pack": p.id, "from": p.head.in_force_from}) for p in packs]
    return compose("Anyshire", labelled(packs, adopted))


@cache
def golden_cases(pack: str) -> list[tuple[CaseFacts, date]]:
    """Return the children of a pack's golden tests, each with its day."""
    if pack == ALL:
        return [each for name in PACKS for each in golden_cases(name)]
    folder = Path(str(files("doorstep") / "packs" / pack))
    told = [e.data for e in examples(folder) if e.data.get("given")]
    return [(golden(each["given"]), each["as_at"]) for each in told if len(each["given"]) > 1]


def a_child(random: Random, pack: str) -> Told:
    """Return one of a pack's children, sometimes with an approval, some of that very day."""
    case, on = random.choice(golden_cases(pack))
    at = datetime.combine(on, time(random.choice((9, 13, 17)), random.choice((0, 20))), LONDON)
    roles = random.sample(
        [Role.SOCIAL_WORKER, Role.FAMILY_SUPPORT_WORKER, Role.IRO], random.choice((1, 1, 2))
    )
    given = tuple(_approval(random, at) for _ in range(random.choice((0, 0, 1, 2))))
    return Told(case=case, stack=stack_of(pack), at=at, roles=tuple(roles), given=given)


def _approval(random: Random, at: datetime) -> Given:
    approval = Approval(
        method=random.choice([*Method]),
        approved_by=random.choice([Role.HEAD_OF_SERVICE, Role.TEAM_MANAGER, Role.IRO]),
        approved_at=at - timedelta(hours=random.choice((1, 3, 30, 300))),
        until=random.choice((None, at.date(), at.date() + timedelta(9))),
        one_visit=random.random() < 0.4,
        decision=str(uuid4()),
    )
    return Given(approval, random.choice((None, None, at.date() - timedelta(2))))


# --- a form filled in by its description ----------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form filled in: of which kind, made and written when; what was typed; what it comes to."""

    kind: str
    made: date
    at: datetime
    data: Data
    report: VisitReport

    def answers(self, name: str) -> list[str]:
        """Return the answers to a question as the phone's lookup is told them."""
        if name == "next_attempt":
            parts = [
                self.data.get(f"next_attempt-{part}", [""])[0] for part in ("year", "month", "day")
            ]
            return [date(*map(int, parts)).isoformat()] if all(parts) else []
        if name == "visit_time":
            at = TimeField().to_python(self.data.get(name, [""])[0])
            return [at.strftime("%H:%M")] if at else []
        return self.data.get(f"c7-{name}", self.data.get(name, []))


def a_form(random: Random, told: Told) -> Filled:
    """Return a form of any kind as somebody may fill it in on the list's day or the next."""
    kind, later = random.choice(KINDS), random.random() < 0.3
    at = told.at + timedelta(1) if later else told.at
    made = random.choice([told.at.date(), at.date()])
    return filled_in(random, told, kind, made, at)


def filled_in(random: Random, told: Told, kind: str, made: date, at: datetime) -> Filled:
    """Return a form of a kind, which the ordinary form accepts."""
    form, parts, fields = the_form(told, kind, at)
    fixed = {f"visit_date-{part}": [str(getattr(made, part))] for part in ("day", "month", "year")}
    data: Data = {"client_id": [str(uuid4())], **fixed}
    for field in fields:
        if field["name"] != "visit_date" and is_asked(field, data):
            _answer(random, field, data, made, at)
    form, parts, _ = the_form(told, kind, at, sent(data))
    for each in (form, *parts):
        assert each.is_valid(), (kind, each.errors, data)
    report: VisitReport = parts[0].report() if parts else form.report()
    return Filled(kind=kind, made=made, at=at, data=data, report=report)


def sent(data: Data) -> QueryDict:
    """Return answers as a browser sends them."""
    found = QueryDict(mutable=True)
    for name, values in data.items():
        found.setlist(name, values)
    return found


def the_form(
    told: Told, kind: str, at: datetime, data: Any = None
) -> tuple[Any, tuple[Any, ...], list[Any]]:
    """Return the ordinary form of a kind, its part for the child, and both described."""
    by, stack = told.by(at), told.stack
    asking = Filling(
        child=told.child, others=(), by=by, at=at, approvers=entered_by_hand(stack, at.date())
    )
    if kind == "visit":
        form = VisitForm(asking, data)
        part = SeenForm(told.child, form, data)
        own = described.child_fields(part, unborn=told.case.born is None)
        named = [_named(field) for field in own]
        return form, (part,), [*described.visit_fields(form), *named]
    if kind == "contact":
        contact = ContactForm(asking, data)
        return contact, (), described.contact_fields(contact)
    found = answer(told.case, stack, as_at=at.date()).child
    known = Known(tier="", holds=lambda condition: holds(condition, found, found.day))
    paper = papers_for(stack, at.date())[VisitType(kind)]
    call = CallForm(asking, VisitType(kind), (paper, known), data)
    return call, (), described.call_fields(call)


def _named(field: dict[str, Any]) -> dict[str, Any]:
    told = {**field, "name": field["name"].replace("{child}", "c7-")}
    for name in ("only_if", "required_if"):
        if name in told:
            told[name] = {key.replace("{child}", "c7-"): v for key, v in told[name].items()}
    return told


def is_asked(field: Mapping[str, Any], data: Data, name: str = "only_if") -> bool:
    """Test whether a question is asked, by the answers so far."""
    wanted = field.get(name, {})
    return all(set(data.get(other, [])) & set(values) for other, values in wanted.items())


def is_needed(field: Mapping[str, Any], data: Data) -> bool:
    """Test whether a question that is asked must be answered."""
    if "required_if" in field:
        return is_asked(field, data, "required_if")
    return bool(field.get("required"))


def _answer(random: Random, field: Mapping[str, Any], data: Data, made: date, at: datetime) -> None:
    name, kind = field["name"], field["kind"]
    if not is_needed(field, data) and random.random() < 0.3 and name != "approved_time":
        return
    if kind == "date":
        _day(random, name, data, made, at)
    elif kind == "time":
        data[name] = [_time(random, made, at)]
    elif kind in {"radios", "select", "yes_no"}:
        data[name] = [
            random.choice([v for v, _ in field["options"] if v or not is_needed(field, data)])
        ]
    elif kind == "checkboxes":
        data[name] = _several(random, field)
    else:
        texts = [t for t in TEXTS if kind == "lines" or "\n" not in t]
        data[name] = [random.choice(texts)]


def _several(random: Random, field: Mapping[str, Any]) -> list[str]:
    options = [v for v, _ in field["options"]]
    alone = set(field.get("alone", ()))
    rest = [v for v in options if v not in alone]
    if alone and random.random() < 0.3:
        return [*alone]
    return random.sample(rest, random.randint(1, len(rest)))


def _day(random: Random, name: str, data: Data, made: date, at: datetime) -> None:
    if name == "next_attempt":
        on = made + timedelta(random.choice((0, 1, 2, 6, 7, 8, 9, 30, 200)))
    else:
        on = made - timedelta(random.choice((0, 1, 5)))
    data |= {f"{name}-{part}": [str(getattr(on, part))] for part in ("day", "month", "year")}


def _time(random: Random, made: date, at: datetime) -> str:
    latest = 24 * 60 - 1 if made < at.date() else at.hour * 60 + at.minute
    minute = random.choice(
        [random.randint(0, latest), latest, random.randint(0, latest // 60) * 60]
    )
    told = time(minute // 60, minute % 60)
    return random.choice([told.strftime("%H:%M"), clock_time(told), clock_time(told).upper()])
