"""What the page of one action shows, and what is said when somebody acted meanwhile or it is done."""

from typing import Any

from django.urls import reverse

from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.reading import Opened as Record
from doorstep.web.components import words, words_within
from doorstep.web.decisions import history
from doorstep.web.decisions.act_form import ActForm
from doorstep.web.decisions.choices import Choice
from doorstep.web.decisions.drafts import needed_first
from doorstep.web.decisions.form_fields import PaperForm
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.pages import address_of, beside, compare_address, content, frame
from doorstep.web.decisions.queries import Opened
from doorstep.web.decisions.saying import SHORT, due_words, in_role, to_do, was_done, when
from doorstep.workflow import missing
from doorstep.workflow.filling import point_of
from doorstep.workflow.signing import digest

Shown = dict[str, Any]


def act(  # noqa: PLR0913 (whose, of what, by whom, with what they wrote)
    record: Record,
    found: Opened,
    choice: Choice,
    *,
    viewer: Access,
    form: ActForm,
    own: PaperForm,
) -> Shown:
    """Return what the page of one action shows: what it means, what it rests on, what is asked."""
    does = choice.does
    held = choice.roles[0]
    to = found.state.procedure.steps[does.to]
    print_of = digest(found.state, does.signs) if does.signature else ""
    return frame(record, found, viewer) | {
        "title": to_do(does.action),
        "button": "Sign" if does.signature else to_do(does.action),
        "does": does,
        "leads_to": "" if does.to == found.decision.step else to.title,
        "ends": to.ends,
        "after": to.says,
        "writes": [_written(w) for w in does.writes],
        "action_clause": does.clause or found.state.here.clause,
        "you_are": in_role(held.role, held.acting_for) if len(choice.roles) == 1 else "",
        "f": form,
        "own": own,
        "own_hints": _hints(own),
        "forms": [form, own],
        "fingerprint": print_of,
        "short": print_of[:SHORT],
        "filled": content(found),
        "also": beside(found),
        "compare": compare_address(found),
        "write": reverse("write", args=[found.child.child_id, found.decision.pk]),
        "action": address_of(found, does.action),
        "lacking": _lacking(found, does),
        "wanted": [
            each
            for each in needed_first(found, viewer)
            if each.action == does.action and not each.done
        ],
        "is_submit": found.decision.at_start and does.action == Action.SUBMIT,
    }


def _lacking(found: Opened, does: Does) -> list[str]:
    """Return the questions that must still be answered before a form is handed on."""
    if found.form is None or not found.decision.at_start or point_of(does) != "submit":
        return []
    told = found.state.answers or {}
    empty = missing(found.form, told, before="submit", holds=found.holds)
    return [field.label for field in empty]


def _hints(own: PaperForm) -> dict[str, str]:
    return {f.id: " ".join([f.help, *f.prompts]).strip() for f in own.shown}


def _written(each: Any) -> str:
    to = ", ".join(words_within(role) for role in each.send_to)
    sent = f", sent to {to}" if to else ""
    return f"{words(each.record)} by the {words_within(each.by)}{sent}: {each.says}"


def moved_on(record: Record, found: Opened, *, viewer: Access, seen: int) -> Shown:
    """Return what was done since somebody opened the page; `seen` is the version they saw."""
    since = [row for row in found.done if row.number >= seen]
    return frame(record, found, viewer) | {"history": history.pasts(since), "errors": True}


def stood_in_the_way(*, twice: bool, otherwise: bool) -> str:
    """Return the heading of the page that says why nothing was done."""
    if twice:
        return "This page was sent before, and said something else then"
    shown = "What you were shown is not what stands now"
    return shown if otherwise else "Somebody else acted meanwhile"


def last_written(found: Opened) -> str:
    """Return who wrote in the draft last, and when; nothing where there is none."""
    draft = found.draft if found.decision.at_start else None
    return f"{draft.written_by.name}, {when(draft.written_at)}" if draft else ""


def after_words(row: Decision) -> str:
    """Return what to say once an action is done: where it stands now and by when who must act."""
    done = row.done.order_by("-number").first()
    first = f"{was_done(done.action)}. " if done else ""
    if row.ended_at:
        return f"{first}It has ended: {row.step_title}. What it changed stands below."
    due = f", by {due_words(row.due_at)}" if row.due_at else ""
    return f"{first}It now stands at: {row.step_title}{due}."
