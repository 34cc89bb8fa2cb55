"""What an action puts on the child's record: events, circumstances, and what an ending makes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doorstep.facts import EventKind, FactKind, Method, Role, Tier
from doorstep.policy.form import METHODS, TIERS, Field, Form
from doorstep.vocabulary import Action, Makes, Needed, Tells
from doorstep.workflow.arrangements import Arrangement, arrangement
from doorstep.workflow.forms import Given, Holds, answered, points_after
from doorstep.workflow.state import Done, State

Answered = list[tuple[Field, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What an ending puts in force, with what the answers tell of it.

    `by` is the role whose signature brought it about; none where nobody signed.
    """

    makes: Makes
    by: Role | None
    arrangement: Arrangement = Arrangement()
    methods: tuple[Method, ...] = ()
    tier: Tier | None = None
    review_date: date | None = None
    one_visit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What has happened and what holds from now on because of one action.

    Shape: `circumstances` are kind and value; `settles` the kinds of which the answers settled by the
    action say whether they hold; `event` is that of the ending, with its day of review.
    """

    events: tuple[EventKind, ...] = ()
    circumstances: tuple[tuple[FactKind, str], ...] = ()
    settles: frozenset[FactKind] = frozenset()
    made: Made | None = None
    proposed: Arrangement | None = None
    review_date: date | None = None


def outcome(before: State, after: State, holds: Holds) -> Outcome:
    """Return what the last action put on record; an answer counts once it has to be there.

    An answer counts at the point before which it must be filled in, so what a manager only adds to
    the form is recorded with the manager's signature.
    """
    given, done = after.given(holds), after.done[-1]
    settled = _settled(before, done)
    fields = [f for f in settled if f.id in given]
    ending = after.here.event if after.has_ended else None
    events = [*_events(fields, given), *([ending] if ending else [])]
    told = _all_told(after, given, holds)
    return Outcome(
        events=tuple(dict.fromkeys(events)),
        circumstances=tuple(dict.fromkeys(_circumstances(fields, given))),
        settles=frozenset(kind for field in settled for kind in field.facts.values()),
        made=_made(after, given, told) if after.has_ended else None,
        proposed=_proposed(before, after, given),
        review_date=_review(told, done) if after.has_ended else None,
    )


def filled_alone(fields: tuple[Field, ...], given: Given) -> Outcome:
    """Return what a form that no procedure is gone through on puts on record when it is saved."""
    asked = [f for f in fields if f.id in given]
    return Outcome(
        events=tuple(dict.fromkeys(_events(asked, given))),
        circumstances=tuple(dict.fromkeys(_circumstances(asked, given))),
    )


def _settled(before: State, done: Done) -> list[Field]:
    """Return the fields whose answer is settled by the action and was not in this round before.

    What may stay empty is settled by the first point passed: from then on nobody changes it.
    """
    if before.form is None:
        return []
    passed = {p for d in before.round for p in _points(before.form, d)}
    new = _points(before.form, done) - passed
    return [f for f in before.form.fields if (f.before or "submit") in new]


def _points(form: Form, done: Done) -> set[str]:
    """Return the points of a form that an action passes: its own, and all that come before it."""
    point = done.signs or ("submit" if done.signature or done.action == Action.SUBMIT else "")
    every = {"submit", *(s.id for s in form.signatures)}
    return every - points_after(form, point) if point else set()


def _each(answer: str) -> list[str]:
    return [part.strip() for part in answer.split(",")]


def _events(fields: list[Field], given: Given) -> Iterator[EventKind]:
    for field in fields:
        yield from (field.events[a] for a in _each(given[field.id]) if a in field.events)


def _circumstances(fields: list[Field], given: Given) -> Iterator[tuple[FactKind, str]]:
    for field in fields:
        for answer in _each(given[field.id]):
            if answer in field.facts:
                yield field.facts[answer], answer if field.kind in {"yes_no", "rag"} else "yes"


def _made(after: State, given: Given, told: Answered) -> Made | None:
    makes = after.here.makes
    if makes is None:
        return None
    signed = after.signed
    return Made(
        makes=makes,
        by=signed[-1].by.role if signed else None,
        arrangement=_arrangement(after, given),
        methods=tuple(dict.fromkeys(METHODS[a] for a in _told(told, Tells.METHOD))),
        tier=next((TIERS[a] for a in _told(told, Tells.TIER)), None),
        review_date=_review(told, after.done[-1]),
        one_visit="yes" in _told(told, Tells.ONE_VISIT),
    )


def _all_told(state: State, given: Given, holds: Holds) -> Answered:
    """Return what counts of its own form and, after it, of each other that was filled in."""
    own = [(f, given[f.id]) for f in state.form.fields if f.id in given] if state.form else []
    for form, answers in state.also:
        counting = answered(form, answers, holds)
        own += [(f, counting[f.id]) for f in form.fields if f.id in counting]
    return own


def _told(told: Answered, what: Tells) -> list[str]:
    return [a for field, answer in told if field.tells == what for a in _each(answer)]


def _review(told: Answered, done: Done) -> date | None:
    days = [*_told(told, Tells.REVIEW_DATE), done.told.get(Needed.REVIEW_DATE, "").strip()]
    return next((date.fromisoformat(d) for d in days if d), None)


def _arrangement(state: State, given: Given) -> Arrangement:
    fields = state.form.fields if state.form else ()
    told = (given[f.id] for f in fields if f.kind == "arrangement" and f.id in given)
    return next((arrangement(text) for text in told), Arrangement())


def _proposed(before: State, after: State, given: Given) -> Arrangement | None:
    """Return what is proposed from now on, where a procedure lets the stricter stand meanwhile."""
    rule, left = after.procedure, before.step == before.procedure.start
    if not rule.stricter_stands or not left or after.step == rule.start or after.has_ended:
        return None
    makes = {step.makes for step in rule.steps.values()}
    found = _arrangement(after, given)
    return found if Makes.VISITING_PLAN in makes and found.text else None
