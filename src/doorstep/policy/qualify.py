"""Parts of a pack as they stand in a stack: named with their pack, cited, cut to the days adopted."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from doorstep.policy.adoption import Suspends
from doorstep.policy.condition import Condition
from doorstep.policy.duty import Dated, DatedValue, Duty, Phase
from doorstep.policy.pack import Tiers
from doorstep.policy.rule import Rule
from doorstep.policy.service import Service
from doorstep.policy.wording import Wording

M = TypeVar("M", bound=BaseModel)
NAMES = {"counts", "procedure", "wording", "form", "of"}  # fields that name another part
LISTS = {"supersedes", "forms"}
NAMED = {"id"}


class Window(NamedTuple):
    """The days `[start, end)` on which a pack is adopted."""

    start: date
    end: date | None


def qualified(part: M, label: str, cite: str) -> M:
    """Return the part with every name in it starting with its pack's label, and its document named."""
    top = {"id": f"{label}/{part.id}"} if hasattr(part, "id") else {}
    return _inside(part, label, cite).model_copy(update=top)


def renamed(duty: Duty, names: Mapping[str, tuple[str, ...]], *, counts: str) -> Duty:
    """Return a duty with the names of others as they stand in the stack."""
    share = duty.share
    if share is not None:
        (of,) = names[share.of]
        share = share.model_copy(update={"of": of})
    return duty.model_copy(update={"share": share, "counts": counts})


def _inside(part: M, label: str, cite: str) -> M:
    """Return a model with the names of other parts qualified, at any depth."""
    if isinstance(part, Condition):
        return part
    changed: dict[str, Any] = {}
    for name in type(part).model_fields:
        old = getattr(part, name)
        new = _renamed(name, old, label, part)
        new = _deep(new, label, cite)
        if new is not old:
            changed[name] = new
    if getattr(part, "document", None) == "":
        changed["document"] = cite
    return part.model_copy(update=changed) if changed else part


def _renamed(name: str, value: Any, label: str, part: BaseModel) -> Any:
    if name in LISTS and isinstance(value, tuple):
        return tuple(v if "/" in v else f"{label}/{v}" for v in value)
    is_name = name in NAMES and isinstance(value, str) and value and not _is_word(value)
    return f"{label}/{value}" if is_name else value


def _is_word(value: str) -> bool:
    """Test whether a value is a word of the vocabulary (`of: placement`) and not the name of a part."""
    return type(value) is not str


def _deep(value: Any, label: str, cite: str) -> Any:
    if isinstance(value, BaseModel):
        return _inside(value, label, cite)
    if isinstance(value, dict):
        return {k: _deep(v, label, cite) for k, v in value.items()}
    if isinstance(value, tuple) and any(isinstance(v, BaseModel) for v in value):
        return tuple(_deep(v, label, cite) for v in value)
    return value


# --- cut to the days adopted -------------------------------------------------------------------------


def windowed(part: M, window: Window) -> M:
    """Return the part so that it says nothing outside the days its pack is adopted."""
    for kind, cut in CUTS.items():
        if isinstance(part, kind):
            return part.model_copy(update=cut(part, window))
    return part


def _duty(duty: Duty, window: Window) -> dict[str, Any]:
    return {
        "first": _dated(duty.first, window),
        "every": _dated(duty.every, window),
        "record_within": _dated(duty.record_within, window),
        "phases": tuple(_phase(p, window) for p in duty.phases),
    }


def _phase(phase: Phase, window: Window) -> Phase:
    cut = {"first": _dated(phase.first, window), "every": _dated(phase.every, window)}
    return phase.model_copy(update=cut)


def _dated(values: Dated, window: Window) -> Dated:
    """Return the values in the window: what stood at its start moved there, `ends` at its end."""
    if not values:
        return values
    at_start = max((d for d in values if d <= window.start), default=None)
    found = {} if at_start is None else {window.start: values[at_start]}
    end = window.end or date.max
    found |= {d: v for d, v in sorted(values.items()) if window.start < d < end}
    if window.end is not None and found:
        clause = f"adopted until {window.end}"
        found[window.end] = DatedValue(value="ends", clause=clause, document="Adoption")
    return found


def _tiers(tiers: Tiers, window: Window) -> dict[str, Any]:
    return {
        "in_force_from": max(tiers.in_force_from, window.start),
        "in_force_until": _earlier(tiers.in_force_until, window.end),
    }


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((d for d in (one, other) if d), default=None)


def _rule(rule: Rule, window: Window) -> dict[str, Any]:
    cases = [
        case.model_copy(
            update={
                "in_force_from": max(case.in_force_from or window.start, window.start),
                "in_force_until": _earlier(case.in_force_until, window.end),
            }
        )
        for case in rule.cases
    ]
    return {"cases": tuple(c for c in cases if not _is_over(c.in_force_from, c.in_force_until))}


def _is_over(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and start >= end


def _wording(wording: Wording, window: Window) -> dict[str, Any]:
    return {
        "in_force_from": max(wording.in_force_from or window.start, window.start),
        "in_force_until": _earlier(wording.in_force_until, window.end),
    }


def _service(service: Service, window: Window) -> dict[str, Any]:
    at_start = max((d for d in service.values if d <= window.start), default=None)
    found = {} if at_start is None else {window.start: service.values[at_start]}
    end = window.end or date.max
    return {"values": found | {d: v for d, v in service.values.items() if window.start < d < end}}


CUTS: dict[type[BaseModel], Callable[[Any, Window], dict[str, Any]]] = {
    Duty: _duty,
    Tiers: _tiers,
    Rule: _rule,
    Wording: _wording,
    Service: _service,
}


def suspended_between(duty: Duty, suspends: Suspends) -> Duty:
    """Return the duty suspended from a day, and as it was from the day it resumes (S13)."""
    update: dict[str, Any] = {
        "first": _cut_out(duty.first, suspends),
        "every": _cut_out(duty.every, suspends),
    }
    phases = tuple(
        p.model_copy(
            update={"first": _cut_out(p.first, suspends), "every": _cut_out(p.every, suspends)}
        )
        for p in duty.phases
    )
    return duty.model_copy(update={**update, "phases": phases})


def _cut_out(values: Dated, suspends: Suspends) -> Dated:
    if not values:
        return values
    start, end = max(suspends.from_, min(values)), suspends.until or date.max
    if end <= start:
        return values
    told = DatedValue(
        value="suspended", clause=suspends.clause, document=suspends.document or "Adoption"
    )
    resumed = max((d for d in values if d <= end), default=None)
    found = {d: v for d, v in values.items() if d < start or d > end}
    found[start] = told
    if suspends.until is not None and resumed is not None:
        found[end] = values[resumed]
    return dict(sorted(found.items()))
