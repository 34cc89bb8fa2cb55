"""How many signatures a procedure asks for: at least and at most, by who may give them."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.policy.procedure import Does, Procedure

Signers = tuple[str, ...]  # who signs on one way through, each by the roles that may
Shut = frozenset[tuple[str, int]]  # actions that are not open: the step, and which of its actions


class Range(NamedTuple):
    """From how many to how many."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


def shut_for(child: Child, procedure: Procedure) -> Shut:
    """Return the actions that the child's circumstances do not open."""
    return frozenset(
        (name, number)
        for name, step in procedure.steps.items()
        for number, action in enumerate(step.actions)
        if action.when is not None and not holds(action.when, child, child.day)
    )


def signatures(procedure: Procedure, shut: Shut = frozenset()) -> dict[str, Range]:
    """Return by role how many signatures the procedure will ask for.

    Each way through it from its start to an ending is counted, returns to an earlier step left out.
    What the answers on a form will be is not known: so from how many to how many. A way that is given
    up before anybody signs counts only where no way is signed.
    """
    ways = [Counter(way) for way in _ways(procedure, shut, (procedure.start,))]
    signed = [way for way in ways if way]
    roles = sorted({role for way in signed for role in way})
    return {r: Range(min(w[r] for w in signed), max(w[r] for w in signed)) for r in roles}


def _ways(procedure: Procedure, shut: Shut, passed: tuple[str, ...]) -> Iterator[Signers]:
    """Yield who signs on each way on from the last step passed, no step passed twice."""
    actions = _open_actions(procedure, shut, passed[-1])
    if not actions:
        yield ()
    for action in actions:
        if action.to not in passed:
            signed = ("|".join(action.by),) if action.signature else ()
            for rest in _ways(procedure, shut, (*passed, action.to)):
                yield (*signed, *rest)


def _open_actions(procedure: Procedure, shut: Shut, name: str) -> list[Does]:
    actions = procedure.steps[name].actions
    return [action for n, action in enumerate(actions) if (name, n) not in shut]
