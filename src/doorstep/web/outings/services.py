"""Say that one goes in, needs longer, is out again: on a page, or from a phone late and out of order.

Everything said is appended once, by the id made where it was said; how the outing stands is worked out
from all of it anew. A phone may send each of the three twice, late, and the end before the start.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.colleagues import is_colleague
from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.outings.course import Word
from doorstep.web.outings.keeping import digest_of, keep_start, settle
from doorstep.web.outings.models import LONGEST, Outing, OutingChange
from doorstep.web.outings.people import was_there, watches

NO_SUCH_OUTING = "There is no such outing, or it is not yours to speak for."


class SaidOtherwiseError(Exception):
    """The same id came before and said something else; `row` is what was said then."""

    def __init__(self, row: OutingChange):
        self.row = row
        super().__init__("This was sent before, and said something else then.")


class OverError(Exception):
    """Longer was said of an outing that was over by then: going in is to be said anew."""

    def __init__(self, row: Outing):
        self.row = row
        super().__init__("This outing is over. Say that you are going in again.")


class NoReasonError(ValueError):
    """Somebody who was not there must say how they know."""


@transaction.atomic
def start_outing(  # noqa: PLR0913 (all that is said at the door)
    *,
    client_id: UUID,
    child_ids: Sequence[str],
    started_at: datetime,
    minutes: int,
    buddy: int | None,
    second: int | None,
    by: Access,
    at: datetime,
    telephone: str = "",
) -> Outing:
    """Say that one went in; return the outing, which may be over already by what was heard before.

    `buddy` and `second` are keys of accounts; one that is no colleague (any more), oneself, or a buddy
    who goes along is left out, since the start must not be lost for it. Going in somewhere else ends
    what went before. Without a telephone, that of the last outing is taken.
    Raises: Http404 for a child one may not record for; SaidOtherwiseError; ValueError for minutes
    outside 1 to 720.
    """
    _within(minutes)
    said = [sorted(set(child_ids)), _time(started_at, at), minutes, buddy, second, telephone]
    digest = digest_of(Word.IN, said)
    _hold(by)
    if _before(client_id, digest) is not None:
        return Outing.objects.get(client_id=client_id)
    children = _children(child_ids, by)
    second = second if _is_other(second, by, at) else None
    buddy = buddy if _is_other(buddy, by, at) and buddy != second else None
    change = OutingChange(
        client_id=client_id, digest=digest, of=client_id, word=Word.IN, minutes=minutes,
        happened_at=started_at, recorded_at=at, said_by_id=by.user_id,
    )  # fmt: skip
    row = Outing(
        client_id=client_id, worker_id=by.user_id, second_id=second, buddy_id=buddy,
        team_id=_team_of(children), telephone=telephone or _last_telephone(by), recorded_at=at,
    )  # fmt: skip
    keep_start(row, change, children)
    detail: dict[str, object] = {
        "minutes": minutes,
        "buddy": buddy,
        "second": second,
        "of": str(client_id),
    }
    _tell(Action.START_OUTING, row, detail, by=by, at=at)
    return row


@transaction.atomic
def extend(  # noqa: PLR0913 (all that is said)
    *,
    client_id: UUID,
    of: UUID,
    minutes: int,
    said_at: datetime,
    by: Access,
    at: datetime,
    why: str = "",
) -> Outing | None:
    """Say that all is well and it takes longer; return the outing, none while its start is not heard.

    The minutes are added to the time expected, or to `said_at` where that has passed.
    Raises: Http404 for who may not speak for it; OverError; NoReasonError; SaidOtherwiseError;
    ValueError.
    """
    _within(minutes)
    digest = digest_of(Word.LONGER, [str(of), minutes, _time(said_at, at), why])
    _hold(by)
    row = _locked(of)
    if _before(client_id, digest) is not None:
        return row
    if row is not None and row.ended_at is not None and min(said_at, at) > row.ended_at:
        raise OverError(row)
    change = OutingChange(
        client_id=client_id, digest=digest, of=of, word=Word.LONGER, minutes=minutes,
        happened_at=said_at, recorded_at=at, why=why,
    )  # fmt: skip
    _append(change, row, by=by, at=at)
    detail: dict[str, object] = {"minutes": minutes, "of": str(of)}
    _tell(Action.EXTEND_OUTING, row, detail, by=by, at=at)
    return row


@transaction.atomic
def end_outing(
    *, client_id: UUID, of: UUID, ended_at: datetime, by: Access, at: datetime, why: str = ""
) -> Outing | None:
    """Say that somebody is out again; return the outing, none while its start is not heard.

    Of several ends the earliest counts, and all are kept. Whoever was not there says how they know.
    Raises: Http404 for who may not speak for it; NoReasonError; SaidOtherwiseError.
    """
    digest = digest_of(Word.OUT, [str(of), _time(ended_at, at), why])
    _hold(by)
    row = _locked(of)
    if _before(client_id, digest) is not None:
        return row
    change = OutingChange(
        client_id=client_id, digest=digest, of=of, word=Word.OUT, happened_at=ended_at,
        recorded_at=at, why=why,
    )  # fmt: skip
    _append(change, row, by=by, at=at)
    _tell(Action.END_OUTING, row, {"of": str(of)}, by=by, at=at)
    return row


# --- pieces -------------------------------------------------------------------------------------------


def _within(minutes: int) -> None:
    if not 0 < minutes <= LONGEST:
        raise ValueError(f"Minutes must be between 1 and {LONGEST}.")


def _time(happened_at: datetime, at: datetime) -> str:
    """Return a time as a digest knows it; what is said of now and sent twice is said of now twice."""
    return "now" if happened_at == at else happened_at.astimezone(UTC).isoformat()


def _hold(by: Access) -> None:
    """Hold the person's own row: what one phone sends twice, or at once, follows one another."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.user_id).values_list("pk"))


