"""What My day says of how one is for work: a link, and a question where the authority asks it."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, Q, Subquery

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.lists.also import Found
from doorstep.web.wellbeing.models import TestReminder, Word
from doorstep.web.wellbeing.queries import availability
from doorstep.web.wellbeing.testing import is_now
from doorstep.web.wellbeing.views.own_reminder import address
from doorstep.web.wellbeing.words import CATEGORY_WORDS, Category


def own_part(access: Access, seen: Found) -> dict[str, Any] | None:
    """Return what a person is asked about themself, or told; nothing to whom no role lets record.

    No further query, unless something is to be looked at again or the authority asks everybody each day.
    """
    if not access.has(Can.RECORD):
        return None
    part: dict[str, Any] = {"said": "", "asks": False, "look": False, "reminder": ""}
    if seen["has_reminder"] and is_now(seen["tested_on"], on=access.on):
        part["reminder"] = address()
    if seen["may_look"] or settings.ASK_WELLBEING:
        part |= _in_full(access)
    # What is asked stands on top of the page, the mere way there at its end.
    return part | {"first": bool(part["asks"] or part["look"] or part["reminder"])}


def asks(access: Access) -> dict[str, Any]:
    """Return whether something is to be looked at again, or a reminder of one's own was set."""
    person, on = access.user_id, access.on
    words = Word.objects.filter(person=person, taken_back=None, look_on__lte=on)
    mine = TestReminder.objects.filter(person=person)
    return {
        "may_look": Exists(words.filter(Q(end_date=None) | Q(end_date__gt=on))),
        "has_reminder": Exists(mine),
        "tested_on": Subquery(mine.values("tested_on")),
    }


def _in_full(access: Access) -> dict[str, Any]:
    now = availability(on=access.on, people=[access.user_id])[access.user_id]
    is_said = now.category != Category.NOT_SAID
    return {
        "said": CATEGORY_WORDS[now.category].lower() if is_said else "",
        "asks": settings.ASK_WELLBEING and not is_said,
        "look": now.look_on is not None and now.look_on <= access.on,
    }
