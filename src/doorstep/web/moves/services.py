"""Give children to other workers, all or none of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.held_bodies import AllocationBody, digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.services import refresh
from doorstep.web.caseload.visible import sight_of
from doorstep.web.moves.checking import CASE_WORKER, Line, Wish, check, fingerprint
from doorstep.web.moves.models import Move, Moved
from doorstep.web.moves.people import candidates


class ImpossibleError(Exception):
    """At least one child cannot be moved, so none is; the lines say why, for each."""

    def __init__(self, lines: Sequence[Line]):
        super().__init__("Nothing was moved.")
        self.lines = list(lines)


class ChangedError(ImpossibleError):
    """What the check showed is not so any more; the lines are as it is now."""


class AnotherMoveError(ValueError):
    """The page was sent before, and said something else then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A move as somebody asked for it; `shown` is the mark of the check they saw."""

    wishes: tuple[Wish, ...]
    start: date
    reason: str
    client_id: UUID
    shown: str = ""

    @property
    def digest(self) -> str:
        """Return the fingerprint by which the same move sent twice is known."""
        told = [[w.child_id, w.to, w.role] for w in self.wishes]
        said = json.dumps([told, self.start.isoformat(), self.reason])
        return sha256(said.encode()).hexdigest()


@transaction.atomic
def move_children(asked: Asked, *, by: Access, at: datetime) -> Move:
    """Give each child to whom it is wished, from the day on; sent twice it is done once.

    Raises: ImpossibleError; ChangedError; AnotherMoveError.
    """
    if before := _sent_before(asked):
        return before
    pks = lock_children([wish.child_id for wish in asked.wishes])
    lines = checked(asked, by=by)
    if asked.shown and fingerprint(lines, start=asked.start, reason=asked.reason) != asked.shown:
        raise ChangedError(lines)
    if any(line.problems for line in lines):
        raise ImpossibleError(lines)
    move = _stored(asked, by=by, at=at)
    told = [_moved(line, move, by=by, at=at) for line in lines]
    refresh(pks, at=at, involvements=True)
    audit.record_all([event_of(row) for row in told], by=by, at=at)
    return move


def checked(asked: Asked, *, by: Access) -> list[Line]:
    """Return what a move would do to each child as things stand."""
    people = candidates(by, sight_of(by), on=asked.start)
    return check(asked.wishes, people, start=asked.start, by=by)


def lock_children(child_ids: Sequence[str]) -> list[int]:
    """Hold the children's rows until the transaction is over: two managers follow one another."""
    wanted = [child_id for child_id in child_ids if "\0" not in child_id]
    rows = Child.objects.filter(child_id__in=wanted).order_by("pk").select_for_update()
    return [child.pk for child in rows]


def _sent_before(asked: Asked) -> Move | None:
    before = Move.objects.filter(client_id=asked.client_id).first()
    if before is not None and before.digest != asked.digest:
        raise AnotherMoveError("This page was sent before, for another move. Open it anew.")
    return before


def _stored(asked: Asked, *, by: Access, at: datetime) -> Move:
    return Move.objects.create(
        client_id=asked.client_id,
        digest=asked.digest,
        start_date=asked.start,
        reason=asked.reason,
        recorded_at=at,
        recorded_by_id=by.user_id,
    )


def _moved(line: Line, move: Move, *, by: Access, at: datetime) -> Moved:
    """Append the allocation of one child."""
    if line.child is None or line.to is None:
        raise ImpossibleError([line])
    held, is_case = line.held, line.wish.role == CASE_WORKER
    body = AllocationBody(
        worker_id=line.to.worker_id,
        worker=line.to.name,
        team=line.team,
        role="CW" if is_case else line.wish.role,
        allocated=is_case,
        instead_of="" if is_case or held is None else held.worker_id,
    )
    row = Circumstance.objects.create(
        child=line.child,
        client_id=move.client_id,
        digest=digest_of(body, move.start_date),
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
        what=What.ALLOCATION,
        start_date=move.start_date,
        body=stored(body),
    )
    return Moved.objects.create(
        move=move,
        child=line.child,
        role=line.wish.role,
        from_worker_id=held.worker_id if held else "",
        from_worker=held.shown if held else "",
        from_team=held.team if held else "",
        to_worker_id=line.to.worker_id,
        to_worker=line.to.name,
        circumstance=row,
    )


def event_of(row: Moved) -> tuple[str, str, str, dict[str, object]]:
    """Return the audit event of one child that was moved."""
    detail: dict[str, object] = {
        "move": row.move_id,
        "from": row.from_worker_id,
        "to": row.to_worker_id,
        "role": row.role,
        "on": row.move.start_date.isoformat(),
    }
    return (Action.MOVE_CHILDREN, "child", row.child.child_id, detail)
