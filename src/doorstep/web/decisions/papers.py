"""Forms filled in by themselves: which can be now, those that were, and what one put on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from doorstep.facts import Fact
from doorstep.policy.form import Form
from doorstep.policy.say import in_words
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.situation import fact_in_words
from doorstep.web.components import words
from doorstep.web.decisions.known import Prefilled, prefilled
from doorstep.web.decisions.models import Decision, Draft, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.saying import when
from doorstep.web.decisions.sheets import Sheet, sheet_of
from doorstep.web.decisions.state import holding
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.visits.call_form import RAISES
from doorstep.workflow import filled_alone, signatures
from doorstep.workflow.forms import Holds, answered

NO_SUCH_FORM = "There is no such form for this child."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A form that can be filled in now, and the draft of it the person has begun."""

    title: str
    clause: str
    href: str
    begun: str


def offered(child: Child, by: Access, holds: Holds) -> dict[str, list[Offered]]:
    """Return the forms that can be filled in by themselves now, by the policy they are of."""
    adopted = adopted_stack()
    drafts = Draft.objects.filter(child=child, decision=None, written_by=by.user_id)
    begun = {draft.form: when(draft.written_at) for draft in drafts}
    found: dict[str, list[Offered]] = {}
    for label, title in _in_force(adopted, by).items():
        forms = [f for i, f in sorted(adopted.forms.items()) if i.rpartition("/")[0] == label]
        listed = [_offer(f, child, begun) for f in forms if is_for(f, adopted, holds)]
        if listed:
            found[title] = listed
    return found


def _in_force(adopted: Stack, by: Access) -> dict[str, str]:
    return {
        each.label: each.pack.head.title
        for each in adopted.layers
        if each.window.start <= by.on and (not each.window.end or by.on < each.window.end)
    }


def is_for(form: Form, adopted: Stack, holds: Holds) -> bool:
    """Test whether a form is filed by itself for a child: that of a procedure belongs to a decision.

    What is heard in a call is recorded with the call.
    """
    if form.private or (form.chosen_when is not None and not holds(form.chosen_when)):
        return False
    signed = any(s.when is None and not s.if_answer for s in form.signatures)
    of_calls = any(RAISES & {*field.events.values()} for field in form.fields)
    return not signed and not of_calls and not procedures_on(form.id, adopted)


def why_not(form: Form, holds: Holds, by: Access, *, for_decision: bool) -> str:
    """Return why a form cannot be filed for a child now; nothing if it can.

    A decision that was begun while the policy was in force is brought to its end.
    """
    if form.chosen_when is not None and not holds(form.chosen_when):
        return f"It is for children of whom: {in_words(form.chosen_when)}."
    in_force = form.id.rpartition("/")[0] in _in_force(adopted_stack(), by)
    return "" if in_force or for_decision else "The policy it is of is not in force."


def _offer(form: Form, child: Child, begun: Mapping[str, str]) -> Offered:
    href = f"{reverse('fill-form', args=[child.child_id])}?{urlencode({'form': form.id})}"
    return Offered(title=form.title, clause=form.clause, href=href, begun=begun.get(form.id, ""))


def holds_of(child: Child, by: Access) -> Holds:
    """Return the test of what holds of a child today."""
    return holding(case_of(child), adopted_stack(), on=by.on)


# --- filling one in -----------------------------------------------------------------------------------


def own_draft(child: Child, form: str, by: Access) -> Draft | None:
    """Return the person's own draft of a form about a child."""
    rows = Draft.objects.filter(child=child, form=form, decision=None, written_by=by.user_id)
    return rows.select_related("written_by", "child", "decision").first()


def sheet(paper: Form, child: Child, by: Access, draft: Draft | None, data: Any = None) -> Sheet:
    """Return the form as the person has written it so far, or as it begins."""
    case, adopted = case_of(child), adopted_stack()
    holds = holding(case, adopted, on=by.on)
    stored: Draft | Prefilled = draft or prefilled(paper, child, case, by=by, stack=adopted)
    return sheet_of(paper, holds, stored, data)


def to_sign(filled_in: Sheet) -> str:
    """Return that the form asks for a signature with these answers, and whose; nothing if for none."""
    asked = signatures(filled_in.paper, filled_in.answers, filled_in.holds)
    return f"It needs a signature: {' and '.join(s.label for s in asked)}." if asked else ""


def open_decision(child: Child, pk: int | None) -> int | None:
    """Return the decision a form is filed with, if it is one of the child's that has not ended."""
    rows = (
        Decision.objects.filter(child=child, pk=pk, ended_at=None)
        if pk
        else Decision.objects.none()
    )
    return pk if rows.exists() else None


def procedures_on(form: str, adopted: Stack) -> list[str]:
    """Return the procedures that are gone through on a form, by their ids."""
    return [i for i, procedure in sorted(adopted.procedures.items()) if form in procedure.forms]


def puts(paper: Form, answers: Mapping[str, str], holds: Holds, by: Access) -> list[str]:
    """Return in words what the answers put on the child's record."""
    return list(_effects(paper, answered(paper, answers, holds), by))


def _effects(paper: Form, given: Mapping[str, str], by: Access) -> Iterable[str]:
    result = filled_alone(paper.fields, given)
    for event in result.events:
        yield f"{words(event)}, today"
    for kind, value in result.circumstances:
        yield f"{fact_in_words(Fact(kind, by.on, value=value))}, from today"


# --- those that were ----------------------------------------------------------------------------------


def filled_of(child: Child, form: str = "") -> "QuerySet[Filled]":
    """Return the forms filled in about a child, the latest first; all versions, or those of one form."""
    rows = Filled.objects.filter(child__in=pks_of(child))
    rows = rows.filter(form=form) if form else rows
    return rows.select_related("recorded_by", "decision").order_by("-pk")


def titles_of(child: Child) -> dict[str, str]:
    """Return the forms of which some were filled in about a child, each with its title."""
    rows = Filled.objects.filter(child__in=pks_of(child)).order_by("title")
    return dict(rows.values_list("form", "title"))


def get_filled(*, child: Child, pk: int) -> Filled:
    """Return one version of a form filled in about a child.

    Raises: Http404.
    """
    row = filled_of(child).select_related("part").filter(pk=pk).first()
    if row is None:
        raise Http404(NO_SUCH_FORM)
    return row


def filed_as(child: Child, form: str, client_id: UUID) -> Filled | None:
    """Return what the same page filed before."""
    return Filled.objects.filter(child=child, form=form, client_id=client_id).first()


def others_of(row: Filled) -> list[Filled]:
    """Return the other versions: of a decision's form those of the decision, else of the form alone."""
    rows = filled_of(row.child, row.form).filter(decision=row.decision_id)
    return list(rows.exclude(pk=row.pk))


def as_it_was(row: Filled) -> Holds:
    """Return the test that shows a filed form whole: it holds just what was asked at the time."""
    form = form_of(row.part)
    held = [f.when for f in form.fields if f.when is not None and f.id in row.answers]
    return lambda condition: condition in held
