"""The cells of the lists' tables, made once for each line; a template only puts them in their place.

They are joined from text with `escape` around whatever came from outside: rows are what a list costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup, escape

from doorstep.vocabulary import Status
from doorstep.web.accounts.away import Away
from doorstep.web.caseload.saying import said
from doorstep.web.components import (
    clock_time,
    day,
    link,
    rag_tag,
    status_tag,
    tag,
    tier_tag,
    words_within,
)
from doorstep.web.lists.lines import Line, Whom
from doorstep.web.lists.links import to_child

STANDINGS = {
    "has_duties": "No visit due",
    "no_duty": "No duty applies",
    "cannot_be_judged": "Cannot be judged",
}
STAFF_SAFETY = tag("Staff safety", "red")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column: words, or hidden ones; the address that sorts by it, and how it is sorted."""

    label: str = ""
    hidden: str = ""
    sort: str = ""
    order: str = ""


def _stacked(*each: str) -> Markup:
    """Return lines one below the other; what is given is HTML already, what is empty is left out."""
    inside = " ".join(f'<span class="d-line">{line}</span>' for line in each if line)
    return Markup(inside)  # noqa: S704 (each caller escapes)


def child(of: Whom, extra: str = "") -> Markup:
    """Return who a line is about: name, tier and rating, what to know before going there."""
    address, called = escape(to_child("child", of.child_id)), escape(of.name)
    name = f'<a class="govuk-link" href="{address}">{called}</a>'
    return _stacked(
        name, f"{tier_tag(of.tier)} {rag_tag(of.rag)}".strip(), escape(extra), safety(of)
    )


def safety(of: Whom) -> str:
    """Return the warning on staff safety, with its words; nothing for none."""
    return f"{STAFF_SAFETY} {escape(of.warning)}" if of.warning else ""


def owed(line: Line, *extra: str) -> Markup:
    """Return what is owed and how it may be done."""
    return _stacked(escape(line.title), escape(how(line.method)), *map(escape, extra))


@lru_cache(maxsize=512)
def how(method: str) -> str:
    """Return by what means a duty is met, as a sentence.

    Example:
        >>> how("in_person; video|phone if agreed by head_of_service")
        'In person; video or phone if agreed by head of service'
        >>> how("kit_call; visit"), how("")
        ('KIT call; visit', '')
    """
    said = "; ".join(" ".join(_said(word) for word in part.split()) for part in method.split("; "))
    return said[:1].upper() + said[1:]


def _said(part: str) -> str:
    *others, last = [words_within(word) for word in part.split("|")]
    return f"{', '.join(others)} or {last}" if others else last


@lru_cache(maxsize=512)
def roles(who: tuple[str, ...]) -> str:
    """Return whose duty it is.

    Example:
        >>> roles(("iro",)), roles(("front_door", "social_worker")), roles(())
        ('IRO', 'front door or social worker', '')
    """
    return _said("|".join(who)) if who else ""


def due(line: Line) -> Markup:
    """Return by when it is due, and how late it is."""
    status = status_tag(line.status, line.days_overdue)
    if line.status == Status.SUSPENDED:
        resumes = f"resumes {day(line.resumes)}" if line.resumes else "no day set to resume"
        return _stacked(status, resumes)
    return _stacked(
        due_words(line),
        status,
        "provisional: bank holidays not yet published" if line.provisional else "",
        "on an assumed number" if line.assumed else "",
    )


def due_words(line: Line) -> str:
    """Return the day it is due, which does not break over two lines, and the time where one is set."""
    told = f'<span class="d-nowrap">{day(line.due_on)}</span>'
    if "T" not in line.due_at:
        return told
    return f"{told} at {clock_time(datetime.fromisoformat(line.due_at))}"


def why(line: Line) -> Markup:
    """Return the sentence that says why, and the full reasons one click away."""
    # No reason has a line end of its own: one escape for all of them instead of one for each.
    told = str(escape("\n".join(map(said, line.reasons)))).replace("\n", "</li><li>")
    of = escape(f"for “{line.title}”, {line.child.name}")
    return Markup(  # noqa: S704 (escaped above and here)
        f'<span class="govuk-!-font-size-16">{escape(said(line.why))}</span>{_OPEN}{of}{_TEXT}'
        f"<li>{told}</li></ul><p>From: {escape(line.clause)}</p></div></details>"
    )


# On paper the sentence is enough: twenty lists of reasons would bury the list itself.
_OPEN = (
    '<details class="govuk-details d-no-print govuk-!-font-size-16 govuk-!-margin-bottom-0">'
    '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">Full reasons'
    '<span class="govuk-visually-hidden"> '
)
_TEXT = (
    '</span></span></summary><div class="govuk-details__text">'
    '<ul class="govuk-list govuk-list--bullet govuk-!-font-size-16">'
)


def record(line: Line) -> Markup:
    """Return the link to record what was done, or to begin the meeting or decision that is owed."""
    if line.is_decision:
        address = to_child("open-decision", line.child.child_id, duty=line.duty)
        return link(address, "Begin", hidden=f"or record, for {line.child.name}: {line.title}")
    page, what = ("record-call", "a call") if line.is_call else ("record-visit", "a visit")
    hidden = f"{what} for {line.child.name}: {line.title}"
    written = link(to_child(page, line.child.child_id), "Record", hidden=hidden)
    if line.is_call:
        return written
    go = link(to_child("go-out", line.child.child_id), "Go in", hidden=f"to see {line.child.name}")
    return Markup('{}<br class="d-no-print"><span class="d-no-print">{}</span>').format(written, go)


def home(siblings: Sequence[Whom], *, record: bool) -> Markup:
    """Return the heading of siblings at one address; with a link to record one visit to them all."""
    first, *others = siblings
    heading = f"{len(siblings)} children at {first.address or first.postcode}"
    if not record:
        return Markup("{}").format(heading)
    with_them = {"with": ",".join(each.child_id for each in others)}
    address = to_child("record-visit", first.child_id, **with_them)
    shown = link(address, "Record one visit for all", hidden=heading)
    return Markup('{} <span class="d-small d-no-print">{}</span>').format(heading, shown)


def worker(line: Line, team: str = "") -> Markup:
    """Return who holds the case, and until when they are away."""
    name, gone = escape(line.child.worker or "No worker"), line.child.gone
    return _stacked(name, escape(team), escape(away_words(gone)))


def away_words(gone: Away | None) -> str:
    """Return until when somebody is away, as a line of its own; nothing for who is there."""
    return gone.words[:1].upper() + gone.words[1:] if gone else ""


def person(of: Whom) -> Markup:
    """Return who a line on paper is about."""
    return _stacked(escape(of.name), escape(of.child_id), safety(of))


def home_address(of: Whom) -> Markup:
    """Return where the child lives."""
    return _stacked(escape(of.address), escape(of.postcode))
