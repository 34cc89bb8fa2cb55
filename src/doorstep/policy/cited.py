"""What every part of a policy carries: its name, its clause, and whether it is ours."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from doorstep.policy.condition import Strict

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Ref = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9@.-]*/)?[a-z][a-z0-9_]*$")]
Layer = Literal["statute", "national", "local", "emergency"]


class Cited(Strict):
    """Something a policy says: its clause, and whether the words or the number are ours (S14)."""

    clause: Annotated[str, Field(min_length=1)]
    document: str = ""
    assumed: bool = False
    reason: str = ""
    note: str = ""
    source_checked: bool = True

    @model_validator(mode="after")
    def _an_assumption_has_a_reason(self) -> "Cited":
        if self.assumed and not self.reason:
            raise ValueError("`assumed: true` needs a `reason:` why this value was chosen (S14)")
        return self
