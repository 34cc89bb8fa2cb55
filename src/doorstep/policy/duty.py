"""Duties: dated obligations, with what counts, who does it and who may agree to less."""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from doorstep.facts import EventKind, FactKind, Role
from doorstep.policy.cited import Cited, Id, Layer, Ref
from doorstep.policy.condition import Condition, Length, Strict, a_length
from doorstep.policy.counts import Needs
from doorstep.policy.words import Anchor, Spell
from doorstep.workdays import Counting, Duration

NOTHING_OWED = ("suspended", "ends")


def _value(text: Any) -> Any:
    if text in NOTHING_OWED:
        return text
    try:
        return a_length(text)
    except ValueError as error:
        raise ValueError(f"{error}; or `suspended` or `ends` where nothing is owed") from error


class DatedValue(Cited):
    """A length in force from a day until the next value; or `suspended` (S13); or `ends`.

    With `not_after` the length ends on that day at the latest: a round of visits with a last day.
    """

    value: Annotated[Length | Literal["suspended", "ends"], BeforeValidator(_value)]
    not_after: date | None = None
    also_written: Length | None = None

    @property
    def duration(self) -> Duration | None:
        """Return the length, or None while nothing is owed."""
        return self.value if isinstance(self.value, Duration) else None

    # Compared by identity: a value is a place in a document, not its number.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


Dated = dict[date, DatedValue]


class Lets(Cited):
    """What a duty lets the layers above it do: fall later, accept more, or ask nothing for a time.

    `at_most`: not later than this. Without `suspend: true` it may not be suspended either.
    """

    layers: Annotated[tuple[Layer, ...], Field(min_length=1)]
    at_most: Length | None = None
    suspend: bool = False


class Phase(Strict):
    """Lengths that hold while `when` holds; without `when`, in all other cases."""

    title: str = ""
    when: Condition | None = None
    first: Dated = Field(default_factory=dict)
    every: Dated = Field(default_factory=dict)


class Relaxation(Cited):
    """Who may agree to less than the policy asks, how much less, and when (S9)."""

    agreed_by: Annotated[tuple[Role, ...], Field(min_length=1)]
    at_most: Length | None = None
    when: Condition | None = None


class WhoWhen(Cited):
    """Who must visit while a condition holds."""

    who: tuple[Role, ...]
    when: Condition
    in_force_from: date | None = None


class Share(Strict):
    """Of the visits of duty `of`, at least so many in so many must have been as `needs` says.

    `at_least: 1, among: 2` is "on at least alternate visits"; `half: true` is "at least half in the
    episode".
    """

    of: Id
    needs: Needs
    at_least: int = 1
    among: int | None = None
    half: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> "Share":
        if (self.among is None) != self.half:
            raise ValueError("a share is either `at_least: n, among: m` visits, or `half: true`")
        if self.among is not None and not 0 < self.at_least < self.among:
            raise ValueError("a share of `at_least: n, among: m` needs n from 1 to m less one")
        return self


class LaterOf(Strict):
    """The later of several days (S6)."""

    later_of: Annotated[tuple[Anchor, ...], Field(min_length=2)]


class NotBefore(Strict):
    """The start of the spell, but not before a day: the round of visits began then."""

    not_before: Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]


class MissingFact(Strict):
    """A fact without which a child to whom no other row applies cannot be judged (S26)."""

    fact: FactKind
    when: Condition


