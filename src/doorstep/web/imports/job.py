"""What the worker does for imports: takes in what lies in the watched folder, reads, applies, undoes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils.module_loading import import_string

from doorstep.web.audit.words import Action
from doorstep.web.imports import folders
from doorstep.web.imports.applying import apply_import, undo_import
from doorstep.web.imports.arriving import at_rest, take_from_inbox
from doorstep.web.imports.models import Import, State
from doorstep.web.imports.standing import AT_WORK, RUNNING, move, tell, who_asked
from doorstep.web.logs import fault, log
from doorstep.web.policies.queries import NothingAdoptedError

Step = Callable[[str], None]
KEPT = timedelta(days=30)
"""How long the files of an import are kept: undoing needs none of them."""
READER = "doorstep.web.imports.reading.read_import"
"""Found when it is needed: it loads the libraries of data frames, which no page may."""
NO_POLICY = "No policy is adopted yet, so nothing can be worked out: adopt one first."
FAILED = "Something went wrong while it was worked on: %s. Nothing of it stands. Bring it in again."


def next_import() -> Import | None:
    """Return what is worked on next: what was begun first, then in the order in which it came."""
    rows = list(Import.objects.filter(state__in=RUNNING).select_related("asked_by"))
    return min(rows, key=lambda row: (row.state not in AT_WORK, row.pk), default=None)


def wanted(_: datetime) -> str | None:
    """Return what there is to do, in words that differ for each thing; None if nothing."""
    row = next_import()
    if row is not None:
        return f"{row.pk} {row.state} {row.version}"
    lying = next(at_rest(), None)
    return f"inbox {lying.name[:60]} {lying.stat().st_mtime}" if lying else None


def work(at: datetime, step: Step) -> int:
    """Do what there is to do; return how many imports were taken in or brought on."""
    done = _bring_on(at, step)  # first, so that a folder that cannot be read keeps nothing waiting
    done += take_from_inbox(at=at)
    done += _bring_on(at, step)
    _forget_old(at)
    return done


def _bring_on(at: datetime, step: Step) -> int:
    done = 0
    while (row := next_import()) is not None:
        work_on(row, at=at, step=step)
        done += 1
    return done


class _InterruptedError(Exception):
    """The worker was told to end or lost its hold: it is no fault of the import, which begins anew."""


def work_on(row: Import, *, at: datetime, step: Step) -> None:
    """Bring one import on: read it, apply it or undo it. What goes wrong is told on its page."""

    def guarded(words: str) -> None:
        try:
            step(words)
        except Exception as error:
            raise _InterruptedError from error

    try:
        _do(row, at=at, step=guarded)
    except _InterruptedError as interrupted:
        raise interrupted.__cause__ or interrupted from None
    except (OperationalError, InterfaceError):
        raise  # the database is away: the worker begins anew once it is back
    except NothingAdoptedError:
        _failed(row, NO_POLICY, at=at)
    except Exception as error:
        log.error("import_failed", **fault(error))
        _failed(row, FAILED % type(error).__name__, at=at)


def _do(row: Import, *, at: datetime, step: Step) -> None:
    if row.state == State.APPLYING:
        apply_import(row, at=at, step=step)
    elif row.state == State.UNDOING:
        undo_import(row, at=at, step=step)
    else:
        import_string(READER)(row, at=at, step=step)


def _failed(row: Import, why: str, *, at: datetime) -> None:
    """Say that it failed, and why; what was applied before stays so if it could not be undone."""
    row.refresh_from_db()
    undoing = row.state == State.UNDOING
    with transaction.atomic():
        move(row, *RUNNING, to=State.APPLIED if undoing else State.FAILED, why=why)
        action = Action.UNDO_IMPORT if undoing else Action.APPLY_IMPORT
        tell(action, row, by=who_asked(row), at=at, step="failed")
    folders.end(row.key)


def _forget_old(at: datetime) -> None:
    rows = Import.objects.filter(came_at__lt=at - KEPT).exclude(state__in=RUNNING)
    for key in rows.values_list("key", flat=True):
        if folders.is_kept(key):
            folders.forget(key)
