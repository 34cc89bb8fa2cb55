"""What the demonstration shows of governing records: what is due, held, proposed, and asked for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Involvement, Visit
from doorstep.vocabulary import Method, Place, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import RoleHeld
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.services import store_facts
from doorstep.web.governance.models import HoldKind
from doorstep.web.governance.redacting import Basis
from doorstep.web.governance.services import asking, copying, disposing, keeping, marking
from doorstep.workdays import LONDON

OLD = {
    "OLD-1": ("Peter Lantern", EpisodeKind.ASSESSMENT, date(1995, 3, 2)),
    "OLD-2": ("Martha Quillfeather", EpisodeKind.CHILD_IN_NEED_PLAN, date(1990, 7, 14)),
    "OLD-3": ("Jonas Tidewater", EpisodeKind.SECTION_47_ENQUIRY, date(1988, 1, 30)),
    "OLD-4": ("Elsie Marchbanks", EpisodeKind.PERIOD_OF_CARE, date(1994, 11, 5)),
}


def make_records(*, at: datetime) -> None:
    """Store some old closed records, one held, one proposed, and a request for a copy of a record.

    Order: after the people and the children are made.
    """
    held = RoleHeld.objects.filter(role=OwnRole.RECORDS_OFFICER, team=None, locality=None)
    officer = held.select_related("user").order_by("pk").first()
    if officer is None:
        return
    by = access_of(officer.user, at=at)
    _store_old(at)
    keeping.work_out_all(at=at)
    keeping.place_hold(
        child_id="OLD-2",
        kind=HoldKind.INQUIRY,
        reason="Named in the terms of a local inquiry.",
        client_id=_key("hold"),
        by=by,
        at=at,
    )
    disposing.propose(
        child_id="OLD-1",
        reason="Read through: an enquiry without further action, nothing since.",
        client_id=_key("disposal"),
        by=by,
        at=at,
    )
    _ask(by, at)


def _store_old(at: datetime) -> None:
    cases = [_old(number, kind, born) for number, (_, kind, born) in OLD.items()]
    names = {number: name for number, (name, _, _) in OLD.items()}
    with transaction.atomic():
        store_facts(cases, names, source="old records", by=None, at=at)


def _old(number: str, kind: EpisodeKind, born: date) -> CaseFacts:
    began = born + timedelta(3650)
    over = began + timedelta(120)
    worker = Involvement("OLD-W", began, over, worker="Winifred Oakes", team="", role="CW")
    visit = Visit(
        began + timedelta(9),
        seen=True,
        seen_alone=True,
        method=Method.IN_PERSON,
        place=Place.HOME,
        role=Role.SOCIAL_WORKER,
        worker_id="OLD-W",
        visit_id=f"V{number}",
    )
    referral = Episode(EpisodeKind.REFERRAL, began, over, episode_id=f"R{number}")
    case = CaseFacts(child_id=number, born=born, episodes=(referral,), visits=(visit,))
    episode = Episode(kind, began, over, episode_id=f"E{number}")
    return replace(case, episodes=(referral, episode), involvements=(worker,))


def _ask(by: Access, at: datetime) -> None:
    """Begin a request for the copy of a record that has decisions, with some marks made."""
    child = Child.objects.exclude(decisions=None).filter(restrictions=None).order_by("pk").first()
    if child is None:
        return
    on = at.astimezone(LONDON).date()
    row = asking.begin(
        child_id=child.child_id,
        asked_by="The young person, through an advocate",
        received_on=on - timedelta(12),
        identified_on=on - timedelta(9),
        client_id=_key("request"),
        by=by,
        at=at,
    )
    copying.gather(child_id=child.child_id, pk=row.pk, by=by, at=at)
    marking.hide_words(
        child_id=child.child_id,
        pk=row.pk,
        words=[i.worker for i in child.involvements.exclude(worker="")[:1]],
        why=marking.Why(basis=Basis.THIRD_PARTY),
        by=by,
        at=at,
    )


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"doorstep-demo-{name}")
