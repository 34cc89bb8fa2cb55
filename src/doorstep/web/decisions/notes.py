"""What is written on the child's record with an action: the notes, oversights and minutes prescribed."""

from hashlib import sha256

from doorstep.policy.form import Form
from doorstep.policy.procedure import Writes
from doorstep.vocabulary import Action, Needed, Record
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import CaseNote
from doorstep.web.components import day, words, words_within
from doorstep.web.decisions.models import Decision, Done
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import in_role, told_rows, was_done, when
from doorstep.web.decisions.state import does_of
from doorstep.workflow import State, arrangement, asked
from doorstep.workflow.forms import Given
from doorstep.workflow.state import AUTHORING

WITH_THE_FORM = frozenset({Record.PLAN, Record.FORMAL_RESOLUTION, Record.REFERRAL})


PAST = {
    Action.DISAGREE: "did not agree",
    Action.RETURN: "sent it back",
    Action.WITHDRAW: "withdrew it",
    Action.ESCALATE: "took it to the next stage",
    Action.OPEN_PLAN: "opened the plan",
    Action.HOLD_CONFERENCE: "held the conference",
    Action.REOPEN: "opened it again",
}
"""What somebody did, where that is not what the history says of it."""


def write(found: Opened, after: State, row: Done, *, by: Access) -> list[CaseNote]:
    """Store a note for each record that the policy has written with the action, apart (LAN-2)."""
    made = [_note(each, found, after, row, by=by) for each in does_of(found.decision, row).writes]
    return CaseNote.objects.bulk_create(made)


def _note(each: Writes, found: Opened, after: State, row: Done, *, by: Access) -> CaseNote:
    text = text_of(each, found, after, row, name=by.name)
    return CaseNote(
        child=found.child,
        client_id=row.client_id,
        digest=sha256(f"{each.record} {each.by} {text}".encode()).hexdigest(),
        record=each.record,
        role=role_of(each, found, row),
        title=f"{words(each.record)}: {_heading(found, row)}",
        text=text,
        clause=row.clause,
        happened_at=row.happened_at,
        sent_to=[str(role) for role in each.send_to],
        decision=found.decision.key,
        recorded_at=row.recorded_at,
        recorded_by_id=by.user_id,
        acting_for=row.acting_for,
    )


def role_of(each: Writes, found: Opened, row: Done) -> str:
    """Return whose record a note is: of the role that acted, unless the policy wants another's.

    Of several roles that may act the policy names one for the record; whoever of them acts writes it.
    """
    return row.role if each.by in does_of(found.decision, row).by else str(each.by)


def _heading(found: Opened, row: Done) -> str:
    return f"{found.decision.title}: {was_done(row.action).lower()}"


def text_of(each: Writes, found: Opened, after: State, row: Done, *, name: str) -> str:
    """Return the words of a note: what was done, by whom and when, what was told, the form it is of."""
    has_form = after.form is not None and _has_the_form(each, found, row)
    lines = [_heading(found, row), f"{deed(row)} by {_who(row, name)}."]
    lines += _whose(each, found, row, name)
    lines += [f"{label}: {text}" for label, text in told_in_order(found.decision, row)]
    if each.send_to:
        lines.append(f"To be sent to: {', '.join(words_within(r) for r in each.send_to)}.")
    lines.append(f"Prescribed: {each.says}")
    if has_form and after.form is not None:
        lines += ["", *form_lines(after.form, after.answers or {}, found)]
    if row.signature:
        lines += ["", f"Fingerprint of what was signed: {row.digest}."]
    return "\n".join(lines).strip()


def deed(row: Done) -> str:
    """Return what was done, and that it was signed."""
    said = was_done(row.action)
    return f"{said} and signed" if row.signature and row.action != Action.SIGN_OFF else said


def told_in_order(decision: Decision, row: Done) -> list[tuple[str, str]]:
    """Return what was told with an action as the policy asks for it: databases keep no order."""
    names = dict.fromkeys((*does_of(decision, row).needs, *Needed))
    return told_rows({str(n): row.told[n] for n in names if row.told.get(n)})


def _who(row: Done, name: str) -> str:
    return f"{name}, {in_role(row.role, row.acting_for)}, on {when(row.happened_at)}"


def _whose(each: Writes, found: Opened, row: Done, name: str) -> list[str]:
    """Return whose record it is by the policy, where somebody else wrote or filed it."""
    if row.role == each.by:
        return []
    whose, acted = words_within(each.by), words_within(row.role)
    if role_of(each, found, row) == row.role:
        return [f"For the {whose}; written by {name}, {acted}."]
    did = PAST.get(Action(row.action)) or was_done(row.action).lower()
    record = words_within(each.record)
    return [f"The {whose}’s {record}, filed when the {acted} {did}.", *_author(found)]


def _author(found: Opened) -> list[str]:
    """Return who handed on what is filed."""
    last = next((d for d in reversed(found.done) if Action(d.action) in AUTHORING), None)
    return [f"{was_done(last.action)} by {_who(last, last.recorded_by.name)}."] if last else []


def _has_the_form(each: Writes, found: Opened, row: Done) -> bool:
    """Test whether a note holds the form: one written in the role of whoever filled it in does."""
    authors = {d.by.role for d in found.state.round if d.is_authoring}
    return each.record in WITH_THE_FORM or each.by in authors or not row.signature


def form_lines(form: Form, told: Given, found: Opened) -> list[str]:
    """Return a form as it was filled in, a paragraph for each question."""
    lines = [form.title]
    for field in asked(form, told, found.holds):
        text = said(field.kind, told.get(field.id, ""))
        comment = told.get(f"{field.id}.comment", "")
        lines.append(f"{field.label}\n{text or 'Not answered.'}")
        lines += [f"Comments: {comment}"] if comment else []
    return lines


def said(kind: str, answer: str) -> str:
    """Return an answer as people read it."""
    if kind == "arrangement":
        told = arrangement(answer)
        how = ", ".join(words_within(m) for m in told.methods)
        parts = [f"Every {told.every}" if told.every else "", how, told.by_whom, told.words]
        return "; ".join(p for p in parts if p)
    if kind == "date" and answer:
        return day(answer)
    return words(answer) if kind in {"yes_no", "rag"} else answer
