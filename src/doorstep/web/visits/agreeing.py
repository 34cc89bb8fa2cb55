"""Whose agreement a contact needs: the approval it was made with, and who could have agreed.

What an adopted procedure provides is found among its approvals and never typed. Whether a contact
counts with an agreement, and whether it would have, is the engine's answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.engine.answers import Answer
from doorstep.engine.child import Child
from doorstep.engine.counting import judge
from doorstep.engine.rulings import why_refused
from doorstep.engine.runs import judged_under
from doorstep.facts import Visit
from doorstep.policy.counts import Accepts, CountsValue, Needs
from doorstep.policy.duty import Duty
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Role, VisitType
from doorstep.web.caseload.approvals import Given, covering, why_not
from doorstep.web.caseload.held import Approval
from doorstep.web.visits.report import VisitReport

FREE = {"approved_by": (), "plan_agreed_by": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose agreement would have made a contact count, how it is reached, and where that stands.

    `procedure` is blank where no adopted policy has one; `is_plan` says that a plan must name the way.
    """

    roles: tuple[Role, ...]
    procedure: str
    clause: str
    is_plan: bool


# --- the approval it was made with ------------------------------------------------------------------


def with_approval(
    report: VisitReport, given: Sequence[Given], found: Answer, stack: Stack
) -> VisitReport:
    """Return the report of a visit with the approval that covers it, if one does.

    Of several the one with which it counts for most duties; of equal ones what was entered by hand,
    then one for a time rather than one for a single visit.
    """
    if report.told.visit_type != VisitType.VISIT:
        return report
    covers: list[Approval | None] = [*covering(given, report.told)]
    choice = [None, *covers] if report.told.approved_by else covers
    made = [report.made_with(approval) for approval in choice]
    if len(made) < 2:
        return made[0] if made else report
    return max(made, key=lambda each: _counts_for(each.told, found, stack))


def _counts_for(visit: Visit, found: Answer, stack: Stack) -> int:
    duties = [o.duty for o in found.obligations if o.duty.counts]
    return sum(not judged_under(stack, visit, duty, found.child).why_not for duty in duties)


def uncovered(given: Iterable[Given], visit: Visit) -> Iterator[tuple[Approval, str]]:
    """Yield each approval of the method that a visit was not made with, and why; blank if it could be."""
    for each in given:
        if each.approval.method == visit.method:
            yield each.approval, why_not(each, visit)


# --- who could have agreed ----------------------------------------------------------------------------


def asked_for(visit: Visit, found: Answer, stack: Stack) -> list[Asked]:
    """Return whose agreement alone kept a contact from counting for the duties that are owed."""
    each = (
        asked
        for o in found.obligations
        if o.duty.counts and judged_under(stack, visit, o.duty, found.child).why_not
        for asked in _asked(visit, o.duty, found.child, stack)
    )
    return list(dict.fromkeys(each))


def _asked(visit: Visit, duty: Duty, child: Child, stack: Stack) -> Iterator[Asked]:
    """Yield the ways in which it would count if only those had agreed whom the policy names."""
    value = stack.counts[duty.counts].on(visit.visit_date.toordinal())
    also = duty.also_needs
    asking = [(w, (*_agreeing(w), *(_agreeing(also) if also else ()))) for w in value.accepts]
    for way, roles in asking:
        if not roles or judge(visit, *_freed(duty, value, way), child).why_not:
            continue
        if not why_refused(visit, stack, child, value):
            yield Asked(
                roles=tuple(dict.fromkeys(roles)),
                procedure=way.procedure if way.procedure in stack.procedures else "",
                clause=stack.cite(way.clause or value.clause, value.document),
                is_plan=bool(way.plan_agreed_by),
            )


def _freed(duty: Duty, value: CountsValue, way: Accepts) -> tuple[Duty, CountsValue]:
    """Return the duty and this way alone, as if everybody had agreed."""
    also = duty.also_needs
    freed = duty.model_copy(update={"also_needs": also and also.model_copy(update=FREE)})
    return freed, value.model_copy(update={"accepts": (way.model_copy(update=FREE),)})


def _agreeing(needs: Needs) -> tuple[Role, ...]:
    return (*needs.approved_by, *needs.plan_agreed_by)


# --- what is adopted, and what is entered by hand ------------------------------------------------------


def entered_by_hand(stack: Stack, on: date) -> tuple[Role, ...]:
    """Return the roles whose agreement a policy asks for that day and no adopted procedure provides."""
    ways = [w for each in stack.counts.values() for w in each.on(on.toordinal()).accepts]
    provided = {role for way in ways if _is_provided(way, stack) for role in way.approved_by}
    asked = {role for way in ways for role in way.approved_by}
    asked |= {r for d in stack.duties if d.also_needs for r in d.also_needs.approved_by}
    return tuple(sorted(asked - provided))


def _is_provided(way: Accepts, stack: Stack) -> bool:
    return way.procedure in stack.procedures


def in_force(stack: Stack, on: date) -> list[str]:
    """Return the labels of the packs adopted on the day, the highest layer first."""
    return [
        each.label
        for each in reversed(stack.layers)
        if each.window.start <= on and (not each.window.end or on < each.window.end)
    ]
