"""What an action puts on the child's record: events, circumstances, plans, approvals, tiers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from doorstep.policy.stack import Stack
from doorstep.vocabulary import Action, EventKind, Makes, Needed, Role, Tier
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.held import day_after
from doorstep.web.caseload.held_bodies import (
    ApprovalBody,
    Body,
    FactBody,
    PlanBody,
    TierBody,
    body_of,
    digest_of,
    stored,
    what_of,
)
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Answer, Child, Circumstance, Event, What
from doorstep.web.caseload.rows import standing
from doorstep.web.decisions.models import Done
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.tiers import LOWERED, holding_above, is_higher
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import LONDON
from doorstep.workflow import Arrangement, Made, Outcome, RefusedError, State, arrangement


def put(
    found: Opened, after: State, result: Outcome, row: Done, *, by: Access, at: datetime
) -> None:
    """Store what an action puts on record, each row with the action's own id."""
    on = row.happened_at.astimezone(LONDON).date()
    _take_back(_held_no_more(found, result, row), row, by=by, at=at)
    result = _said_anew(found, result)
    record_events(found.child, result, row.client_id, by=by, at=at, happened=row)
    duties = _planned_for(found, after)
    bodies = [
        *_facts(result),
        *_made(result, row, duties),
        *_planned(found, after, result, duties),
    ]
    for body, until in bodies:
        hold(found, body, row, by=by, at=at, start=on, until=until)


def _said_anew(found: Opened, result: Outcome) -> Outcome:
    """Return an outcome without what the same decision has put on record before.

    What was sent back and is submitted again tells of the same thing, which happened once.
    """
    key = found.decision.key
    told = {row.kind for row in standing(list(Event.objects.filter(decision=key)))}
    rows = standing(list(Circumstance.objects.filter(decision=key, what=What.FACT).order_by("pk")))
    last = {row.body["kind"]: row.body["value"] for row in rows}
    return replace(
        result,
        events=tuple(kind for kind in result.events if kind not in told),
        circumstances=tuple(each for each in result.circumstances if last.get(each[0]) != each[1]),
    )


def _held_no_more(found: Opened, result: Outcome, row: Done) -> list[Circumstance]:
    """Return what the decision's own form put on record that its answers say no more.

    What was said in another form stays, for that was filled in by itself; so does what happened.
    """
    pages = {done.client_id for done in found.done}
    rows = Circumstance.objects.filter(decision=found.decision.key, what=What.FACT).order_by("pk")
    own = [each for each in standing(list(rows)) if each.client_id in pages]
    if row.action == Action.WITHDRAW:
        return own
    told = {(kind, value) for kind, value in result.circumstances}
    return [
        each
        for each in own
        if each.body["kind"] in result.settles
        and (each.body["kind"], each.body["value"]) not in told
    ]


def _take_back(rows: Iterable[Circumstance], row: Done, *, by: Access, at: datetime) -> None:
    """Append to each circumstance that it does not hold, so that what held before does again."""
    withdrawn = row.action == Action.WITHDRAW
    reason = "Withdrawn with the decision" if withdrawn else "Answered otherwise when sent again"
    for each in rows:
        Circumstance.objects.create(
            child=each.child,
            client_id=row.client_id,
            digest=digest_of(body_of(each), each.start_date, "taken back", each.pk),
            what=each.what,
            start_date=each.start_date,
            end_date=each.end_date,
            body=each.body,
            decision=each.decision,
            corrects=each,
            withdrawn=True,
            correction_reason=reason,
            recorded_at=at,
            recorded_by_id=by.user_id,
            acting_for=row.acting_for,
        )


def record_events(  # noqa: PLR0913 (what happened to whom, by whom and when)
    child: Child,
    result: Outcome,
    client_id: UUID,
    *,
    by: Access,
    at: datetime,
    happened: Done | None = None,
    filled_at: datetime | None = None,
) -> None:
    """Store what has happened, each kind once."""
    when = happened.happened_at if happened else filled_at or at
    Event.objects.bulk_create(
        Event(
            child=child,
            client_id=client_id,
            digest=_digest_of_event(kind, when),
            kind=kind,
            event_date=when.astimezone(LONDON).date(),
            event_at=when,
            due_date=result.review_date,
            decision=happened.decision.key if happened else None,
            recorded_at=at,
            recorded_by_id=by.user_id,
            acting_for=happened.acting_for if happened else by.acting_for,
        )
        for kind in result.events
    )


def _digest_of_event(kind: EventKind, when: datetime) -> str:
    return digest_of(FactBody(kind), when.isoformat())  # type: ignore[arg-type]


Ending = tuple[Body, date | None]


def _facts(result: Outcome) -> Iterator[Ending]:
    for kind, value in result.circumstances:
        yield FactBody(kind, value), None


