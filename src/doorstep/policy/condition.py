"""The condition language of packs: a small closed tree, no expressions."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from doorstep.facts import EventKind, FactKind, Method
from doorstep.policy.words import Spell, Until
from doorstep.workdays import Duration


class Strict(BaseModel):
    """What every part of a pack is: frozen, and deaf to words it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, without what was worked out from the old ones."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied


LENGTH = r"^[1-9][0-9]* (hours?|(working |calendar )?days?|weeks?|(calendar )?months?|years?)$"


def a_length(text: Any) -> Duration:
    """Return the length that a pack writes.

    Raises: ValueError if it is none.
    """
    if isinstance(text, Duration):
        return text
    if isinstance(text, list | tuple):
        raise ValueError("one length, not a list: write it as 10 working days")
    if text is None:
        raise ValueError("says nothing: write a length, such as 10 working days")
    return Duration.parse(str(text))


Length = Annotated[
    Duration,
    BeforeValidator(a_length),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": LENGTH,
            "examples": ["10 working days", "6 weeks", "3 months", "24 hours"],
        }
    ),
]


class Holder(StrEnum):
    """Of whom a circumstance is told."""

    PARENT = "parent"
    CARER = "carer"
    CHILD = "child"
    OTHER = "other"


OLDEST = 120
RAG, YES_NO = {"red", "amber", "green", "yes"}, {"yes", "no"}


class Age(Strict):
    """An age in years: under one birthday, or from another."""

    under: Annotated[int, Field(ge=0, le=OLDEST)] | None = None
    at_least: Annotated[int, Field(ge=0, le=OLDEST)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Age":
        if None not in (self.under, self.at_least) and (self.under or 0) <= (self.at_least or 0):
            raise ValueError("`under` must be more than `at_least`, or nobody has the age")
        if self.under is None and self.at_least is None:
            raise ValueError("say `under:` or `at_least:` with an age in years")
        return self


class Seen(StrEnum):
    """How the child was seen, for a condition."""

    AT_ALL = "at_all"
    ALONE = "alone"


MAIN_WORDS = (
    "all", "any", "not", "is", "fact", "event", "placement", "provider", "legal_status",
    "accommodation", "age", "since", "before_first", "seen",
)  # fmt: skip
EXTRA_WORDS = {
    "value": {"fact"},
    "holder": {"fact"},
    "within": {"event", "seen"},
    "method": {"seen"},
    "more_than": {"event"},
    "until": {"event"},
    "under": {"since"},
    "at_least": {"since"},
    "of": {"before_first"},
    "count": {"before_first"},
}


class Condition(Strict):
    """One question about a child on a day: exactly one main word, and the words that go with it.

    `fact` with `value` and `holder`; `event` with `within`, `more_than`, `until`; `since` a spell
    began, `under` or `at_least` a length ago; `seen`, at all or alone, `within` a window and by a
    `method`; `before_first` of an event in the spell `of`, or before the first `count` of them.
    """

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    not_: "Condition | None" = Field(default=None, alias="not")
    is_: Spell | None = Field(default=None, alias="is")
    fact: FactKind | None = None
    value: tuple[str, ...] = ("yes",)
    holder: tuple[Holder, ...] = ()
    event: EventKind | None = None
    within: Length | None = None
    more_than: Annotated[int, Field(ge=0, le=1000)] = 0
    until: tuple[Until, ...] = ()
    placement: tuple[str, ...] | None = None
    provider: tuple[str, ...] | None = None
    legal_status: tuple[str, ...] | None = None
    accommodation: tuple[str, ...] | None = None
    age: Age | None = None
    since: Spell | None = None
    under: Length | None = None
    at_least: Length | None = None
    before_first: EventKind | None = None
    of: Spell | None = None
    seen: Seen | None = None
    method: tuple[Method, ...] = ()
    count: Annotated[int, Field(ge=1, le=9)] = 1

    @model_validator(mode="before")
    @classmethod
    def _one_main_word(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError("a condition is written like {is: looked_after}")
        main = [word for word in MAIN_WORDS if word in data]
        empty = [word for word in main if data[word] in (None, [], ())]
        if empty:
            raise ValueError(f"`{empty[0]}` says nothing: fill it in")
        if len(main) != 1:
            raise ValueError(
                f"a condition has exactly one of {', '.join(MAIN_WORDS)}; "
                f"this one has {', '.join(main) or 'none'}"
            )
        for word, goes_with in EXTRA_WORDS.items():
            if word in data and main[0] not in goes_with:
                raise ValueError(f"`{word}` goes with `{'` or `'.join(goes_with)}` only")
        return data

    @model_validator(mode="after")
    def _complete(self) -> "Condition":
        known = RAG if self.fact == FactKind.RAG else YES_NO
        if not self.value or not set(self.value) <= known:
            raise ValueError(f"`value` of this fact is among {', '.join(sorted(known))}")
        if self.since and (self.under is None) == (self.at_least is None):
            raise ValueError("`since` needs either `under` or `at_least` with a length")
        if self.within and self.until:
            raise ValueError("an event holds either `within` a window or `until` something")
        if self.within and self.within.unit not in {"days", "weeks"}:
            raise ValueError("a window is in days or weeks (S12)")
        if self.before_first and not self.of:
            raise ValueError("`before_first` needs `of:` the spell in which the event is the first")
        if self.event and self.more_than and not self.within:
            raise ValueError("`more_than` needs a window: `within: 28 days`")
        return self

    @model_validator(mode="after")
    def _seen_in_a_window(self) -> "Condition":
        if self.seen and not self.within:
            raise ValueError("`seen` needs a window: `within: 2 weeks`")
        return self

    @cached_property
    def main(self) -> str:
        """Return the condition's main word."""
        return next(w for w in MAIN_WORDS if getattr(self, _ATTRIBUTE.get(w, w)) is not None)

    @cached_property
    def requires(self) -> frozenset[str]:
        """Return the facts and events without any record of which the condition cannot hold."""
        if self.all is not None:
            return frozenset().union(*(part.requires for part in self.all))
        if self.any:
            return frozenset.intersection(*(part.requires for part in self.any))
        kind = self.fact or self.event
        return frozenset([kind]) if kind else frozenset()


_ATTRIBUTE = {"not": "not_", "is": "is_"}


def atoms(condition: Condition) -> list[Condition]:
    """Return the conditions at the leaves of the tree, left to right."""
    if condition.not_ is not None:
        return atoms(condition.not_)
    parts = condition.all if condition.all is not None else condition.any
    return [a for p in parts for a in atoms(p)] if parts is not None else [condition]
