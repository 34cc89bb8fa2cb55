"""What is written on the child's record with an action: the notes, oversights and minutes prescribed."""

from hashlib import sha256

from doorstep.policy.form import Form
from doorstep.policy.procedure import Writes
from doorstep.vocabulary import Needed, Record
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import CaseNote
from doorstep.web.components import day, moment, words, words_within
from doorstep.web.decisions.models import Done
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.state import does_of
from doorstep.workflow import State, arrangement, asked
from doorstep.workflow.forms import Given

WITH_THE_FORM = frozenset({Record.PLAN, Record.FORMAL_RESOLUTION, Record.REFERRAL})


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
        role=each.by,
        title=f"{words(each.record)}: {found.decision.title}",
        text=text,
        clause=row.clause,
        happened_at=row.happened_at,
        sent_to=[str(role) for role in each.send_to],
        decision=found.decision.key,
        recorded_at=row.recorded_at,
        recorded_by_id=by.user_id,
        acting_for=row.acting_for,
    )


def text_of(each: Writes, found: Opened, after: State, row: Done, *, name: str) -> str:
    """Return the words of a note: what it is, who did what, what was told, and the form it is of."""
    lines = [each.says, "", *_who(row, name), *_told(row)]
    if each.send_to:
        lines.append(f"To be sent to: {', '.join(words_within(r) for r in each.send_to)}.")
    if after.form is not None and _has_the_form(each, found, row):
        lines += ["", *form_lines(after.form, after.answers or {}, found)]
    if row.signature:
        lines += ["", f"Fingerprint of what was signed: {row.digest}."]
    return "\n".join(lines).strip()


def _who(row: Done, name: str) -> list[str]:
    acting = f", acting for {row.acting_for}" if row.acting_for else ""
    done = "Signed" if row.signature else words(row.action)
    return [f"{done} by {name}, {words_within(row.role)}{acting}, on {moment(row.happened_at)}."]


def _told(row: Done) -> list[str]:
    return [f"{words(Needed(name))}: {text}" for name, text in row.told.items()]


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
