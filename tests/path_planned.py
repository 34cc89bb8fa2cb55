"""What of a procedure can be walked: on which forms and answers, for children of whom what is true."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations, islice, product
from typing import Any

import decision_made as d
import web_made as made

from doorstep.facts import (
    CaseFacts,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    FactKind,
    Involvement,
    Tier,
    TierDecision,
)
from doorstep.policy.condition import Condition, atoms
from doorstep.policy.form import Field, Form
from doorstep.policy.logic import atom
from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Needed, Role
from doorstep.web.accounts.words import Can, may
from doorstep.web.decisions.state import holding
from doorstep.workflow import Actor, Filled, RefusedError, State, advance, begin, open_actions
from doorstep.workflow.forms import Holds

SINCE = made.TODAY - timedelta(60)
MOST_SETS = 64

WITH_ACCOUNT = tuple(role for role in Role if Can.RECORD in may(role)[1])
Given = dict[str, str]
Facts = dict[str, tuple[Any, ...]]


# --- children in whom what a condition asks is true ---------------------------------------------------


def _episode(kind: EpisodeKind, code: str = "", since: Any = SINCE) -> Facts:
    return {"episodes": (Episode(kind, since, code=code, episode_id=f"{kind} {code} {since}"),)}


def _event(kind: EventKind) -> Facts:
    return {"events": (Event(kind, SINCE),)}


def _tier(tier: Tier) -> Facts:
    return {"tier_decisions": (TierDecision(tier, SINCE, Role.TEAM_MANAGER),)}


IN_CARE = {
    "episodes": (
        Episode(EpisodeKind.PERIOD_OF_CARE, SINCE, episode_id="in care"),
        Episode(EpisodeKind.LEGAL_STATUS, SINCE, code="C2", episode_id="order"),
    )
}
NEW = made.TODAY - timedelta(5)
TRUE_OF: dict[str, Facts] = {
    "is child_protection_plan": _episode(EpisodeKind.CHILD_PROTECTION_PLAN),
    "is child_in_need_plan": _episode(EpisodeKind.CHILD_IN_NEED_PLAN),
    "is looked_after": IN_CARE,
    "is care_leaver": _episode(EpisodeKind.CARE_LEAVER),
    "is self_isolation": _episode(EpisodeKind.SELF_ISOLATION),
    "is shielding": _episode(EpisodeKind.SHIELDING),
    "is foster_placement": _episode(EpisodeKind.PLACEMENT, "U1"),
    "is placed_with_parents": _episode(EpisodeKind.PLACEMENT, "P1"),
    "placement type A3 or A4 or A5 or A6": _episode(EpisodeKind.PLACEMENT, "A3"),
    "less than 4 weeks since the placement began": _episode(EpisodeKind.PLACEMENT, "U4", NEW),
    "rag is red is recorded": {"facts": (Fact(FactKind.RAG, SINCE, value="red"),)},
    "placement move proposed ever on record": _event(EventKind.PLACEMENT_MOVE_PROPOSED),
    "visit refused ever on record": _event(EventKind.VISIT_REFUSED),
    "is tier_high_and_immediate": _tier(Tier.HIGH_AND_IMMEDIATE),
    "is tier_priority": _tier(Tier.PRIORITY),
    **{f"fact {kind}": {"facts": (Fact(kind, SINCE),)} for kind in FactKind},
}


def child_of(names: Iterable[str], child_id: str = "C1") -> CaseFacts:
    """Return a child known to the team of whom all that is named is true."""
    told: dict[str, list[Any]] = {
        "episodes": [Episode(EpisodeKind.REFERRAL, SINCE, episode_id=f"R{child_id}")]
    }
    for name in names:
        for key, rows in TRUE_OF[name].items():
            told.setdefault(key, []).extend(rows)
    worker = Involvement("W0", SINCE, worker="Noor Calloway", team="East", role="CW")
    rows = {key: tuple(value) for key, value in told.items()}
    return CaseFacts(child_id=child_id, born=made.case("C0").born, involvements=(worker,), **rows)


# --- what can be walked: on which form, with which answers, for which child ---------------------------


@dataclass(frozen=True, kw_only=True)
class Way:
    """A form, its answers and a child, on which some actions of a procedure can be done."""

    form: Form | None
    answers: Given
    of_the_child: tuple[str, ...]


Taken = tuple[str, int]  # a step, and which of its actions


def each_action(procedure: Procedure) -> Iterator[tuple[str, int, Does]]:
    """Yield each action that can be reached, with its step and its number there."""
    for name in sorted(procedure.reachable):
        for number, does in enumerate(procedure.steps[name].actions):
            yield name, number, does


def ways(procedure: Procedure, stack: Stack) -> list[Way]:
    """Return as few ways as are needed to do each action, and to find each closed by its condition."""
    found: list[Way] = []
    wanted = _wanted(procedure)
    for names in _subsets(_asked_of_child(procedure, stack)):
        holds = holding(child_of(names), stack, on=made.TODAY)
        for form in _forms(procedure, stack, holds):
            for answers in _answer_sets(procedure, form):
                reached = set(_reached(procedure, form, answers, stack, holds))
                if reached & wanted:
                    found.append(Way(form=form, answers=answers, of_the_child=names))
                    wanted -= reached
        if not wanted:
            break
    return found


def _wanted(procedure: Procedure) -> set[tuple[str, int, bool]]:
    done = {(s, n, True) for s, n, does in each_action(procedure)}
    return done | {(s, n, False) for s, n, does in each_action(procedure) if does.is_conditional}


def _asked_of_child(procedure: Procedure, stack: Stack) -> list[str]:
    forms = [stack.forms[name] for name in _named(procedure)]
    told = [does.when for _, _, does in each_action(procedure)]
    told += [
        c for f in forms for c in (f.chosen_when, *(p.when for p in (*f.fields, *f.signatures)))
    ]
    return asked_in(c for c in told if c is not None)


def asked_in(conditions: Iterable[Condition]) -> list[str]:
    """Return the names of what conditions ask about, each once."""
    return sorted({atom(leaf) for c in conditions for leaf in atoms(c)})


def _named(procedure: Procedure) -> set[str]:
    return {*procedure.forms, *(does.form for _, _, does in each_action(procedure) if does.form)}


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(names) + 1):
        yield from combinations(names, size)


def _forms(procedure: Procedure, stack: Stack, holds: Holds) -> list[Form | None]:
    forms = [stack.forms[name] for name in procedure.forms]
    meant = [f for f in forms if f.chosen_when is None or holds(f.chosen_when)]
    return [*meant] if forms else [None]


def _answer_sets(procedure: Procedure, form: Form | None) -> Iterator[Given]:
    fields = form.fields if form else ()
    asked = {name for _, _, does in each_action(procedure) for name in does.if_answer}
    asked |= {n for part in (*fields, *(form.signatures if form else ())) for n in part.if_answer}
    first = {f.id: d.right(f) for f in fields}
    choices = [[(f.id, v) for v in f.allowed] for f in fields if f.id in asked]
    for chosen in islice(product(*choices), MOST_SETS):
        yield {**first, **dict(chosen)}


def _reached(
    procedure: Procedure, form: Form | None, answers: Given, stack: Stack, holds: Holds
) -> Iterator[tuple[str, int, bool]]:
    """Yield each action that the pure machine lets people do, and each that its condition closes."""
    also = tuple(Filled(stack.forms[n], filled_in(stack.forms[n])) for n in _named(procedure))
    ahead = [begin(procedure, at=made.AT, form=form, answers=answers)]
    ahead[0] = _with_also(ahead[0], also)
    seen = set()
    while ahead:
        state = ahead.pop()
        if (state.step, len(state.signed)) in seen:
            continue
        seen.add((state.step, len(state.signed)))
        now = open_actions(state, holds)
        for number, does in enumerate(state.here.actions):
            if does not in now:
                yield state.step, number, False
                continue
            after = _after(state, does, holds)
            if after is not None:
                yield state.step, number, True
                ahead.append(after)


def _with_also(state: State, also: tuple[Filled, ...]) -> State:
    return replace(state, also=also)


def _after(state: State, does: Does, holds: Holds) -> State | None:
    actor = Actor(person=f"person {len(state.done)}", role=does.by[0])
    try:
        return advance(state, does.action, actor, at=made.AT, told=told(does), holds=holds)
    except RefusedError:
        return None


def told(does: Does) -> dict[Needed, str]:
    """Return what must be told with an action."""
    day = (made.TODAY + timedelta(21)).isoformat()
    return {n: day if n == Needed.REVIEW_DATE else f"what {n} asks" for n in does.needs}


def filled_in(form: Form) -> Given:
    """Return a form filled in from the first field to the last."""
    return {f.id: d.right(f) for f in form.fields}


def with_before(form: Form | None, point: str) -> list[Field]:
    """Return the fields that must be there before a point."""
    return [f for f in form.fields if f.before == point] if form and point else []
