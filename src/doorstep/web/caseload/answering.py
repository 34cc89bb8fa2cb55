"""What is stored of an answer: the due list's rows, the reasons, the blind spots. No database here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from doorstep import facts
from doorstep.engine import answer
from doorstep.engine.answers import Answer
from doorstep.engine.explain import sentence
from doorstep.engine.explain_data import as_data
from doorstep.engine.intervals import day_of
from doorstep.engine.obligations import Obligation
from doorstep.engine.tiers import SPELL
from doorstep.policy.stack import Stack
from doorstep.reports.blind_spots import blind_spots
from doorstep.reports.due import ORDER, shown
from doorstep.vocabulary import FactKind, Status, Tier
from doorstep.web.caseload.saying import said
from doorstep.web.policies.mark import mark_of

HISTORY = timedelta(365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """An answer in the columns it is stored in, and the team it is listed under."""

    answer: dict[str, Any]
    obligations: list[dict[str, Any]]
    blind_spots: list[dict[str, Any]]
    team: str = ""


def worked_out(case: facts.CaseFacts, stack: Stack, *, on: date, at: datetime) -> Worked:
    """Return what is stored of a child as at a day: the one answer of every list and page."""
    found = answer(case, stack, as_at=on)
    data = as_data(found, stack)
    shared = _shared(found)
    owed = [
        {**_row(o, told), **shared, "is_decision": decisions, "place": place}
        for decisions, rows, sentences in (
            (False, found.obligations, data["obligations"]),
            (True, found.decisions, data["decisions"]),
        )
        for place, (o, told) in enumerate(zip(rows, sentences, strict=True))
    ]
    return Worked(
        answer={**_answer(found, data, stack), **shared, "as_at": on, "answered_at": at},
        obligations=owed,
        blind_spots=[
            {"kind": b.kind, "detail": b.detail, "worker_id": shared["worker_id"]}
            for b in blind_spots(found, stack)
        ],
        team=found.allocated.team if found.allocated else "",
    )


def owed_rows(found: Answer) -> list[dict[str, Any]]:
    """Return what is owed as it is stored, without the reasons behind each sentence."""
    return [
        {**_row(o, {"sentence": sentence(o), "reasons": ()}), "is_decision": decisions}
        for decisions, owed in ((False, found.obligations), (True, found.decisions))
        for o in owed
    ]


def _shared(found: Answer) -> dict[str, Any]:
    tier, who = found.tier, found.allocated
    return {
        "tier_order": ORDER[str(tier.tier) if tier else ""],
        "risk_facts": len(tier.risk_factors) + len(tier.hits) if tier else 0,
        "worker_id": who.worker_id if who else "",
    }


def _answer(found: Answer, data: dict[str, Any], stack: Stack) -> dict[str, Any]:
    who, seen = found.allocated, [v.visit_date for v in found.child.visits if v.seen]
    return {
        "pack": stack.head.version,
        "adoption": mark_of(stack),
        "case": str(found.case),
        "standing": data["standing"],
        "closed_until": None if found.standing else _opens_on(found.child.case, found.as_at),
        "because": found.because,
        "tier": str(found.tier.tier) if found.tier else "",
        "rag": _rag(found.child.case, found.as_at),
        "worker": who.shown if who else "",
        "overdue": sum(o.status == Status.OVERDUE for o in found.obligations),
        "last_seen": max(seen, default=None),
        "explanation": {**data, "tier_history": tier_history(found)},
    }


def tier_history(found: Answer) -> list[dict[str, str]]:
    """Return the tiers of the last year as the engine sees them on the day, the latest first.

    Shape: `tier`, `since`, and `until`, the first day it was no more so; blank while it is.
    """
    if found.tier is None:
        return []
    first, today = (found.as_at - HISTORY).toordinal(), found.as_at.toordinal()
    spans = [
        (start, end, tier)
        for tier in Tier
        for start, end in found.child.spans(SPELL[tier])
        if end > first and start <= today
    ]
    return [
        {
            "tier": str(tier),
            "since": date.fromordinal(start).isoformat(),
            "until": date.fromordinal(end).isoformat() if end <= today else "",
        }
        for start, end, tier in sorted(spans, reverse=True)
    ]


def _opens_on(case: facts.CaseFacts, on: date) -> date:
    """Return the first later day on which anything in a closed case begins; else the end of days."""
    later = (e.start_date for e in case.episodes if e.start_date > on)
    return min(later, default=date.max)


def _row(o: Obligation, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "duty": o.duty.id,
        "title": o.duty.title,
        "who": "|".join(o.who),
        "method": o.method,
        "counted_from": o.counted_from,
        "due_on": day_of(o.due_at) if o.due_at else None,
        "due_at": shown(o.due_at),
        "status": str(o.status),
        "days_overdue": o.days_overdue,
        "clause": o.clause,
        "layer": o.layer,
        "provisional": o.provisional,
        "assumed": o.assumed,
        "why": told["sentence"],
        "reasons": [said(line) for line in told["reasons"]],
        "resumes": o.resumes,
    }


def _rag(case: facts.CaseFacts, on: date) -> str:
    """Return the colour of the rating that holds on the day, or blank."""
    rated = [
        f
        for f in case.facts
        if f.kind == FactKind.RAG and f.start_date <= on and (not f.end_date or on < f.end_date)
    ]
    return max(rated, key=lambda f: f.start_date).value if rated else ""
