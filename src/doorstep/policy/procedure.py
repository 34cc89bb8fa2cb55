"""Procedures: named steps, who may do what in each, where it leads, by when, and what is written."""

from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from doorstep.policy.cited import Cited, Id
from doorstep.policy.condition import Condition, Length, Strict
from doorstep.vocabulary import Action, EventKind, Makes, Needed, Record, Role

Answers = dict[Id, tuple[str, ...]]


class Writes(Strict):
    """What is written when an action is done: in which record, by whom, saying what, sent to whom."""

    record: Record
    by: Role
    says: Annotated[str, Field(min_length=1)]
    wording: Id = ""
    send_to: tuple[Role, ...] = ()


class Clock(Cited):
    """How long a step may take before it is overdue."""

    value: Length


class Does(Strict):
    """One action in a step: who may do it, under which condition, and where it leads.

    Of several with the same action the first whose condition holds is taken. `signature` marks a
    sign-off that nobody gives on their own work, unless the policy wants its authors to sign
    (`own_work`); `signs` names the form's signature it gives, and all that must be filled in before that
    signature is asked for.
    """

    action: Action
    by: Annotated[tuple[Role, ...], Field(min_length=1)]
    to: Id
    when: Condition | None = None
    if_answer: Answers = Field(default_factory=dict)
    needs: tuple[Needed, ...] = ()
    signature: bool = False
    signs: Id = ""
    own_work: bool = False
    form: Id = ""
    writes: tuple[Writes, ...] = ()
    clause: str = ""
    assumed: bool = False
    reason: str = ""

    @model_validator(mode="after")
    def _an_assumption_has_a_reason(self) -> "Does":
        if self.assumed and not self.reason:
            raise ValueError("`assumed: true` needs a `reason:` (S14)")
        if self.signs and not self.signature:
            raise ValueError("`signs` goes with `signature: true`")
        if self.own_work and not self.signature:
            raise ValueError("`own_work` goes with `signature: true`")
        return self

    @property
    def is_conditional(self) -> bool:
        """Test whether it is open only in some cases."""
        return self.when is not None or bool(self.if_answer)


class Step(Strict):
    """A step: what stands still until somebody acts; a step without actions ends the procedure.

    `event` of an ending: what has then happened, for the duties that are `met_by` it. `makes`: what it
    puts in force for the child, as the answers of its form that say what they `tell`.
    """

    title: str
    clause: Annotated[str, Field(min_length=1)]
    within: Clock | None = None
    actions: tuple[Does, ...] = ()
    ends: bool = False
    event: EventKind | None = None
    makes: Makes | None = None
    says: str = ""

    @model_validator(mode="after")
    def _ends_or_goes_on(self) -> "Step":
        if self.ends and self.within:
            raise ValueError("a step that ends the procedure has no clock")
        if self.event and not self.ends:
            raise ValueError("`event` goes with `ends: true`: only an ending has happened")
        if self.makes and not self.ends:
            raise ValueError("`makes` goes with `ends: true`: nothing is in force before")
        return self


class Procedure(Strict):
    """Steps and sign-offs between people, as a policy lays them down.

    `forms`: the templates it may be gone through on. `stricter_stands`: while it runs, of the
    arrangement in force and the one proposed the stricter holds.
    """

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    clause: Annotated[str, Field(min_length=1)]
    opened_by: tuple[Role, ...] = ()
    forms: tuple[Id, ...] = ()
    stricter_stands: bool = False
    start: Id
    steps: Annotated[dict[Id, Step], Field(min_length=1)]

    @model_validator(mode="after")
    def _steps_are_there(self) -> "Procedure":
        named = {self.start, *(a.to for s in self.steps.values() for a in s.actions)}
        lacking = sorted(named - set(self.steps))
        if lacking:
            raise ValueError(f"steps that lead nowhere: {', '.join(lacking)} is not written")
        return self

    @cached_property
    def openers(self) -> tuple[Role, ...]:
        """Return who opens it: those it names, else those who act first."""
        first = self.steps[self.start].actions
        return self.opened_by or tuple(dict.fromkeys(r for does in first for r in does.by))

    @cached_property
    def reachable(self) -> frozenset[str]:
        """Return the steps that can be reached from the start."""
        found: set[str] = set()
        ahead = [self.start]
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                ahead += [a.to for a in self.steps[name].actions]
        return frozenset(found)

    @cached_property
    def endings(self) -> frozenset[str]:
        """Return the steps that end it."""
        return frozenset(name for name, step in self.steps.items() if step.ends)

    def can_end_from(self, name: str) -> bool:
        """Test whether some path leads from the step to an ending."""
        seen: set[str] = set()
        ahead = [name]
        while ahead:
            here = ahead.pop()
            if here in self.endings:
                return True
            if here not in seen:
                seen.add(here)
                ahead += [a.to for a in self.steps[here].actions]
        return False

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Return every role that acts in it."""
        return frozenset(r for s in self.steps.values() for a in s.actions for r in a.by)
