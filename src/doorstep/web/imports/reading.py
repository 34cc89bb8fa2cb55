"""Read an extract and hold it against what is stored: what is new, changed, gone and refused.

The worker and the command do this; no page imports it, because it loads the libraries of data frames.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from doorstep.facts import CaseFacts, Refusal
from doorstep.intake import Extract, UnreadableError, read
from doorstep.intake.store_codec import decoded, encoded
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.models import CLOSED, Child
from doorstep.web.imports import folders
from doorstep.web.imports.comparing import differences, name_line
from doorstep.web.imports.models import Import, ImportedChild, Refused, State, Told
from doorstep.web.imports.standing import LONGEST_WHY, move, tell
from doorstep.web.imports.unpacking import what_to_read
from doorstep.workdays import LONDON

CHUNK = 500
LONGEST_NAME, LONGEST_NUMBER = 200, 100
UNUSABLE = (
    "the number has a slash in it or is longer than 100 signs, so that no page could be opened by it: "
    "the child is left out; give the child another number in the export"
)
Step = Callable[[str], None]


class StopWantedError(Exception):
    """Somebody said that the work is to stop."""


def read_import(row: Import, *, at: datetime, step: Step) -> None:
    """Read what came and store what it would change; nothing of any child is changed by it.

    It may be killed and begun again at any point. What cannot be read is refused with the reason.
    """
    move(row, State.WAITING, State.READING, to=State.READING)
    folders.begin(row.key, "Reading the files")
    try:
        extract = with_usable_numbers(_extract(row, step))
        _store(row, extract, at=at, step=step)
    except UnreadableError as error:
        _refuse(row, _without_paths(row, str(error)), at=at)
    except StopWantedError:
        with transaction.atomic():
            move(row, State.READING, to=State.CANCELLED)
            tell(Action.PREVIEW_IMPORT, row, by=None, at=at, step="cancelled")
    folders.end(row.key)


def _extract(row: Import, step: Step) -> Extract:
    path = what_to_read(folders.came(row.key), folders.unpacked(row.key))

    def told(words: str) -> None:
        _go_on(row, step, words)

    return read(path, progress=told)


def with_usable_numbers(extract: Extract) -> Extract:
    """Return an extract in which a child whose number no page can be opened by is refused.

    One such child would break every list it stands on.
    """
    unusable = [case.child_id for case in extract.cases if not _is_usable(case.child_id)]
    if not unusable:
        return extract
    refused = tuple(Refusal(extract.source, 0, "child id", UNUSABLE, each) for each in unusable)
    return replace(
        extract,
        cases=tuple(case for case in extract.cases if _is_usable(case.child_id)),
        refusals=(*extract.refusals, *refused),
    )


def _is_usable(child_id: str) -> bool:
    is_short = 0 < len(child_id) <= LONGEST_NUMBER
    return is_short and child_id not in (".", "..") and not set(child_id) & set("/\0")


def _go_on(row: Import, step: Step, words: str, done: int = 0, of: int = 0) -> None:
    """Say how far it is, and stop if somebody wants it."""
    step(words)
    if folders.is_stop_wanted(row.key):
        raise StopWantedError
    folders.say(row.key, words, done, of)


def _refuse(row: Import, why: str, *, at: datetime) -> None:
    with transaction.atomic():
        move(row, State.READING, to=State.REFUSED, why=why[:LONGEST_WHY], read_at=at)
        tell(Action.PREVIEW_IMPORT, row, by=None, at=at, step="refused")


def _without_paths(row: Import, why: str) -> str:
    """Return a reason without the folder the files stand in: people gave names only."""
    place = folders.folder(row.key)
    shown = why.replace(f"{place}/read/", "").replace(f"{place}/came/", "")
    return shown.replace(f"{place}/read", "What came").replace(str(place), "What came")


# --- what it would change -----------------------------------------------------------------------------


def _store(row: Import, extract: Extract, *, at: datetime, step: Step) -> None:
    """Store the preview in one transaction: it is there whole or not at all."""
    told = list(_told(row, extract, step))
    told += _gone(row, extract)
    newest = max((_newest(case, at) for case in extract.cases), default=None)
    with transaction.atomic():
        ImportedChild.objects.filter(of=row).delete()
        Refused.objects.filter(of=row).delete()
        for start in range(0, len(told), CHUNK):
            ImportedChild.objects.bulk_create(told[start : start + CHUNK])
        Refused.objects.bulk_create(_refused(row, extract), batch_size=CHUNK)
        counted = {what: sum(t.what == what for t in told) for what in Told}
        move(
            row,
            State.READING,
            to=State.READY,
            source=extract.source,
            children=len(extract.cases),
            notes=list(extract.notes),
            new=counted[Told.NEW],
            changed=counted[Told.CHANGED],
            gone=counted[Told.GONE],
            refused=len(extract.refusals),
            newest_on=newest if newest != date.min else None,
            read_at=at,
        )
        tell(Action.PREVIEW_IMPORT, row, by=audit.SYSTEM, at=at, step="ready")


def _told(row: Import, extract: Extract, step: Step) -> Iterator[ImportedChild]:
    """Yield each child of whom the extract says something else than what is stored."""
    total = len(extract.cases)
    for start in range(0, total, CHUNK):
        some = extract.cases[start : start + CHUNK]
        rows = Child.objects.filter(child_id__in=[case.child_id for case in some])
        known = {child.child_id: child for child in rows.select_related("document")}
        for case in some:
            name = extract.names.get(case.child_id, "")[:LONGEST_NAME]
            if told := _compared(row, case, name, known.get(case.child_id)):
                yield told
        done = min(start + CHUNK, total)
        _go_on(row, step, "Comparing with what is stored", done, total)


def _compared(row: Import, case: CaseFacts, name: str, child: Child | None) -> ImportedChild | None:
    body = encoded(case)
    told = ImportedChild(of=row, child_id=case.child_id, name=name, body=body, what=Told.NEW)
    if child is None:
        return told
    told.name = name or child.name
    if child.document.body == body and told.name == child.name:
        return None
    told.what, told.before, told.name_before = Told.CHANGED, child.document, child.name
    before = decoded(child.document.body)
    told.differs = name_line(child.name, told.name) + differences(before, case)
    return told


def _gone(row: Import, extract: Extract) -> list[ImportedChild]:
    """Return the open cases whom the last extract of this kind told of and this one leaves out."""
    there = {case.child_id for case in extract.cases} | extract.passed_over
    rows = Child.objects.filter(kept(), document__source=extract.source)
    rows = rows.exclude(answer__standing=CLOSED).order_by("child_id").defer("document__body")
    return [
        ImportedChild(
            of=row,
            child_id=child.child_id,
            what=Told.GONE,
            name=child.name,
            name_before=child.name,
            before_id=child.document_id,
        )
        for child in rows
        if child.child_id not in there
    ]


def _refused(row: Import, extract: Extract) -> Iterable[Refused]:
    for told in extract.refusals:
        yield Refused(
            of=row,
            file=told.file[:300],
            row=max(told.row, 0),
            field=told.field[:200],
            reason=told.reason[:1000],
            child_id=told.child_id[:100],
        )


def _newest(case: CaseFacts, at: datetime) -> date:
    """Return the newest day up to today that a case tells of; by it an older extract is known."""
    today = at.astimezone(LONDON).date()
    days = [v.visit_date for v in case.visits]
    days += [day for e in case.episodes for day in (e.start_date, e.end_date) if day]
    days += [e.event_date for e in case.events]
    days += [i.start_date for i in case.involvements]
    return max((day for day in days if day <= today), default=date.min)
