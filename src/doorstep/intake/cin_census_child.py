"""What one Child of a CIN census tells: who it is, its referrals, assessments, enquiries, plans."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Event, EventKind, Fact, Undated
from doorstep.intake.cases import Gathered
from doorstep.intake.cin_census_node import Node, Span
from doorstep.intake.fields import FieldError
from doorstep.intake.ssd_assessments import FACTORS, factors
from doorstep.intake.ssd_plans import ABUSE_OR_NEGLECT, FROM_THE_CHILD
from doorstep.intake.ssda903_codes import ABUSE_CATEGORIES, NEEDS, REFERRAL_SOURCES

SOURCE = "CIN census"
DISABILITIES = frozenset(
    {
        *("NONE", "MOB", "HAND", "PC", "INC", "COMM", "LD"),
        *("HEAR", "VIS", "BEH", "CON", "AUT", "DDA"),
    }
)
PLANS = (EpisodeKind.CHILD_IN_NEED_PLAN, EpisodeKind.CHILD_PROTECTION_PLAN)


class Assessed(NamedTuple):
    """The factors of one assessment: from when they are told, and when its referral closed."""

    told_on: date
    closed_on: date | None
    factors: tuple[str, ...]


def read_child(node: Node, child: Gathered) -> None:
    """Read a Child element into what is gathered of the child."""
    _read_person(node.node("ChildIdentifiers"), child)
    assessed: list[Assessed] = []
    for details in node.nodes("CINdetails"):
        closed_on = _read_referral(details, child)
        assessed += _read_assessments(details, child, closed_on)
        _read_enquiries(details, child, closed_on)
        _read_plans(details, child)
    _add_factors(assessed, child)
    _read_disabilities(node.node("ChildCharacteristics").node("Disabilities"), child)
    _remark_plans_before_birth(child)


def _read_person(node: Node, child: Gathered) -> None:
    born, died = node.day("PersonBirthDate"), node.day("PersonDeathDate")
    if child.born and born and born != child.born:
        child.remarks.append(
            f"The child is in the census twice, born on {child.born} and on {born}: the first "
            "is used."
        )
    if born and died and died < born:
        node.refuse("PersonDeathDate", f"{died} is before the date of birth; it is not used")
        died = None
    child.born = child.born or born
    child.expected = child.expected or node.day("ExpectedPersonBirthDate")
    child.died = child.died or died


def _read_referral(node: Node, child: Gathered) -> date | None:
    """Add the referral; return when it was closed."""
    span = node.span("CINreferralDate", "CINclosureDate")
    need = node.code("PrimaryNeedCode", NEEDS)
    source = node.code("ReferralSource", REFERRAL_SOURCES)
    _add_episode(child, EpisodeKind.REFERRAL, span, need, source)
    if span.start and source == FROM_THE_CHILD and need == ABUSE_OR_NEGLECT:
        _add_event(child, EventKind.ALLEGATION_BY_CHILD, span.start)
    if span.end is None and node.flag("ReferralNFA"):
        child.remarks.append(
            f"A referral of {span.start or 'unknown date'} ended in no further action and has "
            "no closing date: it stays open."
        )
    _add_conference(child, node.day("DateOfInitialCPC"), None)
    return span.end


def _read_assessments(node: Node, child: Gathered, closed_on: date | None) -> list[Assessed]:
    found: list[Assessed] = []
    for part in node.nodes("Assessments"):
        span = part.span("AssessmentActualStartDate", "AssessmentAuthorisationDate")
        _add_episode(child, EpisodeKind.ASSESSMENT, span)
        codes = _factors(part.node("FactorsIdentifiedAtAssessment"))
        if told_on := span.end or span.start:
            found.append(Assessed(told_on, closed_on, codes))
    return found


def _factors(node: Node) -> tuple[str, ...]:
    found: list[str] = []
    for part in node.nodes("AssessmentFactors"):
        try:
            found += factors(part.text())
        except FieldError as error:
            part.refuse("", str(error))
    return tuple(found)


def _read_enquiries(node: Node, child: Gathered, closed_on: date | None) -> None:
    """Add enquiries and their conferences.

    The census gives no end: an enquiry lasts until its conference, else until the case closed.
    """
    for part in node.nodes("Section47"):
        span = part.span("S47ActualStartDate", "DateOfInitialCPC")
        _add_conference(child, span.end, part.day("InitialCPCtarget"))
        if span.start and span.end is None and closed_on and closed_on >= span.start:
            span = span._replace(end=closed_on)
        _add_episode(child, EpisodeKind.SECTION_47_ENQUIRY, span)


def _read_plans(node: Node, child: Gathered) -> None:
    for part in node.nodes("CINPlanDates"):
        span = part.span("CINPlanStartDate", "CINPlanEndDate")
        _add_episode(child, EpisodeKind.CHILD_IN_NEED_PLAN, span)
    for part in node.nodes("ChildProtectionPlans"):
        first = part.code("InitialCategoryOfAbuse", ABUSE_CATEGORIES)
        category = part.code("LatestCategoryOfAbuse", ABUSE_CATEGORIES) or first
        span = part.span("CPPstartDate", "CPPendDate")
        _add_episode(child, EpisodeKind.CHILD_PROTECTION_PLAN, span, category)
        for review in part.nodes("Reviews"):
            _add_reviews(review, child)


def _add_reviews(node: Node, child: Gathered) -> None:
    for part in node.nodes("CPPreviewDate"):
        if held_on := part.day(""):
            _add_event(child, EventKind.REVIEW_CONFERENCE, held_on)


def _add_episode(
    child: Gathered, kind: EpisodeKind, span: Span, code: str = "", detail: str = ""
) -> None:
    if span.start is None:
        child.undated.append(Undated(kind, span.missing, span.end, code))
        return
    episode = Episode(kind, span.start, span.end, code, detail)
    if episode not in child.episodes:  # a child may stand in the census twice
        child.episodes.append(episode)


def _add_event(child: Gathered, kind: EventKind, day: date) -> None:
    event = Event(kind, day, source=SOURCE)
    if event not in child.events:
        child.events.append(event)


def _add_conference(child: Gathered, held_on: date | None, due: date | None) -> None:
    """Add an initial conference; the census tells the same one of the case and of the enquiry."""
    if held_on is None:
        return
    kind = EventKind.INITIAL_CONFERENCE
    same = [row for row in child.events if (row.kind, row.event_date) == (kind, held_on)]
    for row in same:
        child.events.remove(row)
    due = due or next((row.due_date for row in same if row.due_date), None)
    child.events.append(Event(kind, held_on, due_date=due, source=SOURCE))


def _add_factors(assessed: Iterable[Assessed], child: Gathered) -> None:
    """Add what the factors tell, until the next assessment is authorised or the case closed."""
    told = [row.end_date for row in child.of_kind(EpisodeKind.ASSESSMENT) if row.end_date]
    for row in assessed:
        ends = [day for day in told if day > row.told_on]
        ends += [max(row.closed_on, row.told_on)] if row.closed_on else []
        end = min(ends, default=None)
        for code in row.factors:
            if code in FACTORS:
                kind, holder = FACTORS[code]
                source = f"assessment factor {code}"
                child.facts.append(Fact(kind, row.told_on, end, holder=holder, source=source))


def _read_disabilities(node: Node, child: Gathered) -> None:
    """Add disabilities from birth, else from the first day known of the child."""
    first = min((row.start_date for row in child.episodes), default=None)
    span = Span(child.born or first, None, "no date of birth to count a disability from")
    for part in node.nodes("Disability"):
        code = part.code("", DISABILITIES)
        if code and code != "NONE":
            _add_episode(child, EpisodeKind.DISABILITY, span, code)


def _remark_plans_before_birth(child: Gathered) -> None:
    for plan in child.of_kind(*PLANS):
        if child.born and plan.start_date < child.born:
            name = plan.kind.value.replace("_", " ")
            child.remarks.append(
                f"A {name} began on {plan.start_date}, before birth ({child.born})."
            )
