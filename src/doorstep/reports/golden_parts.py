"""Golden tests of the parts of a pack that are not duties: each kind says what was asked and found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from doorstep.engine import Answer
from doorstep.engine.conditions import holds
from doorstep.engine.rulings import rulings
from doorstep.engine.ways import ways_today
from doorstep.facts import Method, Place
from doorstep.policy import Pack
from doorstep.policy.condition import Condition
from doorstep.policy.form import Form
from doorstep.policy.wording import Wording
from doorstep.reports.figures import figure_rows
from doorstep.reports.golden_given import given
from doorstep.reports.golden_rows import wrong_rows
from doorstep.vocabulary import Act, Action, Needed, Role
from doorstep.workdays import LONDON, england
from doorstep.workflow import (
    Actor,
    Filled,
    RefusedError,
    State,
    advance,
    asked,
    begin,
    due,
    missing,
    signatures,
)

PART_EXPECTATIONS = {
    "ways", "rulings", "steps", "missing", "asked", "signatures", "text", "runs", "rows", "refused",
}  # fmt: skip
PART_KEYS = PART_EXPECTATIONS | {
    "about", "method", "place", "procedure", "form", "answers", "before", "wording", "slots",
    "service", "figure", "cases", "also",
}  # fmt: skip


# What an expectation is about: without its subject it would be tried on nothing.
SUBJECT = {
    "rulings": "about", "steps": "procedure", "missing": "form", "asked": "form", "signatures": "form",
    "text": "wording", "refused": "wording", "runs": "service", "rows": "figure",
}  # fmt: skip
STEP_KEYS = {
    "action", "role", "person", "acts_for", "at", "told", "to", "refused", "due", "writes", "ends",
    "event",
}  # fmt: skip


def without_subject(data: dict[str, Any]) -> str:
    """Return what an example expects without saying of what, or with nothing in it."""
    for key, subject in SUBJECT.items():
        if key in data and subject not in data:
            return f"`{key}` needs `{subject}:`, or it is tried on nothing"
    empty = [key for key in ("steps", "ways") if data.get(key) == []]
    return f"`{empty[0]}` says nothing: fill it in" if empty else ""


def wrong_parts(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    """Yield what the engine and the workflow say otherwise than the example expects.

    A word that the pack has not, or a value of the wrong kind, is named as well.
    """
    for key, tried in TRIED.items():
        if key in data:
            try:
                yield from tried(data, found, pack)
            except KeyError as error:
                yield f"{key}: the pack has no {error.args[0]!r}"
            except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
                yield f"{key}: {error}"


def _ways(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    for row in data["ways"]:
        duty = pack.by_id[row["duty"]]
        ways = {way.method: way for way in ways_today(duty, found.child, pack)}
        way = ways[Method(row["method"])]
        shown = {
            "duty": duty.id,
            "method": str(way.method),
            "counts": str(way.counts),
            "agreed_by": [str(role) for role in way.agreed_by],
            "because": way.because,
            "procedure": way.accepts.procedure if way.accepts else "",
            "wording": way.accepts.wording if way.accepts else "",
            "records": [str(r) for r in way.accepts.records] if way.accepts else [],
        }
        yield from wrong_rows([_plain(row)], [shown], "way")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with `yes` and `no` as words, as the columns have them."""
    return {k: {True: "yes", False: "no"}.get(v, v) if k == "counts" else v for k, v in row.items()}


