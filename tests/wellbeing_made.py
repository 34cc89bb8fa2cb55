"""Words of how people are for work, for the tests of the staff's own record."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import web_made as made

from doorstep.web.accounts.models import User
from doorstep.web.wellbeing.models import Word
from doorstep.web.wellbeing.services import Said, say
from doorstep.web.wellbeing.words import State

DAY = timedelta(1)


def said(person: User, state: State, *, by: User | None = None, **more: Any) -> Word:
    """Say how somebody is, from today on if nothing else is told."""
    told = {
        "start_date": made.TODAY, "end_date": None, "look_on": None, "said_on": made.TODAY,
        "client_id": uuid4(),
    } | more  # fmt: skip
    return say(Said(person=person, state=state, **told), by=made.access(by or person), at=made.AT)


def form(state: str, **more: Any) -> dict[str, Any]:
    """Return the form of a word as two taps fill it in."""
    return {"state": state, "client_id": str(uuid4()), **more}


def boxes(name: str, on: date) -> dict[str, int]:
    """Return a day in its three boxes."""
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}
