"""Phones and what was set aside, as rows and words of their pages."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from doorstep.web.components import day, lines, link, moment, tag, words
from doorstep.web.phone.models import Kind, Phone, SetAside
from doorstep.web.phone.on_my_day import unsent_words
from doorstep.web.phone.queries.phones import State
from doorstep.workdays import LONDON

TEAM_HEAD: tuple[Any, ...] = (
    "Person", "Phone", "Last in contact", {"label": "Not sent", "numeric": True},
    {"label": "Set aside", "numeric": True}, "State",
)  # fmt: skip
ASIDE_HEAD: tuple[Any, ...] = ("What", "Sent by", "About", "Why")
TAKEN_BACK = "Taken away"


def own_card(row: Phone, apart: int = 0) -> dict[str, Any]:
    """Return a phone of one's own as its page shows it; `apart` is how much is set aside on it alone."""
    until = row.taken_until.astimezone(LONDON) if row.taken_until else None
    facts = [
        ("Since", moment(row.enrolled_at.astimezone(LONDON))),
        ("What waits", _capital(unsent_words(row, apart))),
        ("List of visits", f"On it until {moment(until)}" if until else "None"),
    ]
    over = row.revoked_at
    if over is not None:
        facts = [(TAKEN_BACK, moment(over.astimezone(LONDON))), facts[1]]
    return {"pk": str(row.pk), "name": row.name, "facts": facts, "is_over": over is not None}


def team_row(state: State) -> list[object]:
    """Return a row of the phones of a team."""
    row = state.row
    since = moment(row.oldest_unsent_at.astimezone(LONDON)) if row.oldest_unsent_at else ""
    aside: object = state.aside
    if state.aside:
        aside = link(reverse("set-aside"), str(state.aside), hidden=f"set aside of {row.user.name}")
    if state.apart:
        aside = lines(aside, f"{state.apart} more on the phone alone")
    return [
        row.user.name,
        row.name,
        moment(row.seen_at.astimezone(LONDON)),
        lines(row.unsent, f"oldest from {since}") if row.unsent else 0,
        aside,
        state_of(state),
    ]


def state_of(state: State) -> Markup:
    """Return how a phone stands, as a tag with words."""
    if state.is_silent:
        return tag("Silent for a day", "red")
    is_sent = not state.row.unsent and not state.apart
    return tag("All sent", "green") if is_sent else tag("Unsent work", "orange")


def aside_row(row: SetAside, *, sees: bool, named: Iterable[str]) -> list[object]:
    """Return a row of what was set aside; the child by name only for who may see the child.

    `named` are the children as they were sent.
    """
    return [
        lines(
            link(
                reverse("set-aside-one", args=[row.pk]),
                what(row),
                hidden=f"sent by {row.user.name}, {moment(row.received_at.astimezone(LONDON))}",
            ),
            f"came {moment(row.received_at.astimezone(LONDON))}",
        ),
        row.user.name,
        about(row, sees=sees, named=named),
        why(row),
    ]


def what(row: SetAside) -> str:
    """Return what was sent."""
    label = str(Kind(row.kind).label)
    return _capital(label)


def about(row: SetAside, *, sees: bool, named: Iterable[str]) -> str:
    """Return whom it is about: by name for who may see them, else as it was sent, be there one or not."""
    if row.child is not None and sees:
        return row.child.name or row.child.child_id
    return ", ".join(f"Child {each}" for each in named if each) or "No child"


def why(row: SetAside) -> str:
    """Return the first reason in words; how many more there are."""
    said = [str(each.get("says", "")) for each in row.reasons]
    more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
    return f"{said[0]}{more}" if said else ""


def written(body: Any, labels: dict[str, str], *, within: str = "") -> Iterable[tuple[str, str]]:
    """Yield what was written, in rows of words; whatever it is, all of it."""
    if isinstance(body, dict):
        for name, value in _days_joined(body).items():
            yield from written(value, labels, within=name)
    elif isinstance(body, list) and all(isinstance(each, str) for each in body):
        yield labels.get(within, words(within)), ", ".join(map(_worded, body))
    elif within == "image":
        yield "The photograph", f"{len(str(body)) * 3 // 4:,} bytes"
    elif body not in (None, ""):
        yield labels.get(within, words(within)), _worded(str(body))


def _days_joined(told: dict[str, Any]) -> dict[str, Any]:
    """Return what was written with the three boxes of a day as one, where they are a day."""
    found = dict(told)
    for name in [n.removesuffix("-year") for n in told if n.endswith("-year")]:
        boxes = [f"{name}-{part}" for part in ("year", "month", "day")]
        try:
            on = date(*(int(told[box]) for box in boxes))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        found = {name: day(on)} | {k: v for k, v in found.items() if k not in boxes}
    return found


def _worded(value: str) -> str:
    """Return a word of a form as people read it, such as "in_person"; anything else as it is."""
    return words(value) if _WORD.fullmatch(value) else value


_WORD = re.compile("[a-z]+(_[a-z]+)*")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
