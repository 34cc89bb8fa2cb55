"""What one person can do in a decision now, in which of their roles, and what they may not and why."""

from dataclasses import dataclass

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action, Role
from doorstep.web.accounts.access import Access, Held
from doorstep.web.decisions import queries
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import refused
from doorstep.web.decisions.state import actor
from doorstep.workflow import RefusedError, advance
from doorstep.workflow.signing import check_signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An action for one of the person’s roles; `because` says why they may not do it all the same."""

    does: Does
    roles: tuple[Held, ...]
    because: str = ""

    @property
    def can(self) -> bool:
        """Test whether the person can do it."""
        return not self.because


def choices(found: Opened, by: Access) -> list[Choice]:
    """Return the actions that are open to a person's roles, in the order of the policy."""
    held = queries.roles_for(found.child, by)
    mine = [(does, [h for h in held if h.role in does.by]) for does in found.actions]
    return [_choice(found, does, roles, by) for does, roles in mine if roles]


def choice_for(found: Opened, action: str, by: Access) -> Choice | None:
    """Return one action as it is open to a person; None if it is for none of their roles now."""
    same = [c for c in choices(found, by) if c.does.action == action]
    return next((c for c in same if c.can), same[0] if same else None)


def why_not(found: Opened, action: str, by: Access) -> str:
    """Return why a person cannot do an action now, as the procedure itself says it."""
    mine = choice_for(found, action, by)
    if mine is not None and mine.because:
        return mine.because
    held = queries.roles_for(found.child, by)
    if not held:
        return "None of your roles acts for this child."
    who = actor(by.user_id, Role(held[0].role), held[0].acting_for_id)
    try:
        advance(found.state, Action(action), who, at=by.at, holds=found.holds)
    except RefusedError as error:
        return refused(error)
    return ""


def _choice(found: Opened, does: Does, roles: list[Held], by: Access) -> Choice:
    refusals = [(h, _refused(found, does, h, by)) for h in roles]
    fit = tuple(h for h, why in refusals if not why)
    if fit:
        return Choice(does=does, roles=_each_role_once(fit))
    return Choice(does=does, roles=tuple(roles), because=refusals[0][1])


def _refused(found: Opened, does: Does, held: Held, by: Access) -> str:
    """Return why somebody may not sign; nothing if they may, or if it is no signature."""
    if not does.signature:
        return ""
    try:
        check_signature(found.state, does, actor(by.user_id, Role(held.role), held.acting_for_id))
    except RefusedError as error:
        return str(error)
    return ""


def _each_role_once(roles: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple({held.role: held for held in reversed(roles)}.values())[::-1]
