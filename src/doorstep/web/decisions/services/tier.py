"""Decide on a child's tier at once: opened, filled in and decided in one transaction."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.vocabulary import Needed, Tier
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import get_child
from doorstep.web.decisions import queries, tiers
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services.acting import act
from doorstep.web.decisions.services.doing import Doing, SaidOtherwiseError
from doorstep.web.decisions.services.opening import open_decisions
from doorstep.web.decisions.shown import first_fingerprint
from doorstep.web.policies.queries import stack
from doorstep.workflow import RefusedError
from doorstep.workflow.words import either


@transaction.atomic
def decide_tier(  # noqa: PLR0913 (which tier of whom, why, until when, by whom and when)
    *,
    child_id: str,
    tier: Tier,
    reason: str,
    until: date | None,
    client_id: UUID,
    by: Access,
    at: datetime,
) -> Decision:
    """Decide on the tier by the procedure of the policy; the same page sent twice decides once.

    Raises: Http404; RefusedError, where nothing stands afterwards; SaidOtherwiseError.
    """
    child = get_child(child_id=child_id, viewer=by, can=Can.RECORD)
    adopted = stack()
    way = tiers.way_of(child, by, adopted)
    if way is None:
        who = either(tiers.deciders(adopted)) or "nobody"
        raise RefusedError(f"A tier is decided on by {who} of the child's team.")
    if until and not way.until:
        raise RefusedError("The policy lets no end be set to the decision.")
    answers = {way.tier: tiers.WORDS[tier]} | ({way.until: _iso(until)} if way.until else {})
    (decision,) = open_decisions(
        child_ids=[child_id],
        procedure=way.procedure.id,
        form=way.form.id,
        client_id=client_id,
        by=by,
        at=at,
    )
    _refuse_otherwise(decision, {k: v for k, v in answers.items() if v})
    doing = Doing(
        action=way.does.action,
        client_id=client_id,
        version=decision.version,
        told={Needed.REASON: reason},
        answers=answers,
        signed=_shown(decision, child, way, by),
        role=way.role,
    )
    return act(child_id=child_id, decision=decision.pk, doing=doing, by=by, at=at)


def _shown(decision: Decision, child: Child, way: tiers.Way, by: Access) -> str:
    """Return the fingerprint of the draft that was begun here, and that nobody else has written in."""
    found = queries.opened(decision, child, stack(), on=by.on)
    return first_fingerprint(found, way.does.action)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _refuse_otherwise(decision: Decision, answers: dict[str, str]) -> None:
    """Refuse a page that was sent before and said another tier or another day."""
    row = decision.done.select_related("filled").first()
    if row is None or row.filled is None:
        return
    if {k: row.filled.answers.get(k, "") for k in answers} != answers:
        raise SaidOtherwiseError(row)
