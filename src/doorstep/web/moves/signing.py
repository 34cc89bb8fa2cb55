"""Signatures that wait for one person because nobody else could give them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.queries import roles_for
from doorstep.web.decisions.queues import to_sign
from doorstep.workdays import LONDON


def only_theirs(person: User, *, at: datetime) -> list[Decision]:
    """Return the decisions to sign that nobody but this person can sign as things stand."""
    rows = to_sign(access_of(person, at=at)).select_related("child").prefetch_related("waiting")
    known: dict[int, Access] = {}
    return [row for row in rows if not _others(row, person, known, at)]


def can_sign(decision: Decision, user: User, *, at: datetime) -> bool:
    """Test whether somebody could give a signature that waits: in a role of their own, and no author."""
    return _could(decision, access_of(user, at=at))


def signing_roles(decision: Decision) -> set[str]:
    """Return the roles that can give the signature that waits."""
    return {row.role for row in decision.waiting.all() if row.signs}


def _others(decision: Decision, person: User, known: dict[int, Access], at: datetime) -> bool:
    return any(_could(decision, each) for each in _holders(decision, person, known, at))


def _holders(
    decision: Decision, person: User, known: dict[int, Access], at: datetime
) -> Iterable[Access]:
    """Yield the others who hold a role that signs, whichever children it leads to."""
    on = at.astimezone(LONDON).date()
    until = Q(end_date=None) | Q(end_date__gt=on)
    rows = RoleHeld.objects.filter(
        until, start_date__lte=on, role__in=signing_roles(decision), user__is_active=True
    ).exclude(user=person)
    for user in User.objects.filter(pk__in=rows.values("user")).order_by("pk"):
        if user.pk not in known:
            known[user.pk] = access_of(user, at=at)
        yield known[user.pk]


def _could(decision: Decision, access: Access) -> bool:
    if access.user_id in _authors(decision):
        return False
    roles = signing_roles(decision)
    mine = roles_for(decision.child, access)
    return any(held.role in roles and not held.acting_for for held in mine)


def _authors(decision: Decision) -> set[int]:
    """Return who wrote in what is to be signed: they do not sign it."""
    rows = decision.forms_filled.values_list("writers", flat=True)
    return {pk for writers in rows for pk in writers}
