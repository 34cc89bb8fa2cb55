"""Deputies: who acts for whom, from when until when, why; ended early, never deleted."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.versions import change
from doorstep.workdays import LONDON


class DeputyAlreadyError(ValueError):
    """The person acts for the other on some of these days already."""


class OwnDeputyError(ValueError):
    """Somebody tried to make themselves the deputy of another (A8)."""


@transaction.atomic
def give_deputy(  # noqa: PLR0913 (who, for whom, when, why, by whom)
    *,
    user: User,
    acts_for: User,
    start_date: date,
    end_date: date,
    reason: str,
    by: Access,
    at: datetime,
) -> Deputy:
    """Let somebody act for another: what the one may do, the other may do on these days.

    Raises: OwnDeputyError; DeputyAlreadyError, also when the same form is sent twice.
    """
    if user.pk == by.user_id:
        raise OwnDeputyError("Nobody makes themselves a deputy. Ask another administrator")
    User.objects.select_for_update().get(pk=acts_for.pk)
    there = Deputy.objects.filter(
        user=user, acts_for=acts_for, start_date__lt=end_date, end_date__gt=start_date
    ).exclude(end_date=F("start_date"))
    if there.exists():
        raise DeputyAlreadyError("They act for this person on some of these days already")
    deputy = Deputy.objects.create(
        user=user,
        acts_for=acts_for,
        start_date=start_date,
        end_date=end_date,
        reason=reason,
        given_by_id=by.user_id,
    )
    _tell(Action.GIVE_DEPUTY, deputy, by=by, at=at)
    return deputy


@transaction.atomic
def end_deputy(deputy: Deputy, *, version: int, by: Access, at: datetime) -> None:
    """End a deputy's time today; one that has not begun is taken back.

    Raises: ConflictError.
    """
    end = max(deputy.start_date, at.astimezone(LONDON).date())
    change(deputy, version=version, end_date=end)
    _tell(Action.END_DEPUTY, deputy, by=by, at=at)


def _tell(action: Action, deputy: Deputy, *, by: Access, at: datetime) -> None:
    detail = {
        "deputy": deputy.user_id,
        "from": deputy.start_date.isoformat(),
        "until": deputy.end_date.isoformat(),
    }
    audit.record(
        action=action,
        subject="user",
        subject_id=str(deputy.acts_for_id),
        by=by,
        at=at,
        detail=detail,
    )
