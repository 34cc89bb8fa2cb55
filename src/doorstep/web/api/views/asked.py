"""What an address may ask: its filters and pages; names that are not known are refused."""

from typing import Annotated

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from doorstep.vocabulary import Status
from doorstep.web.api.site import InvalidError
from doorstep.web.api.types import Day, Stored
from doorstep.web.lists.words import Kind
from doorstep.web.problems import Wrong

MOST_ROWS = 500
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows of a page.")]
Key = Annotated[int, Field(ge=1, le=2**53)]


class Asked(BaseModel):
    """What stands after the question mark."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DueAsked(Asked):
    """Filters of the due list; without any, all that is owed and not suspended."""

    team: Annotated[int, Field(ge=1, le=999_999_999)] | None = Field(
        None, description="Only what this team's workers hold; `account` tells the keys."
    )
    worker: Annotated[str, StringConstraints(max_length=60), Stored] = Field(
        "", description="Only what the worker of this id holds."
    )
    status: Status | None = Field(None, description="Only this status.")
    due_before: Day | None = Field(None, description="Only what is due before this day.")
    kind: Kind = Field(Kind.VISITS_AND_CALLS, description="Visits and calls, or decisions.")
    cursor: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,12}-[01]-[0-9]{1,4})?$")] = Field(
        "", description="What the last page called `next`."
    )
    limit: Limit = 100


class ChildrenAsked(Asked):
    """Which page of the children."""

    cursor: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,12}$")] = Field(
        "", description="What the last page called `next`."
    )
    limit: Limit = 100


class NothingAsked(Asked):
    """Nothing may be asked."""


def only(request: HttpRequest, asked: type[BaseModel] = NothingAsked) -> None:
    """Refuse what an address asks beyond this, and what it asks twice.

    Raises: InvalidError.
    """
    unknown = sorted(set(request.GET) - set(asked.model_fields))
    twice = sorted(name for name, values in request.GET.lists() if len(values) > 1)
    wrong = [Wrong(name[:100], "This is not asked here.") for name in unknown]
    wrong += [Wrong(name[:100], "Ask it once.") for name in twice if name not in unknown]
    if wrong:
        raise InvalidError(wrong)
