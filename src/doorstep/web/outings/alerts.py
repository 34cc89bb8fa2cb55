"""Tell who must know that somebody is not back: each stage once; and tell them too when all is well.

An alert, its messages and its audit event stand in one transaction, with the outing's row held: of two
workers, or one that was killed, nobody tells anything twice, and nothing is left untold.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction

from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.notices.models import Kind, Notice
from doorstep.web.notices.services import Told, put
from doorstep.web.notices.transports.chosen import is_mail_on
from doorstep.web.outings import saying
from doorstep.web.outings.ladder import reachable
from doorstep.web.outings.models import Outing, OutingAlert
from doorstep.web.outings.people import whom_to_tell
from doorstep.web.outings.stages import Delays, Stage, due_at
from doorstep.workdays import LONDON, moved


def delays() -> Delays:
    """Return after how many minutes whom is told, as the settings say."""
    return Delays(*settings.LONE_WORKING_MINUTES)


def is_any_due(*, at: datetime) -> bool:
    """Test whether somebody is to be told now."""
    return any(_due(row, at) for row in _late(at))


def raise_alerts(*, at: datetime, step: Callable[[str], None] = lambda _: None) -> int:
    """Tell whatever is due now, outing by outing; return how many stages were told. Repeatable."""
    told = 0
    for row in [row.pk for row in _late(at) if _due(row, at)]:
        told += _raise(row, at)
        step("outing")
    return told


def _late(at: datetime) -> Iterator[Outing]:
    """Yield the outings that are not over and may be late, the one expected first, first."""
    since = moved(at, -delays().after(Stage.WORKER))
    rows = Outing.objects.filter(ended_at=None, expected_at__lte=since)
    yield from rows.prefetch_related("alerts").order_by("expected_at", "pk")


def _due(row: Outing, at: datetime) -> list[Stage]:
    """Return the stages that have begun and were not told for the time now expected."""
    told = {alert.stage for alert in row.alerts.all() if alert.expected_at == row.expected_at}
    expected, heard, after = row.expected_at, row.recorded_at, delays()
    return [
        stage
        for stage in Stage
        if stage not in told
        and due_at(stage, expected_at=expected, heard_at=heard, delays=after) <= at
    ]


@transaction.atomic
def _raise(pk: int, at: datetime) -> int:
    row = Outing.objects.select_for_update(of=("self",)).select_related("buddy").get(pk=pk)
    stages = [] if row.ended_at else _due(row, at)  # looked at again: it may be over by now
    made = [_raise_one(row, stage, at) for stage in stages]
    audit.record_all(
        [
            (
                Action.ALERT_OUTING,
                "outing",
                str(row.pk),
                {"stage": alert.stage, "told": alert.told},
            )
            for alert in made
        ],
        by=None,
        at=at,
    )
    return len(made)


def _raise_one(row: Outing, stage: Stage, at: datetime) -> OutingAlert:
    people = whom_to_tell(row, stage, on=at.astimezone(LONDON).date())
    written_to = reachable(people) if is_mail_on() else []
    text = saying.not_back(row, stage, at=at)
    put(
        (
            Told(
                key=f"{saying.key_of(row, stage, row.expected_at)}{user}",
                kind=Kind.ESCALATION,
                recipient=user,
                subject=text.subject,
                body=text.body,
            )
            for user in written_to
        ),
        at=at,
    )
    return OutingAlert.objects.create(
        outing=row, stage=stage, expected_at=row.expected_at, raised_at=at, told=len(written_to),
        for_buddy=stage == Stage.BUDDY and people != [row.buddy_id],
    )  # fmt: skip


def tell_all_well(row: Outing, *, since: datetime, at: datetime) -> None:
    """Tell those who were told of a time that was over that somebody is out, or that all is well."""
    people: set[int] = set()
    for stage in (Stage.BUDDY, Stage.MANAGER):
        notices = Notice.objects.filter(key__startswith=saying.key_of(row, stage, since))
        people |= {pk for pk in notices.values_list("recipient", flat=True) if pk is not None}
    if not people:
        return
    text = saying.all_well(row)
    state = "out" if row.ended_at else f"{row.expected_at.timestamp():.0f}"
    put(
        (
            Told(
                key=f"outing:{row.pk}:well:{state}:{user}",
                kind=Kind.ESCALATION,
                recipient=user,
                subject=text.subject,
                body=text.body,
            )
            for user in sorted(people)
        ),
        at=at,
    )
