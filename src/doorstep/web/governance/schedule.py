"""How long records are kept, as data: the shipped schedule, or the authority's own file."""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

SHIPPED = "schedule.yaml"


class ScheduleError(ValueError):
    """A schedule that cannot be read; the message names the file, the place and what is wrong."""


class Ground(StrEnum):
    """Something in a record by which a rule is chosen."""

    PLACED_FOR_ADOPTION = "placed_for_adoption"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    CHILD_PROTECTION_PLAN = "child_protection_plan"
    SECTION_47_ENQUIRY = "section_47_enquiry"
    CHILD_IN_NEED_PLAN = "child_in_need_plan"
    DISABILITY = "disability"
    ANYTHING = "anything"


class CountedFrom(StrEnum):
    """From which day the years are counted."""

    BORN = "born"
    CLOSED = "closed"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Years = Annotated[int, Field(ge=1, le=150)]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class Rule(_Strict):
    """How long a kind of record is kept, from which day, and where that stands.

    `years_after_death` takes the place of `years` for a child who died before the age of 18.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
    title: Words
    when: Annotated[tuple[Ground, ...], Field(min_length=1)]
    years: Years
    counted_from: CountedFrom
    years_after_death: Years | None = None
    clause: Words
    assumed: bool = False
    note: Annotated[str, Field(max_length=500)] = ""


class Schedule(_Strict):
    """All rules, and for how many days an approved disposal waits before it is done.

    `staff_availability_days` is how long it is kept how members of staff were for work; no statute says.
    `staff_telephone_days` is how long a worker's number is kept after an outing; no statute says either.
    """

    title: Words
    version: Words
    cooling_off_days: Annotated[int, Field(ge=1, le=366)]
    staff_availability_days: Annotated[int, Field(ge=28, le=3660)] = 365
    staff_telephone_days: Annotated[int, Field(ge=28, le=3660)] = 365
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_rule_once(self) -> "Schedule":
        ids = [rule.id for rule in self.rules]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"two rules have the id {', '.join(twice)}")
        return self


def schedule_of(text: str, name: str) -> Schedule:
    """Return the schedule that a file's text says.

    Raises: ScheduleError.
    """
    try:
        told = yaml.safe_load(text)
        if isinstance(told, dict) and "version" in told:
            told["version"] = str(told["version"])  # 2026-11 is text, 2026 would be a number
        return Schedule.model_validate(told)
    except yaml.YAMLError as error:
        raise ScheduleError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"]) or "the whole file"
        raise ScheduleError(f"{name}: {place}: {first['msg']}.") from error


def load(path: str = "") -> Schedule:
    """Return the authority's schedule, or the shipped one where no path is given.

    Raises: ScheduleError.
    """
    if not path:
        return _shipped()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ScheduleError(f"{Path(path).name}: cannot be read: {said}.") from error
    return schedule_of(text, Path(path).name)


@lru_cache(maxsize=1)
def _shipped() -> Schedule:
    text = (files("doorstep.web.governance") / SHIPPED).read_text(encoding="utf-8")
    return schedule_of(text, SHIPPED)
