"""Rules: whether something may be done for this child today, by whom, and who must agree."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from doorstep.policy.cited import Cited, Id
from doorstep.policy.condition import Condition, Strict
from doorstep.vocabulary import Act, Method, Needed, Place, Record, Role, Verdict


class RuleCase(Cited):
    """One case of a rule, in force from a day until before another; the first that holds decides.

    `by`: who may do it; `agreed_by`: who must agree; `needs`, `forms`, `procedure`, `records` and
    `wording`: what must be told, filled in, gone through and written. `says` is the rule in plain words.
    `still_counts`: a visit made in the way that is refused counts all the same.
    """

    in_force_from: date | None = None
    in_force_until: date | None = None
    when: Condition | None = None
    method: tuple[Method, ...] = ()
    place: tuple[Place, ...] = ()
    verdict: Verdict
    by: tuple[Role, ...] = ()
    agreed_by: tuple[Role, ...] = ()
    needs: tuple[Needed, ...] = ()
    forms: tuple[Id, ...] = ()
    procedure: Id = ""
    records: tuple[Record, ...] = ()
    wording: Id = ""
    says: Annotated[str, Field(min_length=1)]
    still_counts: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> "RuleCase":
        asked = (self.by, self.agreed_by, self.needs, self.forms, self.procedure, self.records)
        if self.verdict == Verdict.NEEDS and not any((*asked, self.wording)):
            raise ValueError(
                "`verdict: needs` must say what: by, agreed_by, needs, forms, procedure or records"
            )
        if self.still_counts and self.verdict != Verdict.REFUSED:
            raise ValueError("`still_counts` goes with `verdict: refused`")
        if self.in_force_from and self.in_force_until and self.in_force_from >= self.in_force_until:
            raise ValueError("`in_force_until` must be after `in_force_from`")
        return self


class Rule(Strict):
    """What a policy says of one thing people do: cases in order, the first that holds decides."""

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    about: Act
    cases: Annotated[tuple[RuleCase, ...], Field(min_length=1)]
