"""Marks on the entries of a copy: made, taken away; nothing of what was gathered is altered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorstep.web.accounts.access import Access
from doorstep.web.governance import queries
from doorstep.web.governance.models import AccessRequest, Mark, PackEntry
from doorstep.web.governance.own import NotAllowedError
from doorstep.web.governance.redacting import Basis, occurrences
from doorstep.web.governance.services.asking import open_request, store, tell
from doorstep.web.governance.services.copying import NOT_READY


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """On which ground words are hidden, and what else is to be said of it."""

    basis: Basis
    words: str = ""


@transaction.atomic
def hide_words(  # noqa: PLR0913 (where, what, why, by whom and when)
    *,
    child_id: str,
    pk: int,
    words: Sequence[str],
    why: Why,
    number: int | None = None,
    by: Access,
    at: datetime,
) -> int:
    """Hide some words wherever they stand in one entry, or without its number in all; return how often.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    entries = list(row.entries.all()) if number is None else [queries.entry_of(row, number=number)]
    marks = [
        Mark(entry=entry, line=line, start=start, end=end)
        for entry in entries
        for each in words
        for line, start, end in occurrences(each, [text for _, text in entry.lines])
    ]
    return _made(row, marks, why, by=by, at=at)


@transaction.atomic
def hide_lines(  # noqa: PLR0913
    *,
    child_id: str,
    pk: int,
    number: int,
    lines: Iterable[int],
    why: Why,
    by: Access,
    at: datetime,
) -> int:
    """Hide whole lines of an entry; return how many.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    entry = queries.entry_of(row, number=number)
    texts = [text for _, text in entry.lines]
    marks = [
        Mark(entry=entry, line=line, start=0, end=len(texts[line]))
        for line in sorted(set(lines))
        if 0 <= line < len(texts)
    ]
    return _made(row, marks, why, by=by, at=at)


@transaction.atomic
def withhold(  # noqa: PLR0913
    *, child_id: str, pk: int, number: int, why: Why, by: Access, at: datetime
) -> int:
    """Hide a whole entry.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    return _made(row, [Mark(entry=queries.entry_of(row, number=number))], why, by=by, at=at)


def _made(row: AccessRequest, marks: list[Mark], why: Why, *, by: Access, at: datetime) -> int:
    """Store the marks that are not there yet; one event for all of them."""
    known = set(
        Mark.objects.filter(entry__request=row).values_list("entry", "line", "start", "end")
    )
    new = {(m.entry_id, m.line, m.start, m.end): m for m in marks}
    fresh = [mark for place, mark in new.items() if place not in known]
    for mark in fresh:
        mark.basis, mark.why, mark.made_at, mark.made_by_id = why.basis, why.words, at, by.user_id
    if not fresh:
        return 0
    Mark.objects.bulk_create(fresh, batch_size=200)
    _changed(row, "marked", len(fresh), by=by, at=at)
    return len(fresh)


@transaction.atomic
def unmark(*, child_id: str, pk: int, number: int, mark: int, by: Access, at: datetime) -> None:
    """Take a mark away again.

    Raises: Http404; NotAllowedError where it is gone already.
    """
    row = open_request(child_id, pk, by=by)
    entry = queries.entry_of(row, number=number)
    gone, _ = Mark.objects.filter(entry=entry, pk=mark).delete()
    if not gone:
        raise NotAllowedError("The mark was taken away before.")
    _changed(row, "unmarked", 1, by=by, at=at)


@transaction.atomic
def looked_at(*, child_id: str, pk: int, number: int, by: Access, at: datetime) -> PackEntry:
    """Store that somebody has gone through an entry.

    Raises: Http404; NotAllowedError.
    """
    row = open_request(child_id, pk, by=by)
    entry = queries.entry_of(row, number=number)
    if entry.looked_at is None:
        entry.looked_at = at
        entry.save(update_fields=["looked_at"])
        tell(row, "looked_at", by=by, at=at, entry=number)
    return entry


def _changed(row: AccessRequest, done: str, count: int, *, by: Access, at: datetime) -> None:
    """Tell of changed marks; what was prepared or checked is to be again."""
    store(row, **NOT_READY)
    tell(row, done, by=by, at=at, marks=count)
