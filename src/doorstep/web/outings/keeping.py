"""Keep what is said of an outing, and work out anew how it and its neighbours stand."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from json import dumps
from uuid import UUID, uuid4, uuid5

from django.db.models import Q, QuerySet

from doorstep.web.caseload.models import Child
from doorstep.web.outings.alerts import tell_all_well
from doorstep.web.outings.course import Course, Said, Word, course
from doorstep.web.outings.models import Outing, OutingChange, OutingChild

WENT_ON = "They went in somewhere else."


def digest_of(word: Word, said: Sequence[object]) -> str:
    """Return the SHA-256 of something said."""
    return sha256(dumps([word, *said], default=str).encode()).hexdigest()


def keep_start(row: Outing, change: OutingChange, children: Sequence[Child]) -> None:
    """Store a start with what was heard of the outing before, and what the worker did before or after."""
    change.save(force_insert=True)
    found = _course(row, change)
    later = _neighbours(row).filter(started_at__gt=found.started_at).order_by("started_at").first()
    if later is not None and (found.ended_at is None or found.ended_at > later.started_at):
        _went_on(row.client_id, to=later, at=change.recorded_at)
    for each in _overlapping(row, found):
        _went_on(each.client_id, to=row, at=change.recorded_at, on=found.started_at)
        settle(each, at=change.recorded_at)
    _take(row, _course(row, change))
    row.save(force_insert=True)
    OutingChild.objects.bulk_create(OutingChild(outing=row, child=child) for child in children)


def _neighbours(row: Outing) -> "QuerySet[Outing]":
    rows = Outing.objects.filter(worker=row.worker_id).exclude(client_id=row.client_id)
    return rows.select_for_update(of=("self",))


def _overlapping(row: Outing, found: Course) -> list[Outing]:
    """Return the outings of the worker that were not over when this one began."""
    open_then = Q(ended_at=None) | Q(ended_at__gt=found.started_at)
    rows = _neighbours(row).filter(open_then, started_at__lte=found.started_at)
    return list(rows.order_by("pk"))


def _went_on(of: UUID, *, to: Outing, at: datetime, on: datetime | None = None) -> None:
    """Append that an outing was over at the latest when the worker went in somewhere else."""
    digest = digest_of(Word.NEXT, [str(of), str(to.client_id)])
    if OutingChange.objects.filter(of=of, word=Word.NEXT, digest=digest).exists():
        return
    own = uuid5(of, str(to.client_id))
    is_free = not OutingChange.objects.filter(client_id=own).exists()  # anybody can work it out
    OutingChange.objects.create(
        client_id=own if is_free else uuid4(), digest=digest, of=of, word=Word.NEXT,
        happened_at=on or to.started_at, recorded_at=at, said_by_id=to.worker_id, why=WENT_ON,
    )  # fmt: skip


def settle(row: Outing, *, at: datetime) -> None:
    """Work out anew how an outing stands; who was told that it is not over is told that it is."""
    began = OutingChange.objects.get(of=row.client_id, word=Word.IN)
    was, was_open = row.expected_at, row.is_open
    _take(row, _course(row, began))
    row.save(update_fields=["started_at", "expected_at", "ended_at", "end_said_at"])
    if was_open and (row.expected_at > was or not row.is_open):
        tell_all_well(row, since=was, at=at)


def _take(row: Outing, found: Course) -> None:
    row.started_at, row.expected_at, row.ended_at, row.end_said_at = found


def _course(row: Outing, began: OutingChange) -> Course:
    rows = OutingChange.objects.filter(of=row.client_id).exclude(pk=began.pk)
    return course(_said(began), [_said(each) for each in rows if _counts(each, row)])


def _counts(said: OutingChange, row: Outing) -> bool:
    """Test whether something said counts: before the start was heard nobody asked who may speak."""
    concerned = {row.worker_id, row.second_id, row.buddy_id}
    return said.recorded_at >= row.recorded_at or said.said_by_id in concerned


def _said(row: OutingChange) -> Said:
    return Said(
        Word(row.word), row.happened_at, row.recorded_at, row.minutes, str(row.client_id)
    )  # fmt: skip
