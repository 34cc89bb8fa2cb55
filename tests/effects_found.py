"""What comes out of a form: asked of the server, and looked up as the phone looks it up."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from effects_made import Filled, Told, a_child, a_form

from doorstep.engine.explain import spoken
from doorstep.web.caseload.rows import SOURCE
from doorstep.web.components import clock_time, day
from doorstep.web.fields import TimeField
from doorstep.web.phone.effects import Shared, effects_of
from doorstep.web.phone.effects.words import (
    afterwards_of,
    agreement_of,
    counted_row,
    owed_row,
    without_empty,
)
from doorstep.web.visits.asking import Asking
from doorstep.web.visits.checking import checked
from doorstep.web.visits.showing import Effect, effect_of

SLOT = re.compile(r"\{(\w+)\}")


def worked_out(told: Told, form: Filled) -> tuple[dict[str, Any], Effect, Any]:
    """Return what the ordinary check says, as the phone puts it together, and as its page has it."""
    report = replace(
        form.report, told=form.report.told._replace(recorded_at=form.at, source=SOURCE)
    )
    found = checked(told.case, report, told.given, stack=told.stack, on=form.at.date())
    asking = Asking(child=told.child, by=told.by(form.at), stack=told.stack)
    effect = effect_of(found, asking)
    whole = {
        "counts": [counted_row(each) for each in found.counted],
        "agreement": agreement_of(effect.agreement),
        "opening": effect.opening,
        "owed": [owed_row(row, is_new=row["duty"] in found.new) for row in found.owed],
        "refused": effect.refused,
        "rules": [list(row) for row in effect.rules],
        "missing": effect.missing,
        **afterwards_of(effect),
    }
    return without_empty(whole), effect, found


def table_of(told: Told) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what travels with the list: what is kept for the whole list, and the child's own."""
    shared = Shared()
    written = [told.at, told.at + timedelta(1)]
    effects = effects_of(told.whose(), shared, on=told.at.date(), written=written)
    return shared.as_data(), effects


def looked_up(shared: Any, effects: Any, form: Filled) -> dict[str, Any] | None:
    """Return what the phone finds, its slots filled; None where the table does not hold it."""
    days = effects["days"].get(form.made.isoformat(), {}).get(form.at.date().isoformat(), {})
    if form.kind not in days:
        return None
    found: dict[str, Any] = {}
    for number in days[form.kind]:
        table = shared["tables"][number]
        leaf = _reached(shared["trees"][table["tree"]], form)
        if leaf is None:
            return None
        for name, value in table["parts"][leaf].items():
            is_rows = name in {"counts", "owed"}
            found[name] = [_row(shared, n) for n in value] if is_rows else _said(shared, value)
    told = _filled(without_empty(found), form)
    assert isinstance(told, dict)
    return told


def _reached(node: Any, form: Filled) -> Any:
    while isinstance(node, dict):
        told = ["" if v == "not_recorded" else v for v in form.answers(node["ask"])]
        first = told[0] if told else ""
        if "any" in node:
            node = node["then"] if set(told) & set(node["any"]) else node["else"]
        elif "before" in node:
            node = node["then"] if first < node["before"] else node["else"]
        else:
            node = node["is"].get(first, node["else"])
    return node


COUNTED = ("title", "clause", "counts", "why_not", "beside")
OWED = ("title", "clause", "due", "status", "status_words", "why", "is_decision", "new")


def _row(shared: Any, number: int) -> dict[str, Any]:
    values = shared["rows"][number]
    names: Sequence[str] = COUNTED if len(values) == len(COUNTED) else OWED
    found = {name: _said(shared, value) for name, value in zip(names, values, strict=True)}
    return (
        found | {"why": found["why"].replace("{clause}", found["clause"])}
        if "why" in found
        else found
    )


def _said(shared: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return shared["texts"][value]
    if isinstance(value, list):
        return [_said(shared, each) for each in value]
    return {k: _said(shared, v) for k, v in value.items()} if isinstance(value, dict) else value


def _filled(value: Any, form: Filled) -> Any:
    if isinstance(value, str):
        return SLOT.sub(lambda slot: _typed(slot[1], form), value)
    if isinstance(value, list):
        return [_filled(each, form) for each in value]
    return {k: _filled(v, form) for k, v in value.items()} if isinstance(value, dict) else value


def _typed(name: str, form: Filled) -> str:
    if name in {"next_attempt", "next_attempt_long"}:
        on = date.fromisoformat(form.answers("next_attempt")[0])
        return day(on) if name == "next_attempt" else spoken(on)
    if name == "visit_time":
        return clock_time(TimeField().to_python(form.data[name][0]))
    return form.answers(name)[0].strip()


def vectors(pack: str, *, children: int, forms: int, seed: str = "vectors") -> list[dict[str, Any]]:
    """Return tables as they are put on a phone, each with forms and what comes out of them.

    Shape: `shared` and `effects` as in a list; of each form its kind, the days it was made and written,
    the answers by the name of the question, and the effect; none where the table does not hold it.
    """
    random, found = Random(f"{seed} {pack}"), []
    for _ in range(children):
        told = a_child(random, pack)
        shared, effects = table_of(told)
        filled = [a_form(random, told) for _ in range(forms)]
        rows = [_vector(told, form, looked_up(shared, effects, form)) for form in filled]
        found.append({"shared": shared, "effects": effects, "forms": rows})
    return found


def _vector(told: Told, form: Filled, found: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "kind": form.kind,
        "made": form.made.isoformat(),
        "written": form.at.date().isoformat(),
        "fields": {k: v if len(v) > 1 else v[0] for k, v in form.data.items()},
        "pk": told.child.pk,
        "effect": None if found is None else worked_out(told, form)[0],
    }
