"""What of the policies goes on the phone with a round: forms, guidance, and what was filled in before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from doorstep.engine.child import Child as Known
from doorstep.engine.conditions import holds
from doorstep.engine.rulings import Ruling, rulings
from doorstep.policy.form import Form
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Act, EventKind, Method, Verdict, VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.colleagues import choices, colleagues
from doorstep.web.caseload.models import Child
from doorstep.web.components import moment
from doorstep.web.decisions.models import Filled
from doorstep.web.decisions.parts import form_of as form_filled
from doorstep.web.outings.forms import GoForm
from doorstep.web.phone import described
from doorstep.web.visits.agreeing import entered_by_hand, in_force
from doorstep.web.visits.call_form import CallForm, form_of
from doorstep.web.visits.call_form import Known as KnownOfCall
from doorstep.web.visits.contact_form import ContactForm
from doorstep.web.visits.forms import Asking
from doorstep.web.visits.ruled import on_record
from doorstep.web.visits.visit_form import SeenForm, VisitForm
from doorstep.web.visits.words import CALLS

LATELY = timedelta(
    days=14
)  # an assessment by telephone that is older says nothing of today's visit
SAID = (Verdict.REFUSED, Verdict.NEEDS, Verdict.EXPECTED)


def papers_for(stack: Stack, on: date) -> dict[VisitType, Form]:
    """Return the form on which each kind of call is recorded."""
    adopted = in_force(stack, on)
    return {kind: form_of(stack, kind, adopted=adopted) for kind in CALLS}


def forms_for(access: Access, stack: Stack, *, at: datetime, child: Child) -> dict[str, Any]:
    """Return the questions of every form the phone has, made from the ordinary forms.

    `child` is any of the list: what is asked of it alone is left out.
    """
    asking = Asking(
        child=child, others=(), by=access, at=at, approvers=entered_by_hand(stack, access.on)
    )
    papers = papers_for(stack, access.on)
    known = KnownOfCall(tier="", holds=lambda condition: False)
    kit = papers[VisitType.KIT_CALL]
    visit = VisitForm(asking)
    own = SeenForm(child, visit)

    def call(kind: VisitType) -> list[described.Described]:
        return described.call_fields(CallForm(asking, kind, (papers[kind], known)))

    return {
        "visit": described.visit_fields(visit),
        "child": described.child_fields(own),
        "unborn": described.child_fields(own, unborn=True),
        "kit_call": {kit.id: call(VisitType.KIT_CALL)},
        "call": call(VisitType.CARER_CALL),
        "contact": described.contact_fields(ContactForm(asking)),
        "doorstep": {p.id: _doorstep(p, stack) for p in doorstep_papers(stack, access.on)},
        "outing": _outing(access, at),
        "prompts": {str(kind): list(paper.prompts) for kind, paper in papers.items()},
    }


def _doorstep(paper: Form, stack: Stack) -> dict[str, Any]:
    return {
        "title": paper.title,
        "clause": ", ".join(part for part in (_policy(paper.id, stack), paper.clause) if part),
        "prompts": list(paper.prompts),
        "fields": described.paper_fields(paper),
    }


def _outing(access: Access, at: datetime) -> list[described.Described]:
    """Return the questions of going in, as far as a phone asks them."""
    form = GoForm(others=(), colleagues=colleagues(access), last=None, at=at)
    return [described.plain(name, form.fields[name]) for name in ("minutes", "buddy", "second")]


def people_for(access: Access) -> list[dict[str, str]]:
    """Return the colleagues one can name as a buddy or a second worker."""
    return [{"ref": ref, "name": name} for ref, name in choices(colleagues(access), "") if ref]


def doorstep_papers(stack: Stack, on: date) -> list[Form]:
    """Return the forms in force that are filled in at the door, those of the highest layer first."""
    return _recording(stack, on, EventKind.DOORSTEP_ASSESSMENT)


def doorstep_of(stack: Stack, on: date, known: Known) -> str:
    """Return the form to be filled in at this child's door; none where no policy has one."""
    found = (
        paper.id
        for paper in doorstep_papers(stack, on)
        if paper.chosen_when is None or holds(paper.chosen_when, known, known.day)
    )
    return next(found, "")


def _recording(stack: Stack, on: date, kind: EventKind) -> list[Form]:
    return [
        paper
        for label in in_force(stack, on)
        for paper in stack.forms.values()
        if paper.id.startswith(f"{label}/") and not paper.private and _records(paper, kind)
    ]


def _records(paper: Form, kind: EventKind) -> bool:
    return any(kind in part.events.values() for part in paper.fields)


# --- what was assessed by telephone --------------------------------------------------------------------


def assessed_of(children: Sequence[Child], stack: Stack, *, at: datetime) -> dict[int, Any]:
    """Return by child the last risk assessment by telephone of the last days (PS22-2c)."""
    names = [p.id for p in stack.forms.values() if _records(p, EventKind.PHONE_ASSESSMENT)]
    rows = Filled.objects.filter(child__in=children, form__in=names, recorded_at__gt=at - LATELY)
    told = rows.select_related("part", "recorded_by").order_by("recorded_at", "pk")
    return {row.child_id: _assessed(row) for row in told}


def _assessed(row: Filled) -> dict[str, Any]:
    return {
        "title": row.title,
        "when": moment(row.recorded_at),
        "by": str(row.recorded_by),
        "rows": [
            [part.label, row.answers[part.id]]
            for part in form_filled(row.part).fields
            if row.answers.get(part.id)
        ],
    }


# --- what the rules say of a visit --------------------------------------------------------------------


def guidance_of(
    told: Mapping[int, Known], stack: Stack
) -> tuple[list[dict[str, str]], dict[int, list[dict[str, str]]]]:
    """Return what the rules say of visiting every child of the list, and what of some, by child."""
    found = {pk: [*_rulings(known, stack)] for pk, known in told.items()}
    every = [r for rulings in found.values() for r in rulings]
    cases = {id(r.case): r for r in every}
    common = {
        key: r
        for key, r in cases.items()
        if not r.because and all(any(o.case is r.case for o in own) for own in found.values())
    }
    own = {
        pk: [_told(r, stack) for r in rulings if id(r.case) not in common]
        for pk, rulings in found.items()
    }
    return [_told(r, stack) for r in common.values()], own


def _rulings(known: Known, stack: Stack) -> Iterable[Ruling]:
    for each in rulings(known, stack, Act.VISIT, method=Method.IN_PERSON):
        if each.verdict in SAID:
            yield each


def _policy(told: str, stack: Stack) -> str:
    """Return the title of the policy that a form or a rule is of."""
    label = told.rpartition("/")[0]
    return next((e.pack.head.title for e in stack.layers if e.label == label), "")


def _told(ruling: Ruling, stack: Stack) -> dict[str, str]:
    text = " ".join(part for part in (ruling.case.says, on_record(ruling)) if part)
    return {
        "text": text,
        "clause": ruling.clause,
        "policy": _policy(ruling.rule.id, stack),
        "verdict": str(ruling.verdict),
    }
