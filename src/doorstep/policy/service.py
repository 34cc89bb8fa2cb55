"""Services, by dates: what is open, suspended or replaced; and the figures a policy asks for."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from doorstep.policy.cited import Cited, Id
from doorstep.policy.condition import Condition, Length, Strict
from doorstep.policy.words import Spell
from doorstep.vocabulary import Measure, Method, Record, Role, ServiceState

Told = Literal["child", "parent", "carer", "referrer", "provider", "school", "partners", "staff"]
Group = Literal["authority", "team", "worker", "tier", "case"]


class ServiceValue(Cited):
    """How a part of the service runs from a day on, until the next.

    `accepts`: at which levels of need; `instead`: what is offered in its place; `tell`: who is told.
    """

    state: ServiceState
    accepts: tuple[str, ...] = ()
    by: tuple[Role, ...] = ()
    instead: str = ""
    tell: tuple[Told, ...] = ()
    contact: Role | None = None
    records: tuple[Record, ...] = ()
    says: Annotated[str, Field(min_length=1)]


class Service(Strict):
    """A part of the service, and how it runs by dates."""

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    values: Annotated[dict[date, ServiceValue], Field(min_length=1)]

    def on(self, day: date) -> ServiceValue | None:
        """Return how it runs on a day; None before the first value."""
        known = [d for d in self.values if d <= day]
        return self.values[max(known)] if known else None


class Figure(Cited):
    """Something a policy says must be watched: what is measured, by what, for whom.

    It is about the open cases in the spell `of`, and of these about those for whom `when` holds.
    """

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    measure: Measure
    of: Spell | None = None
    when: Condition | None = None
    method: tuple[Method, ...] = ()
    within: Length | None = None
    by: tuple[Group, ...] = ("team",)
    shown: tuple[Literal["count", "share", "trend"], ...] = ("count", "share")
    audience: tuple[Role, ...] = ()
    every: Length | None = None

    @model_validator(mode="after")
    def _has_its_window(self) -> "Figure":
        if self.measure in {Measure.CONTACTED, Measure.WITHOUT_ASSESSMENT} and self.within is None:
            raise ValueError(f"`measure: {self.measure}` needs `within:`, such as 4 weeks")
        return self
