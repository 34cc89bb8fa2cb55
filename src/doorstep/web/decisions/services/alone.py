"""Fill in a form that no procedure is gone through on: a rating, a check at the door, who was told."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.policy.form import Form
from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.deputising import writing_as
from doorstep.web.caseload.held_bodies import FactBody, digest_of, stored, what_of
from doorstep.web.caseload.models import Child, Circumstance
from doorstep.web.caseload.queries import case_of
from doorstep.web.caseload.services import answer_anew
from doorstep.web.decisions import effects, queries
from doorstep.web.decisions.models import Decision, Draft, Filled
from doorstep.web.decisions.parts import form_of, kept
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.services.doing import SaidOtherwiseError
from doorstep.web.decisions.services.drafting import form_to_fill
from doorstep.web.decisions.services.locking import locked, refuse_another_page
from doorstep.web.decisions.state import holding
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError, filled_alone, missing
from doorstep.workflow.forms import Holds, answered


@transaction.atomic
def fill_form(  # noqa: PLR0913 (which form, what it says, by whom and when)
    *,
    child_id: str,
    form: str,
    answers: Mapping[str, str],
    client_id: UUID,
    by: Access,
    at: datetime,
    decision: int | None = None,
    filled_at: datetime | None = None,
) -> Filled:
    """File a form as it is filled in, with what its answers put on record.

    With `decision` it is one that an action of that decision asks for beside its own; `filled_at` is when
    it was filled in, if that was before it came here.
    Raises: Http404; RefusedError naming what is not filled in; SaidOtherwiseError.
    """
    (child,), stack = locked([child_id], by), adopted_stack()
    before = Filled.objects.filter(child=child, form=form, client_id=client_id).first()
    if before is not None:
        _refuse_otherwise(before, answers, decision, by)
        return before
    refuse_another_page(child, client_id)
    paper = form_to_fill(form, stack)
    of = queries.get_decision(child=child, pk=decision, lock=True) if decision else None
    opened = queries.opened(of, child, stack, on=by.on) if of else None
    if opened is not None:
        _refuse_what_was_submitted(paper, opened, by)
    by = writing_as(child, by, role=_role_asked(paper, opened, by))
    holds = holding(case_of(child), stack, on=by.on)
    told = {k: v.strip() for k, v in answers.items() if v.strip()}
    _check(paper, told, holds)
    row = _store(paper, told, child, client_id, of, by=by, at=at, filled_at=filled_at)
    _put(paper, row, holds, by=by, at=at)
    Draft.objects.filter(child=child, form=form, written_by=by.user_id, decision=None).delete()
    answer_anew([child], at=at)
    detail = {"form": form, "filled": row.pk}
    audit.record(
        action=Action.FILL_FORM, subject="child", subject_id=child_id, by=by, at=at, detail=detail
    )
    return row


def _refuse_otherwise(
    before: Filled, answers: Mapping[str, str], decision: int | None, by: Access
) -> None:
    """Refuse a page that was sent before and said something else, for something else or by another."""
    told = _kept(form_of(before.part), answers)
    said = (before.answers, before.decision_id, before.recorded_by_id)
    if said != (told, decision, by.user_id):
        raise SaidOtherwiseError(before)


def _kept(paper: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers as they are kept: those to its questions that say something."""
    told = {k: v.strip() for k, v in answers.items() if v.strip()}
    names = {f.id for f in paper.fields}
    return {k: v for k, v in told.items() if k.removesuffix(".comment") in names}


def _refuse_what_was_submitted(paper: Form, found: Opened, by: Access) -> None:
    """Refuse a form for a decision that has ended, and its own unless an action here asks for it."""
    if found.decision.ended_at:
        raise RefusedError(f"{found.decision.title} has ended; nothing more is filled in for it.")
    if found.form is None or found.form.id != paper.id:
        if paper.id not in queries.named_forms(found.decision):
            raise RefusedError(f"{found.decision.title} does not ask for {paper.title}.")
        return
    if found.decision.at_start:
        raise RefusedError(f"{paper.title} is written in the draft of the decision.")
    naming = {role for does in found.actions if does.form == paper.id for role in does.by}
    mine = {held.role for held in queries.roles_for(found.child, by)}
    if found.state.signed or not naming & mine:
        raise RefusedError(
            "What was submitted is not changed any more; send it back to be written anew."
        )


def _role_asked(paper: Form, found: Opened | None, by: Access) -> str:
    """Return the role of which an open action asks for the form, where the person holds one."""
    if found is None:
        return ""
    asked = {role for does in found.actions if does.form == paper.id for role in does.by}
    return next((h.role for h in queries.roles_for(found.child, by) if h.role in asked), "")


def _check(paper: Form, told: dict[str, str], holds: Holds) -> None:
    if paper.chosen_when is not None and not holds(paper.chosen_when):
        raise RefusedError(f"{paper.title} is not meant for this child.")
    empty = missing(paper, told, before="submit", holds=holds)
    if empty:
        raise RefusedError(f"Still to be filled in: {'; '.join(f.label for f in empty)}.")


def _store(  # noqa: PLR0913 (what was written of whom, by whom and when)
    paper: Form,
    told: dict[str, str],
    child: Child,
    client_id: UUID,
    of: Decision | None,
    *,
    by: Access,
    at: datetime,
    filled_at: datetime | None,
) -> Filled:
    draft = Draft.objects.filter(
        child=child, form=paper.id, written_by=by.user_id, decision=None
    ).first()
    answers = _kept(paper, told)
    return Filled.objects.create(
        child=child,
        decision=of,
        form=paper.id,
        title=paper.title,
        part=kept(paper),
        answers=answers,
        carried=[n for n in draft.carried if n in answers] if draft else [],
        known=draft.known if draft else {},
        writers=_writers(paper, of, by),
        client_id=client_id,
        digest=digest_of(FactBody(paper.id, str(sorted(answers.items())))),  # type: ignore[arg-type]
        filled_at=filled_at,
        recorded_at=at,
        recorded_by_id=by.user_id,
        acting_for=by.acting_for,
    )


def _writers(paper: Form, of: Decision | None, by: Access) -> list[int]:
    """Return who wrote it: of a decision's form that is filled in further, those before as well."""
    before = of.forms_filled.filter(form=paper.id).order_by("-pk").first() if of else None
    return list(dict.fromkeys([*(before.writers if before else []), by.user_id]))


def _put(paper: Form, row: Filled, holds: Holds, *, by: Access, at: datetime) -> None:
    result = filled_alone(paper.fields, answered(paper, row.answers, holds))
    effects.record_events(row.child, result, row.client_id, by=by, at=at, filled_at=row.filled_at)
    on = (row.filled_at or at).astimezone(LONDON).date()
    for kind, value in result.circumstances:
        body = FactBody(kind, value)
        Circumstance.objects.create(
            child=row.child,
            client_id=row.client_id,
            digest=digest_of(body, on),
            what=what_of(body),
            start_date=on,
            body=stored(body),
            decision=row.decision.key if row.decision else None,
            recorded_at=at,
            recorded_by_id=by.user_id,
            acting_for=by.acting_for,
        )
