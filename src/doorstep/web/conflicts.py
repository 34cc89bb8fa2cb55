"""The page for two people who changed the same thing: both versions, and the person chooses (D5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.web.components import day
from doorstep.web.versions import ConflictError

NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "version"}


def conflict_page(
    request: HttpRequest, error: ConflictError, *, labels: Mapping[str, str], back: str
) -> HttpResponse:
    """Show one's own version beside the one stored meanwhile; saving one's own is a step of its own.

    `labels` names the fields of `error.mine` as people read them; the form's other fields are kept.
    """
    rows = [
        (label, shown(error.mine[name]), shown(getattr(error.row, name)))
        for name, label in labels.items()
        if name in error.mine
    ]
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
    version = getattr(error.row, "version", None)
    page = {"rows": rows, "kept": [*kept, ("version", str(version))], "back": back, "errors": True}
    return render(request, "errors/conflict.html", page, status=409)


def shown(value: Any) -> str:
    """Return a stored value as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    return str(value) if isinstance(value, (Model, str, int)) else ""
