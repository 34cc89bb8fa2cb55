"""The whole answer with its reasons as plain data, for JSON."""

from typing import Any

from doorstep.engine.answers import Answer
from doorstep.engine.counting import Judged
from doorstep.engine.explain import Reason, reasons
from doorstep.engine.obligations import Obligation
from doorstep.engine.tiers import Hit, TierAnswer
from doorstep.engine.ways import ways_today
from doorstep.facts import Event
from doorstep.policy.pack import Pack


def as_data(answer: Answer, pack: Pack) -> dict[str, Any]:
    """Return the whole answer with its reasons as plain data, for JSON."""
    return {
        "child_id": answer.child_id,
        "as_at": answer.as_at.isoformat(),
        "policy": {"id": pack.id, "version": pack.head.version, "title": pack.head.title},
        "case": str(answer.case),
        "standing": str(answer.standing) if answer.standing else "closed",
        "because": answer.because,
        "worker": answer.allocated.shown if answer.allocated else "",
        "team": answer.allocated.team if answer.allocated else "",
        "tier": _tier_data(answer.tier) if answer.tier else None,
        "obligations": [
            _obligation_data(o, r, answer, pack)
            for o, r in zip(answer.obligations, reasons(answer, pack), strict=True)
        ],
        "decisions": [
            _obligation_data(o, r, answer, pack)
            for o, r in zip(answer.decisions, reasons(answer, pack, decisions=True), strict=True)
        ],
        "not_judged": list(answer.in_part),
        "remarks": list(answer.remarks),
    }


def _tier_data(tier: TierAnswer) -> dict[str, Any]:
    return {
        "tier": str(tier.tier),
        "since": tier.since.isoformat(),
        "clause": tier.clause,
        "criteria": [_hit_data(h) for h in tier.hits],
        "decided_by": str(tier.decision.decided_by or "") if tier.decision else None,
        "decided_because": tier.decision.reason if tier.decision else None,
        "risk_factors": [r.title for r in tier.risk_factors],
    }


def _hit_data(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.criterion.id,
        "tier": str(hit.criterion.tier),
        "title": hit.criterion.title,
        "clause": hit.criterion.clause,
        "since": hit.since.isoformat(),
        "evidence": list(hit.evidence),
    }


def _obligation_data(o: Obligation, reason: Reason, answer: Answer, pack: Pack) -> dict[str, Any]:
    return {
        "duty": o.duty.id,
        "title": o.duty.title,
        "counted_from": o.counted_from.isoformat(),
        "due_at": o.due_at.isoformat() if o.due_at else None,
        "status": str(o.status),
        "days_overdue": o.days_overdue,
        "clause": o.clause,
        "layer": o.layer,
        "who": [str(r) for r in o.who],
        "method": o.method,
        "assumed": o.assumed,
        "provisional": o.provisional,
        "ways": [
            {
                "method": str(way.method),
                "counts": str(way.counts),
                "agreed_by": [str(role) for role in way.agreed_by],
                "because": way.because,
                "clause": way.clause,
            }
            for way in (ways_today(o.duty, answer.child, pack) if o.duty.counts else ())
        ],
        "resumes": o.resumes.isoformat() if o.resumes else None,
        "sentence": reason.sentence,
        "reasons": list(reason.lines),
        "counted": [_visit_data(j) for j in o.lowered.judged if not j.why_not],
        "not_counted": [_visit_data(j) for j in o.lowered.judged if j.why_not],
    }


def _visit_data(j: Judged) -> dict[str, Any]:
    if isinstance(j.done, Event):
        return {"event": str(j.done.kind), "event_date": j.day.isoformat()}
    return {
        "visit_id": j.done.visit_id,
        "visit_date": j.done.visit_date.isoformat(),
        "visit_type": str(j.done.visit_type),
        "source": j.done.source,
        "why_not": j.why_not,
        "method_unknown": j.method_unknown,
    }
