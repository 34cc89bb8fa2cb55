"""Save what was posted of a form into its draft; of two people at once, both versions are kept."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.policy.form import Form
from doorstep.web.accounts.access import Access
from doorstep.web.decisions.known import BEGUN, COMMENT
from doorstep.web.decisions.models import Draft
from doorstep.web.decisions.notes import said
from doorstep.web.decisions.services import save_draft
from doorstep.web.decisions.sheets import Sheet, clock
from doorstep.web.versions import ConflictError

CLEAR, TAKE = "clear:", "take:"
NOT_SENT_AGAIN = frozenset({"csrfmiddlewaretoken", "draft_version"})


def version_in(data: Mapping[str, Any]) -> int:
    """Return which version of the draft the page showed; 0 where it does not say."""
    told = str(data.get("draft_version", ""))
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def at_question(do: str) -> str:
    """Return where on the page a button leads that empties an answer or takes one over."""
    named = [do.removeprefix(word) for word in (CLEAR, TAKE) if do.startswith(word)]
    return f"#q-{named[0]}" if named else ""


def keep(
    sheet: Sheet, draft: Draft, *, version: int, by: Access, do: str = ""
) -> tuple[Draft, dict[str, str]]:
    """Save what can be read of a posted form; return the draft, and what was read.

    `do` is the button: it may empty an answer, or take over what the record says.
    What somebody else saved word for word alike is no conflict.
    Raises: ConflictError; RefusedError once it is no draft any more.
    """
    answers = sheet.form.answers()
    if do.startswith(CLEAR):
        answers[do.removeprefix(CLEAR)] = ""
    if do.startswith(TAKE):
        name = do.removeprefix(TAKE)
        answers |= {name: sheet.taken_over(name, answers.get(name, ""))}
    child_id = draft.child.child_id
    try:
        saved = save_draft(
            child_id=child_id,
            draft=draft.pk,
            answers=answers,
            version=version,
            by=by,
            at=by.at,
        )
    except ConflictError as error:
        row = error.row
        if not isinstance(row, Draft) or row.answers != error.mine["answers"]:
            raise
        saved = row
    return saved, answers


def saved_words(draft: Draft, wrong: int) -> str:
    """Return that a draft was saved and when, and how many answers could not be."""
    if wrong:
        return f"Saved at {clock(draft.written_at)}, but for what is not complete"
    return f"Saved at {clock(draft.written_at)}"


def both_versions(
    request: HttpRequest, error: ConflictError, paper: Form, *, back: str
) -> HttpResponse:
    """Show what the person wrote beside what somebody else saved meanwhile; they choose."""
    theirs = error.row.answers if isinstance(error.row, Draft) else {}
    mine: Mapping[str, str] = error.mine["answers"]
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
    version = getattr(error.row, "version", None)
    page = {
        "rows": differing(paper, mine, theirs),
        "kept": [*kept, ("draft_version", str(version))],
        "back": back,
        "errors": True,
    }
    return render(request, "errors/conflict.html", page, status=409)


def differing(
    paper: Form, mine: Mapping[str, str], theirs: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return the questions whose answers differ: the label, one's own answer and the other."""
    found = []
    for each in paper.fields:
        comment, begun = f"{each.id}{COMMENT}", f"{each.id}{BEGUN}"
        if mine.get(each.id, "") != theirs.get(each.id, ""):
            own, other = (said(each.kind, told.get(each.id, "")) for told in (mine, theirs))
            found.append((each.label, own, other))
        if mine.get(begun, "") != theirs.get(begun, ""):
            found.append((f"Begun: {each.label}", mine.get(begun, ""), theirs.get(begun, "")))
        if mine.get(comment, "") != theirs.get(comment, ""):
            found.append(
                (f"Comments: {each.label}", mine.get(comment, ""), theirs.get(comment, ""))
            )
    return found
