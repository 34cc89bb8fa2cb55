"""What people say to do with an import: apply it, undo it, stop it. The worker does it."""

from datetime import datetime

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.audit.words import Action
from doorstep.web.imports import folders
from doorstep.web.imports.models import Import, ImportedChild, Refused, State
from doorstep.web.imports.queries import newest_applied
from doorstep.web.imports.standing import AT_WORK, MovedOnError, move, tell


class NotTheNewestError(Exception):
    """Another import was applied after it, and stands on what it told: that one is undone first."""


@transaction.atomic
def say_apply(row: Import, *, version: int, by: Access | None, at: datetime) -> None:
    """Say that an import be applied as it was shown.

    Raises: MovedOnError; BusyError.
    """
    _as_shown(row, version)
    move(row, State.READY, to=State.APPLYING, why="", **_asked(by))
    tell(Action.APPLY_IMPORT, row, by=by, at=at, step="asked")


@transaction.atomic
def say_undo(row: Import, *, version: int, by: Access | None, at: datetime) -> None:
    """Say that the newest import be undone.

    Raises: MovedOnError; BusyError; NotTheNewestError.
    """
    _as_shown(row, version)
    newest = newest_applied()
    if newest is not None and newest.pk != row.pk:
        raise NotTheNewestError
    move(row, State.APPLIED, to=State.UNDOING, why="", **_asked(by))
    tell(Action.UNDO_IMPORT, row, by=by, at=at, step="asked")


@transaction.atomic
def say_stop(row: Import, *, version: int, by: Access, at: datetime) -> None:
    """Say that an import be given up, or that the work on it stop, which it does at its next step.

    Raises: MovedOnError.
    """
    if row.state in (State.READING, *AT_WORK):
        folders.want_stop(row.key)
    else:
        _as_shown(row, version)
        move(row, State.WAITING, State.READY, to=State.CANCELLED)
    tell(Action.PREVIEW_IMPORT, row, by=by, at=at, step="stop asked")


def _as_shown(row: Import, version: int) -> None:
    if row.version != version:
        raise MovedOnError


def _asked(by: Access | None) -> dict[str, object]:
    return {
        "asked_by_id": by.user_id if by else None,
        "asked_for": by.acting_for[:200] if by else "",
    }


@transaction.atomic
def forget_child(child_id: str) -> None:
    """Delete what imports told of a child whose record is disposed of."""
    ImportedChild.objects.filter(child_id=child_id).delete()
    Refused.objects.filter(child_id=child_id).delete()


@transaction.atomic
def say_seen(row: Import, *, part: str, by: Access, at: datetime) -> None:
    """Write that somebody looked at the children of an import: it shows what a source says of them."""
    tell(Action.PREVIEW_IMPORT, row, by=by, at=at, step="seen", part=part)
