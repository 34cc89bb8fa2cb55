"""What the pages of being out show, as plain values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.components import lines, link, plural, tag
from doorstep.web.outings import queries
from doorstep.web.outings.course import Word
from doorstep.web.outings.ladder import reachable
from doorstep.web.outings.models import Outing, OutingAlert, OutingChange
from doorstep.web.outings.people import was_there
from doorstep.web.outings.saying import heard_late, ring, span, standing, time_of
from doorstep.web.outings.stages import Stage

Shown = dict[str, Any]
HEAD = ("Who", "Went in", "Expected out by", "How it stands")
SAID = {
    Word.IN: "Went in",
    Word.LONGER: "All well, longer",
    Word.OUT: "Out again",
    Word.NEXT: "Went in somewhere else",
}
TOLD = {
    Stage.WORKER: "The worker was reminded",
    Stage.BUDDY: "The buddy was told",
    Stage.MANAGER: "The manager was told",
}


def row_of(row: Outing, viewer: Access, *, opens: bool) -> list[object]:
    """Return a line of a list: who, since when, until when, and how it stands."""
    at = viewer.at
    name = f"{row.worker} with {row.second}" if row.second else str(row.worker)
    who = link(reverse("outing", args=[row.pk]), name, hidden="out") if opens else name
    text, colour = standing(row, at)
    return [
        lines(who, f"Buddy: {row.buddy}" if row.buddy else "No buddy"),
        time_of(row.started_at, at),
        time_of(row.expected_at, at),
        tag(text, colour),
    ]


def banner(row: Outing, viewer: Access) -> Shown:
    """Return what My day says of an outing that is not over."""
    at, there = viewer.at, was_there(row, viewer)
    text, colour = standing(row, at)
    return {
        "pk": row.pk,
        "href": reverse("outing", args=[row.pk]),
        "worker": str(row.worker),
        "is_own": row.worker_id == viewer.user_id,
        "was_there": there,
        "since": time_of(row.started_at, at),
        "expected": time_of(row.expected_at, at),
        "standing": text,
        "is_late": colour == "red",
        "out_id": uuid4(),
        "longer_id": uuid4(),
    }


def page(row: Outing, viewer: Access) -> Shown:
    """Return what the page of one outing shows; the place only while somebody is there."""
    place = queries.where(row, viewer=viewer)
    text, colour = standing(row, viewer.at)
    return banner(row, viewer) | {
        "row": row,
        "buddy": _buddy(row),
        "colour": colour,
        "place": place if queries.tells_place(row, viewer=viewer) else None,
        "named": place.named,
        "unnamed": plural(place.unnamed, "child", "children") if place.unnamed else "",
        "ring": ring(),
        "history": list(_history(row, viewer.at)),
        "is_over_for": text,
    }


def _history(row: Outing, at: datetime) -> Iterable[Shown]:
    """Return everything said and told of an outing, the last first."""
    told = [_said(each, at) for each in queries.said_of(row)]
    told += [_alert(each, row, at) for each in queries.alerts_of(row)]
    return sorted(told, key=lambda each: each["order"], reverse=True)


def _said(row: OutingChange, at: datetime) -> Shown:
    word = Word(row.word)
    more = f", {plural(row.minutes, 'minute')}" if row.minutes else ""
    return _entry(row.happened_at, f"{SAID[word]}{more}", at) | {
        "by": str(row.said_by),
        "text": row.why,
        "note": heard_late(row.happened_at, row.recorded_at),
    }


def _alert(row: OutingAlert, outing: Outing, at: datetime) -> Shown:
    over = span(row.raised_at - row.expected_at)
    title = TOLD[Stage(row.stage)]
    if row.stage == Stage.BUDDY and outing.buddy is None:
        title = "The manager was told, for want of a buddy"
    elif row.for_buddy:
        title = f"The manager was told in place of {outing.buddy}, who could not be written to"
    text = f"{over} over the time, {_written(row, outing)}"
    return _entry(row.raised_at, title, at) | {"text": text}


def _written(row: OutingAlert, outing: Outing) -> str:
    if not row.told:
        return "no e-mail: nobody has an address, or it is off"
    named = queries.named_of(row, outing)
    return plural(row.told, "e-mail") + (f" to {' and '.join(named)}" if named else "")


def _buddy(row: Outing) -> str:
    """Return who watches over somebody, and who is told where that person cannot be."""
    if row.buddy is None:
        return "Nobody: the manager is told in their place"
    if row.is_open and not reachable([row.buddy.pk]):
        return f"{row.buddy}, who has no e-mail address: the manager is told in their place"
    return str(row.buddy)


def _entry(happened_at: datetime, title: str, at: datetime) -> Shown:
    return {
        "title": title,
        "at": time_of(happened_at, at),
        "datetime": happened_at.isoformat(timespec="minutes"),
        "order": happened_at,
    }
