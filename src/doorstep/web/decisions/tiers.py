"""What can be decided on a child's tier today: by whom, which tiers, and what stands against one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from doorstep.engine import answer
from doorstep.engine.tiers import TierAnswer
from doorstep.facts import CaseFacts, TierDecision
from doorstep.policy.form import TIERS, Form
from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Makes, Needed, Role, Tells, Tier
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.decisions import queries

WORDS = {tier: word for word, tier in TIERS.items()}
LOWERED = "Criteria of a higher tier hold for the child, so the tier cannot be lowered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A procedure by which somebody decides on a tier at once: its form, and what the form is told."""

    procedure: Procedure
    form: Form
    does: Does
    role: Role
    tier: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A tier that could be decided on; `against` are the criteria for which it is refused today.

    `ends` are the criteria that hold now and would hold no more once it is decided.
    """

    tier: Tier
    is_now: bool
    against: tuple[str, ...]
    ends: tuple[str, ...] = ()


def way_of(child: Child, by: Access, stack: Stack) -> Way | None:
    """Return how the person decides on the child's tier at once; none if with others or not at all."""
    roles = [held.role for held in queries.roles_for(child, by)]
    for procedure in queries.may_open(child, by, stack, on=by.on):
        for does in procedure.steps[procedure.start].actions:
            role = next((role for role in roles if role in set(does.by)), None)
            form = _only_form(procedure, stack)
            if role and form and _decides_at_once(does, procedure):
                return _way(procedure, form, does, Role(role))
    return None


def _only_form(procedure: Procedure, stack: Stack) -> Form | None:
    """Return the form if there is one, on which nothing has to be filled in but the tier."""
    forms = [stack.forms[name] for name in procedure.forms]
    if len(forms) != 1:
        return None
    asked = [f for f in forms[0].fields if f.before and f.tells != Tells.TIER]
    return None if asked else forms[0]


def _decides_at_once(does: Does, procedure: Procedure) -> bool:
    made = procedure.steps[does.to].makes
    return made == Makes.TIER_DECISION and not does.form and {*does.needs} <= {Needed.REASON}


def _way(procedure: Procedure, form: Form, does: Does, role: Role) -> Way | None:
    told = {f.tells: f.id for f in form.fields if f.tells}
    if Tells.TIER not in told:
        return None
    return Way(
        procedure=procedure,
        form=form,
        does=does,
        role=role,
        tier=told[Tells.TIER],
        until=told.get(Tells.REVIEW_DATE, ""),
    )


def others(child: Child, by: Access, stack: Stack) -> list[Procedure]:
    """Return the procedures the person may begin at the end of which somebody decides on a tier."""
    own = way_of(child, by, stack)
    return [
        procedure
        for procedure in queries.may_open(child, by, stack, on=by.on)
        if procedure != (own.procedure if own else None)
        and any(step.makes == Makes.TIER_DECISION for step in procedure.steps.values())
    ]


def deciders(stack: Stack) -> tuple[Role, ...]:
    """Return who decides on tiers under the policies in force, each once."""
    return tuple(dict.fromkeys(role for tiers in stack.tier_sets for role in tiers.change.by))


def choices(case: CaseFacts, stack: Stack, *, role: Role, on: date) -> list[Choice]:
    """Return each tier with what stands against it, as the engine would answer were it decided on."""
    now = answer(case, stack, as_at=on).tier
    if now is None:
        return []
    found = []
    for tier in Tier:
        decided = TierDecision(tier, on, role)
        then = answer(
            replace(case, tier_decisions=(*case.tier_decisions, decided)), stack, as_at=on
        ).tier
        found.append(
            Choice(
                tier=tier,
                is_now=tier == now.tier,
                against=tuple(_against(then, tier)),
                ends=tuple(_ended(now, then)),
            )
        )
    return found


def ended_by_deciding(found: Iterable[Choice]) -> list[str]:
    """Return the criteria that end with a decision, whichever of the tiers that may be decided on."""
    told = (text for choice in found if not choice.against for text in choice.ends)
    return list(dict.fromkeys(told))


def _ended(now: TierAnswer, then: TierAnswer | None) -> Iterable[str]:
    still = {hit.criterion.id for hit in then.hits} if then else set()
    return (
        f"{hit.criterion.title} ({hit.criterion.clause})"
        for hit in now.hits
        if hit.criterion.id not in still
    )


def _against(then: TierAnswer | None, tier: Tier) -> Iterable[str]:
    if then is None or not is_higher(then.tier, tier):
        return ()
    told = ((h.criterion.tier, h.criterion.title, h.criterion.clause) for h in then.hits)
    return holding_above(told, tier)


def holding_above(criteria: Iterable[tuple[Tier, str, str]], tier: Tier) -> list[str]:
    """Return the criteria of a higher tier in words, each with its clause.

    Shape: of each criterion its tier, title and clause.
    """
    return [f"{title} ({clause})" for its, title, clause in criteria if is_higher(its, tier)]


def is_higher(one: Tier, other: Tier) -> bool:
    """Test whether a tier is more urgent than another."""
    order = list(Tier)
    return order.index(one) < order.index(other)
