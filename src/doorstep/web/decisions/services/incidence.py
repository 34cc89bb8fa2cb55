"""Store published rates by area: only ever added to, and what is stored last of a week holds."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.decisions.incidence import area_key
from doorstep.web.decisions.incidence_file import Rate
from doorstep.web.decisions.models import Incidence

CHUNK = 1_000


@transaction.atomic
def store_rates(rates: Sequence[Rate], *, source: str, by: Access | None, at: datetime) -> int:
    """Store what is new of these rates, and return how many rows that is; safe to repeat."""
    known = _known({area_key(rate.area) for rate in rates})
    wanted = {(area_key(r.area), r.week_ending): r for r in rates}
    new = [r for key, r in wanted.items() if known.get(key) != r.rate]
    Incidence.objects.bulk_create((_row(r, source, by=by, at=at) for r in new), batch_size=CHUNK)
    if new:
        audit.record(
            action=Action.STORE_INCIDENCE,
            subject="incidence",
            subject_id="",
            by=by,
            at=at,
            detail={"rows": len(new), "areas": len({area_key(r.area) for r in new})},
        )
    return len(new)


def _known(keys: set[str]) -> dict[tuple[str, date], Decimal]:
    """Return the rate that holds of each week of these areas: the one stored last."""
    found: dict[tuple[str, date], Decimal] = {}
    for row in Incidence.objects.filter(area_key__in=keys).order_by("pk"):
        found[row.area_key, row.week_ending] = row.rate
    return found


def _row(rate: Rate, source: str, *, by: Access | None, at: datetime) -> Incidence:
    return Incidence(
        area=" ".join(rate.area.split()),
        area_key=area_key(rate.area),
        code=rate.code,
        week_ending=rate.week_ending,
        rate=rate.rate,
        source=source,
        recorded_at=at,
        recorded_by_id=by.user_id if by else None,
    )
