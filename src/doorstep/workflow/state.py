"""Where a procedure stands, who acts in it, and what was done so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure, Step, Writes
from doorstep.vocabulary import Action, Needed, Role
from doorstep.workflow.forms import Given, Holds, answered
from doorstep.workflow.words import either, quoted, spaced

AUTHORING = frozenset(
    {
        Action.SUBMIT,
        Action.RECORD,
        Action.CALL,
        Action.CHECK,
        Action.VISIT,
        Action.REFER,
        Action.OFFER,
        Action.OPEN_PLAN,
        Action.REVIEW,
    }
)
"""Actions that make or change content, so that whoever does them is its author."""


class RefusedError(ValueError):
    """An action that may not be done now; the message says why, and what could be done instead."""


class NotHereError(RefusedError):
    """An action that is not open: to the role, where `named` are those it is open to, or to anybody."""

    def __init__(
        self, action: Action, role: Role, *, step: str, named: Sequence[Role], can: Sequence[Action]
    ):
        self.action, self.role, self.step, self.named, self.can = action, role, step, named, can
        super().__init__(self.in_words(spaced))

    def in_words(self, say: Callable[[str], str]) -> str:
        """Return the refusal with each action as `say` names it."""
        if self.named:
            only, role = either(self.named), spaced(self.role)
            return f"Only {only} may {say(self.action)} here, not {role}."
        can = ", ".join(say(each) for each in self.can) or "nothing"
        return f"Nobody can {say(self.action)} in the step {quoted(self.step)}; what can be done: {can}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which role, and for whom if as a deputy."""

    person: str
    role: Role
    acts_for: str = ""

    def __post_init__(self) -> None:
        if not self.person.strip():
            raise RefusedError("Say who acts: without a name nothing is done.")

    @property
    def people(self) -> frozenset[str]:
        """Return who acts and, of a deputy, for whom."""
        return frozenset({self.person, self.acts_for} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One action done: never changed, only followed by others.

    Of a signature, `signs` names which one of the form it is, and `digest` fixes what was signed.
    """

    step: str
    action: Action
    by: Actor
    at: datetime
    told: Mapping[Needed, str]
    to: str
    signature: bool
    writes: tuple[Writes, ...]
    signs: str = ""
    digest: str = ""

    @property
    def is_authoring(self) -> bool:
        """Test whether it made or changed content; a signature never does."""
        return not self.signature and self.action in AUTHORING


class Filled(NamedTuple):
    """Another form that was filled in beside the procedure's own."""

    form: Form
    answers: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a procedure stands: its step, since when, and all that was done.

    `form` with its `answers` is what is signed; `also` are other forms an action may ask for. `writers`
    wrote the answers, and so are authors whoever submits them.
    """

    procedure: Procedure
    step: str
    since: datetime
    done: tuple[Done, ...] = ()
    form: Form | None = None
    answers: Given | None = None
    also: tuple[Filled, ...] = ()
    writers: frozenset[str] = frozenset()

    @property
    def here(self) -> Step:
        """Return the step it stands in."""
        return self.procedure.steps[self.step]

    @property
    def has_ended(self) -> bool:
        """Test whether nothing more is to be done."""
        return self.here.ends

    @property
    def latest(self) -> datetime:
        """Return when something last happened, before which nothing more can be done."""
        times = [self.since, *(d.at for d in self.done)]
        return max(times, key=lambda at: at.astimezone(UTC))

    @property
    def round(self) -> tuple[Done, ...]:
        """Return what was done since it last came to the start from another step."""
        start = self.procedure.start
        back = [n for n, d in enumerate(self.done, 1) if d.to == start and d.step != start]
        return self.done[max(back, default=0) :]

    @property
    def authors(self) -> frozenset[str]:
        """Return who made or changed what is now to be signed, and for whom."""
        return self.writers | {p for d in self.round if d.is_authoring for p in d.by.people}

    @property
    def signed(self) -> tuple[Done, ...]:
        """Return the signatures that stand."""
        return tuple(d for d in self.round if d.signature)

    @property
    def signed_by(self) -> frozenset[str]:
        """Return who has signed what now stands, and for whom."""
        return frozenset(p for d in self.signed for p in d.by.people)

    def given(self, holds: Holds) -> Given:
        """Return the answers that count: those to what its form asks in this case."""
        return answered(self.form, self.answers or {}, holds) if self.form else {}
