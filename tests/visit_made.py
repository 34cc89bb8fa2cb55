"""Reports of visits and calls, and forms as a browser sends them, for tests of recording."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import web_made as made

from doorstep.facts import Visit as Told
from doorstep.vocabulary import EventKind, Method, Place, Role, VisitType
from doorstep.web.caseload.held_bodies import ApprovalBody, digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, Visit, What
from doorstep.web.visits.report import Happened, Note, VisitReport
from doorstep.web.visits.services import record_visit

YESTERDAY = made.TODAY - timedelta(1)


def report(day: date = YESTERDAY, *, seen: bool | None = True, **told: Any) -> VisitReport:
    """Return a visit in person at home at which the child was seen."""
    told = {"method": Method.IN_PERSON, "place": Place.HOME, "role": Role.SOCIAL_WORKER} | told
    words = Note(observations="Playing in the kitchen.", next_step="Call on Friday.")
    return VisitReport(told=Told(day, seen=seen, worker_id="W1", **told), note=words)


def call(*heard: EventKind, day: date = made.TODAY) -> VisitReport:
    """Return a keep-in-touch call in which this was heard."""
    told = Told(day, method=Method.PHONE, visit_type=VisitType.KIT_CALL, worker_id="W1")
    return VisitReport(told=told, events=tuple(Happened(kind, "in her words") for kind in heard))


def record(
    child: Child, said: VisitReport | None = None, *, by: Any = None, client_id: UUID | None = None
) -> Visit:
    """Record one visit of one child, by its worker unless by somebody else."""
    (row,) = record_visit(
        reports={child.child_id: said or report()},
        client_id=client_id or uuid4(),
        by=by or made.access(worker()),
        at=made.AT,
    )
    return row


def worker(worker_id: str = "W1", name: str = "Noor Calloway") -> Any:
    """Return the person who works under this id, made if they are not there yet."""
    from doorstep.web.accounts.models import User

    found = User.objects.filter(worker_id=worker_id).first()
    return found or made.person(name=name, worker_id=worker_id)


def approval(  # noqa: PLR0913 (an approval in a line)
    child: Child,
    at: datetime,
    *,
    method: Method = Method.VIDEO,
    by: Role = Role.HEAD_OF_SERVICE,
    until: date | None = None,
    one_visit: bool = False,
) -> Circumstance:
    """Return the approval of a method as a decision puts it on record; `until`: the first day without."""
    body = ApprovalBody(method, by, at.isoformat(), one_visit)
    return Circumstance.objects.create(
        child=child, client_id=uuid4(), digest=digest_of(body, at.date()), what=What.APPROVAL,
        start_date=at.date(), end_date=until, body=stored(body), decision=uuid4(),
        recorded_at=at, recorded_by=worker(),
    )  # fmt: skip


def posted(child: Child, *others: Child, step: str = "check", **changed: Any) -> dict[str, Any]:
    """Return the form of a visit as a browser sends it, with the part of each child."""
    common = {
        "client_id": str(uuid4()), "type": "visit", "step": step,
        "visit_date-day": "13", "visit_date-month": "11", "visit_date-year": "2026",
        "next_attempt-day": "18", "next_attempt-month": "11", "next_attempt-year": "2026",
        "visit_time": "4pm", "came_of": "made", "method": "in_person", "place": "home",
        "together": [other.child_id for other in others], "present": "Mum and Gran",
    }  # fmt: skip
    for each in (child, *others):
        common |= {f"c{each.pk}-seen": "yes", f"c{each.pk}-observations": f"About {each.name}."}
    return common | changed


def posted_call(*, step: str = "check", **changed: Any) -> dict[str, Any]:
    """Return the form of a KIT call under the Worcestershire protocol as a browser sends it."""
    return {
        "client_id": str(uuid4()), "type": "kit_call", "step": step,
        "visit_date-day": "16", "visit_date-month": "11", "visit_date-year": "2026",
        "visit_time": "9am", "came_of": "made", "method": "phone",
        "a_spoke_with": "Amira and her mother", "a_child_spoken_to": "yes",
        "a_told": "They say they are well.", "a_manner": "At ease.",
        "a_heard": ["nothing of these"], "a_risk_rising": "no", "a_concerned": "no",
        "a_attending_school": "attending", "a_next_step": "Call again in two weeks.",
    } | changed  # fmt: skip
