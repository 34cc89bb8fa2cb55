"""The regular work: answers worked out anew, the audit log's head published, old sessions removed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command

from doorstep.web.audit.heads import check_log, publish_head
from doorstep.web.caseload.services import sweep
from doorstep.web.governance import nightly as records
from doorstep.web.imports import job as imports
from doorstep.web.imports import looking_through
from doorstep.web.logs import log
from doorstep.web.notices import job as notices
from doorstep.web.outings import job as outings
from doorstep.web.phone import silence
from doorstep.web.policies.mark import mark_of
from doorstep.web.policies.queries import NothingAdoptedError, stack
from doorstep.web.running.outage import job as outage
from doorstep.workdays import LONDON

Step = Callable[[str], None]


@dataclass(frozen=True)
class RegularJob:
    """A job's name, what it is wanted for at a time (None: nothing to do), and its work.

    `work` takes the time and what to call between two steps; it returns how many things it did, and
    may be stopped and begun again anywhere.
    """

    name: str
    wanted: Callable[[datetime], str | None]
    work: Callable[[datetime, Step], int]


def day_of(at: datetime) -> str:
    """Return the day it is in London, as text."""
    return at.astimezone(LONDON).date().isoformat()


def _sweep_wanted(at: datetime) -> str | None:
    """Return today and the policy's mark: a new day, another adoption or release makes it due."""
    try:
        return f"{day_of(at)} {mark_of(stack())}"
    except NothingAdoptedError:
        return None


def _sweep(at: datetime, step: Step) -> int:
    """Work out anew what is of an earlier day, policy or release; after a stop it goes on from there."""
    return sweep(at=at, only_stale=True, progress=step)


def _check_log(at: datetime, _: Step) -> int:
    """Verify what was added to the audit log since its last head; what is wrong is told by health."""
    walk = check_log(at=at, since_last_head=True)
    if not walk.whole:
        log.error("audit_log_broken", count=len(walk.faults))
    return walk.events


def week_of(at: datetime) -> str:
    """Return the week it is in London, as text."""
    year, week, _ = at.astimezone(LONDON).isocalendar()
    return f"{year}-W{week:02}"


def _check_whole_log(at: datetime, _: Step) -> int:
    """Verify the audit log from its first event on; what is wrong is told by health."""
    walk = check_log(at=at)
    if not walk.whole:
        log.error("audit_log_broken", count=len(walk.faults))
    return walk.events


def _publish(at: datetime, _: Step) -> int:
    publish_head(at=at)
    return 1


def _clear_sessions(_: datetime, __: Step) -> int:
    call_command("clearsessions")
    return 1


SWEEP = RegularJob("sweep", _sweep_wanted, _sweep)
CHECK = RegularJob("check_log", day_of, _check_log)
CHECK_WHOLE = RegularJob("check_whole_log", week_of, _check_whole_log)
PUBLISH = RegularJob("publish_head", day_of, _publish)
PACKS = RegularJob("outage_packs", outage.wanted, outage.work)
SESSIONS = RegularJob("clear_sessions", day_of, _clear_sessions)
QUALITY = RegularJob("quality", looking_through.wanted, looking_through.work)
IMPORTS = RegularJob("imports", imports.wanted, imports.work)
LOOK = RegularJob("look_for_late", notices.look_wanted, notices.look_now)
NOT_BACK = RegularJob("not_back", outings.wanted, outings.work)
SILENT = RegularJob("silent_phones", silence.wanted, silence.work)
DIGESTS = RegularJob("digests", notices.digests_wanted, notices.digests)
SEND = RegularJob("send", notices.sending_wanted, notices.send)
FORGET = RegularJob("forget_sent", notices.forgetting_wanted, notices.forget)
KEEPING = RegularJob("keeping_records", records.keeping_wanted, records.keeping)
DISPOSING = RegularJob("disposing", records.disposing_wanted, records.disposing)
STAFF = RegularJob("forget_staff", records.forgetting_wanted, records.forgetting)
JOBS = (
    NOT_BACK, IMPORTS, SWEEP, CHECK, CHECK_WHOLE, PUBLISH, SESSIONS, LOOK, SILENT, DIGESTS, SEND, FORGET,
    QUALITY, KEEPING, DISPOSING, STAFF, PACKS,
)  # fmt: skip
