"""Publish the end of the chain once a day, also outside the system, where nobody here can change it."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from doorstep.web.audit.models import PublishedHead
from doorstep.web.audit.services import Actor, hold_end, record
from doorstep.web.audit.verifying import Head, Walk, published_heads, verify
from doorstep.web.audit.words import Action
from doorstep.workdays import LONDON

_LINE = re.compile(r"(\d{4}-\d\d-\d\d) (\d+) ([0-9a-f]{64})")


class HeadDiffersError(Exception):
    """What was published outside for a day is not what this system says it published."""


def outside() -> Path | None:
    """Return the folder outside the system, if the setting HEADS names one."""
    return Path(settings.HEADS) if settings.HEADS else None


def publish_head(*, at: datetime, folder: Path | None = None) -> PublishedHead:
    """Publish the end of the chain for the day, once; called again, finish what was not done.

    `folder`: by default that of the setting HEADS.
    Raises: OSError if the folder cannot be written, HeadDiffersError if it says something else.
    """
    with transaction.atomic():
        head = _head_of(at)
    place = folder or outside()
    if place is not None:
        _write_outside(place, head)
    return head


def _head_of(at: datetime) -> PublishedHead:
    event_id, digest = hold_end()  # so that two workers at once publish one head
    head, is_new = PublishedHead.objects.get_or_create(
        published_on=at.astimezone(LONDON).date(),
        defaults={"published_at": at, "event_id": event_id, "hash": digest},
    )
    if is_new:
        detail = {"event_id": event_id, "hash": digest}
        record(action=Action.PUBLISH_HEAD, subject="log", by=None, at=at, detail=detail)
    return head


def _write_outside(folder: Path, head: PublishedHead) -> None:
    """Write a file of one line for the day: whole or not at all, and never over another."""
    line = f"{head.published_on} {head.event_id} {head.hash}\n"
    file = folder / f"doorstep-head-{head.published_on}.txt"
    if file.exists():
        if file.read_text(encoding="ascii") != line:
            raise HeadDiffersError(
                f"{file.name} says another head than the one published that day. Find out who "
                "changed the file or the database before anything else is published."
            )
        return
    unfinished = folder / f".{file.name}.{os.getpid()}"
    with unfinished.open("w", encoding="ascii") as out:
        out.write(line)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(file)


def heads_in(folder: Path) -> Iterator[Head]:
    """Return the heads that stand in a folder outside.

    Raises: ValueError for a file that says no head.
    """
    for file in sorted(folder.glob("doorstep-head-*.txt")):
        said = _LINE.fullmatch(file.read_text(encoding="ascii").strip())
        if said is None:
            raise ValueError(f"{file.name} does not hold a day, an event and a hash.")
        on, event_id, digest = said.groups()
        yield Head(published_on=date.fromisoformat(on), event_id=int(event_id), hash=digest)


def check_log(
    *,
    at: datetime,
    by: Actor | None = None,
    folder: Path | None = None,
    since_last_head: bool = False,
) -> Walk:
    """Verify the log against the heads kept here and outside, and write down that it was done.

    Raises: OSError or ValueError if the folder outside cannot be read.
    """
    place = folder or outside()
    kept = published_heads()
    known = {*kept, *(heads_in(place) if place else ())}
    since = max(kept, default=None) if since_last_head else None
    walk = verify(heads=known, since=since)
    with transaction.atomic():
        detail = {
            "events": walk.events,
            "last_event": walk.last_id,
            "whole_log": since is None,
            "faults": [{"kind": f.kind, "event": f.event_id} for f in walk.faults],
        }
        record(action=Action.CHECK_LOG, subject="log", by=by, at=at, detail=detail)
    return walk
