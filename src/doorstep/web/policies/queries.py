"""Read what is adopted, and compose it into the one stack every answer is worked out under."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from doorstep.policy.adopt import stack_of
from doorstep.policy.adoption import Adoption
from doorstep.policy.stack import Stack
from doorstep.web.policies.models import AdoptedPack


class NothingAdoptedError(LookupError):
    """No pack is adopted yet, so nothing can be worked out; the message says what to do."""


def adoption() -> Adoption:
    """Return what the authority has adopted, as an adoption's file would say it.

    Raises: NothingAdoptedError.
    """
    return Adoption.model_validate(json.loads(_told()))


def stack() -> Stack:
    """Return the adopted packs as one; composed anew only when what is adopted has changed.

    Raises: NothingAdoptedError; PackError.
    """
    return _composed(_told(), settings.PACKS)


def adopted_rows(*, with_taken_back: bool = False) -> "QuerySet[AdoptedPack]":
    """Return the lines of the adoption, the first adopted first; what was taken back never held."""
    rows = AdoptedPack.objects.order_by("start_date", "pk")
    return rows if with_taken_back else rows.exclude(end_date=F("start_date"))


def get_adopted(*, pk: int) -> AdoptedPack:
    """Return one line of the adoption.

    Raises: Http404.
    """
    return get_object_or_404(AdoptedPack, pk=pk)


def _told() -> str:
    adopted = [as_written(row) for row in adopted_rows()]
    if not adopted:
        raise NothingAdoptedError(
            "No policy is adopted yet: a practice lead adopts one under Administration, Policies."
        )
    return json.dumps({"authority": settings.AUTHORITY or "the authority", "adopted": adopted})


def as_written(row: AdoptedPack) -> dict[str, Any]:
    """Return a line as an adoption's file would say it."""
    return {
        "pack": row.pack,
        "from": row.start_date.isoformat(),
        "until": row.end_date.isoformat() if row.end_date else None,
        "decided_by": row.decided_by,
        "note": row.note,
        **row.terms,
    }


@lru_cache(maxsize=4)
def _composed(told: str, folder: str) -> Stack:
    return stack_of(Adoption.model_validate(json.loads(told)), Path(folder or "."))


def in_force(*, on: date) -> list[AdoptedPack]:
    """Return the packs adopted on a day, the first adopted first."""
    return [
        row
        for row in adopted_rows()
        if row.start_date <= on and (row.end_date is None or on < row.end_date)
    ]
