"""Nobody leaves with work left: an account is closed, and a last role ended, at a balance of zero."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, Q

from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.components import plural
from doorstep.web.moves.holding import KINDS, Kind, counted, held_by


class StillHoldsError(ValueError):
    """Somebody still holds something; the message says how much of what, and names no child."""

    def __init__(self, still: Mapping[Kind, int]):
        self.counted = dict(still)
        said = ", ".join(plural(n, KINDS[kind][1], MANY.get(kind, "")) for kind, n in still.items())
        super().__init__(f"They still hold {said}. A manager of theirs hands these over first")


MANY = {
    Kind.CHILD: "children",
    Kind.DECISION: "decisions begun",
    Kind.DRAFT: "forms being written",
    Kind.ATTEMPT: "visits to try again",
    Kind.DEPUTY: "people acted for",
    Kind.ACTED_FOR: "deputies of theirs",
    Kind.COVER: "absences covered",
}


def refuse_with_work_left(user: User, *, at: datetime) -> None:
    """Refuse to let somebody go who still holds something.

    Raises: StillHoldsError.
    """
    still = counted(held_by(user, at=at))
    if still:
        raise StillHoldsError(still)


def refuse_last_role(held: RoleHeld, *, end_date: date, at: datetime) -> None:
    """Refuse to end the last role of somebody who still holds something.

    Raises: StillHoldsError.
    """
    later = Q(end_date=None) | Q(end_date__gt=end_date)
    others = RoleHeld.objects.filter(later, user=held.user).exclude(pk=held.pk)
    if held.user.is_active and not others.exclude(end_date=F("start_date")).exists():
        refuse_with_work_left(held.user, at=at)
