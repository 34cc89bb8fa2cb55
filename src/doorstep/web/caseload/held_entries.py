"""What holds because it was recorded here, and the notes written, as entries of the timeline."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from doorstep.facts import Fact, FactKind
from doorstep.web.caseload.codes import involved_as
from doorstep.web.caseload.held_bodies import (
    AllocationBody,
    ApprovalBody,
    ClosureBody,
    FactBody,
    HouseholdBody,
    PlanBody,
    TierBody,
    body_of,
)
from doorstep.web.caseload.models import CaseNote, Circumstance, What
from doorstep.web.caseload.records import METHODS, chains, content_of, writer, written_of
from doorstep.web.caseload.situation import fact_in_words
from doorstep.web.caseload.timeline import Entry, Kind
from doorstep.web.components import day, moment, words, words_within
from doorstep.workdays import LONDON
from doorstep.workflow import arrangement

COMPARED = {"start_date": "From", "end_date": "Until"}
COMPARED_NOTE = {"text": "Words"}


def from_circumstances(rows: Iterable[Circumstance]) -> list[Entry]:
    """Return each circumstance recorded here, with what it said before it was corrected."""
    return [_circumstance(chain) for chain in chains(list(rows))]


def _circumstance(chain: Sequence[Circumstance]) -> Entry:
    row = content_of(chain)
    kind, title, told = in_words(row)
    return Entry(
        on=row.start_date,
        kind=kind,
        title=title,
        by=writer(row),
        told=told,
        **written_of(chain, row, COMPARED),
    )


def in_words(row: Circumstance) -> tuple[Kind, str, tuple[str, ...]]:
    """Return what a circumstance is: its kind of entry, its title, and what else is to be said."""
    kind, title, told = SAID[What(row.what)](row, body_of(row))
    return kind, title, tuple(line for line in told if line)


Said = tuple[Kind, str, list[str]]


def _fact(row: Circumstance, body: FactBody) -> Said:
    until = _until(row.end_date)
    if body.kind == FactKind.RAG:
        return Kind.TIER, f"RAG: {words_within(body.value)}, from this day", [until]
    fact = Fact(FactKind(body.kind), row.start_date, row.end_date, body.value, body.holder)
    return Kind.CIRCUMSTANCE, f"{fact_in_words(fact)}, from this day", [until]


def _household(row: Circumstance, body: HouseholdBody) -> Said:
    over = " is over" if body.is_over else ""
    who = f"Of the household: {body.who}." if body.who else ""
    source = f"Told by {body.source}." if body.source else ""
    return Kind.CIRCUMSTANCE, f"{words(body.kind)}{over}", [who, source, _until(row.end_date)]


def _plan(row: Circumstance, body: PlanBody) -> Said:
    if body.dropped:
        return Kind.PLAN, "Proposed visiting plan dropped", ["What was in force before stands."]
    told = arrangement(body.arrangement)
    state = "proposed" if body.is_proposal else "agreed"
    every = f": every {told.every}" if told.every else ""
    review = _iso_day(body.review_date)
    return (
        Kind.PLAN,
        f"Visiting plan {state}{every}",
        [
            f"{words(', '.join(METHODS[m] for m in told.methods))}." if told.methods else "",
            f"Visited by: {told.by_whom}." if told.by_whom else "",
            told.words,
            f"Agreed by {words_within(body.agreed_by)}." if body.agreed_by else "",
            f"Review by {review}." if review else "",
            "While it is only proposed, the stricter of it and what was in force holds."
            if body.is_proposal
            else "",
        ],
    )


def _approval(row: Circumstance, body: ApprovalBody) -> Said:
    at = datetime.fromisoformat(body.approved_at).astimezone(LONDON)
    return (
        Kind.PLAN,
        f"Approved: seen {METHODS[body.method]}",
        [
            f"Approved by {words_within(body.approved_by)} on {moment(at)}.",
            "For one visit only." if body.one_visit else "",
            _until(row.end_date),
        ],
    )


def _tier(row: Circumstance, body: TierBody) -> Said:
    by = f"Decided by {words_within(body.decided_by)}." if body.decided_by else ""
    title = f"Tier decided: {words_within(body.tier)}"
    return Kind.TIER, title, [by, body.reason, _until(row.end_date)]


def _allocation(row: Circumstance, body: AllocationBody) -> Said:
    role = involved_as(body.role, allocated=body.allocated)
    title = f"{body.worker or body.worker_id} is given the child. {role}, from this day"
    return Kind.PERSON, title, [body.team, _until(row.end_date)]


def _closure(row: Circumstance, body: ClosureBody) -> Said:
    return Kind.EPISODE, "Case closed here, which the source did not say", [body.reason]


SAID: dict[What, Callable[[Circumstance, Any], Said]] = {
    What.FACT: _fact,
    What.HOUSEHOLD: _household,
    What.PLAN: _plan,
    What.APPROVAL: _approval,
    What.TIER: _tier,
    What.ALLOCATION: _allocation,
    What.CLOSURE: _closure,
}


def _until(end: date | None) -> str:
    return f"Until {day(end)}, not included." if end else ""


def _iso_day(told: str) -> str:
    return day(told) if told else ""


def from_notes(rows: Iterable[CaseNote]) -> list[Entry]:
    """Return each note written on the record, with its words."""
    return [_note(chain) for chain in chains(list(rows))]


def _note(chain: Sequence[CaseNote]) -> Entry:
    row = content_of(chain)
    happened = row.happened_at.astimezone(LONDON)
    sent = ", ".join(words_within(role) for role in row.sent_to)
    is_said = "To be sent to: " in row.text
    return Entry(
        on=happened.date(),
        at=happened,
        kind=Kind.NOTE,
        title=row.title,
        by=writer(row),
        told=tuple(
            line
            for line in (
                row.text,
                f"Record of the {words_within(row.role)}.",
                f"To be sent to: {sent}." if sent and not is_said else "",
                f"Clause: {row.clause}." if row.clause else "",
            )
            if line
        ),
        **written_of(chain, row, COMPARED_NOTE),
    )
