"""Read decisions: one with all that was done, those of a child, those that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does, Procedure
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Action, Makes, Role
from doorstep.web.accounts.access import Access, Held
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Child, Involvement
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.visible import held_for, reached_in, seen, sight_of, visible
from doorstep.web.decisions.models import Decision, Done, Draft, Filled, Waiting
from doorstep.web.decisions.parts import procedure_of
from doorstep.web.decisions.state import holding, state_of
from doorstep.workflow import State, open_actions
from doorstep.workflow.forms import Holds

NO_SUCH_DECISION = "There is no such decision for this child."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A decision with everything that belongs to it, and what holds of the child now."""

    decision: Decision
    child: Child
    state: State
    done: tuple[Done, ...]
    filled: tuple[Filled, ...]
    also: tuple[Filled, ...]
    draft: Draft | None
    holds: Holds

    @property
    def form(self) -> Form | None:
        """Return the form it is gone through on."""
        return self.state.form

    @property
    def last_filled(self) -> Filled | None:
        """Return the form's last version."""
        return self.filled[-1] if self.filled else None

    @property
    def actions(self) -> list[Does]:
        """Return what can be done now, by whomever it is for."""
        return open_actions(self.state, self.holds)


def get_decision(*, child: Child, pk: int, lock: bool = False) -> Decision:
    """Return one decision of a child; with `lock` held until the transaction is over.

    Raises: Http404.
    """
    rows = Decision.objects.filter(child=child, pk=pk).select_related("part", "form_part")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.first()
    if found is None:
        raise Http404(NO_SUCH_DECISION)
    return found


def opened(decision: Decision, child: Child, stack: Stack, *, on: date) -> Opened:
    """Return a decision with all that was done, and what holds of the child on the day."""
    done = tuple(decision.done.select_related("recorded_by", "filled").order_by("number"))
    own = decision.form_part.part_id if decision.form_part else ""
    rows = list(decision.forms_filled.select_related("part", "recorded_by").order_by("pk"))
    filled = tuple(row for row in rows if row.form == own)
    also = _also(decision, child, rows)
    draft = Draft.objects.filter(decision=decision).first()
    last = filled[-1] if filled else None
    return Opened(
        decision=decision,
        child=child,
        state=state_of(decision, done=done, filled=last, also=also, draft=draft),
        done=done,
        filled=filled,
        also=also,
        draft=draft,
        holds=holding(case_of(child), stack, on=on),
    )


def _also(decision: Decision, child: Child, rows: Sequence[Filled]) -> tuple[Filled, ...]:
    """Return the last version of each other form that an action of the procedure may ask for.

    One filled in by itself counts if it was written after what the last decision of this kind rests on.
    """
    own = decision.form_part.part_id if decision.form_part else ""
    wanted = named_forms(decision) - {own}
    if not wanted:
        return ()
    before = Filled.objects.filter(
        child=child, form=own, decision__procedure=decision.procedure, decision__lt=decision
    )
    alone = Filled.objects.filter(child__in=pks_of(child), decision=None, form__in=wanted)
    last = before.order_by("-pk").values_list("pk", flat=True).first()
    if last is not None:
        alone = alone.filter(pk__gt=last)
    found: dict[str, Filled] = {}
    for row in [*alone.select_related("part", "recorded_by").order_by("pk"), *rows]:
        if row.form in wanted:
            found[row.form] = row
    return tuple(found.values())


def named_forms(decision: Decision) -> set[str]:
    """Return the forms that the actions of a decision's procedure ask for."""
    steps = procedure_of(decision.part).steps.values()
    return {does.form for step in steps for does in step.actions if does.form}


# --- who may do what ----------------------------------------------------------------------------------


def roles_for(child: Child, by: Access) -> list[Held]:
    """Return the roles in which a person may act for a child, one's own first."""
    return held_for(by, Can.RECORD, seen(child, on=by.on), sight_of(by))


def role_to(does: Sequence[Does], action: Action, roles: Sequence[Held]) -> Held | None:
    """Return the role in which a person can do an action that is open; None if in none."""
    named = {role for each in does if each.action == action for role in each.by}
    return next((held for held in roles if held.role in named), None)


def may_open(child: Child, by: Access, stack: Stack, *, on: date) -> list[Procedure]:
    """Return the procedures in force that one of the person's roles opens for the child."""
    roles = {held.role for held in roles_for(child, by)}
    in_force = {
        each.label
        for each in stack.layers
        if each.window.start <= on and (not each.window.end or on < each.window.end)
    }
    return [
        procedure
        for i, procedure in sorted(stack.procedures.items())
        if i.rpartition("/")[0] in in_force and roles & {str(r) for r in openers(procedure)}
    ]


def is_alone(procedure: Procedure) -> bool:
    """Test whether no second of a procedure runs beside it for a child: where it lets or plans visits.

    A sign of more risk is written down at any time, so several may run that lead to a tier.
    """
    makes = {step.makes for step in procedure.steps.values()}
    return procedure.stricter_stands or bool(makes & {Makes.VISITING_PLAN, Makes.METHOD_APPROVAL})


