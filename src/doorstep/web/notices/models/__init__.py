"""What people are told and how: reminders, wishes, feeds, what was seen as late, the outbox, webhooks."""

from doorstep.web.notices.models.outbox import Channel, Kind, Notice, State, Webhook
from doorstep.web.notices.models.people import Feed, Wish
from doorstep.web.notices.models.reminder import Reminder
from doorstep.web.notices.models.watched import Watch, WatchBegan, Watched

__all__ = [
    "Channel",
    "Feed",
    "Kind",
    "Notice",
    "Reminder",
    "State",
    "Watch",
    "WatchBegan",
    "Watched",
    "Webhook",
    "Wish",
]