def _made(result: Outcome, row: Done, duties: list[str]) -> Iterator[Ending]:
    made = result.made
    if made is None:
        return
    if made.makes == Makes.METHOD_APPROVAL:
        yield from _approvals(made, row)
    if made.makes == Makes.TIER_DECISION and made.tier is not None:
        reason = row.told.get(Needed.REASON, "")
        until = made.review_date
        yield TierBody(made.tier, str(made.by or row.role), reason), until
    if made.makes == Makes.VISITING_PLAN:
        for duty in duties:
            yield _plan(duty, made.arrangement, made), None


def _approvals(made: Made, row: Done) -> Iterator[Ending]:
    for method in made.methods:
        until = day_after(made.review_date) if made.review_date else None
        body = ApprovalBody(
            method, made.by or Role(row.role), row.happened_at.isoformat(), made.one_visit
        )
        yield body, until


def _plan(duty: str, told: Arrangement, made: Made) -> PlanBody:
    return PlanBody(
        applies_to=duty,
        arrangement=told.text,
        agreed_by=str(made.by or ""),
        review_date=made.review_date.isoformat() if made.review_date else "",
    )


def _planned_for(found: Opened, after: State) -> list[str]:
    """Return the duties whose visits a plan is about: those it can be about that are owed now."""
    wanted = duties_of(after.procedure.id, adopted_stack())
    owed = set(found.child.obligations.values_list("duty", flat=True))
    return [duty for duty in wanted if duty in owed] or wanted


def _planned(found: Opened, after: State, result: Outcome, duties: list[str]) -> Iterator[Ending]:
    """Yield a proposal that runs from now on, and the dropping of each that runs no more (LAN-3).

    What is owed may have changed since it was proposed, so what was proposed says what is dropped.
    """
    running = _proposed_for(found)
    stay = running
    if result.proposed is not None:
        for duty in duties:
            yield PlanBody(duty, result.proposed.text, is_proposal=True), None
        stay = duties
    elif after.has_ended or after.step == after.procedure.start:
        is_plan = result.made is not None and result.made.makes == Makes.VISITING_PLAN
        stay = duties if is_plan else []
    for duty in running:
        if duty not in stay:
            yield PlanBody(duty, "", is_proposal=True, dropped=True), None


def _proposed_for(found: Opened) -> list[str]:
    """Return the duties for whose visits the decision has a proposal that runs."""
    rows = Circumstance.objects.filter(decision=found.decision.key, what=What.PLAN).order_by("pk")
    last = {row.body["applies_to"]: row.body for row in standing(list(rows))}
    return [duty for duty, body in last.items() if body["is_proposal"] and not body["dropped"]]


def duties_of(procedure: str, stack: Stack) -> list[str]:
    """Return the duties whose visits a plan of the procedure is about; blank for every one.

    They are those of which what counts names the procedure as the way to agreement.
    """
    counts = {
        i
        for i, each in stack.counts.items()
        for value in each.values.values()
        if any(way.procedure == procedure for way in value.accepts)
    }
    return [d.id for d in stack.duties if d.counts in counts] or [""]


def hold(  # noqa: PLR0913 (what holds for whom, from when until when, by whom)
    found: Opened,
    body: Body,
    row: Done,
    *,
    by: Access,
    at: datetime,
    start: date,
    until: date | None,
) -> None:
    """Store one circumstance."""
    Circumstance.objects.create(
        child=found.child,
        client_id=row.client_id,
        digest=digest_of(body, start),
        what=what_of(body),
        start_date=start,
        end_date=max(until, start) if until else None,
        body=stored(body),
        decision=found.decision.key,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=row.acting_for,
    )


def check_plan(after: State, found: Opened) -> None:
    """Refuse a plan in words alone where one is made of it: it would set and let nothing.

    Raises: RefusedError.
    """
    makes = {step.makes for step in after.procedure.steps.values()}
    if Makes.VISITING_PLAN not in makes or after.form is None or not after.done[-1].is_authoring:
        return
    given = after.given(found.holds)
    for each in after.form.fields:
        if each.kind == "arrangement" and each.id in given and not arrangement(given[each.id]).text:
            raise RefusedError(f"{each.label} Say how often and by which methods.")


def check_tier(child: Child, result: Outcome) -> None:
    """Refuse a decision on the tier that the policy's criteria do not let take effect (S18).

    Raises: RefusedError, which undoes what the transaction wrote.
    """
    made = result.made
    if made is None or made.makes != Makes.TIER_DECISION or made.tier is None:
        return
    now = Answer.objects.get(child=pks_of(child)[0])  # of merged records, that which stays
    if now.tier and is_higher(Tier(now.tier), made.tier):
        told = (now.explanation.get("tier") or {}).get("criteria", [])
        hits = ((Tier(hit["tier"]), hit["title"], hit["clause"]) for hit in told)
        hold_now = "; ".join(holding_above(hits, made.tier))
        raise RefusedError(f"{LOWERED}: {hold_now}." if hold_now else f"{LOWERED}.")
