"""Turn the facts of one case into JSON text and back, leaving out what is at its default."""

import json
import types
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from doorstep.facts import (
    Address,
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    Fact,
    Involvement,
    TierDecision,
    Undated,
    Visit,
    VisitingPlan,
    VisitsCarried,
)
from doorstep.intake.fields import LONDON

Decoder = Callable[[Any], Any]


class Shape(NamedTuple):
    """How the rows of one fact type are written: their defaults, and how each field is read."""

    make: Callable[..., Any]
    defaults: dict[str, Any]
    decoders: dict[str, Decoder]


def encoded(case: CaseFacts) -> str:
    """Return a case as JSON text."""
    told: dict[str, Any] = {name: getattr(case, name) for name in (*_DATES, "remarks")}
    for name, shape in ROWS.items():
        told[name] = [_row(row, shape) for row in getattr(case, name)]
    if case.visits_carried is not VisitsCarried.ALL:
        told["visits_carried"] = case.visits_carried
    told["unknown_visits"] = sorted(case.unknown_visits)
    told["latest_only"] = sorted(case.latest_only)
    kept = {"child_id": case.child_id, **{name: value for name, value in told.items() if value}}
    return json.dumps(kept, default=_plain, ensure_ascii=False, separators=(",", ":"))


def decoded(body: str) -> CaseFacts:
    """Return the case that JSON text tells."""
    told = json.loads(body)
    parts: dict[str, Any] = {
        name: tuple(_from_row(row, shape) for row in told.get(name, ()))
        for name, shape in ROWS.items()
    }
    parts.update((name, _day(told[name])) for name in _DATES if name in told)
    return CaseFacts(
        child_id=told["child_id"],
        **parts,
        remarks=tuple(told.get("remarks", ())),
        visits_carried=VisitsCarried(told.get("visits_carried", VisitsCarried.ALL)),
        unknown_visits=frozenset(EpisodeKind(kind) for kind in told.get("unknown_visits", ())),
        latest_only=frozenset(EpisodeKind(kind) for kind in told.get("latest_only", ())),
    )


def _row(row: Any, shape: Shape) -> dict[str, Any]:
    defaults = shape.defaults
    return {
        name: value
        for name, value in zip(shape.decoders, row, strict=True)
        if name not in defaults or value != defaults[name]
    }


def _from_row(row: dict[str, Any], shape: Shape) -> Any:
    decoders = shape.decoders
    return shape.make(**{name: decoders[name](value) for name, value in row.items()})


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


@lru_cache(maxsize=100_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(LONDON)


def _shape(row: type[tuple[Any, ...]]) -> Shape:
    hints = get_type_hints(row)
    defaults: dict[str, Any] = getattr(row, "_field_defaults", {})
    return Shape(row, defaults, {name: _decoder(hint) for name, hint in hints.items()})


def _decoder(hint: Any) -> Decoder:
    """Return how a field of a type is read from JSON; the fact types say which there are."""
    if get_origin(hint) in (Union, types.UnionType):
        return _decoder(next(part for part in get_args(hint) if part is not type(None)))
    if get_origin(hint) is tuple:
        part = _decoder(get_args(hint)[0])
        return lambda values: tuple(part(value) for value in values)
    if hint is datetime:
        return _time
    if hint is date:
        return _day
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    return _same


def _same(value: Any) -> Any:
    return value


_DATES = ("born", "expected", "died")
ROWS = {
    "episodes": _shape(Episode),
    "undated": _shape(Undated),
    "visits": _shape(Visit),
    "facts": _shape(Fact),
    "events": _shape(Event),
    "plans": _shape(VisitingPlan),
    "tier_decisions": _shape(TierDecision),
    "involvements": _shape(Involvement),
    "addresses": _shape(Address),
}
