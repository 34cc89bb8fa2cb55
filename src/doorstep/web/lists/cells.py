"""The cells of the lists' tables, made once for each line; a template only puts them in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from doorstep.vocabulary import Status
from doorstep.web.components import (
    bullets,
    day,
    lines,
    link,
    moment,
    rag_tag,
    status_tag,
    tag,
    tier_tag,
    words_within,
)
from doorstep.web.lists.lines import Line, Reasons, Whom
from doorstep.web.lists.links import to_child


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column: words, or hidden ones; the address that sorts by it, and how it is sorted."""

    label: str = ""
    hidden: str = ""
    sort: str = ""
    order: str = ""


STANDINGS = {
    "has_duties": "No visit due",
    "no_duty": "No duty applies",
    "cannot_be_judged": "Cannot be judged",
}


def child(of: Whom, *extra: object) -> Markup:
    """Return who a line is about: name, tier and rating, what to know before going there."""
    return lines(name(of), scales(of), *extra, safety(of))


def name(of: Whom) -> Markup:
    """Return a child's name, which leads to their page."""
    return link(to_child("child", of.child_id), of.name)


def scales(of: Whom) -> Markup:
    """Return the tier and the rating, which are two scales (S18)."""
    return Markup(" ").join(each for each in (tier_tag(of.tier), rag_tag(of.rag)) if each)


def safety(of: Whom) -> Markup:
    """Return the warning on staff safety, with its words; nothing for none."""
    if not of.warning:
        return Markup("")
    return Markup("{} {}").format(tag("Staff safety", "red"), of.warning)


def owed(line: Line, *extra: object) -> Markup:
    """Return what is owed and how it may be done."""
    return lines(line.title, how(line.method), *extra)


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


def due(line: Line, reasons: Reasons) -> Markup:
    """Return by when it is due, and how late it is."""
    if line.status == Status.SUSPENDED:
        resumes = f"resumes {day(reasons.resumes)}" if reasons.resumes else "no day set to resume"
        return lines(status_tag(line.status), resumes)
    notes = (
        "provisional: bank holidays not yet published" if line.provisional else "",
        "rests on an assumed number" if line.assumed else "",
    )
    return lines(due_words(line), status_tag(line.status, line.days_overdue), *notes)


def due_words(line: Line) -> str:
    """Return the day, or the day and time, it is due."""
    if "T" in line.due_at:
        return moment(datetime.fromisoformat(line.due_at))
    return day(line.due_on)


def why(line: Line, reasons: Reasons) -> Markup:
    """Return the sentence that says why, and the full reasons one click away."""
    return _WHY.format(line.why, line.title, line.child.name, bullets(reasons.lines), line.clause)


_WHY = Markup(
    '<span class="govuk-!-font-size-16">{}</span>'
    '<details class="govuk-details govuk-!-font-size-16 govuk-!-margin-bottom-0">'
    '<summary class="govuk-details__summary"><span class="govuk-details__summary-text">Full reasons'
    '<span class="govuk-visually-hidden"> for “{}”, {}</span></span></summary>'
    '<div class="govuk-details__text">{}<p class="govuk-!-margin-bottom-0">From: {}</p></div></details>'
)


def record(line: Line) -> Markup:
    """Return the link to record what was done; nothing for a meeting or a decision."""
    if line.is_decision:
        return Markup("")
    page, what = ("record-call", "a call") if line.is_call else ("record-visit", "a visit")
    hidden = f"{what} for {line.child.name}: {line.title}"
    return link(to_child(page, line.child.child_id), "Record", hidden=hidden)


def home(siblings: Sequence[Whom], *, record: bool) -> Markup:
    """Return the heading of siblings at one address; with a link to record one visit to them all."""
    first, *others = siblings
    heading = f"{len(siblings)} children at {first.address or first.postcode}"
    if not record:
        return Markup("{}").format(heading)
    with_them = {"with": ",".join(each.child_id for each in others)}
    address = to_child("record-visit", first.child_id, **with_them)
    hidden = f"{len(siblings)} children at {first.address or first.postcode}"
    shown = link(address, "Record one visit for all", hidden=hidden)
    return Markup('{} <span class="d-small d-no-print">{}</span>').format(heading, shown)


def worker(line: Line, team: str = "") -> Markup:
    """Return who holds the case."""
    return lines(line.child.worker or "No worker", team)
