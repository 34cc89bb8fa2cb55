"""Write what people are told: the outbox, digests, escalations, reminders, feeds, webhooks."""

from doorstep.web.notices.services.outbox import Told, put
from doorstep.web.notices.services.reminders import hand_on

__all__ = ["Told", "hand_on", "put"]