def _before(client_id: UUID, digest: str) -> OutingChange | None:
    """Return what was said by this very id before.

    Raises: SaidOtherwiseError.
    """
    row = OutingChange.objects.filter(client_id=client_id).first()
    if row is not None and row.digest != digest:
        raise SaidOtherwiseError(row)
    return row


def _locked(of: UUID) -> Outing | None:
    rows = Outing.objects.filter(client_id=of).select_related("worker")
    return rows.select_for_update(of=("self",)).first()


def _children(child_ids: Sequence[str], by: Access) -> list[Child]:
    wanted = {child_id for child_id in child_ids if "\0" not in child_id}
    rows = children_for(by, can=Can.RECORD).filter(child_id__in=wanted)
    found = list(rows.select_related("answer").order_by("born", "pk"))
    if not found or len(found) != len(set(child_ids)):
        raise Http404(NO_SUCH_CHILD)
    return found


def _is_other(pk: int | None, by: Access, at: datetime) -> bool:
    return pk != by.user_id and is_colleague(pk, on=by.on)


def _team_of(children: Sequence[Child]) -> int | None:
    teams = (child.answer.team_id for child in children if hasattr(child, "answer"))
    return next((team for team in teams if team is not None), None)


def _last_telephone(by: Access) -> str:
    rows = Outing.objects.filter(worker=by.user_id).exclude(telephone="").order_by("-started_at")
    return rows.values_list("telephone", flat=True).first() or ""


def _append(change: OutingChange, row: Outing | None, *, by: Access, at: datetime) -> None:
    """Append what is said of an outing, and work out anew how it stands.

    Raises: Http404; NoReasonError.
    """
    change.said_by_id = by.user_id
    if row is not None:
        change.for_other = not was_there(row, by)
        if change.for_other and not (row.buddy_id == by.user_id or watches(by, row)):
            raise Http404(NO_SUCH_OUTING)
        if change.for_other and not change.why:
            raise NoReasonError("Say how you know.")
    change.save(force_insert=True)
    if row is not None:
        settle(row, at=at)


def _tell(
    action: Action, row: Outing | None, detail: dict[str, object], *, by: Access, at: datetime
) -> None:
    subject_id = str(row.pk) if row is not None else ""
    audit.record(
        action=action, subject="outing", subject_id=subject_id, by=by, at=at, detail=detail
    )  # fmt: skip
