"""Of the demonstration: a colleague who is away and covered, and a child moved lately."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Count, Q

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.caseload.models import CLOSED, Answer
from doorstep.web.moves.absences import Asked as Absent
from doorstep.web.moves.absences import set_absence
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.services import Asked, ImpossibleError, move_children

OURS = UUID("0d2f6c5e-58a1-4a3f-9a4c-7f1f0a2b9c31")
HOLIDAY = timedelta(9)


def make_moves(*, at: datetime, apart_from: Collection[str] = ()) -> None:
    """Let one worker be on holiday, covered by another, and give one child of theirs to the other.

    Those whose sign-ins are printed are left as they are. Nothing is done where no two others hold
    the same role.
    """
    head = RoleHeld.objects.filter(role=Role.SENIOR_MANAGER).select_related("user").first()
    pair = _pair(apart_from)
    if head is None or pair is None:
        return
    by, (away, cover) = access_of(head.user, at=at), pair
    _move_one(away, cover, by=by, at=at)
    told = Absent(
        person=away,
        cover=cover,
        start_date=by.on,
        end_date=by.on + HOLIDAY,
        note="annual leave",
        client_id=uuid5(OURS, "away"),
    )
    set_absence(told, by=by, at=at)


def _pair(apart_from: Collection[str]) -> tuple[User, User] | None:
    """Return two workers of one role, the one with most children first."""
    rows = Answer.objects.exclude(standing=CLOSED).exclude(worker_id="").order_by()
    held = dict(rows.values_list("worker_id").annotate(Count("pk")))
    for role in (Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER):
        holders = User.objects.filter(~Q(worker_id=""), roles__role=role).distinct()
        users = sorted(
            (u for u in holders if u.username not in apart_from and held.get(u.worker_id)),
            key=lambda user: (-held[user.worker_id], user.pk),
        )
        if len(users) > 1:
            return users[0], users[1]
    return None


def _move_one(away: User, cover: User, *, by: Access, at: datetime) -> None:
    """Give the last of somebody's children to another, if nothing stands against it."""
    rows = Answer.objects.filter(worker_id=away.worker_id).exclude(standing=CLOSED)
    last = rows.order_by("pk").values_list("child__child_id", flat=True).last()
    if last is None:
        return
    told = Asked(
        wishes=(Wish(last, cover.pk),),
        start=by.on,
        reason="The family moved to this worker’s part of the town",
        client_id=uuid5(OURS, "moved"),
    )
    with suppress(ImpossibleError):
        move_children(told, by=by, at=at)
