"""What the demonstration shows of being told: some reminders, and what one worker wants to be told."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.caseload.models import CLOSED, Answer, Child
from doorstep.web.notices.models import Wish
from doorstep.web.notices.queries.news import PARTS
from doorstep.web.notices.services.reminders import set_reminder, settle

REMINDERS = (
    ("Ring the school about the new place", 0),
    ("Ask Mum whether the health visitor came", 3),
    ("Book the room for the core group", -1),
)


@transaction.atomic
def make_notices(*, worker: User, at: datetime) -> None:
    """Set reminders about the worker's first children, settle the last, and store a wish."""
    access = access_of(worker, at=at)
    rows = Answer.objects.filter(worker_id=worker.worker_id).exclude(standing=CLOSED)
    children = list(Child.objects.filter(answer__in=rows).order_by("pk")[: len(REMINDERS)])
    made = [
        set_reminder(
            words=words,
            due_on=access.on + timedelta(days),
            child=child,
            client_id=uuid4(),
            by=access,
            at=at,
        )
        for (words, days), child in zip(REMINDERS, children, strict=False)
    ]
    if len(made) == len(REMINDERS):
        settle(pk=made[-1].pk, by=access, at=at)
    Wish.objects.create(
        user=worker,
        email=f"{worker.username}@anyshire.example",
        digest=True,
        parts=[str(part) for part in PARTS],
    )
