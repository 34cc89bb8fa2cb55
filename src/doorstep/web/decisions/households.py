"""Read what is recorded of a household: what stands, what came before, what is owed because of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404

from doorstep.policy.condition import atoms
from doorstep.policy.duty import Duty
from doorstep.policy.stack import Stack
from doorstep.vocabulary import EpisodeKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.held_bodies import HouseholdBody, body_of
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.queries import NO_SUCH_CHILD, children_for
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.situation import OF_THE_HOUSEHOLD
from doorstep.web.decisions import queries


class Told(NamedTuple):
    """What is said of a household: what it does, from when until before when, who of it, who told."""

    kind: EpisodeKind
    since: date
    until: date
    who: str
    source: str
    is_over: bool = False

    @property
    def body(self) -> HouseholdBody:
        """Return what is stored beside the days."""
        return HouseholdBody(self.kind, self.who, self.source, self.is_over)


def told_of(row: Circumstance) -> Told:
    """Return what a row says."""
    body: HouseholdBody = body_of(row)
    until = row.end_date or row.start_date
    return Told(EpisodeKind(body.kind), row.start_date, until, body.who, body.source, body.is_over)


def standing(child: Child) -> "QuerySet[Circumstance]":
    """Return what is recorded here of a child's household and holds as it is, the latest first."""
    rows = Circumstance.objects.filter(child=child, what=What.HOUSEHOLD, withdrawn=False)
    found = rows.filter(corrected_by=None).select_related("recorded_by")
    return found.order_by("-start_date", "-pk")


def get_row(child: Child, pk: int) -> Circumstance:
    """Return a row of a child's household, whether it still holds or not.

    Raises: Http404.
    """
    row = Circumstance.objects.filter(child=child, what=What.HOUSEHOLD, pk=pk).first()
    if row is None:
        raise Http404(NO_SUCH_CHILD)
    return row


def told_together(row: Circumstance, by: Access) -> list[Circumstance]:
    """Return a row with those written on the same page for the other children one may record for."""
    rows = Circumstance.objects.filter(
        what=What.HOUSEHOLD, client_id=row.client_id, withdrawn=False, corrected_by=None
    )
    mine = rows.filter(Q(pk=row.pk) | Q(child__in=children_for(by, can=Can.RECORD)))
    return list(mine.select_related("child").order_by("child"))


def latest_of(row: Circumstance) -> Circumstance:
    """Return what took the place of a row, to the last."""
    while (after := getattr(row, "corrected_by", None)) is not None:
        row = after
    return row


def earlier(row: Circumstance) -> list[Circumstance]:
    """Return what a row took the place of, the latest first."""
    found = []
    while (before := row.corrects) is not None:
        found.append(before)
        row = before
    return found


def others_unseen(opened: Opened, known: Sequence[Child]) -> int:
    """Return how many more children live at the address, for whom the viewer may not record."""
    return max(0, len(opened.door.neighbours) - len(known))


# --- what is owed because of it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNow:
    """Something owed because of the household: by when, and the procedure it is decided by."""

    title: str
    due: str
    status: str
    days_overdue: int
    clause: str
    procedure: str
    opened_by: tuple[str, ...]
    may_open: bool


def owed_because(opened: Opened, by: Access, stack: Stack) -> list[OwedNow]:
    """Return what the policies ask for because the household isolates or shields."""
    told: dict[str, Any] = opened.answer.explanation if opened.answer else {}
    rows = [*told.get("decisions", ()), *told.get("obligations", ())]
    asked = [(row, stack.by_id[row["duty"]]) for row in rows if row["duty"] in stack.by_id]
    asked = [(row, duty) for row, duty in asked if _is_of_the_household(duty)]
    mine = {p.id for p in queries.may_open(opened.child, by, stack, on=by.on)} if asked else set()
    return [_owed(row, duty, mine, stack) for row, duty in asked]


def _owed(row: dict[str, Any], duty: Duty, mine: Iterable[str], stack: Stack) -> OwedNow:
    procedure = stack.procedures.get(duty.procedure)
    return OwedNow(
        title=row["title"],
        due=row["due_at"] or "",
        status=row["status"],
        days_overdue=row["days_overdue"],
        clause=row["clause"],
        procedure=procedure.id if procedure else "",
        opened_by=tuple(queries.openers(procedure)) if procedure else (),
        may_open=procedure is not None and procedure.id in mine,
    )


def _is_of_the_household(duty: Duty) -> bool:
    named = {duty.applies_to, *((a.is_ for a in atoms(duty.when)) if duty.when else ())}
    return any(str(kind) in {str(each) for each in named if each} for kind in OF_THE_HOUSEHOLD)
