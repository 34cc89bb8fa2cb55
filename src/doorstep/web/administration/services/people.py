"""People: added, changed, their accounts closed and opened again, given a link to set a password."""

from datetime import datetime
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.administration.services.lasting import (
    ensure_an_administrator,
    lock_administrators,
)
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.moves.leaving import refuse_with_work_left
from doorstep.web.phone.services.phones import revoke_all
from doorstep.web.versions import change


class TakenError(ValueError):
    """Somebody else has this username or worker id; `field` says which."""

    def __init__(self, field: str):
        self.field = field
        super().__init__(f"Somebody has this {'username' if field == 'username' else 'worker id'}")


@transaction.atomic
def add_person(*, name: str, username: str, worker_id: str, by: Access, at: datetime) -> User:
    """Add somebody who may sign in; a password they set themselves (`password_token`).

    Raises: TakenError.
    """
    user = User(name=name, username=username, worker_id=worker_id)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise TakenError(_taken(username)) from None
    tell(Action.ADD_PERSON, user, by=by, at=at)
    return user


@transaction.atomic
def change_person(user: User, *, version: int, by: Access, at: datetime, **values: str) -> None:
    """Change a person's name, username or worker id.

    Raises: ConflictError; TakenError.
    """
    before = {name: getattr(user, name) for name in values}
    try:
        with transaction.atomic():
            change(user, version=version, **values)
    except IntegrityError:
        raise TakenError(_taken(values["username"], user.pk)) from None
    changed = [name for name, value in before.items() if getattr(user, name) != value]
    tell(Action.CHANGE_PERSON, user, by=by, at=at, fields=changed)


def _taken(username: str, pk: int = 0) -> str:
    """Return the field that somebody else has."""
    others = User.objects.filter(username=username).exclude(pk=pk)
    return "username" if others.exists() else "worker_id"


@transaction.atomic
def close_account(user: User, *, version: int, by: Access, at: datetime) -> None:
    """Close an account: whoever is signed in with it can do nothing more from the next request on.

    Raises: ConflictError; LastAdministratorError; StillHoldsError.
    """
    lock_administrators()
    User.objects.select_for_update().get(pk=user.pk)
    refuse_with_work_left(user, at=at)
    change(user, version=version, is_active=False)
    ensure_an_administrator(at=at)
    revoke_all(user, by=by, at=at)
    tell(Action.CLOSE_ACCOUNT, user, by=by, at=at)


@transaction.atomic
def reopen_account(user: User, *, version: int, by: Access, at: datetime) -> None:
    """Open a closed account again, with the roles that still run.

    Raises: ConflictError.
    """
    change(user, version=version, is_active=True)
    tell(Action.REOPEN_ACCOUNT, user, by=by, at=at)


@transaction.atomic
def password_token(user: User, *, by: Access, at: datetime) -> tuple[str, str]:
    """Return what a link needs with which the person sets a password, once; the old one ends at once.

    Nobody but the person ever knows the password. Each new link ends the one before.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    tell(Action.SET_PASSWORD, user, by=by, at=at)
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def tell(action: Action, user: User, *, by: Access, at: datetime, **detail: Any) -> None:
    """Write the event of a change to a person; it says where somebody changed their own account."""
    if by.user_id == user.pk:
        detail["own_account"] = True
    audit.record(
        action=action, subject="user", subject_id=str(user.pk), by=by, at=at, detail=detail
    )


def tell_password_chosen(user: User, *, at: datetime) -> None:
    """Write the event of somebody who set a password by a link, in the transaction that is open."""
    audit.record(
        action=Action.CHANGE_PASSWORD, subject="user", subject_id=str(user.pk), by=None, at=at
    )
