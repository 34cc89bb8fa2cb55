"""Who works with a child, where some of it was said here and not by the source (ADR 27)."""

from collections.abc import Sequence
from datetime import date

from doorstep import facts
from doorstep.web.caseload.held_bodies import AllocationBody, body_of
from doorstep.web.caseload.models import Circumstance


def with_allocations(
    told: Sequence[facts.Involvement], rows: Sequence[Circumstance]
) -> tuple[facts.Involvement, ...]:
    """Return who works with a child, where some of it was said here and not by the source.

    An allocation made here ends the source's earlier one, and is ended by whichever comes later: the
    newest word on who has the child holds (ADR 27). One that only says what the source says is left out.
    """
    found = list(told)
    for row in sorted(rows, key=lambda r: (r.start_date, r.recorded_at)):
        body: AllocationBody = body_of(row)
        if not any(_says_the_same(i, body, row.start_date) for i in found):
            found = _allocated(found, body, row)
    return tuple(found)


def _says_the_same(told: facts.Involvement, body: AllocationBody, on: date) -> bool:
    same = (told.worker_id, told.team) == (body.worker_id, body.team)
    return same and _in_the_place(told, body) and _is_open(told, on)


def _in_the_place(told: facts.Involvement, body: AllocationBody) -> bool:
    """Test whether an involvement is of the kind the allocation takes the place of."""
    if body.allocated or told.allocated:
        return body.allocated and told.allocated
    return told.role == body.role and told.worker_id in (body.worker_id, body.instead_of)


def _is_open(told: facts.Involvement, on: date) -> bool:
    return told.start_date <= on and (told.end_date is None or on < told.end_date)


def _allocated(
    told: list[facts.Involvement], body: AllocationBody, row: Circumstance
) -> list[facts.Involvement]:
    start = row.start_date
    later = [i.start_date for i in told if _in_the_place(i, body) and i.start_date > start]
    ended = [
        i._replace(end_date=start) if _in_the_place(i, body) and _is_open(i, start) else i
        for i in told
    ]
    end = min((day for day in (row.end_date, *later) if day), default=None)
    made = facts.Involvement(
        body.worker_id, start, end, body.worker, body.team, body.allocated, body.role
    )
    return [*ended, made]
