"""Systems that read and record in the demonstration authority; their tokens are shown to nobody."""

from datetime import datetime, timedelta
from uuid import UUID

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import RoleHeld, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can, OwnRole
from doorstep.web.api.services import Wish, issue_token, revoke_token
from doorstep.web.api.words import Scope

READS = frozenset({Scope.DUE_READ, Scope.CHILDREN_READ, Scope.ACCOUNT_READ, Scope.POLICY_READ})
WRITES = frozenset({Scope.VISITS_READ, Scope.VISITS_WRITE})
SYSTEMS = (
    ("data-warehouse", "Data warehouse", OwnRole.PERFORMANCE_ANALYST, "Nightly copy", READS),
    (
        "visiting-app",
        "Visiting app",
        Role.QUALITY_AND_REVIEW_MANAGER,
        "Visits from tablets",
        WRITES,
    ),
)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def show_tokens(*, at: datetime) -> None:
    """Make the systems, a token of each, and one that was revoked."""
    held = RoleHeld.objects.filter(role=OwnRole.ADMINISTRATOR).select_related("user").first()
    if held is None:
        return
    by = access_of(held.user, at=at)
    for number, (username, name, role, purpose, scopes) in enumerate(SYSTEMS):
        user = User(username=username, name=name)
        user.set_unusable_password()
        user.save()
        RoleHeld.objects.create(user=user, role=str(role), start_date=at.date() - timedelta(400))
        wish = Wish(
            user=user,
            name=purpose,
            scopes=scopes,
            cans=frozenset({Can.SEE_CHILD, Can.SEE_TEAM, Can.EXPORT, Can.RECORD, Can.SEE_POLICY}),
            expires_at=_midnight(at + timedelta(90)),
            client_id=UUID(int=number + 1),
        )
        issue_token(wish, by=by, at=at)
    tried = Wish(
        user=user,
        name="First try",
        scopes=WRITES,
        cans=frozenset({Can.RECORD}),
        expires_at=at + timedelta(7),
        client_id=UUID(int=0),
    )
    revoke_token(issue_token(tried, by=by, at=at)[0], by=by, at=at)