def one_open(child: Child, procedure: Procedure) -> Decision | None:
    """Return the open decision beside which no second of the procedure is begun for the child."""
    rows = Decision.objects.filter(child__in=pks_of(child), procedure=procedure.id, ended_at=None)
    return rows.select_related("child").first() if is_alone(procedure) else None


def openers(procedure: Procedure) -> tuple[Role, ...]:
    """Return who opens a procedure: those it names, else those who act first."""
    return procedure.openers


def writers_of(decision: Decision) -> set[str]:
    """Return the roles that write a decision's draft: those who open it, and who act first unsigned.

    Whether an action is open may hang on what is yet to be written, so that is not asked here.
    """
    procedure = procedure_of(decision.part)
    first = procedure.steps[procedure.start].actions
    named = {str(r) for does in first if not does.signature for r in does.by}
    return named | {str(r) for r in openers(procedure)}


def forms_for(procedure: Procedure, stack: Stack, holds: Holds) -> list[Form]:
    """Return the forms of a procedure that are meant for the child, in its order."""
    forms = [stack.forms[name] for name in procedure.forms]
    return [f for f in forms if f.chosen_when is None or holds(f.chosen_when)]


# --- lists --------------------------------------------------------------------------------------------


def decisions_of(child: Child) -> "QuerySet[Decision]":
    """Return a child's decisions, the open ones first, then the latest first."""
    rows = Decision.objects.filter(child__in=pks_of(child))
    rows = rows.select_related("child", "opened_by", "part")
    return rows.order_by("ended_at", "-opened_at", "-pk")


def seen_by(by: Access) -> "QuerySet[Decision]":
    """Return the decisions of the children a person may see."""
    return Decision.objects.filter(visible(by, Can.SEE_CHILD, sight_of(by), prefix="child__"))


def waiting_for(by: Access) -> "QuerySet[Decision]":
    """Return the decisions in which it is one of the person's roles to act now, the oldest first.

    What stands at its start is a draft, and waits only for who opened it or was sent it back.
    """
    mine = [
        Q(Exists(Waiting.objects.filter(decision=OuterRef("pk"), role=held.role)))
        & reached_in(held, by.on, prefix="child__")
        for held in by.held
        if Can.RECORD in held.can
    ]
    if not mine:
        return Decision.objects.none()
    sight = sight_of(by)
    named = Q(child__in=sight.opened - sight.glass) & Q(waiting__role__in=by.roles())
    rows = Decision.objects.filter(reduce(or_, mine) | named, at_start=False, ended_at=None)
    rows = rows.exclude(child__in=sight.restricted & sight.glass)  # to act in no role (`held_for`)
    return (
        rows.filter(visible(by, Can.RECORD, sight, prefix="child__"))
        .order_by("since", "pk")
        .distinct()
    )


def drafts_of(by: Access) -> "QuerySet[Decision]":
    """Return the drafts of a person and of whom they act for, and those sent back of their children.

    What was sent back is begun again by whoever is there: its writer may be away.
    """
    people = {by.user_id, *(held.acting_for_id for held in by.held if held.acting_for_id)}
    theirs = Q(opened_by__in=people) | Q(draft__written_by__in=people)
    back = Exists(Done.objects.filter(decision=OuterRef("pk")))
    rows = seen_by(by).filter(at_start=True, ended_at=None)
    return rows.filter(theirs | (Q(back) & _worked_with(by))).distinct()


def _worked_with(by: Access) -> Q:
    """Return the filter for what a role can act on now whose holder works with the child themself."""
    held = [h for h in by.held if Can.RECORD in h.can and h.worker_id]
    until = Q(end_date=None) | Q(end_date__gt=by.on)
    found = Q(pk__in=())
    for each in held:
        involved = Involvement.objects.filter(
            until, worker_id=each.worker_id, child=OuterRef("child"), start_date__lte=by.on
        )
        waits = Waiting.objects.filter(decision=OuterRef("pk"), role=each.role)
        found |= Q(Exists(waits)) & Q(Exists(involved))
    return found


def last_agreed(opened: Opened) -> Filled | None:
    """Return the form as it was filled in for the last decision of this kind that made something."""
    own = opened.decision.form_part.part_id if opened.decision.form_part else ""
    name = own.rpartition("/")[2]
    rows = Filled.objects.filter(
        child=opened.child,
        form__endswith=f"/{name}",
        decision__ended_at__isnull=False,
        decision__done__signature=True,
    ).exclude(decision=opened.decision)
    return rows.select_related("part", "recorded_by").order_by("-pk").first() if name else None


def by_key(key: UUID) -> Decision | None:
    """Return the decision that other records name by its key."""
    return Decision.objects.filter(key=key).first()
