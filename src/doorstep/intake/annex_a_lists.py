"""Annex A Lists 3 to 7: referrals, assessments, section 47 enquiries, need and protection."""

from datetime import date, timedelta

from doorstep.facts import Episode, EpisodeKind, Event, EventKind, Undated, Visit
from doorstep.intake.annex_a_row import Row, Start
from doorstep.intake.annex_a_rows import (
    Stretch,
    add_episode,
    add_involvement,
    add_visit,
    check_age,
    remark,
)
from doorstep.intake.cases import Gathered
from doorstep.intake.ssda903_codes import NEEDS, REFERRAL_SOURCES

NO_PLAN_START = "Annex A gives no start of the plan: the start of the child-in-need episode is used"
UNENDED = "No conference was needed, and Annex A does not say when the enquiry ended"
CLOSED = "closed"

# What a Case Status says of the child, and the list that must then hold the child too.
STATUSES = {
    "looked after": (EpisodeKind.PERIOD_OF_CARE, "List 8"),
    "child protection": (EpisodeKind.CHILD_PROTECTION_PLAN, "List 7"),
    "child in need": (EpisodeKind.CHILD_IN_NEED_PLAN, "List 6"),
    "assessment": (EpisodeKind.ASSESSMENT, "List 4"),
    CLOSED: (EpisodeKind.REFERRAL, "List 6"),
}


def read_referral(row: Row, child: Gathered) -> None:
    """Read a row of List 3; a referral that List 6 holds too is not told twice."""
    start = row.start("referral_date")
    end_date = None
    if start.day and row.yes_no("no_further_action"):
        end_date = start.day + timedelta(days=1)
    elif start.day and (need := _need_episode(child, start.day)):
        if need.start_date <= start.day:
            return
        end_date = need.end_date  # List 3 itself never tells that a referral was closed
    source = row.code("referral_source", REFERRAL_SOURCES)
    stretch = Stretch(EpisodeKind.REFERRAL, end_date, "The referral", detail=source)
    add_episode(row, child, start, stretch)
    add_involvement(row, child, start, end_date)


def read_assessment(row: Row, child: Gathered) -> None:
    """Read a row of List 4."""
    start = row.start("assessment_start")
    end_date = row.end("assessment_end", start)
    add_episode(row, child, start, Stretch(EpisodeKind.ASSESSMENT, end_date, "The assessment"))
    add_involvement(row, child, start, end_date)


def read_enquiry(row: Row, child: Gathered) -> None:
    """Read a row of List 5; a conference ends the enquiry."""
    start = row.start("enquiry_start")
    end_date = row.end("conference_date", start)
    add_episode(row, child, start, Stretch(EpisodeKind.SECTION_47_ENQUIRY, end_date, "The enquiry"))
    if end_date:
        child.events.append(Event(EventKind.INITIAL_CONFERENCE, end_date, source="Annex A List 5"))
    if row.yes_no("conference_unnecessary") and not end_date:
        remark(row, child, UNENDED)
    if row.yes_no("plan_resulted") and not child.of_kind(EpisodeKind.CHILD_PROTECTION_PLAN):
        remark(row, child, "The conference made a plan, but List 7 holds none")
    add_involvement(row, child, start, end_date)


def read_need(row: Row, child: Gathered) -> None:
    """Read a row of List 6, after Lists 4, 7 and 8: its Case Status must agree with them."""
    start = row.start("need_start")
    end_date = row.end("need_end", start)
    need = row.code("primary_need", NEEDS)
    stretch = Stretch(EpisodeKind.REFERRAL, end_date, "The child-in-need episode", need)
    add_episode(row, child, start, stretch)
    _read_status(row, child, start, end_date)
    if seen_on := row.day("last_seen"):
        visit = Visit(seen_on, seen=True, source="Annex A List 6")
        add_visit(row, child, visit, end_date)
    check_age(row, child, end_date)
    add_involvement(row, child, start, end_date)


def read_protection(row: Row, child: Gathered) -> None:
    """Read a row of List 7."""
    start = row.start("plan_start")
    end_date = row.end("plan_end", start)
    first = row.category("initial_category")
    category = row.category("latest_category") or first
    name = "The child protection plan"
    stretch = Stretch(EpisodeKind.CHILD_PROTECTION_PLAN, end_date, name, category)
    add_episode(row, child, start, stretch)
    alone = row.yes_no("seen_alone")
    if visited_on := row.day("last_visit"):
        visit = Visit(visited_on, seen=True, seen_alone=alone, source="Annex A List 7")
        add_visit(row, child, visit, end_date)
    if held_on := row.day("latest_conference"):
        child.events.append(Event(EventKind.REVIEW_CONFERENCE, held_on, source="Annex A List 7"))
    add_involvement(row, child, start, end_date)


def _need_episode(child: Gathered, referred_on: date) -> Episode | None:
    """Return the episode of List 6 that a referral led to."""
    later = (
        need
        for need in child.of_kind(EpisodeKind.REFERRAL)
        if need.end_date is None or need.end_date >= referred_on
    )
    return min(later, key=lambda need: need.start_date, default=None)


def _read_status(row: Row, child: Gathered, start: Start, end_date: date | None) -> None:
    label = row.label("case_status")
    status = next((words for words in STATUSES if words in label), "")
    if not status:
        row.refuse("case_status", f"'{label[:40]}' is not a case status of Annex A")
        return
    kind, elsewhere = STATUSES[status]
    if kind is EpisodeKind.CHILD_IN_NEED_PLAN:
        add_episode(row, child, start, Stretch(kind, end_date, "The child in need plan"))
        remark(row, child, NO_PLAN_START)
    elif status == CLOSED and not end_date:
        remark(row, child, "The Case Status is closed, but there is no CIN Closure Date")
    elif not end_date and not _has_open(child, kind):
        missing = f"Case Status is '{label}', but {elsewhere} holds no such open row {row.place}"
        child.undated.append(Undated(kind, missing))
        row.refuse("case_status", f"'{label}', but {elsewhere} holds no such open row: add it")


def _has_open(child: Gathered, kind: EpisodeKind) -> bool:
    dated = any(episode.end_date is None for episode in child.of_kind(kind))
    return dated or any(row.kind is kind and row.end_date is None for row in child.undated)
