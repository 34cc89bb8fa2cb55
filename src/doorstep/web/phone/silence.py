"""The regular work of phones: who is told that one is silent, or that something set aside waits."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from doorstep.web.accounts.models import User
from doorstep.web.notices.models import Kind, Notice
from doorstep.web.notices.services import Told, put
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.web.outings.ladder import Ladder, reachable
from doorstep.web.phone.queries.asides import waiting_too_long
from doorstep.web.phone.queries.phones import silent_phones, teams_of_people
from doorstep.workdays import LONDON

Step = Callable[[str], None]
SILENT, ASIDE = "phone-silent", "set-aside"  # what the keys of messages begin with
ENDING = "This message names no child, so that it can be read by whoever sees it."


class Words(NamedTuple):
    """What a message says: its subject, its text, and the page on which something can be done."""

    subject: str
    says: str
    page: str


class Matter(NamedTuple):
    """Something that somebody must be told: its key, whose it is, the words for them and a manager."""

    key: str
    user: User
    own: Words
    manager: Words


def wanted(at: datetime) -> str | None:
    """Return the time if somebody is to be told of something that they were not told of."""
    return at.isoformat() if is_mail_on() and any(_fresh(at)) else None


def work(at: datetime, step: Step) -> int:
    """Tell workers and managers, once each, of phones that are silent and of what waits set aside."""
    told = 0
    for key, messages in _fresh(at):
        with transaction.atomic():
            told += put(messages, at=at)
        step(key)
    return told


def _fresh(at: datetime) -> Iterator[tuple[str, list[Told]]]:
    """Yield the matters of which nobody was told yet and somebody can be, with what they are told."""
    matters = list(_matters(at))
    told = _told() if matters else set()
    fresh = [matter for matter in matters if matter.key not in told]
    whom = _Whom(fresh, on=at.astimezone(LONDON).date()) if fresh else None
    for matter in fresh:
        if whom and (messages := whom.messages(matter)):
            yield matter.key, messages


def _told() -> set[str]:
    """Return the keys of the matters somebody was told of, without whom."""
    of_phones = Q(key__startswith=f"{SILENT}:") | Q(key__startswith=f"{ASIDE}:")
    keys = Notice.objects.filter(of_phones).values_list("key", flat=True)
    return {key.rpartition(":")[0] for key in keys}


def _matters(at: datetime) -> Iterator[Matter]:
    own, teams = Words(*OWN_SILENT, reverse("phones")), Words(*TEAMS_SILENT, reverse("team-phones"))
    for phone in silent_phones(at=at):
        key = f"{SILENT}:{phone.pk}:{phone.seen_at.timestamp():.0f}"
        yield Matter(key, phone.user, own, teams)
    manager = Words(*TEAMS_ASIDE, reverse("set-aside"))
    for row in waiting_too_long(at=at):
        own = Words(*OWN_ASIDE, reverse("set-aside-one", args=[row.pk]))
        yield Matter(f"{ASIDE}:{row.pk}", row.user, own, manager)


class _Whom:
    """Who is told of these matters: read for all of them at once, however many they are."""

    def __init__(self, matters: Sequence[Matter], *, on: date):
        people = {matter.user.pk for matter in matters}
        self._teams = teams_of_people(people, on=on)
        self._reachable = set(reachable(people))
        self._ladder = Ladder(on)

    def messages(self, matter: Matter) -> list[Told]:
        """Return what is told of a matter to its owner, and to who manages the owner's teams."""
        user = matter.user.pk
        teams = self._teams.get(user, set())
        above = self._ladder.managers_of(teams, without=[user]) if teams else []
        return [
            *(_message(matter.key, each, matter.own) for each in self._reachable & {user}),
            *(_message(matter.key, u, matter.manager) for u in self._ladder.reachable(above)),
        ]


def _message(key: str, user: int, words: Words) -> Told:
    return Told(
        key=f"{key}:{user}",
        kind=Kind.ESCALATION,
        recipient=user,
        subject=words.subject,
        body=f"{words.says}\n\nSign in to Doorstep and go to {words.page}\n\n{ENDING}",
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
