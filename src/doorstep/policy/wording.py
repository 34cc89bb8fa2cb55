"""Wording: sentences a policy prescribes, with slots."""

import re
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from doorstep.policy.cited import Id
from doorstep.policy.condition import Condition, Strict
from doorstep.vocabulary import Record

SLOT = re.compile(r"\{([a-z_]*)\}")


class Wording(Strict):
    """A sentence in the exact words of a policy. `begins`: the record it stands first in."""

    id: Id
    title: str
    mission: tuple[str, ...] = ()
    clause: Annotated[str, Field(min_length=1)]
    in_force_from: date | None = None
    in_force_until: date | None = None
    when: Condition | None = None
    begins: Record | None = None
    text: Annotated[str, Field(min_length=1)]
    slots: dict[Id, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _slots_fit(self) -> "Wording":
        used = set(SLOT.findall(self.text))
        if used != set(self.slots):
            odd = ", ".join(sorted(used ^ set(self.slots))) or "an empty one"
            raise ValueError(f"the slots in `text` and in `slots` differ: {odd}")
        return self

    def filled(self, slots: dict[str, str]) -> str:
        """Return the sentence with its slots filled in.

        Raises: ValueError naming the slots that are empty, or that it has not.
        """
        empty = sorted(n for n in self.slots if not slots.get(n, "").strip())
        strange = sorted(set(slots) - set(self.slots))
        if empty or strange:
            told = [f"fill in {self.slots[n]}" for n in empty] + [f"no slot {n}" for n in strange]
            raise ValueError(f"{self.title}: {'; '.join(told)}")
        return SLOT.sub(lambda found: slots[found[1]].strip(), self.text)
