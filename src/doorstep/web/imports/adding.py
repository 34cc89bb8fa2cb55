"""Add a child by hand, before the extract of the case management system knows the child."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.facts import Address, CaseFacts, Episode, Involvement
from doorstep.intake.store_codec import encoded
from doorstep.vocabulary import EpisodeKind
from doorstep.web.accounts.access import Access
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.records import BY_HAND
from doorstep.web.caseload.services import store_facts
from doorstep.workdays import LONDON

KINDS = {
    EpisodeKind.REFERRAL: "A referral",
    EpisodeKind.SECTION_47_ENQUIRY: "A section 47 enquiry",
    EpisodeKind.CHILD_IN_NEED_PLAN: "A child in need plan",
    EpisodeKind.CHILD_PROTECTION_PLAN: "A child protection plan",
    EpisodeKind.PERIOD_OF_CARE: "Looked after",
}


class Newcomer(NamedTuple):
    """What is said of a child who is added by hand; `line` is house, street and town."""

    name: str
    kind: EpisodeKind
    start_date: date
    born: date | None = None
    expected: date | None = None
    line: str = ""
    postcode: str = ""
    worker_id: str = ""
    worker: str = ""
    team: str = ""


class AddedOtherwiseError(Exception):
    """The same form was sent before and said something else; `child` is what was added then."""

    def __init__(self, child: Child):
        super().__init__("This form was saved before, and said something else then.")
        self.child = child


def id_of(client_id: UUID) -> str:
    """Return the id of a child added by the form with this id: the same however often it is sent."""
    return f"NEW-{client_id.hex[:10].upper()}"


def case_of(newcomer: Newcomer, child_id: str, *, at: datetime) -> CaseFacts:
    """Return the facts of a child added by hand; all visits will be recorded here, so none is missing."""
    told, start = newcomer, newcomer.start_date
    kinds = {told.kind, EpisodeKind.REFERRAL} - _without_referral(told.kind)
    address = Address(told.postcode, "", start, None, told.line)
    return CaseFacts(
        child_id=child_id,
        born=told.born,
        expected=told.expected,
        episodes=tuple(
            Episode(kind, start, recorded_at=at.astimezone(LONDON)) for kind in sorted(kinds)
        ),
        involvements=(_involvement(told),),
        addresses=(address,) if told.line or told.postcode else (),
    )


def _involvement(told: Newcomer) -> Involvement:
    """Return the case worker; while there is none the team is involved, so that it sees the child."""
    if told.worker_id:
        return Involvement(told.worker_id, told.start_date, None, told.worker, told.team, role="CW")
    name = f"{told.team}, no worker yet"
    return Involvement("", told.start_date, None, name, told.team, allocated=False)


def _without_referral(kind: EpisodeKind) -> set[EpisodeKind]:
    """Return the referral where the case stands without one: only an enquiry needs it to be open."""
    needs = (EpisodeKind.REFERRAL, EpisodeKind.SECTION_47_ENQUIRY)
    return set() if kind in needs else {EpisodeKind.REFERRAL}


@transaction.atomic
def add_child(*, newcomer: Newcomer, client_id: UUID, by: Access, at: datetime) -> Child:
    """Add a child by hand; the document's source says so until an extract brings the child.

    Raises: AddedOtherwiseError; Http404 where somebody else's form had this id.
    """
    child_id = id_of(client_id)
    before = Child.objects.filter(child_id=child_id).select_related("document").first()
    if before is not None:
        recorded_at = before.document.recorded_at
        same = encoded(case_of(newcomer, child_id, at=recorded_at)) == before.document.body
        if same and before.name == newcomer.name:
            return before
        if before.document.recorded_by_id != by.user_id:
            # A child's id tells the form's: what was added by another is not shown for that.
            raise Http404
        raise AddedOtherwiseError(before)
    store_facts(
        [case_of(newcomer, child_id, at=at)],
        {child_id: newcomer.name},
        source=BY_HAND,
        by=by,
        at=at,
        action=Action.ADD_CHILD,
    )
    return Child.objects.get(child_id=child_id)
