"""A draft opened again: what the record answers is as the record stands now, what people wrote stays."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from doorstep.facts import CaseFacts
from doorstep.policy.form import Field, Form, Known
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child
from doorstep.web.decisions.known import BEGUN, RECORDED, in_text, recorded_of
from doorstep.web.decisions.models import Draft
from doorstep.web.decisions.record_said import known_of

BEFORE = "before"  # within what was known: what the record answered before it was renewed
OF_THE_BEGINNING = frozenset({Known.WORKER, Known.TODAY})
"""What is known of the moment somebody began: it is not of the record and does not change with it."""

Renewed = tuple[dict[str, str], dict[str, Any]]


def renewed(
    form: Form, child: Child, case: CaseFacts, draft: Draft, *, by: Access, stack: Stack
) -> Renewed | None:
    """Return the answers of a draft and what is known, as of now; None if nothing is otherwise.

    An answer is renewed while it is what the record answered. Shape: `draft` with `written_by`.
    """
    writer = replace(
        by, name=draft.written_by.name
    )  # who else is in contact, is else than the writer
    told = known_of(child, case, by=writer, stack=stack)
    fresh = recorded_of(form, told, child)
    then: dict[str, str] = draft.known.get(RECORDED, {})
    changed = {
        f.id: fresh.get(f.id, "")
        for f in form.fields
        if fresh.get(f.id, "") != then.get(f.id, "") and _is_as_recorded(f, draft, then)
    }
    kept = {w.value: draft.known[w.value] for w in OF_THE_BEGINNING if w.value in draft.known}
    beside = {k: v for k, v in draft.known.items() if k not in {*Known}}
    known = beside | in_text(told) | kept | {RECORDED: _with(then, changed)}
    if known == draft.known:
        return None
    if changed:
        known[BEFORE] = beside.get(BEFORE, {}) | {k: then.get(k, "") for k in changed}
    return _with(draft.answers, changed), known


def _is_as_recorded(each: Field, draft: Draft, then: Mapping[str, str]) -> bool:
    """Test whether an answer is the record's: nobody wrote, took away or carried over another."""
    if not OF_THE_BEGINNING.isdisjoint(each.prefill) or draft.answers.get(f"{each.id}{BEGUN}"):
        return False
    return str(draft.answers.get(each.id, "")) == then.get(each.id, "")


def _with(told: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in {**told, **changed}.items() if text}


def without_stale(posted: Mapping[str, str], draft: Draft) -> dict[str, str]:
    """Return what was posted but for what a page still showed of the record before it was renewed."""
    before, now = draft.known.get(BEFORE, {}), draft.known.get(RECORDED, {})
    stale = {
        name
        for name, text in before.items()
        if posted.get(name, "") == text and draft.answers.get(name, "") == now.get(name, "")
    }
    return {name: text for name, text in posted.items() if name not in stale}