class Duty(Strict):
    """What a pack asks for, of which children, by when, and what meets it.

    A timed duty has `first` and/or `every`, or `phases`; visits that count meet it, or with `met_by`
    something that happens: a conference, a decision. Instead of these a duty may be a `share` of
    another's visits, `once_between` events, or a deadline to write visits up (`record_within`).
    `after_event` starts a clock of its own with each such event, and one contact ends it.
    `own_clock` starts the clock anew each time `when` begins to hold, instead of carrying on (S10).
    """

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    clause: str = ""
    document: str = ""
    applies_to: Spell
    when: Condition | None = None
    own_clock: bool = False
    anchor: Anchor | LaterOf | NotBefore = Anchor.START
    first: Dated = Field(default_factory=dict)
    every: Dated = Field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    after_event: tuple[EventKind, ...] = ()
    by_planned_day: bool = False
    once_between: EventKind | None = None
    met_by: tuple[EventKind, ...] = ()
    procedure: Id = ""
    forms: tuple[Id, ...] = ()
    share: Share | None = None
    record_within: Dated = Field(default_factory=dict)
    counting: Counting = "after"
    bank_holidays: Literal["rest", "count"] = "rest"
    counts: str = ""
    also_needs: Needs | None = None
    who: tuple[Role, ...] = ()
    who_when: tuple[WhoWhen, ...] = ()
    supersedes: tuple[Ref, ...] = ()
    lets: Lets | None = None
    relax: tuple[Relaxation, ...] = ()
    missing_fact: MissingFact | None = None

    # Compared by identity, so that what is worked out from a duty can be kept beside it.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @model_validator(mode="after")
    def _one_kind(self) -> "Duty":
        timed = bool(self.first or self.every)
        kinds = [timed, bool(self.phases), self.share is not None, bool(self.record_within)]
        if sum(kinds) != 1:
            raise ValueError(
                "a duty has exactly one of: `first`/`every`, `phases`, `share`, `record_within`"
            )
        if self.once_between and not self.first:
            raise ValueError("`once_between` needs `first:`, for when the next date is not known")
        if self.after_event and not self.first:
            raise ValueError("`after_event` needs `first:`, the time allowed after the event")
        return self

    @model_validator(mode="after")
    def _counts_is_named(self) -> "Duty":
        by_visits = self.share is None and not self.record_within and not self.met_by
        if not self.counts and by_visits:
            raise ValueError("say what counts: `counts:` names a file in the folder counts/")
        if self.counts and self.met_by:
            raise ValueError("a duty is met by visits (`counts`) or by events (`met_by`), not both")
        if self.by_planned_day and not self.after_event:
            raise ValueError("`by_planned_day` goes with `after_event`")
        return self

    @model_validator(mode="after")
    def _clocks_fit(self) -> "Duty":
        if self.own_clock and self.when is None:
            raise ValueError(
                "`own_clock` needs `when:`, for the clock starts as that begins to hold"
            )
        if self.share is not None and not self.clause:
            raise ValueError("a share needs a `clause:`")
        if self.own_clock and (self.supersedes or isinstance(self.anchor, LaterOf)):
            raise ValueError("a duty with its own clock neither supersedes nor has another anchor")
        for phase in self.phases[:-1]:
            if phase.when is None:
                raise ValueError("only the last phase may go without `when` (all other cases)")
        return self

    @cached_property
    def all_phases(self) -> tuple[Phase, ...]:
        """Return the phases; a duty without any has one that always holds."""
        return self.phases or (Phase(first=self.first, every=self.every),)

    @property
    def name(self) -> str:
        """Return its id within its own pack."""
        return self.id.rpartition("/")[2]

    @property
    def is_decision(self) -> bool:
        """Test whether a meeting or a decision meets it, rather than a visit or contact."""
        return bool(self.met_by)

    @property
    def is_of_a_tier(self) -> bool:
        """Test whether the duty exists only in a tier."""
        return self.applies_to.startswith("tier_")

    @property
    def rests_on_bank_holidays(self) -> bool:
        """Test whether bank holidays are not working days for this duty (S2)."""
        return self.bank_holidays == "rest"

    def dated_values(self) -> list[tuple[str, date, DatedValue]]:
        """Return every dated value as (where it stands, day, value), as written."""
        found = [
            (f"phases[{n}].{name}" if self.phases else name, day, value)
            for n, phase in enumerate(self.all_phases)
            for name in ("first", "every")
            for day, value in getattr(phase, name).items()
        ]
        return found + [("record_within", d, v) for d, v in self.record_within.items()]
