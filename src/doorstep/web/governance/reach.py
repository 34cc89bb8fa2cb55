"""Everything that leads to a child: found from the models themselves, so that no new one is forgotten."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from django.apps import apps
from django.db.models import CharField, ForeignKey, Model, TextField

from doorstep.web.caseload.models import Child

Rows = dict[type[Model], set[Any]]
AT_ONCE = 500
OWN = "child_id"  # how a field that holds a child's number, and is no key, is called
NAMED_WITHIN = {"notices.notice": "body", "phone.setaside": "about"}
"""Stored documents that name a child by its number: what is told to other systems, what was set aside."""
OF_THE_LOG = frozenset({"audit.auditevent"})
"""Tables that outlive what they tell of; the log of disposals calls the number otherwise."""


def models_of_a_child() -> dict[type[Model], list[ForeignKey[Any, Any]]]:
    """Return every model with a way to a child, and the keys by which its rows lead there."""
    found: dict[type[Model], list[ForeignKey[Any, Any]]] = {
        model: [] for model in _all() if _number_of(model)
    }
    found.setdefault(Child, [])
    grown = True
    while grown:
        keys = {model: [k for k in _keys(model) if _to(k) in found] for model in _all()}
        new = {model: found_keys for model, found_keys in keys.items() if found_keys}
        grown = not set(new) <= set(found)
        found |= new
    found[Child] = []
    return found


def _all() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in OF_THE_LOG and model._meta.managed:
            yield model


def _keys(model: type[Model]) -> Iterable[ForeignKey[Any, Any]]:
    return (f for f in model._meta.concrete_fields if isinstance(f, ForeignKey))


def _to(key: ForeignKey[Any, Any]) -> type[Model]:
    related: Any = key.related_model
    return related  # type: ignore[no-any-return]


def _number_of(model: type[Model]) -> str:
    """Return the field of a model that holds a child's number as text, if it has one."""
    for field in model._meta.concrete_fields:
        if field.name == OWN and isinstance(field, (CharField, TextField)):
            return field.name
    return ""


def rows_of(children: Iterable[Child]) -> Rows:
    """Return the keys of all rows that lead to these children, by model; the children themselves too."""
    told = list(children)
    found: Rows = defaultdict(set)
    found[Child] = {child.pk for child in told}
    numbers, ways = {child.child_id for child in told}, models_of_a_child()
    for model in ways:
        if model is not Child and _number_of(model):
            found[model] |= _keys_of(model, OWN, numbers)
    for label, field in NAMED_WITHIN.items():
        found[apps.get_model(label)] |= _naming(apps.get_model(label), field, numbers)
    grown = True
    while grown:
        before = sum(map(len, found.values()))
        for model, keys in ways.items():
            for key in keys:
                found[model] |= _keys_of(model, f"{key.name}__in", found.get(_to(key), set()))
        grown = sum(map(len, found.values())) > before
    return {model: pks for model, pks in found.items() if pks}


def _naming(model: type[Model], field: str, numbers: set[str]) -> set[Any]:
    """Return the rows whose stored document names one of these numbers."""
    rows: set[Any] = set()
    for number in numbers:
        said = f'"{OWN}": {dumps(number)}'
        rows |= set(
            model._base_manager.filter(**{f"{field}__contains": said}).values_list("pk", flat=True)
        )
    return rows


def _keys_of(model: type[Model], lookup: str, values: set[Any]) -> set[Any]:
    lookup = lookup if lookup.endswith("__in") else f"{lookup}__in"
    rows: set[Any] = set()
    for part in in_parts(values):
        rows |= set(model._base_manager.filter(**{lookup: part}).values_list("pk", flat=True))
    return rows


def in_parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield values in parts that any database takes in one question."""
    told = sorted(values, key=str)
    for at in range(0, len(told), AT_ONCE):
        yield told[at : at + AT_ONCE]
