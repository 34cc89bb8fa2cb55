"""Read section 47 enquiries, conferences and reviews, and occasions of going missing."""

from collections import defaultdict
from datetime import date

from doorstep.facts import EpisodeKind, Event, EventKind
from doorstep.intake.cases import CaseBook
from doorstep.intake.fields import Moment
from doorstep.intake.ssd_rows import Row, rows
from doorstep.intake.ssd_tables import Sheet


def add_conferences(sheets: dict[str, Sheet], book: CaseBook) -> dict[str, date]:
    """Add initial conferences that were held; return enquiry id → the day of its conference."""
    held: dict[str, date] = {}
    for row in rows(sheets["ssd_initial_cp_conference"], book):
        found = row.moment("icpc_icpc_date", then="the conference is not counted as held")
        due = row.day("icpc_icpc_target_date")
        if found:
            held[row.text("icpc_s47_enquiry_id")] = found.day
            row.child.events.append(
                Event(EventKind.INITIAL_CONFERENCE, found.day, found.at, due, row.file)
            )
    held.pop("", None)
    return held


def add_enquiries(sheets: dict[str, Sheet], book: CaseBook, held: dict[str, date]) -> None:
    """Add section 47 enquiries; without an end one lasts until its conference was held, else on."""
    for row in rows(sheets["ssd_s47_enquiry"], book):
        span = row.span("s47e_s47_start_date", "s47e_s47_end_date")
        conference = held.get(row.text("s47e_s47_enquiry_id"))
        if span.start and not span.end and conference and conference >= span.start:
            span = span._replace(end=conference)
        ids = (row.text("s47e_s47_enquiry_id"), row.text("s47e_referral_id"))
        enquiry = row.add_episode(EpisodeKind.SECTION_47_ENQUIRY, span, ids=ids)
        found = row.moment("s47e_s47_start_date") if enquiry else None
        if enquiry and found and found.at:
            row.child.episodes[-1] = enquiry._replace(start_at=found.at)


def add_reviews(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add review conferences and looked-after reviews that were held.

    Where a later row has only a due date, it becomes the `due_date` of the last review held: the
    day the next one is due.
    """
    conferences = Reviews(EventKind.REVIEW_CONFERENCE)
    for row in rows(sheets["ssd_cp_reviews"], book):
        conferences.note(row, "cppr_cp_review_date", "cppr_cp_review_due")
    looked_after = Reviews(EventKind.LOOKED_AFTER_REVIEW)
    for row in rows(sheets["ssd_cla_reviews"], book):
        if not row.flag("clar_cla_review_cancelled"):
            looked_after.note(row, "clar_cla_review_date", "clar_cla_review_due_date")
    for reviews in (conferences, looked_after):
        reviews.add_to(book)


def add_missing(sheets: dict[str, Sheet], book: CaseBook) -> None:
    """Add occasions of going missing; away from placement is not missing (S31)."""
    for row in rows(sheets["ssd_missing"], book):
        word = row.text("miss_missing_episode_type").lower()
        if word == "a" or word.startswith(("a:", "a ", "a-", "away")):
            continue
        if not (word == "m" or word.startswith(("m:", "m ", "m-")) or "missing" in word):
            row.refuse(
                "miss_missing_episode_type",
                "expected M (missing) or A (away): the occasion is not counted as missing",
            )
            continue
        found = _required(row, "miss_missing_episode_start_date")
        if found:
            row.child.events.append(Event(EventKind.MISSING, found.day, found.at, source=row.file))


class Reviews:
    """The reviews of one kind: those held, and the due days of those that were not."""

    def __init__(self, kind: EventKind) -> None:
        self.kind = kind
        self.held: defaultdict[str, list[Event]] = defaultdict(list)
        self.awaited: defaultdict[str, list[date]] = defaultdict(list)

    def note(self, row: Row, date_column: str, due_column: str) -> None:
        """Take in one row."""
        found = row.moment(date_column, then="the review is not counted as held")
        due = row.day(due_column)
        if found:
            event = Event(self.kind, found.day, found.at, due, row.file)
            self.held[row.child_id].append(event)
        elif due:
            self.awaited[row.child_id].append(due)

    def add_to(self, book: CaseBook) -> None:
        """Add the reviews held to the children, the last with the day the next is due."""
        lost = 0
        for child_id in self.held.keys() | self.awaited.keys():
            held = sorted(self.held[child_id], key=lambda event: event.event_date)
            last = held[-1].event_date if held else date.max
            later = [due for due in self.awaited[child_id] if due > last]
            if later:
                held[-1] = held[-1]._replace(due_date=min(later))
            lost += len(self.awaited[child_id]) if not held else 0
            book.child(child_id).events.extend(held)
        if lost:
            name = self.kind.value.replace("_", " ")
            book.notes.append(f"{lost:,} due dates of a first {name} not yet held were left out")


def _required(row: Row, column: str) -> Moment | None:
    if not row.text(column):
        row.refuse(column, "blank: the row is not counted")
        return None
    return row.moment(column, then="the row is not counted")
