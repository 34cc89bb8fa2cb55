"""What My day says of how one is for work: a link, and a question where the authority asks it."""

from typing import Any

from django.conf import settings

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.wellbeing.queries import availability
from doorstep.web.wellbeing.testing import own_reminder, suggested
from doorstep.web.wellbeing.views.own_reminder import address
from doorstep.web.wellbeing.words import CATEGORY_WORDS, Category


def own_part(access: Access) -> dict[str, Any] | None:
    """Return what a person is asked about themself, or told; nothing to whom no role lets record."""
    if not access.has(Can.RECORD):
        return None
    now = availability(on=access.on, people=[access.user_id])[access.user_id]
    is_said = now.category != Category.NOT_SAID
    row = own_reminder(access)
    return {
        "said": CATEGORY_WORDS[now.category].lower() if is_said else "",
        "asks": settings.ASK_WELLBEING and not is_said,
        "look": now.look_on is not None and now.look_on <= access.on,
        "reminder": address() if row and suggested(row, on=access.on).is_now else "",
    }
