"""Put a move back on the day it was made: what was said of who has the child is taken back.

What the source says, or an earlier move, then holds again as if nothing had been.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.caseload.models import Circumstance, What
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.services import refresh
from doorstep.web.moves.checking import NOT_YOURS, Line, Wish
from doorstep.web.moves.models import Move, Moved
from doorstep.web.moves.services import ImpossibleError, event_of, lock_children
from doorstep.workdays import LONDON

LATELY, MOST_LATELY = timedelta(days=7), 10
MOVED_SINCE = "Somebody said since who has this child: move the child instead"


class TooLateError(ValueError):
    """The move was made on another day, was put back already, or is a putting back itself."""


def get_move(*, pk: int, by: Access) -> Move:
    """Return a move with at least one child whom the viewer may move.

    Raises: Http404.
    """
    mine = Moved.objects.filter(child__in=children_for(by, can=Can.MOVE)).values("move")
    # The key is compared with the move's own: as a foreign key, one too large would be an error.
    move = Move.objects.filter(pk=pk, pk__in=mine).select_related("recorded_by").first()
    if move is None:
        raise Http404("There is no such move, or none of its children is yours to move.")
    return move


def latest_moves(*, by: Access, at: datetime) -> list[Move]:
    """Return the moves of the last seven days with a child whom the viewer may move, newest first."""
    mine = Moved.objects.filter(child__in=children_for(by, can=Can.MOVE)).values("move")
    rows = Move.objects.filter(pk__in=mine, recorded_at__gt=at - LATELY)
    return list(rows.select_related("recorded_by").order_by("-pk")[:MOST_LATELY])


def rows_of(move: Move, *, by: Access) -> tuple[list[Moved], int]:
    """Return the children of a move that the viewer may move, and how many others it has."""
    rows = list(move.children.select_related("child").order_by("child__name", "pk"))
    mine = set(children_for(by, can=Can.MOVE).filter(moves__move=move).values_list("pk", flat=True))
    shown = [row for row in rows if row.child_id in mine]
    return shown, len(rows) - len(shown)


def can_put_back(move: Move, *, on: date) -> bool:
    """Test whether a move may be put back: on the day it was made, once, and not if it puts back."""
    made_on = move.recorded_at.astimezone(LONDON).date()
    is_back = move.puts_back_id is not None
    return made_on == on and not is_back and not Move.objects.filter(puts_back=move).exists()


@transaction.atomic
def put_back(move: Move, *, reason: str, client_id: UUID, by: Access, at: datetime) -> Move:
    """Take back what a move said, for all of its children or none; sent twice it is done once.

    Raises: TooLateError; ImpossibleError.
    """
    before = Move.objects.filter(client_id=client_id, puts_back=move).first()
    if before is not None:
        return before
    rows = list(move.children.select_related("child", "circumstance").order_by("pk"))
    pks = lock_children([row.child.child_id for row in rows])
    if not can_put_back(move, on=by.on):
        raise TooLateError("This move cannot be put back any more. Move the children instead.")
    _refuse_impossible(rows, by)
    back = Move.objects.create(
        client_id=client_id,
        digest=sha256(f"{move.pk} {reason}".encode()).hexdigest(),
        start_date=move.start_date,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by.user_id,
        puts_back=move,
    )
    told = [_taken_back(row, back, by=by, at=at) for row in rows]
    refresh(pks, at=at, involvements=True)
    audit.record_all([event_of(row) for row in told], by=by, at=at)
    return back


def _refuse_impossible(rows: list[Moved], by: Access) -> None:
    mine = set(children_for(by, can=Can.MOVE).values_list("pk", flat=True))
    lines = [
        replace(
            Line(wish=Wish(row.child.child_id, 0, row.role)),
            child=row.child if row.child_id in mine else None,
            problems=tuple(_problems(row, mine)),
        )
        for row in rows
    ]
    if any(line.problems for line in lines):
        raise ImpossibleError(lines)


def _problems(row: Moved, mine: set[int]) -> list[str]:
    if row.child_id not in mine:
        return [NOT_YOURS]
    since = Circumstance.objects.filter(
        child=row.child, what=What.ALLOCATION, pk__gt=row.circumstance_id
    )
    return [MOVED_SINCE] if since.exists() else []


def _taken_back(row: Moved, back: Move, *, by: Access, at: datetime) -> Moved:
    told = row.circumstance
    taken = Circumstance.objects.create(
        child=row.child,
        client_id=back.client_id,
        digest=sha256(f"{told.digest} taken back".encode()).hexdigest(),
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
        what=What.ALLOCATION,
        start_date=told.start_date,
        body=told.body,
        corrects=told,
        withdrawn=True,
        correction_reason=back.reason,
    )
    return Moved.objects.create(
        move=back,
        child=row.child,
        role=row.role,
        from_worker_id=row.to_worker_id,
        from_worker=row.to_worker,
        from_team=told.body.get("team", ""),
        to_worker_id=row.from_worker_id,
        to_worker=row.from_worker,
        circumstance=taken,
    )
