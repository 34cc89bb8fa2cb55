"""What Doorstep knows already, as the first answers of a form: nobody types it twice."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doorstep.engine import answer
from doorstep.facts import CaseFacts, FactKind
from doorstep.policy.form import Field, Form, Known
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.codes import episode_in_words
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.network import network
from doorstep.web.caseload.records import title_of
from doorstep.web.caseload.situation import household_now
from doorstep.web.components import day, words
from doorstep.web.decisions.models import Filled

COMMENT = ".comment"
LAST_VISITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """The first answers of a form; `carried` names those taken over from the last time.

    `known` is what was known, by the word of the pack language, to be shown beside the form and kept.
    """

    answers: dict[str, str] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


def prefilled(form: Form, child: Child, case: CaseFacts, *, by: Access, stack: Stack) -> Prefilled:
    """Return what a form begins with: what is known of the child, and the last answers."""
    told = known_of(child, case, by=by, stack=stack)
    before = _last(child, form)
    answers: dict[str, str] = {}
    carried: list[str] = []
    for each in form.fields:
        text = _first(each, told)
        old = before.answers.get(each.id, "") if before else ""
        if text:
            answers[each.id] = text
        elif old and each.kind != "date":
            answers[each.id] = old
            carried.append(each.id)
    return Prefilled(answers=answers, carried=carried, known={k.value: v for k, v in told.items()})


def _first(each: Field, told: dict[Known, str]) -> str:
    parts = [told.get(word, "") for word in each.prefill]
    if each.allowed:
        return next((p for p in parts if p in each.allowed), "")
    if each.kind == "date":
        return told[Known.TODAY] if Known.TODAY in each.prefill else ""
    return "\n".join(p for p in parts if p)


def _last(child: Child, form: Form) -> Filled | None:
    name = form.id.rpartition("/")[2]
    rows = Filled.objects.filter(child=child, form__endswith=f"/{name}")
    return rows.order_by("-pk").first()


def known_of(child: Child, case: CaseFacts, *, by: Access, stack: Stack) -> dict[Known, str]:
    """Return what is known of a child on the day, in words."""
    on = by.on
    found = answer(case, stack, as_at=on)
    tier = found.tier
    owed = [f"{o.duty.title}: {day(o.due_at) if o.due_at else o.status}" for o in found.obligations]
    return {
        Known.CHILD_NAMES: child.name or child.child_id,
        Known.LEGAL_STATUS: "; ".join(_open(case, "legal_status", on)),
        Known.PLACEMENT: "; ".join(_open(case, "placement", on)),
        Known.LAST_VISITS: "\n".join(_visits(case, on)),
        Known.WHAT_IS_DUE: "\n".join(owed),
        Known.OTHER_PEOPLE_IN_CONTACT: "\n".join(_network(case, on)),
        Known.SCHOOL_ATTENDANCE: _attending(case, on),
        Known.HOUSEHOLD_STATUS: "\n".join(
            f"{s.what}, {s.since}" for s in household_now(case, on=on)
        ),
        Known.TIER: words(tier.tier) if tier else "",
        Known.RAG: _held(case, FactKind.RAG, on),
        Known.WORKER: by.name,
        Known.TODAY: on.isoformat(),
    }


def _open(case: CaseFacts, kind: str, on: date) -> list[str]:
    return [episode_in_words(e) for e in case.episodes if e.kind == kind and e.is_open(on)]


def _visits(case: CaseFacts, on: date) -> list[str]:
    done = sorted((v for v in case.visits if v.visit_date <= on), key=lambda v: v.visit_date)
    return [
        f"{day(v.visit_date)}: {title_of(v)}, {'seen' if v.seen else 'not seen'}"
        for v in reversed(done[-LAST_VISITS:])
    ]


def _network(case: CaseFacts, on: date) -> list[str]:
    return [f"{c.who} ({c.what}): {c.how_often}" for c in network(case, on=on)]


def _attending(case: CaseFacts, on: date) -> str:
    return _held(case, FactKind.ATTENDING_SCHOOL, on)


def _held(case: CaseFacts, kind: FactKind, on: date) -> str:
    held = [
        f
        for f in case.facts
        if f.kind == kind and f.start_date <= on and (not f.end_date or on < f.end_date)
    ]
    return max(held, key=lambda f: f.start_date).value if held else ""
