"""The regular work of phones: who is told that one is silent, or that something set aside waits."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.notices.models import Kind, Notice
from doorstep.web.notices.services import Told, put
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.web.outings.people import managers_of, reachable, teams_of
from doorstep.web.phone.queries.asides import waiting_too_long
from doorstep.web.phone.queries.phones import silent_phones
from doorstep.workdays import LONDON

Step = Callable[[str], None]
SILENT, ASIDE = "phone-silent", "set-aside"  # what the keys of messages begin with
ENDING = "This message names no child, so that it can be read by whoever sees it."


class Matter(NamedTuple):
    """Something that somebody must be told: its key, whose it is, the words for them and a manager."""

    key: str
    user: User
    own: tuple[str, str]
    manager: tuple[str, str]


def wanted(at: datetime) -> str | None:
    """Return the time if somebody is to be told of something that they were not told of."""
    return at.isoformat() if is_mail_on() and any(_fresh(at)) else None


def work(at: datetime, step: Step) -> int:
    """Tell workers and managers, once each, of phones that are silent and of what waits set aside."""
    told = 0
    for matter in _fresh(at):
        with transaction.atomic():
            told += put(_messages(matter, on=at.astimezone(LONDON).date()), at=at)
        step(matter.key)
    return told


def _fresh(at: datetime) -> Iterator[Matter]:
    """Yield the matters of which nobody was told yet and somebody can be."""
    on, matters = at.astimezone(LONDON).date(), list(_matters(at))
    told = _told() if matters else set()
    for matter in matters:
        if matter.key not in told and _messages(matter, on=on):
            yield matter


def _told() -> set[str]:
    """Return the keys of the matters somebody was told of, without whom."""
    of_phones = Q(key__startswith=f"{SILENT}:") | Q(key__startswith=f"{ASIDE}:")
    keys = Notice.objects.filter(of_phones).values_list("key", flat=True)
    return {key.rpartition(":")[0] for key in keys}


def _matters(at: datetime) -> Iterator[Matter]:
    for phone in silent_phones(at=at):
        key = f"{SILENT}:{phone.pk}:{phone.seen_at.timestamp():.0f}"
        yield Matter(key, phone.user, OWN_SILENT, TEAMS_SILENT)
    for row in waiting_too_long(at=at):
        yield Matter(f"{ASIDE}:{row.pk}", row.user, OWN_ASIDE, TEAMS_ASIDE)


def _messages(matter: Matter, *, on: date) -> list[Told]:
    own = reachable([matter.user.pk]) if matter.user.is_active else []
    teams = teams_of(matter.user.pk, on=on)
    above = reachable(managers_of(teams, without=[matter.user.pk], on=on)) if teams else []
    return [
        *(_message(matter.key, user, matter.own, reverse("phones")) for user in own),
        *(_message(matter.key, user, matter.manager, reverse("team-phones")) for user in above),
    ]


def _message(key: str, user: int, words: tuple[str, str], page: str) -> Told:
    subject, says = words
    return Told(
        key=f"{key}:{user}",
        kind=Kind.ESCALATION,
        recipient=user,
        subject=subject,
        body=f"{says}\n\nSign in to Doorstep and go to {page}\n\n{ENDING}",
    )


OWN_SILENT = (
    "Doorstep: your phone has not been in contact for a day",
    "There is a list of visits or unsent work on a phone of yours, and it has not been in contact for"
    " 24 hours. Open Doorstep on it where there is a network. If you no longer have it, take it away.",
)
TEAMS_SILENT = (
    "Doorstep: a phone of your team has not been in contact for a day",
    "There is a list of visits or unsent work on a phone of somebody in your team, and it has not been"
    " in contact for 24 hours. Ask them. If it is lost, take it away.",
)
OWN_ASIDE = (
    "Doorstep: something you sent could not be recorded",
    "Something that you sent from your phone has been set aside for a day. It is kept whole. Mend it,"
    " or say what became of it.",
)
TEAMS_ASIDE = (
    "Doorstep: something sent by your team could not be recorded",
    "Something that was sent from a phone by somebody in your team has been set aside for a day. It is"
    " kept whole, and somebody has to mend it or say what became of it.",
)
