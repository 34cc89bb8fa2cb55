"""Ways to cheat with a decision in tests: further roles, deputies, broken glass, refusals met."""

from datetime import timedelta
from typing import Any

import decision_made as d
import pytest
import web_made as made
from decision_pages import FORM

from doorstep.vocabulary import Role
from doorstep.web.accounts.models import Deputy, RoleHeld, User
from doorstep.web.caseload.models import BreakGlass, Child, Restriction
from doorstep.web.decisions.models import Decision, Done, Draft
from doorstep.web.decisions.services import (
    save_draft,
)
from doorstep.workflow import RefusedError

DAY = timedelta(1)


def also(
    user: User, role: Role, *, team: str = "East", start: Any = made.TODAY, **more: Any
) -> User:
    """Give somebody one more role."""
    RoleHeld.objects.create(user=user, role=role, team=made.team(team), start_date=start, **more)
    return user


def deputy_of(whom: User, user: User) -> User:
    """Let somebody act for another."""
    Deputy.objects.create(
        user=user,
        acts_for=whom,
        start_date=made.TODAY,
        end_date=made.TODAY + 5 * DAY,
        given_by=whom,
    )
    return user


def written(decision: Decision, by: User, **changed: str) -> Draft:
    """Write in the draft of a decision."""
    row = Draft.objects.get(decision=decision)
    told = d.answers(d.paper(FORM), **changed)
    who = made.access(by)
    return save_draft(
        child_id="C1", draft=row.pk, answers=told, version=row.version, by=who, at=who.at
    )


def refused(decision: Decision, action: str, by: User, **more: Any) -> str:
    """Try an action that must be refused with nothing done; return why."""
    before = Done.objects.count()
    with pytest.raises(RefusedError) as why:
        d.do(decision, action, made.access(by), **more)
    assert Done.objects.count() == before
    return str(why.value)


def broken(child: Child, user: User) -> User:
    """Break the glass of a record."""
    BreakGlass.objects.create(
        child=child,
        user=user,
        reason="Police at the door, the worker is away",
        start_at=made.AT - timedelta(hours=1),
        end_at=made.AT + timedelta(hours=3),
    )
    return user


def restricted(child: Child, *named: User) -> None:
    """Restrict a record to these people."""
    row = Restriction.objects.create(
        child=child, reason="kin", start_date=made.TODAY, placed_by=made.person(), placed_at=made.AT
    )
    row.named.add(*named)
