"""Read who acts for whom."""

from datetime import date

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from doorstep.web.accounts.models import Deputy


def deputies(*, on: date, acts_for: int | None = None) -> tuple[list[Deputy], list[Deputy]]:
    """Return who acts for others now or later, and who did before; the soonest to end first."""
    rows = _rows().exclude(end_date=F("start_date"))
    if acts_for is not None:
        rows = rows.filter(acts_for=acts_for)
    now = list(rows.filter(end_date__gt=on).order_by("end_date", "pk"))
    return now, list(rows.filter(end_date__lte=on).order_by("-end_date", "pk")[:100])


def get_deputy(*, pk: int, acts_for: int | None = None) -> Deputy:
    """Return who acts for somebody; with `acts_for` only for this person.

    Raises: Http404.
    """
    rows = _rows() if acts_for is None else _rows().filter(acts_for=acts_for)
    return get_object_or_404(rows, pk=pk)


def _rows() -> "QuerySet[Deputy]":
    return Deputy.objects.select_related("user", "acts_for", "given_by")
