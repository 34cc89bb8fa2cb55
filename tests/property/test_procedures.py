"""Every procedure of every pack, walked from its own data: each action, each refusal, each ending."""

from datetime import datetime, timedelta

import pytest

from doorstep.policy import shipped_pack, shipped_packs
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workdays import LONDON
from doorstep.workflow import Actor, RefusedError, State, advance, begin, open_actions

AT = datetime(2020, 5, 4, 9, tzinfo=LONDON)
MOST_STEPS = 12
PROCEDURES = [
    pytest.param(pack, procedure, id=f"{pack.id}/{procedure.id}")
    for pack in map(shipped_pack, shipped_packs())
    for procedure in pack.procedures.values()
]


def told(does):
    return {needed: f"what {needed} asks" for needed in does.needs}


def done(state, does, role, holds, said=None):
    """Return the state after somebody new in the role has done it."""
    actor = Actor(person="new", role=role)
    return advance(state, does.action, actor, at=AT, told=said or told(does), holds=holds)


def answers_for(form, wanted):
    """Return an answer to every field, those wanted as wanted."""
    found = {}
    for field in form.fields if form else ():
        given = wanted.get(field.id) or field.allowed[:1] or ("said",)
        found[field.id] = given[0]
    return found


def state_at(pack, procedure, name, does):
    """Return the procedure standing in a step in which the action is open to somebody new."""
    form = next((pack.forms[f] for f in procedure.forms if _signs(pack.forms[f], does)), None)
    if form is None and procedure.forms:
        form = pack.forms[procedure.forms[0]]
    state = begin(procedure, at=AT, form=form, answers=answers_for(form, does.if_answer))
    return State(procedure=procedure, step=name, since=AT, form=state.form, answers=state.answers)


def _signs(form, does):
    return does.signs and does.signs in {s.id for s in form.signatures}


def opening(does, step):
    """Return what holds of the child so that this action, and none before it, is taken."""
    wanted = {id(does.when)} if does.when is not None else set()
    earlier = [a for a in step.actions if a.action == does.action and a is not does and a.when]
    return lambda c: (
        id(c) in wanted or (id(c) not in {id(a.when) for a in earlier} and c is does.when)
    )


def each_action(procedure):
    for name in sorted(procedure.reachable):
        for does in procedure.steps[name].actions:
            yield name, does


def everything_holds(condition):
    return True


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_every_action_leads_where_it_says_and_only_for_those_it_names(pack, procedure):
    for name, does in each_action(procedure):
        state = state_at(pack, procedure, name, does)
        holds = _holds_with_signatures(opening(does, state.here), state, does)
        assert does in open_actions(state, holds), f"{name}: {does.action} is never open"
        for role in does.by:
            after = advance(
                state,
                does.action,
                Actor(person="new", role=role),
                at=AT,
                told=told(does),
                holds=holds,
            )
            assert after.step == does.to
            assert after.done[-1].writes == does.writes
        allowed = {r for a in open_actions(state, holds) if a.action == does.action for r in a.by}
        for role in set(Role) - allowed:
            with pytest.raises(RefusedError, match="Only"):
                advance(
                    state,
                    does.action,
                    Actor(person="new", role=role),
                    at=AT,
                    told=told(does),
                    holds=holds,
                )


def _holds_with_signatures(holds, state, does):
    """Let the form ask for the signature as well, where that depends on the child."""
    asked = (
        {id(s.when) for s in state.form.signatures if s.id == does.signs} if state.form else set()
    )
    return lambda c: holds(c) or id(c) in asked


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_what_is_not_an_action_of_the_step_is_refused_to_everybody(pack, procedure):
    for name in sorted(procedure.reachable):
        step = procedure.steps[name]
        state = State(procedure=procedure, step=name, since=AT)
        for action in set(Action) - {a.action for a in step.actions}:
            for role in Role:
                with pytest.raises(RefusedError, match="Nobody can|has ended"):
                    advance(
                        state, action, Actor(person="new", role=role), at=AT, holds=everything_holds
                    )


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_what_must_be_told_must_be_told(pack, procedure):
    for name, does in each_action(procedure):
        state = state_at(pack, procedure, name, does)
        holds = _holds_with_signatures(opening(does, state.here), state, does)
        for needed in does.needs:
            lacking = {**told(does), needed: " "}
            with pytest.raises(RefusedError, match=Needed(needed).replace("_", " ")):
                advance(
                    state,
                    does.action,
                    Actor(person="new", role=does.by[0]),
                    at=AT,
                    told=lacking,
                    holds=holds,
                )


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_nobody_signs_what_they_wrote_and_no_deputy_for_them(pack, procedure):
    """Play each path from the start to a signature and let its author try to sign."""
    tried = 0
    for state, does, holds in paths(pack, procedure):
        if not does.signature or not state.authors:
            continue
        author = sorted(state.authors)[0]
        for actor in (
            Actor(person=author, role=does.by[0]),
            Actor(person="somebody else", role=does.by[0], acts_for=author),
        ):
            with pytest.raises(RefusedError, match="own work|person they act for"):
                advance(state, does.action, actor, at=AT, told=told(does), holds=holds)
        tried += 1
    signatures = [a for _, a in each_action(procedure) if a.signature]
    assert bool(tried) or not signatures


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_every_step_and_every_ending_is_reached_by_playing(pack, procedure):
    reached = {procedure.start}
    for _, does, _ in paths(pack, procedure):
        reached.add(does.to)

    assert reached == set(procedure.steps)


def paths(pack, procedure):
    """Yield every action that can be done next, playing from the start; each step entered once a way."""
    seen = set()
    ahead = []
    for form in [pack.forms[f] for f in procedure.forms] or [None]:
        for wanted in _answer_sets(procedure, form):
            state = begin(procedure, at=AT, form=form, answers=answers_for(form, wanted))
            ahead += [(state, c) for c in _circumstances(procedure, form)]
    while ahead:
        state, true = ahead.pop()
        key = (
            state.step,
            state.form.id if state.form else "",
            str(state.answers),
            true,
            state.signed_by,
        )
        if key in seen or len(state.done) > MOST_STEPS:
            continue
        seen.add(key)
        holds = lambda c, true=true: id(c) in true  # noqa: E731
        for number, does in enumerate(open_actions(state, holds)):
            yield state, does, holds
            actor = Actor(person=f"{does.by[0]} {len(state.done)} {number}", role=does.by[0])
            try:
                later = AT + timedelta(hours=len(state.done))
                after = advance(state, does.action, actor, at=later, told=told(does), holds=holds)
            except RefusedError:
                continue
            ahead.append((after, true))


def _answer_sets(procedure, form):
    """Return each way of answering that a condition of the procedure or its form asks about."""
    asked = [a.if_answer for _, a in each_action(procedure)]
    asked += [s.if_answer for s in form.signatures] if form else []
    return [{}, *(dict(one) for one in asked if one)]


def _circumstances(procedure, form):
    """Return sets of conditions that hold: none, each one, all."""
    conditions = [a.when for _, a in each_action(procedure) if a.when is not None]
    conditions += [s.when for s in form.signatures if s.when is not None] if form else []
    ids = [id(c) for c in conditions]
    return {frozenset(), frozenset(ids), *(frozenset([i]) for i in ids)}
