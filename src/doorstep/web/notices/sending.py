"""Send what waits in the outbox: taken by one worker at a time, retried, given up after days (ADR 29).

Taking a message notes that it is about to be handed over. If its worker dies, another takes it when the
lease is over, and first asks whether it is there already, where the way out can be asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from doorstep.web.logs import fault, log
from doorstep.web.notices.models import Channel, Notice, State
from doorstep.web.notices.transports.base import Message, NotNowError, RefusedError, Transport
from doorstep.web.notices.transports.chosen import is_mail_on, mail_transport
from doorstep.web.notices.transports.webhooks import Webhooks
from doorstep.workdays import moved

LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=3)
Step = Callable[[str], None]
UNFINISHED = (State.WAITING, State.FAILED, State.SENDING)
CLOSED_ACCOUNT = "The account is closed, or has no address any more."
ENDED_WEBHOOK = "The webhook was ended."


def is_anything_to_send(*, at: datetime) -> bool:
    """Test whether a message waits that can go."""
    rows = _ready(at)
    return (rows if is_mail_on() else rows.exclude(channel=Channel.EMAIL)).exists()


def _ready(at: datetime) -> "QuerySet[Notice]":
    free = Q(held_until=None) | Q(held_until__lte=at)
    return Notice.objects.filter(free, state__in=UNFINISHED, not_before__lte=at)


@dataclass(kw_only=True)
class Sender:
    """Sends messages one after another; several senders at once share them.

    `now` tells the time while it works, `name` is one that no other sender has.
    """

    now: Callable[[], datetime]
    name: str
    lease: timedelta = LEASE
    mail: Transport | None = field(default_factory=mail_transport)
    webhooks: Transport = field(default_factory=Webhooks)

    def send_all(self, step: Step = lambda _: None) -> int:
        """Send what can go now; return how many were sent. `step` is called between two."""
        sent = 0
        while (taken := self._take()) is not None:
            sent += self._send(*taken)
            step("sending")
        return sent

    def _take(self) -> tuple[Notice, bool] | None:
        """Hold the oldest message that can go, and tell whether somebody may have sent it before."""
        while True:
            at = self.now()
            row = self._ready(at).order_by("not_before", "pk").first()
            if row is None:
                return None
            unsure = row.state == State.SENDING
            same = Notice.objects.filter(pk=row.pk, state=row.state, held_until=row.held_until)
            if same.update(
                state=State.SENDING, held_by=self.name, held_until=moved(at, self.lease)
            ):  # else another was quicker
                return row, unsure

    def _ready(self, at: datetime) -> "QuerySet[Notice]":
        rows = _ready(at).select_related("recipient", "recipient__wish", "webhook")
        return rows if self.mail is not None else rows.exclude(channel=Channel.EMAIL)

    def _send(self, row: Notice, unsure: bool) -> bool:
        """Send a message that is held, and note how it went; return whether it is sent."""
        try:
            return self._hand_over(row, unsure)
        except RefusedError as error:
            self._finish(row, state=State.GIVEN_UP, last_error=str(error))
        except NotNowError as error:
            self._put_off(row, str(error))
        except Exception as error:  # whatever it is, the others must go
            log.error("notice_failed", **fault(error))
            self._put_off(row, "Something went wrong here; the log says what.")
        return False

    def _hand_over(self, row: Notice, unsure: bool) -> bool:
        way = self.mail if row.channel == Channel.EMAIL else self.webhooks
        to = address_of(row)
        if way is None or not to:
            said = CLOSED_ACCOUNT if row.channel == Channel.EMAIL else ENDED_WEBHOOK
            raise RefusedError(said)
        if not (unsure and way.has(row.key)):
            way.send(Message(key=row.key, to=to, subject=row.subject, body=row.body))
        self._finish(row, state=State.SENT, sent_at=self.now(), last_error="")
        return True

    def _put_off(self, row: Notice, said: str) -> None:
        """Try again after a pause that grows, or give up after days."""
        at = self.now()
        if at - row.made_at >= GIVEN_UP_AFTER:
            self._finish(row, state=State.GIVEN_UP, last_error=said)
            return
        pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 12), LONGEST_PAUSE)
        self._finish(row, state=State.FAILED, last_error=said, not_before=moved(at, pause))

    def _finish(self, row: Notice, **values: object) -> None:
        """Store how it went, unless the lease ran out and another has it now."""
        held = Notice.objects.filter(pk=row.pk, held_by=self.name, state=State.SENDING)
        held.update(**values, attempts=F("attempts") + 1, held_by="", held_until=None)


def address_of(row: Notice) -> str:
    """Return where a message goes as things stand now; nowhere for a closed account or ended webhook."""
    if row.webhook is not None:
        return "" if row.webhook.ended_at else str(row.webhook.pk)
    wish = getattr(row.recipient, "wish", None)
    return wish.email if wish is not None and row.recipient and row.recipient.is_active else ""
