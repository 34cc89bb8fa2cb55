"""What the pages of one decision show, as plain values."""

from typing import Any

from django.db.models import F
from django.urls import reverse

from doorstep.vocabulary import Action
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.head import head_of
from doorstep.web.caseload.held_entries import in_words
from doorstep.web.caseload.models import CaseNote, Circumstance
from doorstep.web.caseload.reading import Opened as Record
from doorstep.web.caseload.records import writer
from doorstep.web.components import words, words_within
from doorstep.web.decisions import drafts, history, queries
from doorstep.web.decisions.act_form import CommentForm
from doorstep.web.decisions.as_filled import AsFilled, as_filled
from doorstep.web.decisions.choices import Choice, choices
from doorstep.web.decisions.led_there import why_ended
from doorstep.web.decisions.models import Comment, Decision, Filled
from doorstep.web.decisions.parts import form_of
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import (
    days_late,
    due_words,
    one_of,
    to_do,
    when,
)
from doorstep.web.visits.queries import owed_now
from doorstep.web.visits.showing import owed_rows

Shown = dict[str, Any]
AT_THE_END = frozenset({Action.WITHDRAW})
"""Actions that are offered last, because they end what others are waiting for."""


def decision(
    record: Record, found: Opened, *, viewer: Access, comment: CommentForm | None = None
) -> Shown:
    """Return where a decision stands, what was done, what it holds, and what the viewer can do."""
    mine = choices(found, viewer)
    return frame(record, found, viewer) | {
        "steps": history.steps(found),
        "endings": history.endings(found),
        "open": history.what_is_open(found),
        "needed": drafts.needed_first(found, viewer),
        "buttons": buttons(found, mine, viewer),
        "refusals": [(to_do(c.does.action), c.because) for c in mine if not c.can],
        "nothing": _nothing(found, mine, record, viewer),
        "filled": content(found),
        "also": beside(found),
        "versions": len(found.filled),
        "compare": compare_address(found),
        "history": history.pasts(found.done),
        "notes": _notes(found),
        "in_force": _in_force(found),
        "owed": owed_rows(owed_now(found.child)) if found.decision.ended_at else [],
        "comments": _comments(found),
        "comment": comment or CommentForm(paper=found.form),
        "may_comment": Can.RECORD in record.may,
        "together": _together(found.decision, viewer),
    }


def frame(record: Record, found: Opened, viewer: Access) -> Shown:
    """Return what stands on every page of a decision: the child, and where it stands."""
    row = found.decision
    return {
        "head": head_of(record, current="decisions", on=viewer.on),
        "child_id": record.child.child_id,
        "name": record.child.name or record.child.child_id,
        "decision": row,
        "here": found.state.here,
        "says": found.state.here.says,
        "clause": _clause(found),
        "form_title": row.form_part.title if row.form_part else "",
        "since": when(row.since),
        "due": due_words(row.due_at),
        "late": days_late(row.due_at, viewer.at),
        "began": f"{when(row.opened_at)} by {row.opened_by.name}",
        "ended": when(row.ended_at),
        "on_record": why_ended(found),
        "who": _who(found),
    }


def _who(found: Opened) -> str:
    roles = [role for does in found.actions for role in does.by if does.action not in AT_THE_END]
    return words(one_of(roles or [role for does in found.actions for role in does.by]))


def _clause(found: Opened) -> str:
    whole, part = found.state.procedure.clause, found.state.here.clause
    policy = found.decision.procedure.rpartition("/")[0]
    return f"{whole}{', ' + part if part != whole else ''} ({policy})"


# --- what can be done ---------------------------------------------------------------------------------


def buttons(found: Opened, mine: list[Choice], viewer: Access) -> list[Shown]:
    """Return what the viewer can do, writing first and what ends it last."""
    can = [c for c in mine if c.can]
    first = [_write(found)] if _may_write(found, viewer) else []
    ordered = sorted(can, key=lambda c: c.does.action in AT_THE_END)
    return first + [_button(found, c, plain=bool(first) or n > 0) for n, c in enumerate(ordered)]


def _may_write(found: Opened, viewer: Access) -> bool:
    row = found.decision
    if not row.at_start or row.ended_at or found.form is None:
        return False
    named = queries.writers_of(row)
    return any(held.role in named for held in queries.roles_for(found.child, viewer))


