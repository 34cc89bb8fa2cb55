"""Webhooks: a post that is signed, with the key by which a receiver knows what it has already.

Doorstep-Key: overdue:4711:3
Doorstep-Signature: t=1731750000,v1=<hex of HMAC-SHA256 of "t.body" with the webhook's secret>
"""

import hashlib
import hmac
import time

from django.conf import settings

from doorstep.web.accounts.second_factor import decrypted
from doorstep.web.notices.models import Webhook
from doorstep.web.notices.transports.base import Message, NotNowError, RefusedError
from doorstep.web.notices.transports.post import post

OK = range(200, 300)
ELSEWHERE = range(300, 400)


class Webhooks:
    """Posts each message to the webhook whose number it is for."""

    def has(self, key: str) -> bool | None:
        """Return that nobody can know: the receiver drops keys it has."""
        return None

    def send(self, message: Message) -> None:
        """Post a message, signed now: a receiver refuses what was signed long ago."""
        hook = Webhook.objects.get(pk=int(message.to))
        body = message.body.encode()
        signed = signature(body, secret=decrypted(hook.secret), seconds=int(time.time()))
        status = post(
            hook.address,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": "Doorstep",
                "Doorstep-Key": message.key,
                "Doorstep-Signature": signed,
            },
            networks=settings.WEBHOOK_NETWORKS,
            plain=settings.DEMO,
        )
        _judge(status)


def signature(body: bytes, *, secret: str, seconds: int) -> str:
    """Return the header that signs a body at a time.

    Example:
        >>> signature(b"{}", secret="s", seconds=0)[:12]
        't=0,v1=e79b1'
    """
    told = f"{seconds}.".encode() + body
    return f"t={seconds},v1={hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()}"


def _judge(status: int) -> None:
    if status in OK:
        return
    if status in ELSEWHERE:
        raise NotNowError(
            f"The receiver sent us elsewhere (answer {status}), which is not followed."
        )
    if status == 410:
        raise RefusedError("The receiver said that nothing is wanted there any more (answer 410).")
    raise NotNowError(f"The receiver did not take it (answer {status}).")
