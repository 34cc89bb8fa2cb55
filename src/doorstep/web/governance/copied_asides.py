"""What was sent from a phone about a child and could not be recorded: as entries of a copy."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model

from doorstep.web.caseload.models import Child
from doorstep.web.components import moment
from doorstep.web.governance.telling import Line
from doorstep.web.phone.aside_words import labels_of
from doorstep.web.phone.models import SetAside
from doorstep.web.phone.shown import what, written
from doorstep.workdays import LONDON


def asides_told(
    _: type[Model], pks: set[Any], children: Sequence[Child]
) -> Iterable[tuple[Any, list[Line]]]:
    """Yield what was set aside, whole, with why and what became of it."""
    names = {child.pk: child.name or child.child_id for child in children}
    rows = SetAside.objects.filter(pk__in=pks).select_related("user", "settled_by")
    for row in rows.order_by("pk"):
        yield row, list(_lines(row, names))


def _lines(row: SetAside, names: dict[int, str]) -> Iterator[Line]:
    came = moment(row.received_at.astimezone(LONDON))
    yield "", f"{what(row)} sent from a phone and set aside, {came}"
    yield "Sent by", row.user.name
    for each in row.reasons:
        yield "Why it was not recorded", str(each.get("says", ""))
    yield from written(row.body, labels_of(row, names))
    if row.settled_at is not None:
        yield "What became of it", f"{row.settled_why} ({row.settled_by})"
