"""What happens and a policy asks about, and no other page records; what it sets in motion."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from doorstep import facts
from doorstep.policy.condition import Condition, atoms
from doorstep.policy.duty import Duty
from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import EventKind, Role
from doorstep.web.caseload.answering import Worked, worked_out
from doorstep.web.decisions.meetings import ACTS, Happening, duties_met_by

ON_OTHER_PAGES = frozenset(
    {
        EventKind.VISIT_REFUSED,
        EventKind.VISIT_CANCELLED,
        EventKind.NO_ACCESS,
        EventKind.KIT_DISCLOSURE,
        EventKind.KIT_DISTRESS,
        EventKind.ARRANGEMENTS_SHARED,
        EventKind.RAISED_TO_HIGH,
        *ACTS,
    }
)
"""Recorded with a visit, a call, a meeting, who was told, or a decision on the tier."""
DECIDED = frozenset(
    {
        EventKind.CASE_MANAGEMENT_DECISION,
        EventKind.CONFERENCE_NOT_NEEDED,
        EventKind.STRATEGY_DISCUSSION_NOT_HELD,
        EventKind.PLACEMENT_MOVE_DECISION,
        EventKind.FAMILY_TIME_DECISION,
        EventKind.ISOLATION_VISIT_REQUIRED,
        EventKind.ISOLATION_VISIT_NOT_REQUIRED,
        EventKind.REFUSAL_IN_ORDINARY_PROCESS,
        EventKind.REFUSAL_RISK_TOO_HIGH,
        EventKind.CLOSING_CHECK,
    }
)
"""What somebody decides: for a manager, or whom the duty names."""


def asked_about(stack: Stack, *, on: date) -> list[EventKind]:
    """Return the events the policies in force ask about and that are recorded nowhere else."""
    asking, recording = _in_force(stack, on)
    asked = {kind for part in asking for kind in _named(part)}
    asked |= {kind for part in recording for kind in _in_conditions(part)}
    return [k for k in EventKind if k in asked - _made(recording, asking) - ON_OTHER_PAGES]


def _in_force(stack: Stack, on: date) -> tuple[list[Any], list[Any]]:
    """Return what asks about events in the packs in force, and what can record some."""
    labels = {
        name
        for each in stack.layers
        if each.window.start <= on and (not each.window.end or on < each.window.end)
        for name in (each.label, each.pack.id)
    }
    parts: list[Any] = [*stack.duties, *stack.rules.values(), *stack.counts.values()]
    papers: list[Any] = [*stack.forms.values(), *stack.procedures.values()]
    tiers = [t for t in stack.tier_sets if not t.in_force_until or on < t.in_force_until]
    asking = [p for p in parts if p.id.rpartition("/")[0] in labels]
    recording = [p for p in papers if p.id.rpartition("/")[0] in labels]
    return [*asking, *(t for t in tiers if t.in_force_from <= on)], recording


def _named(part: Any) -> Iterator[EventKind]:
    """Yield the events a part names anywhere, in its conditions too."""
    if isinstance(part, EventKind):
        yield part
    for each in _inside(part):
        yield from _named(each)


def _in_conditions(part: Any) -> Iterator[EventKind]:
    """Yield the events that the conditions of a part ask about, and not those it records."""
    if isinstance(part, Condition):
        yield from (kind for a in atoms(part) for kind in (a.event, a.before_first) if kind)
        return
    for each in _inside(part):
        yield from _in_conditions(each)


def _inside(part: Any) -> Iterable[Any]:
    """Return what a part of a pack is made of."""
    if isinstance(part, BaseModel):
        return [getattr(part, name) for name in type(part).model_fields]
    if isinstance(part, dict):
        return part.values()
    return part if isinstance(part, (tuple, list)) else ()


def _made(recording: Iterable[Any], asking: Iterable[Any]) -> set[EventKind]:
    """Return the events that going through a procedure records, or a form that meets a duty.

    What a form records beside that may be known before the form is filled in: it stays to be told.
    """
    procedures = (part for part in recording if isinstance(part, Procedure))
    made = {s.event for p in procedures for s in p.steps.values() if s.event}
    met = {kind for part in asking if isinstance(part, Duty) for kind in part.met_by}
    for form in (part for part in recording if isinstance(part, Form)):
        made |= {kind for each in form.fields for kind in each.events.values()} & met
    return made


def may_decide(kind: EventKind, roles: Iterable[Role], *, manages: bool, stack: Stack) -> bool:
    """Test whether somebody in these roles may record an event; a decision is not everybody's."""
    if kind not in DECIDED or manages:
        return True
    duties, held = duties_met_by(kind, stack).values(), set(roles)
    return bool(duties) and all(held & set(duty.who) for duty in duties)


# --- what it sets in motion --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an event would change: what is owed anew or by another day, what no more, the tier.

    Shape: `changed` are rows of the due list.
    """

    changed: tuple[dict[str, Any], ...]
    gone: tuple[str, ...]
    tier_before: str
    tier: str

    @property
    def is_nothing(self) -> bool:
        """Test whether nothing changes."""
        return not self.changed and not self.gone and self.tier == self.tier_before


def effect(
    case: facts.CaseFacts, happening: Happening, stack: Stack, *, on: date, at: datetime
) -> Effect:
    """Return what recording it would change for the child, as the same engine works it out."""
    before = worked_out(case, stack, on=on, at=at)
    then = worked_out(with_event(case, happening), stack, on=on, at=at)
    was = _owed(before)
    return Effect(
        changed=tuple(row for key, row in _owed(then).items() if _due(row) != _due(was.get(key))),
        gone=tuple(row["title"] for key, row in was.items() if key not in _owed(then)),
        tier_before=before.answer["tier"],
        tier=then.answer["tier"],
    )


def with_event(case: facts.CaseFacts, happening: Happening) -> facts.CaseFacts:
    """Return the case with what happened."""
    event = facts.Event(
        kind=happening.kind,
        event_date=happening.on,
        event_at=happening.moment,
        due_date=happening.due_date,
    )
    return replace(case, events=(*case.events, event))


def _owed(worked: Worked) -> dict[str, dict[str, Any]]:
    return {row["duty"]: row for row in worked.obligations}


def _due(row: dict[str, Any] | None) -> tuple[str, str] | None:
    return (str(row["due_at"]), row["status"]) if row else None
