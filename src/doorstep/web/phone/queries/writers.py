"""Who wrote what was set aside, and in which roles: whoever records it, it was their visit."""

from datetime import date, datetime, timedelta

from doorstep.vocabulary import Role
from doorstep.web.accounts.colleagues import RECORDING
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.phone.models import SetAside
from doorstep.web.visits.forms import roles_to_record
from doorstep.web.visits.writer import Writer
from doorstep.workdays import LONDON


def writer_of(row: SetAside) -> Writer:
    """Return who wrote something that was set aside, when, and in which of their roles it can be."""
    return Writer(
        user=row.user_id,
        name=str(row.user),
        worker_id=row.user.worker_id,
        roles=_roles(row.user, row.told_at),
        told_at=row.told_at,
    )


def _roles(user: User, at: datetime) -> tuple[Role, ...]:
    """Return the roles in which somebody could record then; where they had none left, the last ones."""
    return roles_to_record(access_of(user, at=at)) or _last(user, at.astimezone(LONDON).date())


def _last(user: User, on: date) -> tuple[Role, ...]:
    rows = RoleHeld.objects.filter(user=user, start_date__lte=on, role__in=RECORDING)
    until = {row: row.end_date or date.max for row in rows.order_by("pk") if row.role in set(Role)}
    last = min(max(until.values(), default=date.max), on + timedelta(1))  # of those still open, all
    return tuple(dict.fromkeys(Role(row.role) for row, end in until.items() if end >= last))
