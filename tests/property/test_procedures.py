"""Every procedure of every pack, walked from its own data: each action, each refusal, each ending."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, product

import pytest

from doorstep.policy import shipped_pack, shipped_packs
from doorstep.policy.condition import atoms
from doorstep.policy.logic import atom, formula
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workdays import LONDON
from doorstep.workflow import (
    Actor,
    Filled,
    RefusedError,
    State,
    advance,
    begin,
    open_actions,
    signatures,
)

AT = datetime(2020, 5, 4, 9, tzinfo=LONDON)
MOST_STEPS = 12
MOST_SETS = 256  # combinations of answers, or of circumstances, tried for one form
PROCEDURES = [
    pytest.param(pack, procedure, id=f"{pack.id}/{procedure.id}")
    for pack in map(shipped_pack, shipped_packs())
    for procedure in pack.procedures.values()
]


def told(does):
    day = {Needed.REVIEW_DATE: "2020-06-01"}
    return {needed: day.get(needed, f"what {needed} asks") for needed in does.needs}


def done(state, does, role, holds, said=None):
    """Return the state after somebody new in the role has done it."""
    actor = Actor(person="new", role=role)
    return advance(state, does.action, actor, at=AT, told=said or told(does), holds=holds)


def right(field):
    """Return an answer that fills in the field."""
    by_kind = {"date": "2020-05-04", "number": "3"}
    return field.allowed[0] if field.allowed else by_kind.get(field.kind, "said")


def answer_sets(procedure, form):
    """Yield the answers to a form in every combination that some condition asks about."""
    fields = {f.id: f for f in form.fields} if form else {}
    asked = {name for _, a in each_action(procedure) for name in a.if_answer}
    asked |= {name for part in _conditional(form) for name in part.if_answer}
    first = {f.id: right(f) for f in fields.values()}
    choices = [[(n, value) for value in fields[n].allowed] for n in sorted(asked & set(fields))]
    for chosen in islice(product(*choices), MOST_SETS):
        yield {**first, **dict(chosen)}


def _conditional(form):
    return [*form.fields, *form.signatures] if form else []


def circumstances(procedure, form):
    """Yield what holds of the child, in every combination of what some condition asks about."""
    conditions = [a.when for _, a in each_action(procedure) if a.when is not None]
    conditions += [part.when for part in _conditional(form) if part.when is not None]
    names = sorted({atom(leaf) for c in conditions for leaf in atoms(c)})
    for values in islice(product((False, True), repeat=len(names)), MOST_SETS):
        yield dict(zip(names, values, strict=True))


def holding(case):
    """Return the test whether a condition holds in these circumstances."""
    return lambda condition: formula(condition)(defaultdict(bool, case))


def forms_of(pack, procedure):
    return [pack.forms[f] for f in procedure.forms] or [None]


def filled(pack):
    """Return every form of the pack filled in, for the actions that ask for one."""
    return tuple(
        Filled(
            f.model_copy(update={"chosen_when": None}),
            {field.id: right(field) for field in f.fields},
        )
        for f in pack.forms.values()
    )


def opened(pack, procedure, form, answers):
    return replace(begin(procedure, at=AT, form=form, answers=answers), also=filled(pack))


def standing(pack, procedure, name, does):
    """Return the procedure in a step in which the action is open, and what holds of the child."""
    for form in forms_of(pack, procedure):
        for answers in answer_sets(procedure, form):
            state = State(
                procedure=procedure,
                step=name,
                since=AT,
                form=form,
                answers=answers,
                also=filled(pack),
            )
            for case in circumstances(procedure, form):
                holds = holding(case)
                if does in open_actions(state, holds) and _is_signed(form, does, answers, holds):
                    return state, holds
    raise AssertionError(f"{name}: {does.action} to {does.to} is never open")


def _is_signed(form, does, answers, holds):
    return not does.signs or does.signs in {s.id for s in signatures(form, answers, holds)}


def each_action(procedure):
    for name in sorted(procedure.reachable):
        for does in procedure.steps[name].actions:
            yield name, does


def everything_holds(condition):
    return True


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_every_action_leads_where_it_says_and_only_for_those_it_names(pack, procedure):
    for name, does in each_action(procedure):
        state, holds = standing(pack, procedure, name, does)
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
        state, holds = standing(pack, procedure, name, does)
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
        if not does.signature or does.own_work or not state.authors:
            continue
        author = sorted(state.authors)[0]
        for actor in (
            Actor(person=author, role=does.by[0]),
            Actor(person="somebody else", role=does.by[0], acts_for=author),
        ):
            with pytest.raises(RefusedError, match="own work|person they act for"):
                advance(state, does.action, actor, at=state.latest, told=told(does), holds=holds)
        tried += 1
    signing = [a for _, a in each_action(procedure) if a.signature and not a.own_work]
    assert bool(tried) or not signing


@pytest.mark.parametrize(("pack", "procedure"), PROCEDURES)
def test_every_step_and_every_ending_is_reached_by_playing(pack, procedure):
    reached = {procedure.start}
    for _, does, _ in paths(pack, procedure):
        reached.add(does.to)

    assert reached == set(procedure.steps)


def paths(pack, procedure):
    """Yield every action that can be done next, playing from the start in all circumstances."""
    seen = set()
    ahead = [
        (opened(pack, procedure, form, answers), tuple(sorted(case.items())))
        for form in forms_of(pack, procedure)
        for answers in answer_sets(procedure, form)
        for case in circumstances(procedure, form)
    ]
    while ahead:
        state, case = ahead.pop()
        given = tuple(sorted((state.answers or {}).items()))
        key = (state.step, state.form.id if state.form else "", given, case, len(state.signed_by))
        if key in seen or len(state.done) > MOST_STEPS:
            continue
        seen.add(key)
        holds = holding(dict(case))
        for number, does in enumerate(open_actions(state, holds)):
            yield state, does, holds
            actor = Actor(person=f"{does.by[0]} {len(state.done)} {number}", role=does.by[0])
            try:
                later = AT + timedelta(hours=len(state.done))
                after = advance(state, does.action, actor, at=later, told=told(does), holds=holds)
            except RefusedError:
                continue
            ahead.append((after, case))
