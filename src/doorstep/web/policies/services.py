"""Adopt packs and end their adoption; nothing adopted is ever deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.policies.models import AdoptedPack
from doorstep.web.versions import change


class AdoptedAlreadyError(ValueError):
    """The pack is adopted from that day already; the message says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A pack that may be adopted: from when until when, and who decided it."""

    pack: str
    start_date: date
    decided_by: str
    end_date: date | None = None
    note: str = ""

    def as_row(self) -> AdoptedPack:
        """Return the line of the adoption it would be; nothing is stored."""
        return AdoptedPack(
            pack=self.pack,
            start_date=self.start_date,
            end_date=self.end_date,
            decided_by=self.decided_by,
            note=self.note,
        )


@transaction.atomic
def adopt_pack(proposed: Proposed, *, by: Access, at: datetime) -> AdoptedPack:
    """Adopt a pack. Every answer is out of date from then on (`caseload.queries.out_of_date`).

    Raises: AdoptedAlreadyError.
    """
    row = proposed.as_row()
    row.recorded_at, row.recorded_by_id = at, by.user_id
    with _once(row):
        row.save(force_insert=True)
    days = {"from": proposed.start_date.isoformat(), "until": _written(proposed.end_date)}
    _tell(Action.ADOPT_PACK, row, days, by=by, at=at)
    return row


@transaction.atomic
def end_adoption(
    row: AdoptedPack, *, version: int, end_date: date, by: Access, at: datetime
) -> AdoptedPack:
    """End an adoption before a day; on the day it starts, it is taken back and never held.

    Raises: ConflictError; AdoptedAlreadyError where what was taken back would stand a second time.
    """
    before = row.end_date
    with _once(row):
        change(row, version=version, end_date=end_date, recorded_at=at, recorded_by_id=by.user_id)
    days = {"until": end_date.isoformat(), "before": _written(before)}
    _tell(Action.END_PACK, row, days, by=by, at=at)
    return row


@contextmanager
def _once(row: AdoptedPack) -> Iterator[None]:
    """Say so where a pack would stand twice from one day."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise AdoptedAlreadyError(f"{row.pack} is adopted from that day already") from None


def _tell(action: str, row: AdoptedPack, days: dict[str, Any], *, by: Access, at: datetime) -> None:
    detail = {"pack": row.pack, **days}
    audit.record(
        action=action, subject="adopted_pack", subject_id=str(row.pk), by=by, at=at, detail=detail
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
