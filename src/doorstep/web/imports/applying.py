"""Apply an import, and undo it: each in one transaction, or not at all (ADR 28).

The worker and the command do this. Killed at any point nothing of it stands, and it begins anew.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import CaseDocument, Child
from doorstep.web.caseload.replacing import (
    ChangedMeanwhileError,
    Prepared,
    Said,
    prepare,
    replace,
    take_away,
)
from doorstep.web.imports import folders
from doorstep.web.imports.asking import ask_about, no_longer_ask
from doorstep.web.imports.differing import find_differences
from doorstep.web.imports.models import Import, ImportedChild, State, Told
from doorstep.web.imports.standing import move, tell, who_asked

Step = Callable[[str], None]
CHANGED_AGAIN = (
    "Some of these children were changed by another import since this one was read. It is read again "
    "now: look at what it changes before you apply it."
)
KNOWN_AFTER = timedelta(days=1)
"""An extract that comes this morning cannot know what was recorded here since yesterday."""
RECORDED = "Something was recorded of the child here since"
FOLLOWED = "Another source told of the child since"


class _Steps:
    """Says how far the work is, and stops it if somebody wants it to."""

    def __init__(self, row: Import, step: Step, words: str, of: int) -> None:
        self.row, self.step, self.words, self.of = row, step, words, of

    def __call__(self, done: int) -> None:
        self.step(self.words)
        if folders.is_stop_wanted(self.row.key):
            raise _StopWantedError
        folders.say(self.row.key, self.words, done, self.of)


class _StopWantedError(Exception):
    """Somebody said that the work is to stop: nothing of it stands."""


def apply_import(row: Import, *, at: datetime, step: Step) -> None:
    """Apply an import that somebody said to apply.

    If its children changed since it was read it is read again; stopped, it is as it was before.
    """
    told = ImportedChild.objects.filter(of=row).exclude(what=Told.GONE).order_by("child_id")
    said = [Said(t.child_id, t.name, t.body, t.before_id) for t in told]
    folders.begin(row.key, "Working out what follows")
    try:
        ready = prepare(said, at=at, step=_Steps(row, step, "Working out what follows", len(said)))
        with transaction.atomic():
            steps = _Steps(row, step, "Storing", len(said))
            replace(said, ready, source=row.source, by=who_asked(row), at=at, step=steps)
            _applied(row, at=at)
    except ChangedMeanwhileError:
        move(row, State.APPLYING, to=State.WAITING, why=CHANGED_AGAIN)
    except _StopWantedError:
        move(row, State.APPLYING, to=State.READY)
    folders.end(row.key)


def _applied(row: Import, *, at: datetime) -> None:
    """Write down what was done: which document each child has now, what is asked, what differs."""
    now = Child.objects.filter(child_id=OuterRef("child_id")).values("document")[:1]
    told = ImportedChild.objects.filter(of=row).exclude(what=Told.GONE)
    told.update(after=Subquery(now), body="")
    asked = ask_about(row, at=at)
    differing = find_differences(at=at, recorded_before=row.came_at - KNOWN_AFTER)
    move(row, State.APPLYING, to=State.APPLIED, applied_at=at, why="")
    tell(
        Action.APPLY_IMPORT,
        row,
        by=who_asked(row),
        at=at,
        new=row.new,
        changed=row.changed,
        asked=asked,
        differing=differing,
    )


def undo_import(row: Import, *, at: datetime, step: Step) -> None:
    """Undo the newest import that was applied: the documents before it hold again.

    A child whom it brought is taken away again, unless something was recorded of the child since.
    """
    folders.begin(row.key, "Working out what follows")
    told = list(ImportedChild.objects.filter(of=row, after__isnull=False).order_by("child_id"))
    try:
        said = _as_before(told)
        ready = prepare(said, at=at, step=_Steps(row, step, "Working out what follows", len(said)))
        with transaction.atomic():
            _undo(row, told, said, ready, at=at, steps=_Steps(row, step, "Storing", len(said)))
    except ChangedMeanwhileError:
        move(row, State.UNDOING, to=State.UNDOING)  # and so once more, with what was told meanwhile
        return
    except _StopWantedError:
        move(row, State.UNDOING, to=State.APPLIED)
    folders.end(row.key)


def _as_before(told: Iterable[ImportedChild]) -> list[Said]:
    """Return what held before of those who still have the document that the import gave them."""
    known = {t.child_id: t for t in told if t.before_id is not None}
    now = dict(Child.objects.values_list("child_id", "document_id"))
    still = [t for t in known.values() if now.get(t.child_id) == t.after_id]
    bodies = dict(
        CaseDocument.objects.filter(pk__in=[t.before_id for t in still]).values_list("pk", "body")
    )
    return [
        Said(t.child_id, t.name_before, bodies[t.before_id], t.after_id, t.before_id)
        for t in still
        if t.before_id is not None
    ]


def _undo(  # noqa: PLR0913 (the import, what it told, what held before, and when)
    row: Import,
    told: list[ImportedChild],
    said: list[Said],
    ready: Prepared,
    *,
    at: datetime,
    steps: _Steps,
) -> None:
    replace(said, ready, source=row.source, by=who_asked(row), at=at, step=steps)
    kept = _kept(told, {each.child_id for each in said})
    new = [t.child_id for t in told if t.before_id is None and t.child_id not in kept]
    recorded = take_away(new)
    kept |= dict.fromkeys(recorded, RECORDED)
    for each in told:
        each.kept = kept.get(each.child_id, "")
    ImportedChild.objects.bulk_update(told, ["kept"], batch_size=100)
    no_longer_ask(row, at=at)
    find_differences(at=at, recorded_before=None)
    move(row, State.UNDOING, to=State.UNDONE, undone_at=at)
    away = len(new) - len(recorded)
    tell(
        Action.UNDO_IMPORT, row, by=who_asked(row), at=at, back=len(said), away=away, kept=len(kept)
    )


def _kept(told: Iterable[ImportedChild], back: set[str]) -> dict[str, str]:
    """Return whom another source told of since, so that pointing back would lose what it said."""
    now = dict(Child.objects.values_list("child_id", "document_id"))
    return {
        t.child_id: FOLLOWED
        for t in told
        if t.child_id not in back and now.get(t.child_id, t.after_id) != t.after_id
    }
