"""Record one thing that a phone sent, by the service of its ordinary page."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.joined import refuse_put_away
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.visible import sight_of
from doorstep.web.outings import services as outings
from doorstep.web.outings.models import LONGEST
from doorstep.web.phone.assessing import assess
from doorstep.web.phone.clocks import PhoneClock, set_right
from doorstep.web.phone.filling import InvalidError, sheet_for, wrong_in
from doorstep.web.phone.photograph_forms import PhotographForm
from doorstep.web.phone.pictures import Drawn, drawn_anew
from doorstep.web.phone.received import Assessment, Filled, Outing, Pictured, Thing
from doorstep.web.phone.services.photographs import store_photograph
from doorstep.web.policies.queries import stack
from doorstep.web.problems import Wrong
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.services import record_visit
from doorstep.web.visits.sheets import Setting

Made = dict[str, Any]
"""What was recorded, by the keys of its rows; no child is named in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Something as it came: what, how its phone's clock was, from whom, when; a picture drawn anew."""

    thing: Thing
    clock: PhoneClock
    by: Access
    at: datetime
    drawn: Drawn | None = None


def record(sending: Sending) -> Made:
    """Record it, in the transaction that is open; return the keys of what was made.

    Raises: one of `refusals.REFUSALS`.
    """
    said = sending.thing.said
    if isinstance(said, Filled):
        return _visit(sending, said)
    if isinstance(said, Assessment):
        return _assessment(sending, said)
    return _outing(sending, said) if isinstance(said, Outing) else _photograph(sending, said)


def children_to_record(child_ids: Sequence[str], by: Access) -> list[Child]:
    """Return the children in the order they were sent, each once.

    Raises: Http404 if one is not there, or may not be recorded for; PutAwayError.
    """
    wanted = list(dict.fromkeys(child_ids))
    if any("\0" in child_id for child_id in wanted):
        raise Http404(NO_SUCH_CHILD)
    rows = children_for(by, can=Can.RECORD).filter(child_id__in=wanted)
    found = {child.child_id: child for child in rows.select_related("document")}
    if not wanted or set(found) != set(wanted):
        raise Http404(NO_SUCH_CHILD)
    refuse_put_away(found.values(), sight_of(by).joined)
    return [found[child_id] for child_id in wanted]


def _visit(sending: Sending, said: Filled) -> Made:
    thing, by, at = sending.thing, sending.by, sending.at
    children, adopted = children_to_record(said.child_ids, by), stack()
    fields = set_right(dict(said.fields), sending.clock, stamped=thing.stamped)
    told_at = sending.clock.written_at(fields)
    setting = Setting(child=children[0], by=by, at=at, stack=adopted, told_at=told_at)
    sheet = sheet_for(thing, said, fields, setting)
    if wrong := wrong_in(sheet, fields):
        raise InvalidError(wrong)
    rows = record_visit(
        reports={of: _as_sent(said, told_at, sending) for of, said in sheet.reports().items()},
        client_id=thing.client_id,
        by=by,
        at=at,
        stack=adopted,
    )
    return {"visits": [row.pk for row in rows]}


def _as_sent(report: VisitReport, told_at: datetime, sending: Sending) -> VisitReport:
    """Return a report with when it was saved on the phone, and what was wrong with its clock."""
    words = sending.clock.words(stamped=sending.thing.stamped)
    return replace(report, told_at=told_at, clock=words)


def _assessment(sending: Sending, said: Assessment) -> Made:
    children = children_to_record(said.child_ids, sending.by)
    rows = assess(
        sending.thing,
        said,
        children,
        by=sending.by,
        at=sending.at,
        filled_at=sending.clock.saved_at,
    )
    before = {"before": str(said.before)} if said.before else {}
    return {"forms": [row.pk for row in rows]} | before


def _photograph(sending: Sending, said: Pictured) -> Made:
    children_to_record([said.child_id], sending.by)
    row = store_photograph(
        child_id=said.child_id,
        of=said.of,
        words=_words(said),
        image=sending.drawn or b"",
        client_id=sending.thing.client_id,
        told_at=sending.clock.saved_at,
        by=sending.by,
        at=sending.at,
    )
    return {"photograph": row.pk}


def _words(said: Pictured) -> str:
    """Return what a photograph is of, by the rules of its ordinary form.

    Raises: InvalidError.
    """
    try:
        return str(PhotographForm.base_fields["words"].clean(said.words))
    except ValidationError as error:
        raise InvalidError([Wrong("words", each) for each in error.messages]) from None


def drawn(thing: Thing) -> Drawn | None:
    """Return the picture of a photograph, drawn anew; that takes a while, so no transaction is open.

    Raises: InvalidError; NotAPictureError.
    """
    if not isinstance(thing.said, Pictured):
        return None
    try:
        sent = b64decode(thing.said.image, validate=True)
    except ValueError:  # also of signs beyond ASCII
        raise InvalidError([Wrong("image", "The photograph did not arrive whole.")]) from None
    return drawn_anew(sent)


# --- going in and out ---------------------------------------------------------------------------------


def _outing(sending: Sending, said: Outing) -> Made:
    does: dict[str, Callable[[Sending, Outing], Any]] = {
        "start": _start, "extend": _extend, "end": _end,
    }  # fmt: skip
    row = does[said.does](sending, said)
    return {"outing": row.pk if row is not None else None}


def _start(sending: Sending, said: Outing) -> Any:
    children_to_record(said.child_ids, sending.by)
    return outings.start_outing(
        client_id=sending.thing.client_id,
        child_ids=said.child_ids,
        started_at=_instant(sending, said),
        minutes=_minutes(said),
        buddy=_person(said.buddy, "buddy"),
        second=_person(said.second, "second"),
        by=sending.by,
        at=sending.at,
    )


def _extend(sending: Sending, said: Outing) -> Any:
    return outings.extend(
        client_id=sending.thing.client_id,
        of=_start_of(said),
        minutes=_minutes(said),
        said_at=_instant(sending, said),
        by=sending.by,
        at=sending.at,
    )


def _end(sending: Sending, said: Outing) -> Any:
    return outings.end_outing(
        client_id=sending.thing.client_id,
        of=_start_of(said),
        ended_at=_instant(sending, said),
        by=sending.by,
        at=sending.at,
    )


def _instant(sending: Sending, said: Outing) -> datetime:
    """Return when it happened: set right if the phone put the time there, else as it was typed."""
    return sending.clock.stamp(said.at) if sending.thing.stamped else min(said.at, sending.at)


def _minutes(said: Outing) -> int:
    if said.minutes is None or said.minutes > LONGEST:
        raise InvalidError([Wrong("minutes", f"Enter how long it takes, up to {LONGEST} minutes")])
    return said.minutes


def _start_of(said: Outing) -> Any:
    if said.of is None:
        raise InvalidError([Wrong("of", "It does not say which outing it is of.")])
    return said.of


def _person(ref: str | int | None, where: str) -> int | None:
    """Return whom a reference on the phone means: the key of the account."""
    text = str(ref or "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidError([Wrong(where, "Choose a colleague.")])
    return int(text) if text else None
