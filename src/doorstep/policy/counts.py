"""What counts: the ways in which a contact meets a duty, by date (S7)."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from doorstep.policy.cited import Cited, Id
from doorstep.policy.condition import Condition, Strict
from doorstep.vocabulary import Method, Place, Record, Role, VisitType


class Needs(Strict):
    """What a contact must have been like; all that is said must hold.

    `method`, `place`, `role`, `visit_type` list what is allowed; None allows any.
    `approved_by` had agreed by the time of the visit; `plan_agreed_by`: an agreed plan names the
    method. `when` must hold of the child on the day of the visit.
    """

    visit_type: tuple[VisitType, ...] | None = None
    method: tuple[Method, ...] | None = None
    place: tuple[Place, ...] | None = None
    not_place: tuple[Place, ...] = ()
    role: tuple[Role, ...] | None = None
    seen: bool | None = None
    seen_alone: bool = False
    bedroom_seen: bool = False
    announced: bool | None = None
    approved_by: tuple[Role, ...] = ()
    plan_agreed_by: tuple[Role, ...] = ()
    when: Condition | None = None


class Accepts(Needs):
    """One way in which a contact may count.

    `procedure`: how the agreement it needs is reached; `wording`: the sentence its record begins with;
    `records`: what is written beside it.
    """

    clause: str = ""
    assumed: bool = False
    reason: str = ""
    procedure: Id = ""
    wording: Id = ""
    records: tuple[Record, ...] = ()


class CountsValue(Cited):
    """What counts from a day on: any one of the ways in `accepts`.

    `seen: required` asks that the child was seen, except for types of contact in `seen_not_needed`.
    `unknown_method` says whether a visit of unknown method counts as in person (S7).
    """

    accepts: Annotated[tuple[Accepts, ...], Field(min_length=1)]
    unknown_method: Literal["in_person", "does_not_count"] = "in_person"
    seen_not_needed: tuple[VisitType, ...] = ()


class Counts(Strict):
    """What counts for the duties that name it, by date."""

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    values: Annotated[dict[date, CountsValue], Field(min_length=1)]

    @cached_property
    def dated(self) -> tuple[tuple[int, CountsValue], ...]:
        """Return (ordinal of the first day in force, value), soonest first."""
        return tuple((day.toordinal(), v) for day, v in sorted(self.values.items()))

    def on(self, day: int) -> CountsValue:
        """Return what counts on a day; before the first value, the first (a pack's own past)."""
        dated = self.dated
        found = dated[0][1]
        for start, value in dated[1:]:
            if start > day:
                break
            found = value
        return found
