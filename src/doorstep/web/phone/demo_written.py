"""Of the demonstration: contacts written down at once and later, one of them with a photograph."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid5

from django.db import transaction
from PIL import Image, ImageDraw

from doorstep.facts import Visit
from doorstep.vocabulary import Method, Role, VisitType
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.lateness import Because
from doorstep.web.caseload.models import Answer, Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.services.photographs import store_photograph
from doorstep.web.visits.report import Late, Note, VisitReport
from doorstep.web.visits.services import record_visit
from doorstep.workdays import LONDON

OURS = UUID("0d5c6f52-31f5-4a0b-8a53-7a4a0f0d7c11")
HOME, SCHOOL = "Health visitor, Ms Ferrow", "Riverside School, Mr Oduya"
PAPER = ("Riverside School", "Attendance in the autumn term", "83 of 90 half days")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One contact: how many days ago it was, whether a phone kept it meanwhile, why it is late."""

    days: int
    agency: str
    on_a_phone: bool = False
    late: Late | None = None


TOLD = (
    _Told(days=0, agency=SCHOOL),
    _Told(days=2, agency=SCHOOL, on_a_phone=True),
    _Told(days=5, agency=HOME, late=Late(Because.NO_SIGNAL, "Two days in the valley")),
    _Told(days=6, agency=HOME, late=Late(Because.TOLD_LATER)),
    _Told(days=9, agency=SCHOOL),
)


@transaction.atomic
def make_written(*, username: str, at: datetime) -> None:
    """Let a worker write down contacts of their children, and photograph a letter at the first."""
    worker = User.objects.filter(username=username).first()
    children = list(_children_of(worker, at)) if worker else []
    if worker is None or not children:
        return
    by = access_of(worker, at=at)
    for number, told in enumerate(TOLD):
        child = children[number % len(children)]
        client_id = uuid5(OURS, f"{username} {number}")
        record_visit(
            reports={child.child_id: _contact(told, by, at)}, client_id=client_id, by=by, at=at
        )
    store_photograph(
        child_id=children[0].child_id,
        of=uuid5(OURS, f"{username} 0"),
        words="Letter of the school about attendance",
        image=_paper(),
        client_id=uuid5(OURS, f"{username} letter"),
        told_at=at,
        by=by,
        at=at,
    )


def _children_of(worker: User, at: datetime) -> Iterable[Child]:
    """Return the last of a worker's children that policies ask something for, the last first."""
    rows = Answer.objects.filter(worker_id=worker.worker_id, standing="has_duties")
    open_to = children_for(access_of(worker, at=at), can=Can.RECORD)
    return open_to.filter(answer__in=rows).order_by("-pk")[:3]


def _contact(told: _Told, by: Access, at: datetime) -> VisitReport:
    happened = at - timedelta(told.days)
    return VisitReport(
        told=Visit(
            happened.astimezone(LONDON).date(),
            method=Method.PHONE,
            visit_type=VisitType.OTHER_AGENCY,
            role=Role.OTHER_AGENCY,
            agency=told.agency,
        ),
        note=Note(observations="Nothing new to tell. They will call again."),
        late=told.late,
        told_at=happened if told.on_a_phone else None,
    )


def _paper() -> bytes:
    """Return a letter as a camera sees it, drawn here; the school and what it says are invented."""
    paper = Image.new("RGB", (600, 800), "white")
    pen = ImageDraw.Draw(paper)
    for line, words in enumerate(PAPER):
        pen.text((60, 80 + 60 * line), words, fill="black", font_size=28)
    file = BytesIO()
    paper.save(file, "JPEG")
    return file.getvalue()