def _write(found: Opened) -> Shown:
    href = reverse("write", args=[found.child.child_id, found.decision.pk])
    return {"text": "Go on writing", "href": href, "kind": "", "hidden": found.decision.title}


def _button(found: Opened, choice: Choice, *, plain: bool) -> Shown:
    action = choice.does.action
    text = "Check and submit" if action == Action.SUBMIT else to_do(action)
    return {
        "text": text,
        "href": address_of(found, action),
        "kind": "warning" if action in AT_THE_END else "secondary" if plain else "",
        "hidden": f": {found.decision.title}",
    }


def address_of(found: Opened, action: str) -> str:
    """Return where an action of a decision is done."""
    return reverse("act", args=[found.child.child_id, found.decision.pk, action])


def _nothing(found: Opened, mine: list[Choice], record: Record, viewer: Access) -> str:
    """Return why the viewer can do nothing; nothing if they can."""
    if any(c.can for c in mine) or _may_write(found, viewer):
        return ""
    if found.decision.ended_at:
        return "It has ended; nothing more is done in it. What changes is decided anew."
    if Can.RECORD not in record.may:
        return f"You can read it. It is for others to act: {_who(found)}."
    if mine:
        return "It is for one of your roles to act, but not for you yourself. Another person must."
    return f"None of your roles acts in this step. It is for others: {_who(found)}."


# --- what it holds ------------------------------------------------------------------------------------


def content(found: Opened) -> AsFilled | None:
    """Return the form as it stands: the draft until it is submitted, then what was submitted."""
    if found.form is None:
        return None
    rests_on = found.draft if found.decision.at_start and found.draft else found.last_filled
    carried, known = (rests_on.carried, rests_on.known) if rests_on else ((), {})
    answers = found.state.answers or {}
    return as_filled(found.form, answers, found.holds, carried=carried, known=known)


def beside(found: Opened) -> list[tuple[AsFilled, str]]:
    """Return the other forms it rests on, each with who filled it in and when."""
    return [
        (
            as_filled(
                form_of(row.part), row.answers, found.holds, carried=row.carried, known=row.known
            ),
            f"{row.recorded_by.name}, {when(row.recorded_at)}",
        )
        for row in found.also
    ]


def _as_filed(row: Filled, found: Opened) -> AsFilled:
    paper = form_of(row.part)
    return as_filled(paper, row.answers, found.holds, carried=row.carried, known=row.known)


def compare_address(found: Opened) -> str:
    """Return where it stands beside what was written before; nothing where nothing was."""
    if found.form is None or not (len(found.filled) > 1 or queries.last_agreed(found)):
        return ""
    return reverse("compare", args=[found.child.child_id, found.decision.pk])


def _notes(found: Opened) -> list[Shown]:
    rows = CaseNote.objects.filter(child=found.child, decision=found.decision.key)
    told = rows.annotate(written_by=F("recorded_by__name")).order_by("pk")
    return [
        {
            "title": f"{words(row.record)}, {words_within(row.role)}",
            "at": when(row.happened_at),
            "by": writer(row),
            "text": row.text,
            "sent_to": ", ".join(words_within(role) for role in row.sent_to),
        }
        for row in told
    ]


def _in_force(found: Opened) -> list[Shown]:
    rows = Circumstance.objects.filter(child=found.child, decision=found.decision.key)
    told = [(row, *in_words(row)) for row in rows.order_by("pk")]
    return [
        {"title": title, "at": f"from {row.start_date.day} {row.start_date:%b %Y}", "lines": lines}
        for row, _, title, lines in told
    ]


def _comments(found: Opened) -> list[Shown]:
    labels = {f.id: f.label for f in found.form.fields} if found.form else {}
    rows = Comment.objects.filter(decision=found.decision).select_related("recorded_by")
    return [
        {
            "title": labels.get(row.field) or "Comment",
            "by": row.recorded_by.name,
            "at": when(row.recorded_at),
            "datetime": row.recorded_at.isoformat(),
            "text": row.words,
        }
        for row in rows.order_by("pk")
    ]


def _together(row: Decision, viewer: Access) -> list[tuple[str, str]]:
    rows = queries.seen_by(viewer).filter(together=row.together).exclude(pk=row.pk)
    return [
        (each.child.name or each.child.child_id, _page(each))
        for each in rows.select_related("child").order_by("pk")
    ]


def _page(row: Decision) -> str:
    return reverse("decision", args=[row.child.child_id, row.pk])
