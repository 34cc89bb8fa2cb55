"""Brothers and sisters for whom a decision can be begun as well, and why not for the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from doorstep.policy.procedure import Procedure
from doorstep.policy.say import in_words
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions import queries
from doorstep.web.decisions.beginning import address_of
from doorstep.web.decisions.saying import one_of
from doorstep.web.decisions.state import holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another child of the address; `because` says why it cannot be begun, `href` what is open."""

    child: Child
    because: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        """Return what the child is called."""
        return self.child.name or self.child.child_id


def siblings(rule: Procedure, others: Iterable[Child], by: Access, stack: Stack) -> list[Sibling]:
    """Return the other children, each with why the procedure cannot be begun for them if it cannot."""
    return [_sibling(rule, child, by, stack) for child in others]


def _sibling(rule: Procedure, child: Child, by: Access, stack: Stack) -> Sibling:
    if found := queries.one_open(child, rule):
        because = f"{rule.title} is open already, at: {found.step_title}."
        return Sibling(child=child, because=because, href=address_of(found, child))
    if rule not in queries.may_open(child, by, stack, on=by.on):
        who = one_of(queries.openers(rule))
        return Sibling(child=child, because=f"It is for others to begin: {who}.")
    holds = holding(case_of(child), stack, on=by.on)
    if rule.forms and not queries.forms_for(rule, stack, holds):
        return Sibling(
            child=child, because=f"No form of it is meant for them. {_for_whom(rule, stack)}"
        )
    return Sibling(child=child)


def _for_whom(rule: Procedure, stack: Stack) -> str:
    forms = [stack.forms[name] for name in rule.forms]
    told = [
        f"{f.title}: for children of whom: {in_words(f.chosen_when)}"
        for f in forms
        if f.chosen_when
    ]
    return "; ".join(told) + "." if told else ""
