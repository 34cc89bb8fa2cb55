"""Everything that is stored, as values that can be compared between two runs of the same step."""

import re
from collections import Counter
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from doorstep.web.caseload.models import Child

APPS = (
    "accounts", "administration", "api", "audit", "caseload", "decisions", "documents", "governance",
    "imports", "lists", "moves", "notices", "outings", "phone", "policies", "running", "visits",
    "wellbeing",
)  # fmt: skip
# Keys of rows made by the step, and what hangs on them: they may differ where a sequence runs on.
OF_THE_ROW = {
    "id", "hash", "previous_hash", "detail", "request_id", "subject_id", "client_id", "occasion",
    "date_joined", "last_login", "explanation", "key", "together", "decision",
    "secret",
}  # fmt: skip


def everything(known: frozenset[int] | None = None) -> Counter[tuple[str, str]]:
    """Return every row of the application's tables, without keys that were just made.

    A child that is not among the `known` is told as new: a sequence runs on where a step is undone.
    """
    return Counter(
        (model.__name__, _said(model, row, known))
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for row in model._base_manager.all()
    )


def known_children() -> frozenset[int]:
    """Return the keys of the children that are there before a step."""
    return frozenset(Child.objects.values_list("pk", flat=True))


def _said(model: type[Model], row: Any, known: frozenset[int] | None) -> str:
    told = {
        f.attname: _value(f, getattr(row, f.attname), known)
        for f in model._meta.concrete_fields
        if _is_kept(model, f)
    }
    if "password" in told:  # one that cannot be used is made up of chance
        told["password"] = row.has_usable_password() and row.password
    return re.sub(r"doorstep D\d+", "doorstep", repr(sorted(told.items())))


def _value(field: "Field[Any, Any]", value: Any, known: frozenset[int] | None) -> Any:
    is_child = isinstance(field, ForeignKey) and field.related_model is Child
    return "new" if is_child and value and known is not None and value not in known else value


def _is_kept(model: type[Model], field: "Field[Any, Any]") -> bool:
    if field.attname in OF_THE_ROW or (field.primary_key and not isinstance(field, ForeignKey)):
        return False
    fresh = (
        "Visit",
        "Restriction",
        "RestrictionStep",
        "CaseDocument",
        "Decision",
        "Filled",
        "Event",
        "Handover",
        "Move",
        "Circumstance",
        "Outing",
        "Round",
    )
    is_link = isinstance(field, ForeignKey) and field.related_model.__name__ in fresh
    return not is_link and not (
        field.attname == "restriction_id" and model.__name__ == "Restriction_named"
    )


def numbers() -> Counter[str]:
    """Return how many rows each table has; asked in one query, since tests ask after each request."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    name = connection.ops.quote_name
    asked = [
        f"SELECT '{model.__name__}', COUNT(*) FROM {name(model._meta.db_table)}"  # noqa: S608 (no text of anybody's)
        for model in models
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        found = cursor.fetchall()
    told: Counter[str] = Counter()
    for model, number in found:
        told[model] += number
    return told
