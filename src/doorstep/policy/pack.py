"""A pack: the duties, criteria and definitions of one policy, at one version."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from doorstep.facts import Role, Tier
from doorstep.policy.cited import Cited, Id, Layer
from doorstep.policy.condition import Condition, Strict
from doorstep.policy.counts import Counts
from doorstep.policy.duty import Duty
from doorstep.policy.form import Form
from doorstep.policy.procedure import Procedure
from doorstep.policy.rule import Rule
from doorstep.policy.service import Figure, Service
from doorstep.policy.wording import Wording
from doorstep.vocabulary import Act, Verdict


class Source(Strict):
    """The document a pack was written from, and the hash of its text."""

    title: str
    file: str = ""
    sha256: str = ""


class Principle(Cited):
    """A principle a policy sets above its rules; forms show it as a prompt."""

    id: Id
    title: str
    says: str
    mission: tuple[str, ...] = ()


class Explains(Strict):
    """What the author of a pack says to warnings of the check: those of a kind, place or wording."""

    kind: str
    where: str = ""
    about: str = ""
    because: Annotated[str, Field(min_length=1)]


class Head(Strict):
    """What a pack says of itself, in `pack.yaml`."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: str
    title: str
    cite: str
    issuer: str
    layer: Layer
    in_force_from: date
    review_by: date | None = None
    floor: str = ""
    due_soon_days: Annotated[int, Field(ge=0, le=366)] = 7
    sources: tuple[Source, ...] = ()
    roles: tuple[Role, ...] = ()
    principles: tuple["Principle", ...] = ()
    silent_on: tuple[str, ...] = ()
    explains: tuple[Explains, ...] = ()
    notes: tuple[str, ...] = ()


class Criterion(Cited):
    """A circumstance that puts a child into a tier."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*$")]
    tier: Tier
    title: str
    mission: tuple[str, ...] = ()
    in_force_from: date
    in_force_until: date | None = None
    when: Condition


class RiskFactor(Cited):
    """A circumstance to be weighed beside the tier, without deciding it."""

    id: Id
    title: str
    when: Condition


class TierChange(Cited):
    """Who may raise a tier, or lower it where no criterion holds (S18)."""

    by: tuple[Role, ...]


class Tiers(Strict):
    """The tiers of a policy; a child is in the first whose criteria hold, else in `otherwise`."""

    clause: str
    document: str = ""
    in_force_from: date
    in_force_until: date | None = None
    otherwise: Tier
    otherwise_clause: str
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    risk_factors: tuple[RiskFactor, ...] = ()
    change: TierChange

    @model_validator(mode="after")
    def _ids_differ(self) -> "Tiers":
        ids = [c.id for c in self.criteria]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"criteria written twice: {', '.join(twice)}")
        return self


def shares_a_clock(duty: Duty, other: Duty) -> bool:
    """Test whether two duties of which one supersedes the other are rows of one requirement.

    Only duties of one kind can: clocks that start and stop in other ways are other clocks.
    """
    kind = _kind(duty)
    return (
        duty.applies_to == other.applies_to
        and kind is not None
        and kind == _kind(other)
        and (_is_of_one_pack(duty, other) or str(duty.anchor) == str(other.anchor))
    )


def _kind(duty: Duty) -> tuple[object, ...] | None:
    """Return how the duty's clock runs; None where each duty has one to itself."""
    if duty.share is not None or duty.record_within or duty.after_event:
        return None
    return duty.is_decision, duty.once_between, duty.own_clock and duty.when


def _is_of_one_pack(duty: Duty, other: Duty) -> bool:
    return duty.id.rpartition("/")[0] == other.id.rpartition("/")[0]


@dataclass(frozen=True, eq=False, kw_only=True)
class Pack:
    """The duties, tiers and definitions of one issuer, at one version."""

    head: Head
    duties: tuple[Duty, ...]
    counts: dict[str, Counts]
    tiers: Tiers | None = None
    rules: dict[str, Rule] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    wordings: dict[str, Wording] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def tier_sets(self) -> tuple[Tiers, ...]:
        """Return the pack's tiers; a stack may have several, one after another."""
        return (self.tiers,) if self.tiers else ()

    def layer_of(self, duty: Duty) -> Layer:
        """Return from which layer a duty comes."""
        return self.head.layer

    @property
    def id(self) -> str:
        """Return the pack's name, as `--policy` takes it."""
        return self.head.id

    @cached_property
    def by_id(self) -> dict[str, Duty]:
        """Return the duties by their ids."""
        return {duty.id: duty for duty in self.duties}

    @cached_property
    def chains(self) -> tuple[tuple[Duty, ...], ...]:
        """Return the duties in groups that share a clock (S8, S24).

        Duties that supersede one another within one spell are rows of one requirement: when another
        row takes over, the clock goes on. All other duties stand by themselves.
        """
        groups: dict[str, list[Duty]] = {}
        for duty in self.duties:
            near = [
                other
                for i in duty.supersedes
                if (other := self.by_id.get(i)) is not None and shares_a_clock(duty, other)
            ]
            joined = [groups[d.id] for d in [*near, duty] if d.id in groups]
            group = list({d.id: d for g in [*joined, near, [duty]] for d in g}.values())
            groups.update({d.id: group for d in group})
        unique = {id(group): group for group in groups.values()}
        return tuple(tuple(sorted(group, key=lambda d: d.id)) for group in unique.values())

    @cached_property
    def refusing(self) -> tuple[Rule, ...]:
        """Return the rules that may refuse a visit made in a certain way."""
        return tuple(
            rule
            for rule in self.rules.values()
            if rule.about == Act.VISIT and any(c.verdict == Verdict.REFUSED for c in rule.cases)
        )

    @cached_property
    def superseded_by(self) -> dict[str, tuple[Duty, ...]]:
        """Return for each duty those that replace it while they apply."""
        return {d.id: tuple(o for o in self.duties if d.id in o.supersedes) for d in self.duties}

    def cite(self, place: str, document: str = "") -> str:
        """Return a clause as it is shown: the document's short name and the place."""
        return f"{document or self.head.cite}, {place}"
