"""What one child of the DfE API's JSON tells: who it is, its referrals, plans, enquiries and workers."""

from collections.abc import Iterable
from datetime import date

from doorstep.facts import (
    Address,
    Episode,
    EpisodeKind,
    Event,
    EventKind,
    Fact,
    Involvement,
    Undated,
    Visit,
    VisitType,
)
from doorstep.intake.cases import Gathered
from doorstep.intake.cin_census_child import DISABILITIES, Assessed
from doorstep.intake.cin_census_node import Span
from doorstep.intake.dfe_api_care import Placed, add_care
from doorstep.intake.dfe_api_node import Node
from doorstep.intake.fields import FieldError
from doorstep.intake.ssd_assessments import FACTORS, factors
from doorstep.intake.ssda903_codes import (
    ACCOMMODATIONS,
    PLACEMENTS,
    REFERRAL_SOURCES,
    is_postcode,
)
from doorstep.intake.ssda903_leavers import Leaver, add_status

SOURCE = "DfE API"


def read_child(node: Node, child: Gathered) -> None:
    """Read a child of the JSON into what is gathered of the child."""
    details = node.node("child_details")
    _read_person(details, child)
    assessed: list[Assessed] = []
    placed: list[Placed] = []
    leavers: list[Node] = []
    for episode in node.nodes("social_care_episodes"):
        closed_on = _read_referral(episode, child)
        _read_workers(episode, child)
        assessed += _read_assessments(episode, child, closed_on)
        _read_plans(episode, child)
        _read_enquiries(episode, child)
        placed += _read_placements(episode, child)
        leavers.append(episode.node("care_leavers"))
    add_care(placed, child)
    _add_factors(assessed, child)
    _read_disabilities(details, child)
    for leaver in leavers:
        _read_leaver(leaver, child)


def _read_person(node: Node, child: Gathered) -> None:
    child.name = " ".join(x for x in (node.text("first_name"), node.text("surname")) if x)
    child.born = node.day("date_of_birth")
    child.expected = node.day("expected_date_of_birth")
    if child.born is None and child.expected is None and not node.is_purged():
        child.remarks.append("The source tells neither a date of birth nor an expected one.")
    if postcode := _postcode(node):
        child.addresses.append(Address(postcode))


def _postcode(node: Node) -> str:
    found = node.text("postcode").upper()
    if found and not is_postcode(found):
        node.refuse("postcode", f"'{found[:10]}' is not a postcode; it is not used")
        return ""
    return found.replace(" ", "")


def _read_referral(node: Node, child: Gathered) -> date | None:
    """Add the referral; return when it was closed."""
    span = node.span("referral_date", "closure_date")
    source = node.code("referral_source", REFERRAL_SOURCES)
    number = node.text("social_care_episode_id")
    _add(child, EpisodeKind.REFERRAL, span, detail=source, number=number)
    if span.end is None and node.flag("referral_no_further_action_flag"):
        child.remarks.append(
            f"A referral of {span.start or 'unknown date'} ended in no further action and has "
            "no closing date: it stays open."
        )
    return span.end


def _read_workers(node: Node, child: Gathered) -> None:
    for part in node.nodes("care_worker_details"):
        worker_id, span = part.text("worker_id"), part.span("start_date", "end_date")
        if not worker_id:
            part.refuse("worker_id", "blank: nobody knows who the worker is")
        elif span.start:
            row = Involvement(worker_id, span.start, span.end)
            if row not in child.involvements:
                child.involvements.append(row)


def _read_assessments(node: Node, child: Gathered, closed_on: date | None) -> list[Assessed]:
    found: list[Assessed] = []
    for part in node.nodes("child_and_family_assessments"):
        span = part.span("start_date", "authorisation_date")
        number = part.text("child_and_family_assessment_id")
        _add(child, EpisodeKind.ASSESSMENT, span, number=number)
        if told_on := span.end or span.start:
            found.append(Assessed(told_on, closed_on, tuple(_factors(part))))
    return found


def _factors(node: Node) -> Iterable[str]:
    for at, code in node.codes("factors"):
        try:
            yield from factors(code)
        except FieldError as error:
            node.refuse(at, str(error))


