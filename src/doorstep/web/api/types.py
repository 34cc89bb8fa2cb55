"""The types of what is sent and answered: strict, so that nothing is guessed from a wrong one."""

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from doorstep.web.visits.text import UNSEEN

LONGEST_ID = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


class Sent(BaseModel):
    """What a system sends: unknown names are refused, and nothing is turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")


def _written(pattern: re.Pattern[str], what: str) -> Any:
    def check(value: Any) -> Any:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(what)
        return value

    return BeforeValidator(check)


def _can_be_stored(text: str) -> str:
    if UNSEEN.search(text):
        raise ValueError("has signs in it that cannot be stored")
    return text


Stored = AfterValidator(_can_be_stored)
Day = Annotated[
    date,
    Field(strict=False, examples=["2026-11-16"]),
    _written(_DAY, "must be a day like 2026-11-16"),
]
ClientId = Annotated[
    UUID,
    Field(strict=False, examples=["6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"]),
    _written(_UUID, "must be a UUID like 6f6b6a0e-7a3c-4a26-9c83-0d9f8c8a6b11"),
]
Clock = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Field(examples=["14:30"]),
]
ChildId = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID), Stored]
Line = Annotated[str, StringConstraints(max_length=400), Stored]
Text = Annotated[str, StringConstraints(max_length=20_000), Stored]
