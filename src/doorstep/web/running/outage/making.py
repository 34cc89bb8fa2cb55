"""Lay down each person's pack of the day; a worker that was killed goes on where it stopped."""

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.running.models import OutagePack
from doorstep.web.running.outage.contents import Pack, pack_for
from doorstep.web.running.outage.printing import print_of
from doorstep.web.running.outage.words import words_for
from doorstep.workdays import LONDON

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@_-]{0,120}")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MODE = 0o644  # sealed: who may fetch it, the rights of the share decide


def make_packs(*, at: datetime, step: Callable[[str], None]) -> int:
    """Make the packs of the day that are not made yet; return how many.

    Order: `step` is called before each, and may stop the work. Repeatable.
    """
    on = at.astimezone(LONDON).date()
    _take_away_old(on)
    made = set(OutagePack.objects.filter(day=on).values_list("user_id", flat=True))
    people = User.objects.filter(is_active=True).exclude(pk__in=made).order_by("pk")
    done = 0
    for user in people:
        step("packs")
        access = access_of(user, at=at)
        pack = pack_for(access)
        if pack is not None:
            _lay_down(user, pack, print_of(pack, words=words_for(user.pk, at=at), at=at), at)
            done += 1
    return done


def _lay_down(user: User, pack: Pack, pdf: bytes, at: datetime) -> None:
    """Put a pack in the folder together with its row and its event: the file first has no name."""
    folder = Path(settings.OUTAGE) / pack.on.isoformat()
    folder.mkdir(exist_ok=True)
    name = file_of(user)
    unfinished = folder / f".{user.pk}.{os.getpid()}"
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb"
        ) as out:
            out.write(pdf)
            out.flush()
            os.fsync(out.fileno())
        with transaction.atomic():
            OutagePack.objects.create(
                user=user, day=pack.on, made_at=at, children=len(pack.child_ids), lines=pack.lines,
                file=name,
            )  # fmt: skip
            audit.record(
                action=Action.MAKE_OUTAGE_PACK, subject="user", subject_id=str(user.pk), by=None,
                at=at, detail={"children": list(pack.child_ids)},
            )  # fmt: skip
            unfinished.rename(folder / name)
    finally:
        unfinished.unlink(missing_ok=True)


def file_of(user: User) -> str:
    """Return the name of a person's file: their username, if a file can be called so."""
    # Nobody's username is another's file: `person-7` is that of the person with the key 7.
    plain = PLAIN.fullmatch(user.username) and not user.username.casefold().startswith("person-")
    return f"{user.username if plain else f'person-{user.pk}'}.pdf"


def _take_away_old(on: date) -> None:
    """Remove the packs of earlier days, and any of somebody whose account is closed."""
    oldest = on - timedelta(days=max(settings.OUTAGE_DAYS, 1) - 1)
    folder = Path(settings.OUTAGE)
    for each in folder.iterdir():
        if DAY.fullmatch(each.name) and each.name < oldest.isoformat():
            shutil.rmtree(each)
    OutagePack.objects.filter(day__lt=oldest).delete()
    for row in OutagePack.objects.filter(user__is_active=False):
        with suppress(FileNotFoundError):
            (folder / row.day.isoformat() / row.file).unlink()
        row.delete()
