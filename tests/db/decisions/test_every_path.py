"""Every procedure of every pack, walked by its data through the services, with all that is forbidden."""

from datetime import date

import path_planned
import pytest
import web_made as made
from path_people import People
from path_walked import Walk

from doorstep.policy import shipped_pack, shipped_packs
from doorstep.policy.procedure import Procedure
from doorstep.web.policies.queries import stack as adopted_stack

pytestmark = pytest.mark.django_db
PROCEDURES = [
    pytest.param(pack.id, pack.head.in_force_from, name, id=f"{pack.id}/{name}")
    for pack in map(shipped_pack, shipped_packs())
    for name in sorted(pack.procedures)
]
ELSEWHERE = {
    # The LADO has no account: after the referral nobody here can say what came of it.
    "worcestershire-2020/lado_referral": {
        "with_lado: hold_conference",
        "with_lado: close",
        "met: hold_conference",
        "met: close",
    },
    # The designated teacher has no account: half of the plan is completed and signed at the school.
    "worcestershire-2020/pep": {
        "completing: record",
        "teacher_to_complete: submit",
        "worker_to_complete: submit",
        "ready: record",
        "worker_to_sign: sign_off",
        "teacher_to_sign: sign_off",
    },
}
"""Actions that nobody with an account can do or come to; a list that is not to grow."""


def walked(pack: str, since: date, name: str) -> tuple[Procedure, Walk]:
    """Return a procedure and what came of walking it, on every way that its data ask for."""
    made.adopt((pack, since))
    stack = adopted_stack()
    procedure = stack.procedures[f"{pack}/{name}"]
    walk = Walk(procedure=procedure, stack=stack, people=People(procedure))
    for number, way in enumerate(path_planned.ways(procedure, stack)):
        (child,) = made.store(path_planned.child_of(way.of_the_child, f"C{number}"))
        walk.on_the(way, child)
    return procedure, walk


@pytest.mark.parametrize(("pack", "since", "name"), PROCEDURES)
def test_every_path_of_its_data_and_every_forbidden_action_at_every_step(pack, since, name):
    procedure, walk = walked(pack, since, name)

    print(f"{pack}/{name}: {dict(walk.count)}")  # noqa: T201 (seen with -s)
    every = {(step, number) for step, number, _ in path_planned.each_action(procedure)}
    closed = {(s, n) for s, n, does in path_planned.each_action(procedure) if does.is_conditional}
    assert _named(procedure, every - walk.done) == ELSEWHERE.get(f"{pack}/{name}", set())
    assert _named(procedure, closed - walk.closed) == set()


def _named(procedure: Procedure, taken: set[path_planned.Taken]) -> set[str]:
    return {f"{step}: {procedure.steps[step].actions[number].action}" for step, number in taken}
