"""Old closed records, people who govern records, and a record of which there is something everywhere."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import decision_made as d
import web_made as made

from doorstep.facts import CaseFacts, Episode, EpisodeKind
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.models import BreakGlass, CaseNote, Child, Event, StaffWarning, Visit
from doorstep.web.decisions.services import comment
from doorstep.web.documents.services import mark_copied
from doorstep.web.governance.models import Disposal
from doorstep.web.governance.services import disposing

BEGAN, OVER = date(2000, 7, 11), date(2000, 11, 8)
PLAN = "lancashire-2020/visiting_plan_cp"


def old(
    child_id: str = "C1", *, kind: EpisodeKind = EpisodeKind.ASSESSMENT, **more: Any
) -> CaseFacts:
    """Return a case that closed long ago."""
    told = {"born": date(1990, 7, 14)} | more
    return CaseFacts(
        child_id=child_id,
        episodes=(
            Episode(EpisodeKind.REFERRAL, BEGAN, OVER, episode_id=f"R{child_id}"),
            Episode(kind, BEGAN, OVER, episode_id=f"E{child_id}"),
        ),
        **told,
    )


def stored_old(child_id: str = "C1", **more: Any) -> Child:
    """Store a case that closed long ago, under a name that stands nowhere else."""
    (child,) = made.store(old(child_id, **more), names={child_id: f"Canary {child_id}son"})
    return child


def officer(name: str = "Rae Lindqvist") -> User:
    """Return a records officer of the whole authority."""
    return made.person(OwnRole.RECORDS_OFFICER, name=name)


def head(name: str = "Hal Overbury") -> User:
    """Return a head of service of the whole authority."""
    return made.person(Role.HEAD_OF_SERVICE, name=name)


def deputy_of(whom: User, user: User) -> User:
    """Let somebody act for another now."""
    Deputy.objects.create(
        user=user,
        acts_for=whom,
        start_date=made.TODAY - timedelta(1),
        end_date=made.TODAY + timedelta(9),
        given_by=whom,
    )
    return user


def proposed(child: Child, by: Access) -> Disposal:
    """Propose to dispose of a record."""
    return disposing.propose(
        child_id=child.child_id,
        reason="Read through, nothing since.",
        client_id=uuid4(),
        by=by,
        at=by.at,
    )


def approved(child: Child, by: Access, also: Access) -> Disposal:
    """Propose a disposal and approve it."""
    row = proposed(child, by)
    return disposing.approve(pk=row.pk, version=row.version, by=also, at=also.at)


def lived_in(child: Child, noor: User) -> None:
    """Record something of every kind on a child: decisions, forms, notes, visits, warnings, copies."""
    by, manager = made.access(noor), made.access(made.person(Role.PRACTICE_MANAGER))
    d.rated(child, by)
    decision = d.opened(child, by, form=PLAN)
    d.do(decision, "submit", by, answers=d.answers(d.paper(PLAN)))
    d.do(decision, "sign_off", manager)
    comment(
        child_id=child.child_id, decision=decision.pk, words=f"Ring {child.name} soon.",
        client_id=uuid4(), by=by, at=made.AT,
    )  # fmt: skip
    note = CaseNote.objects.filter(child=child).order_by("pk").first()
    assert note is not None
    mark_copied(child_id=child.child_id, kind="note", pk=note.pk, by=by, at=made.AT)
    written(child, noor)


def written(child: Child, noor: User) -> None:
    """Record a visit with a correction, an event, a warning and an opening in an emergency."""
    told: dict[str, Any] = {
        "child": child, "digest": "0" * 64, "recorded_at": made.AT, "recorded_by": noor,
        "visit_date": made.TODAY, "visit_type": "visit", "method": "in_person", "place": "home",
    }  # fmt: skip
    first = Visit.objects.create(
        **told,
        client_id=uuid4(),
        occasion=uuid4(),
        observations=f"{child.name} and Aunt Willa sang.",
    )
    Visit.objects.create(
        **told, client_id=uuid4(), occasion=first.occasion, corrects=first,
        correction_reason="The song was wrong", observations=f"{child.name} danced.",
    )  # fmt: skip
    Event.objects.create(
        child=child, client_id=uuid4(), digest="0" * 64, recorded_at=made.AT, recorded_by=noor,
        kind="kit_distress", event_date=made.TODAY, words=f"{child.name} cried.", visit=first,
    )  # fmt: skip
    StaffWarning.objects.create(
        child=child,
        words="A loose dog",
        start_date=made.TODAY,
        recorded_at=made.AT,
        recorded_by=noor,
    )
    BreakGlass.objects.create(
        child=child, user=noor, reason="Police at the door", start_at=made.AT,
        end_at=made.AT + timedelta(hours=4),
    )  # fmt: skip


def lived_in_and_closed(child_id: str, noor: User) -> Child:
    """Return a child with something of every kind, whose case the source then told as closed long ago."""
    child = d.child(child_id)
    Child.objects.filter(pk=child.pk).update(name=f"Canary {child_id}son")
    child.refresh_from_db()
    lived_in(child, noor)
    case = replace(old(child_id), addresses=())
    made.store(case, names={child_id: child.name})
    child.refresh_from_db()
    return child
