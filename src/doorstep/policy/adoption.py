"""An adoption: which packs an authority has adopted, from when until when."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from doorstep.policy.cited import Cited, Id, Ref
from doorstep.policy.condition import Strict
from doorstep.vocabulary import Role

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]


class Suspends(Cited):
    """A duty of a layer below that is suspended for a time; shown with the day it resumes (S13)."""

    duty: Ref
    from_: Day = Field(alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Suspends":
        if self.until is not None and self.until <= self.from_:
            raise ValueError("`until` must be after `from`: it is the day the duty resumes")
        return self


class Adopted(Strict):
    """One pack, adopted from a day until before another.

    `pack` is a shipped pack or a folder beside the adoption's file. `in_place_of` says which duties of
    other packs a duty of this one replaces, where the pack was written without knowing them.
    """

    pack: str
    from_: Day = Field(alias="from")
    until: Day | None = None
    in_place_of: dict[Id, tuple[Ref, ...]] = Field(default_factory=dict)
    suspends: tuple[Suspends, ...] = ()
    decided_by: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Adopted":
        if self.until is not None and self.until <= self.from_:
            raise ValueError("`until` must be after `from`: it is the first day it no longer holds")
        return self


class Adoption(Strict):
    """What an authority has adopted; `roles` are those somebody there holds."""

    authority: Annotated[str, Field(min_length=1)]
    due_soon_days: Annotated[int, Field(ge=0, le=366)] = 7
    roles: tuple[Role, ...] = ()
    adopted: Annotated[tuple[Adopted, ...], Field(min_length=1)]
