"""File a form of the policy that was filled in at the door, by the rules of its ordinary page."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from doorstep.policy.form import Field, Form
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import case_of
from doorstep.web.decisions import papers
from doorstep.web.decisions.known import COMMENT, Prefilled, recorded_of
from doorstep.web.decisions.models import Filled
from doorstep.web.decisions.record_said import known_of
from doorstep.web.decisions.services.alone import fill_form
from doorstep.web.decisions.services.drafting import form_to_fill
from doorstep.web.decisions.sheets import sheet_of
from doorstep.web.phone.described import PREFILLED
from doorstep.web.phone.filling import NOT_ASKED, InvalidError
from doorstep.web.phone.received import Assessment, Thing
from doorstep.web.policies.queries import stack
from doorstep.web.problems import Wrong
from doorstep.web.visits.text import LONGEST, UNSEEN

OF_A_DECISION = "This form is filled in as part of a decision, not at the door."


def assess(
    thing: Thing,
    said: Assessment,
    children: list[Child],
    *,
    by: Access,
    at: datetime,
    filled_at: datetime,
) -> list[Filled]:
    """File the form for each of the children, all or none, in the transaction that is open.

    What it puts on record happened when it was filled in at the door, not when it came.

    Raises: InvalidError; workflow.RefusedError; decisions' SaidOtherwiseError; Http404.
    """
    paper = form_to_fill(said.form, stack())
    if wrong := list(_wrong(paper, said.answers)):
        raise InvalidError(wrong)
    return [
        fill_form(
            child_id=child.child_id,
            form=paper.id,
            answers=_asked(paper, said, child, by),
            client_id=thing.client_id,
            by=by,
            at=at,
            filled_at=filled_at,
        )
        for child in children
    ]


def _asked(paper: Form, said: Assessment, child: Child, by: Access) -> dict[str, str]:
    """Return the answers to what the form asks of this child.

    Raises: InvalidError where the page would not file it.
    """
    holds, adopted = papers.holds_of(child, by), stack()
    answers = _known_of(paper, child, by) | dict(said.answers)
    sheet = sheet_of(paper, holds, Prefilled(answers=answers))
    why = papers.why_not(paper, holds, by, for_decision=False) or papers.to_sign(sheet)
    if not why and not papers.is_for(paper, adopted, holds):
        why = OF_A_DECISION
    if why:
        raise InvalidError([Wrong("form", why)])
    return sheet.asked_answers()


def _known_of(paper: Form, child: Child, by: Access) -> dict[str, str]:
    """Return the answers that the phone does not ask for, because the record has them."""
    told = known_of(child, case_of(child), by=by, stack=stack())
    names = {each.id for each in paper.fields if PREFILLED & {*each.prefill}}
    recorded = recorded_of(paper, told, child)
    return {name: text for name, text in recorded.items() if name in names}


def _wrong(paper: Form, answers: Mapping[str, str]) -> Iterator[Wrong]:
    fields = {each.id: each for each in paper.fields}
    for name, answer in answers.items():
        each = fields.get(name.removesuffix(COMMENT))
        if each is None:
            if answer.strip():
                yield Wrong(name, NOT_ASKED)
        elif why := _why_not(each, answer.strip(), is_comment=name != each.id):
            yield Wrong(name, f"{each.label.rstrip('?.')}: {why}")


def _why_not(each: Field, answer: str, *, is_comment: bool) -> str:
    """Return what is wrong with an answer, or nothing."""
    if UNSEEN.search(answer):
        return "it has signs in it that cannot be stored"
    if len(answer) > LONGEST:
        return f"it must be {LONGEST:,} characters or fewer"
    if not answer or is_comment:
        return ""
    if each.allowed:
        told = [part.strip() for part in answer.split(",")] if each.kind == "choices" else [answer]
        return "" if set(told) <= set(each.allowed) else "select one of the answers"
    return "it must be a day" if each.kind == "date" and not _is_day(answer) else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
