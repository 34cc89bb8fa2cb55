"""A decision, a draft, a form, an event and a note about every child of the county."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import uuid4

import web_made as made

from doorstep.vocabulary import EventKind, Record, Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import CaseNote, Child, Event
from doorstep.web.decisions.models import Decision, Draft, Filled, PolicyPart, Waiting
from doorstep.web.decisions.parts import kept
from doorstep.web.policies.queries import stack

DEPARTURE = "practice-standards-2022/departure_from_standard"
RATIONALE = "practice-standards-2022/departure_rationale"
TIER = "worcestershire-2020/tier_decision"


class Decided(NamedTuple):
    """What is recorded of decisions about one child.

    `waiting` waits for the team manager, who has a dispute in their list; `begun` is a manager's draft.
    """

    waiting: Decision
    begun: Decision
    draft: Draft
    filled: Filled
    event: Event
    note: CaseNote


def decide_all(children: Iterable[Child], by: User) -> list[Decided]:
    """Make the same for each child, in a query for each kind of row; each says the child's name."""
    known = list(children)
    waiting = _open(known, by, DEPARTURE, RATIONALE, step="with_manager", in_dispute=True)
    begun = _open(known, by, TIER, TIER, step="deciding")
    told = {"recorded_at": made.AT, "recorded_by": by}
    filled = Filled.objects.bulk_create(
        Filled(
            child=row.child, decision=row, form=RATIONALE, title=_part(row).title, part=_part(row),
            answers={"child": row.child.name, "instead": f"Later for {row.child.name}"},
            writers=[by.pk], client_id=uuid4(), digest="d" * 64, **told,
        )
        for row in waiting
    )  # fmt: skip
    drafts = Draft.objects.bulk_create(
        Draft(
            child=row.child, decision=row, form=TIER, written_by=by, written_at=made.AT,
            answers={"tier": f"As {row.child.name} has it"},
        )
        for row in begun
    )  # fmt: skip
    _wait(waiting, Role.TEAM_MANAGER)
    rows = zip(
        waiting, begun, drafts, filled, _events(known, told), _notes(known, told), strict=True
    )
    return [Decided(*each) for each in rows]


def _open(
    children: list[Child], by: User, procedure: str, form: str, *, step: str, **more: Any
) -> list[Decision]:
    rule = stack().procedures[procedure]
    part, paper = kept(rule), kept(stack().forms[form])
    return Decision.objects.bulk_create(
        Decision(
            client_id=uuid4(), together=uuid4(), child=child, procedure=rule.id, title=rule.title,
            part=part, form_part=paper, pack="invented", opened_at=made.AT, since=made.AT,
            opened_by=by, step=step, step_title=rule.steps[step].title,
            at_start=step == rule.start, **more,
        )
        for child in children
    )  # fmt: skip


def _part(row: Decision) -> PolicyPart:
    assert row.form_part is not None
    return row.form_part


def _wait(rows: Iterable[Decision], role: Role) -> None:
    Waiting.objects.bulk_create(Waiting(decision=row, role=role, signs=True) for row in rows)


def _events(children: Iterable[Child], told: dict[str, Any]) -> list[Event]:
    Event.objects.bulk_create(
        Event(
            child=child, client_id=uuid4(), digest="d", kind=EventKind.REVIEW_CONFERENCE,
            event_date=made.TODAY, words=f"About {child.name}", **told,
        )
        for child in children
    )  # fmt: skip
    return Event.objects.bulk_create(
        Event(
            child=child, client_id=uuid4(), digest="d", kind=EventKind.SCHOOL_CONTACTED,
            event_date=made.TODAY, words=f"Asked for {child.name}", **told,
        )
        for child in children
    )  # fmt: skip


def _notes(children: Iterable[Child], told: dict[str, Any]) -> list[CaseNote]:
    return CaseNote.objects.bulk_create(
        CaseNote(
            child=child, client_id=uuid4(), digest="d", record=Record.MINUTES, role=Role.SENIOR_MANAGER,
            title="Core group put off", text=f"Of {child.name}", happened_at=made.AT, **told,
        )
        for child in children
    )  # fmt: skip
