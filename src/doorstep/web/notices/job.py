"""The regular work of being told: what has become late, digests, what waits to be sent, what is old.

Each pair says what the work is wanted for at a time, if at all, and does it; any may be stopped anywhere
and begun again.
"""

import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from doorstep.web.notices.models import Watched
from doorstep.web.notices.queries.late import mark_of_all
from doorstep.web.notices.sending import Sender, is_anything_to_send
from doorstep.web.notices.services.digests import due_digests, make_digests
from doorstep.web.notices.services.escalations import look
from doorstep.web.notices.services.outbox import forget_old, is_anything_old
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.workdays import moved

Step = Callable[[str], None]


def look_wanted(at: datetime) -> str | None:
    """Return a mark that changes whenever something may have become late, or was mended."""
    mark = mark_of_all(at=at)
    return mark if mark.strip("0|") or Watched.objects.exists() else None


def look_now(at: datetime, _: Step) -> int:
    """Tell at once what has become late since the last look."""
    return look(at=at)


def digests_wanted(at: datetime) -> str | None:
    """Return the time if somebody's hour has come."""
    return at.isoformat() if is_mail_on() and due_digests(at=at).exists() else None


def digests(at: datetime, step: Step) -> int:
    """Make the digests whose hour has come."""
    return make_digests(at=at, step=step)


def sending_wanted(at: datetime) -> str | None:
    """Return the time if something waits that can go."""
    return at.isoformat() if is_anything_to_send(at=at) else None


def send(at: datetime, step: Step) -> int:
    """Send what waits; the time goes on from `at` while it does."""
    began = time.monotonic()
    sender = Sender(
        now=lambda: moved(at, timedelta(seconds=time.monotonic() - began)), name=uuid.uuid4().hex
    )
    return sender.send_all(step)


def forgetting_wanted(at: datetime) -> str | None:
    """Return the time if a message was sent so long ago that nobody needs it."""
    return at.isoformat() if is_anything_old(at=at) else None


def forget(at: datetime, _: Step) -> int:
    """Delete what was sent long ago."""
    return forget_old(at=at)