def _read_plans(node: Node, child: Gathered) -> None:
    for kind, name in (
        (EpisodeKind.CHILD_IN_NEED_PLAN, "child_in_need_plan"),
        (EpisodeKind.CHILD_PROTECTION_PLAN, "child_protection_plan"),
    ):
        for part in node.nodes(f"{name}s"):
            span = part.span("start_date", "end_date")
            _add(child, kind, span, number=part.text(f"{name}_id"))


def _read_enquiries(node: Node, child: Gathered) -> None:
    for part in node.nodes("section_47_assessments"):
        span = part.span("start_date", "end_date")
        number = part.text("section_47_assessment_id")
        _add(child, EpisodeKind.SECTION_47_ENQUIRY, span, number=number)
        if held_on := part.day("icpc_date"):
            event = Event(EventKind.INITIAL_CONFERENCE, held_on, source=SOURCE)
            if event not in child.events:
                child.events.append(event)


def _read_placements(node: Node, child: Gathered) -> list[Placed]:
    found: list[Placed] = []
    for part in node.nodes("child_looked_after_placements"):
        span = part.span("start_date", "end_date")
        kind = part.code("placement_type", PLACEMENTS)
        if span.start is None:
            child.undated.append(Undated(EpisodeKind.PERIOD_OF_CARE, span.missing, span.end))
            continue
        reasons = (part.text("start_reason").upper(), part.text("end_reason").upper())
        number = part.text("child_looked_after_placement_id")
        found.append(Placed(span.start, span.end, kind, *reasons, number))
        if postcode := _postcode(part):
            child.addresses.append(Address(postcode, "Placement", span.start, span.end))
    return found


def _add(
    child: Gathered, kind: EpisodeKind, span: Span, *, detail: str = "", number: str = ""
) -> None:
    if span.start is None:
        child.undated.append(Undated(kind, span.missing, span.end))
        return
    row = Episode(kind, span.start, span.end, detail=detail, episode_id=number)
    if row not in child.episodes:
        child.episodes.append(row)


def _add_factors(assessed: Iterable[Assessed], child: Gathered) -> None:
    """Add what the factors tell, until the next assessment is authorised or the case closed."""
    told = [row.end_date for row in child.of_kind(EpisodeKind.ASSESSMENT) if row.end_date]
    for row in assessed:
        ends = [day for day in told if day > row.told_on]
        ends += [max(row.closed_on, row.told_on)] if row.closed_on else []
        for code in row.factors:
            if code in FACTORS:
                kind, holder = FACTORS[code]
                end, source = min(ends, default=None), f"assessment factor {code}"
                child.facts.append(Fact(kind, row.told_on, end, holder=holder, source=source))


def _read_disabilities(node: Node, child: Gathered) -> None:
    """Add disabilities from birth, else from the first day known of the child."""
    first = min((row.start_date for row in child.episodes), default=None)
    for at, code in node.codes("disabilities"):
        if code not in DISABILITIES:
            node.refuse(at, f"'{code[:40]}' is not a code of the standard; it is not used")
        elif code != "NONE":
            span = Span(child.born or first, None, "no date of birth to count a disability from")
            if span.start is None:
                child.undated.append(Undated(EpisodeKind.DISABILITY, span.missing, None, code))
            else:
                child.episodes.append(Episode(EpisodeKind.DISABILITY, span.start, None, code))


def _read_leaver(node: Node, child: Gathered) -> None:
    """Add the status of a care leaver and the latest contact, of whose kind nothing is told."""
    contact, accommodation = node.day("contact_date"), node.code("accommodation", ACCOMMODATIONS)
    if not (contact or accommodation or node.text("activity")):
        return
    where = f"({node.reading.file}, child {node.reading.row})"
    if not child.of_kind(EpisodeKind.CARE_LEAVER):
        add_status(child, Leaver("", accommodation, SOURCE, where))
    if contact:
        child.visits.append(Visit(contact, visit_type=VisitType.CONTACT, source=SOURCE))
