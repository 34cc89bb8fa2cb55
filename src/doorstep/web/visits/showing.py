"""Reports, and what they do, as values a page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from doorstep.facts import Visit
from doorstep.vocabulary import Tier, Verdict, VisitType
from doorstep.web.caseload.models import Obligation
from doorstep.web.caseload.saying import said
from doorstep.web.components import day, lines, moment, status_tag, tag, words
from doorstep.web.visits.asking import Agreement, Asking, agreement
from doorstep.web.visits.checking import Checked, Counted
from doorstep.web.visits.report import VisitReport
from doorstep.web.visits.ruled import ruled
from doorstep.web.visits.words import (
    METHOD_LABELS,
    NAMES,
    NOT_MADE,
    PLACE_LABELS,
    VISIT_LABELS,
    CameOf,
)
from doorstep.workdays import LONDON

Row = tuple[str, object]
YES_NO = {True: "Yes", False: "No"}


def of_it(report: VisitReport) -> list[Row]:
    """Return what a report says of the visit, call or contact itself."""
    told = report.told
    rows: list[Row] = [
        ("When", moment(told.visit_at or told.visit_date)),
        ("What", _capital(NAMES[told.visit_type])),
        ("What came of it", _came_of(told)),
        ("What happened", paragraphs(why_not_made(told))),
        ("Next attempt by", day(report.next_attempt)),
        ("How", _how(report)),
        ("Where", PLACE_LABELS.get(told.place, "") if told.place else ""),
        ("Announced", YES_NO.get(told.announced, "") if told.announced is not None else ""),
        ("Role", words(told.role or "")),
        ("Agency", told.agency),
        ("Agreed by", "" if report.agreed else _agreed(report)),
        ("Who was there", paragraphs(report.note.present)),
        ("Who else of ours was there", report.with_worker.name if report.with_worker else ""),
        ("Purpose", paragraphs(report.note.purpose)),
        ("Next step", paragraphs(report.note.next_step)),
        ("Clock of the phone", report.clock),
    ]
    return [row for row in rows if row[1]]


def of_child(report: VisitReport) -> list[Row]:
    """Return what a report says of the child."""
    told, note = report.told, report.note
    seen: list[Row] = []
    if told.visit_type == VisitType.VISIT or told.seen is not None:
        seen = [("Seen", _seen(told))]
    rows: list[Row] = [
        *seen,
        ("Seen alone", _yes_no(told.seen_alone)),
        ("Bedroom seen", _yes_no(told.bedroom_seen)),
        ("Made with the approval of", _agreed(report) if report.agreed else ""),
        ("What was seen and heard", paragraphs(note.observations)),
        ("In the child’s own words", paragraphs(note.childs_words)),
        ("Worries", paragraphs(note.worries)),
    ]
    answers = report.filled.answers if report.filled else ()
    rows += [(label, paragraphs(_capital(answer))) for _, label, answer in answers]
    return [row for row in rows if row[1]]


def paragraphs(text: str) -> Markup:
    """Return text with its lines as they were written."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def why_not_made(told: Visit) -> str:
    """Return what happened, in the words of whoever wrote it, where the visit was not made."""
    if told.outcome not in NOT_MADE:
        return ""
    return told.reason_not_seen.removeprefix(f"{NOT_MADE[CameOf(told.outcome)]}: ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _came_of(told: Visit) -> str:
    made = VISIT_LABELS.get(told.outcome) if told.outcome in NOT_MADE else None  # type: ignore[call-overload]
    if told.visit_type != VisitType.VISIT:
        return "Nobody was reached" if told.seen is False and told.reason_not_seen else ""
    return made or "The visit was made"


def _how(report: VisitReport) -> str:
    method = report.told.method
    if method is None:
        return "Not recorded"
    label = METHOD_LABELS[method]
    return f"{label}: {report.method_words}" if report.method_words else label


def _agreed(report: VisitReport) -> str:
    told = report.told
    if told.approved_by is None or told.approved_at is None:
        return ""
    at = told.approved_at.astimezone(LONDON)
    is_timed = bool(at.hour or at.minute)
    once = ", for one visit" if report.agreed and report.agreed.one_visit else ""
    return f"{words(told.approved_by)}, {moment(at if is_timed else at.date())}{once}"


def _seen(told: Visit) -> str:
    if told.seen is None:
        return "Not recorded"
    is_told = told.reason_not_seen and told.outcome not in NOT_MADE
    return f"{YES_NO[told.seen]}: {told.reason_not_seen}" if is_told else YES_NO[told.seen]


def _yes_no(told: bool | None) -> str:
    return "" if told is None else YES_NO[told]


# --- what it does -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a report does for one child, as the page of a check says it."""

    name: str
    child_id: str
    own: list[Row]
    counted: list[list[object]]
    agreement: Agreement | None
    refused: list[str]
    owed: list[list[object]]
    opening: str
    met: list[str]
    tier: str
    raised: str
    because: list[str]
    rules: list[Row]
    missing: list[str]
    nothing_owed: str
    no_step: bool


def effect_of(found: Checked, asking: Asking) -> Effect:
    """Return what a report does for a child in the rows of its page."""
    child, report = asking.child, found.report
    rules = [(r.verdict, ruled(r)) for r in found.said]
    return Effect(
        name=child.name or child.child_id,
        child_id=child.child_id,
        own=of_child(report),
        counted=counted_rows(found.counted),
        agreement=agreement(
            found.asked,
            found.uncovered,
            asking,
            counts=any(not each.why_not for each in found.counted),
        ),
        refused=[text for verdict, text in rules if verdict == Verdict.REFUSED],
        owed=[owed_row(row, is_new=row["duty"] in found.new) for row in found.owed],
        opening=found.opening,
        met=list(found.met),
        tier=found.tier,
        raised=_raised(found),
        because=[said(each) for each in found.tier_because] if found.is_raised else [],
        rules=[(words(verdict), text) for verdict, text in rules if verdict != Verdict.REFUSED],
        missing=list(found.missing),
        nothing_owed=_nothing(found),
        no_step=_is_left_alone(found),
    )


def _is_left_alone(found: Checked) -> bool:
    """Test whether a visit was not made and no policy asks for a step because of it."""
    came_of = found.report.told.outcome
    tried = came_of in NOT_MADE and came_of != CameOf.CANCELLED
    is_visit = found.report.told.visit_type == VisitType.VISIT
    return tried and is_visit and not found.steps


def counted_rows(counted: Iterable[Counted]) -> list[list[object]]:
    """Return a row for each duty: whether it counts, and if not, why."""
    return [
        [
            lines(each.title, each.clause),
            _unbroken(tag("Does not count", "red") if each.why_not else tag("Counts", "green")),
            _capital(said(each.why_not or each.beside)),
        ]
        for each in counted
    ]


def owed_row(row: Mapping[str, Any], *, is_new: bool = False) -> list[object]:
    """Return a row of what is owed: what, by when, how it stands, why."""
    what: object = row["title"]
    if row["is_decision"]:
        what = f"{row['title']} (a decision)"
    new = tag("New", "blue") if is_new else ""
    return [
        lines(what, new, row["clause"]),
        _unbroken(due_text(row["due_at"]) or "No day set"),
        _unbroken(status_tag(row["status"], row["days_overdue"])),
        said(row["why"]),
    ]


def _unbroken(text: str) -> Markup:
    return Markup('<span class="d-nowrap">{}</span>').format(text)


def owed_rows(rows: Iterable[Obligation]) -> list[list[object]]:
    """Return the stored rows of the due list as a page shows them."""
    return [owed_row({name: getattr(row, name) for name in SHOWN}) for row in rows]


SHOWN = ("title", "is_decision", "clause", "due_at", "status", "days_overdue", "why")


def due_sentence(row: Obligation) -> str:
    """Return what is owed and by when, in a line."""
    by = f": by {due_text(row.due_at)}" if row.due_at else ""
    return f"{row.title}{by}"


def due_text(due_at: str) -> str:
    """Return a stored due day or instant as people write it.

    Example:
        >>> due_text("2026-11-17"), due_text("2026-11-17T10:30+00:00"), due_text("")
        ('17 Nov 2026', '17 Nov 2026 at 10.30am', '')
    """
    if not due_at:
        return ""
    at = datetime.fromisoformat(due_at)
    return moment(at if "T" in due_at else at.date())


def _raised(found: Checked) -> str:
    if not found.is_raised or not found.tier:
        return ""
    before = f" from {words(found.tier_before)}" if found.tier_before else ""
    order = list(Tier)
    up = not found.tier_before or order.index(Tier(found.tier)) < order.index(
        Tier(found.tier_before)
    )
    verb = "raises" if up else "lowers"
    return f"This {verb} the tier{before} to {words(found.tier)}."


def _nothing(found: Checked) -> str:
    if found.owed:
        return ""
    because = f": {said(found.because)}" if found.because else ""
    return f"Nothing is owed then{because}."