def _rulings(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    made = rulings(
        found.child,
        pack,
        Act(data["about"]),
        method=Method(data["method"]) if "method" in data else None,
        place=Place(data["place"]) if "place" in data else None,
    )
    shown = [
        {
            "rule": r.rule.id,
            "verdict": str(r.verdict),
            "place": r.case.clause,
            "by": [str(x) for x in r.case.by],
            "agreed_by": [str(x) for x in r.case.agreed_by],
            "needs": [str(x) for x in r.case.needs],
            "forms": list(r.case.forms),
            "procedure": r.case.procedure,
            "records": [str(x) for x in r.case.records],
            "wording": r.case.wording,
            "assumed": r.case.assumed,
        }
        for r in made
    ]
    yield from wrong_rows(data["rulings"], shown, "ruling")


def _steps(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    form = pack.forms[data["form"]] if "form" in data else None
    try:
        state = _begun(data, form, found, pack)
    except RefusedError as error:
        yield from wrong_rows(data["steps"], [{"refused": str(error)}], "step")
        return
    for number, row in enumerate(data["steps"], 1):
        yield from (f"step {number}: not a word of a step: {k}" for k in set(row) - STEP_KEYS)
        try:
            state = _advanced(state, row, found)
            told: dict[str, Any] = {
                "to": state.step,
                "due": _shown_due(state),
                "writes": _written(state),
            }
            told |= {"ends": state.has_ended, "event": state.here.event, "refused": ""}
        except RefusedError as error:
            told = {"to": state.step, "refused": str(error)}
        shown = (*told, "due", "writes", "ends", "event")
        wanted = {k: v for k, v in row.items() if k in shown}
        if told["refused"] and "refused" not in row:
            yield f"step {number}: refused, though it was expected to be done: {told['refused']}"
        for key, value in wanted.items():
            if told.get(key) != value:
                yield f"step {number}: {key} expected {value!r}, found {told.get(key)!r}"


def _begun(data: dict[str, Any], form: Form | None, found: Answer, pack: Pack) -> State:
    """Return the procedure of an example just opened, with the other forms filled in."""
    state = begin(
        pack.procedures[data["procedure"]],
        at=_at(data["as_at"]),
        form=form,
        answers=_texts(data.get("answers")),
        holds=_holds(found) if data.get("given") else None,
    )
    also = (data.get("also") or {}).items()
    return replace(state, also=tuple(Filled(pack.forms[i], _texts(a)) for i, a in also))


def _advanced(state: State, row: dict[str, Any], found: Answer) -> State:
    by = Actor(
        person=str(row.get("person") or row["role"]),
        role=Role(row["role"]),
        acts_for=str(row.get("acts_for", "")),
    )
    told = {Needed(k): str(v) for k, v in (row.get("told") or {}).items()}
    at = _at(row["at"]) if "at" in row else state.since
    return advance(state, Action(row["action"]), by, at=at, told=told, holds=_holds(found))


def _holds(found: Answer) -> Any:
    def test(condition: Condition) -> bool:
        return holds(condition, found.child, found.child.day)

    return test


def _shown_due(state: State) -> date | str | None:
    when = due(state, england())
    return (
        when.astimezone(LONDON).strftime("%Y-%m-%d %H:%M") if isinstance(when, datetime) else when
    )


def _written(state: State) -> list[str]:
    return [f"{w.record} by {w.by}" for w in state.done[-1].writes]


def _at(value: Any) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=LONDON)
    return datetime.combine(value, time(9), tzinfo=LONDON)


def _texts(answers: Any) -> dict[str, str]:
    return {str(k): _text(v) for k, v in (answers or {}).items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _form(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    if not {"asked", "missing", "signatures"} & set(data):
        return
    form, answers, test = pack.forms[data["form"]], _texts(data.get("answers")), _holds(found)
    told = {
        "asked": [f.id for f in asked(form, answers, test)],
        "signatures": [s.id for s in signatures(form, answers, test)],
    }
    if "missing" in data:
        lacking = missing(form, answers, before=data.get("before", "submit"), holds=test)
        told["missing"] = [f.id for f in lacking]
    for key in ("asked", "signatures", "missing"):
        if key in data and told[key] != data[key]:
            yield f"{key}: expected {data[key]}, found {told[key]}"


def _wording(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    wording = pack.wordings[data["wording"]]
    try:
        if not _is_used(wording, found):
            raise ValueError(f"{wording.title}: it is not used for this child on that day")
        told = {"text": wording.filled(_texts(data.get("slots"))), "refused": ""}
    except ValueError as error:
        told = {"text": "", "refused": str(error)}
    for key in ("text", "refused"):
        if key in data and told[key] != data[key]:
            yield f"{key}: expected {data[key]!r}, found {told[key]!r}"


def _is_used(wording: Wording, found: Answer) -> bool:
    begun = wording.in_force_from is None or wording.in_force_from <= found.as_at
    over = wording.in_force_until is not None and wording.in_force_until <= found.as_at
    return begun and not over and holds(wording.when, found.child, found.child.day)


def _service(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    value = pack.services[data["service"]].on(data["as_at"])
    shown: dict[str, Any] = {"state": "not yet said"}
    if value is not None:
        shown = {
            "state": str(value.state),
            "accepts": list(value.accepts),
            "by": [str(r) for r in value.by],
            "instead": value.instead,
            "tell": list(value.tell),
            "contact": str(value.contact or ""),
            "records": [str(r) for r in value.records],
            "place": value.clause,
        }
    yield from wrong_rows([data["runs"]], [shown], "service")


def _figure(data: dict[str, Any], found: Answer, pack: Pack) -> Iterator[str]:
    cases = [given({"child_id": f"child {n}", **c}) for n, c in enumerate(data["cases"], 1)]
    shown = figure_rows(pack.figures[data["figure"]], cases, pack, as_at=data["as_at"])
    yield from wrong_rows(data["rows"], shown, "figure")


TRIED = {
    "ways": _ways,
    "rulings": _rulings,
    "steps": _steps,
    "form": _form,
    "wording": _wording,
    "service": _service,
    "figure": _figure,
}
