"""What the demonstration shows of imports: one that was applied, one to be looked at, what they ask."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Refusal
from doorstep.intake.extract import Extract
from doorstep.intake.store_codec import decoded, encoded
from doorstep.vocabulary import Role
from doorstep.web.accounts.models import User
from doorstep.web.caseload.held_bodies import AllocationBody, digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.services import refresh
from doorstep.web.imports.asking import ask_about
from doorstep.web.imports.comparing import differences
from doorstep.web.imports.differing import find_differences
from doorstep.web.imports.models import CameBy, Import, ImportedChild, Refused, State, Told

EVERY, MISSING = 17, 3


@transaction.atomic
def show_imports(extract: Extract, *, at: datetime) -> None:
    """Store last night's import with what it asks, and today's, which waits to be looked at."""
    children = list(Child.objects.select_related("document").order_by("child_id"))
    opened = [c for c in children if c.answer.standing == "has_duties"]
    if not opened:
        return
    night = at - timedelta(hours=7)
    last = _import("nightly.zip", extract, CameBy.FOLDER, night, State.APPLIED, applied_at=night)
    missing = opened[5 :: max(len(opened) // MISSING, 1)][:MISSING]
    _tell(last, [_gone(last, child) for child in missing], extract.refusals or _odd(opened))
    ask_about(last, at=night)
    _give_away(opened[-1], at=night - timedelta(days=1))
    find_differences(at=at, recorded_before=at)
    fresh = _import("today.zip", extract, CameBy.UPLOAD, at, State.READY)
    told = [_changed(fresh, child) for child in opened[3::EVERY]]
    _tell(fresh, [*told, _new(fresh, children[0])], extract.refusals)


def _odd(children: list[Child]) -> list[Refusal]:
    """Return some fields that could not be used, as every extract has them."""
    told = (
        ("ssd_cin_visits.csv", "cinv_cin_visit_date", "'31/02/2026' is not a date"),
        ("ssd_cp_visits.csv", "cppv_cp_visit_seen", "'perhaps' is not understood: expected Y or N"),
        ("ssd_address.csv", "addr_address_start_date", "'0206' is not a date"),
    )
    return [
        Refusal(file, 12 + 31 * at, field, why, children[at].child_id)
        for at, (file, field, why) in enumerate(told)
        if at < len(children)
    ]


def _give_away(child: Child, *, at: datetime) -> None:
    """Give a child to a colleague of the same team, which the case system does not say yet."""
    told = child.involvements.filter(allocated=True, end_date=None).select_related("team").first()
    manager = User.objects.filter(roles__role=Role.TEAM_MANAGER).order_by("pk").first()
    if told is None or told.team is None or manager is None:
        return
    other = User.objects.filter(roles__team=told.team).exclude(worker_id__in=("", told.worker_id))
    colleague = other.order_by("pk").first()
    if colleague is None:
        return
    body = AllocationBody(colleague.worker_id, colleague.name, told.team.name, told.role)
    Circumstance.objects.create(
        child=child, client_id=uuid.uuid5(uuid.NAMESPACE_URL, "given"), digest=digest_of(body),
        what=What.ALLOCATION, start_date=at.date(), body=stored(body), recorded_at=at,
        recorded_by=manager,
    )  # fmt: skip
    refresh([child.pk], at=at, involvements=True)


def _import(
    name: str, extract: Extract, way: CameBy, at: datetime, state: State, **more: datetime
) -> Import:
    return Import.objects.create(
        key=uuid.uuid5(uuid.NAMESPACE_URL, name),
        came_by=way,
        file_name=name,
        sha256=sha256(name.encode()).hexdigest(),
        came_at=at,
        state=state,
        source=extract.source,
        children=len(extract.cases),
        newest_on=at.date(),
        read_at=at,
        **more,
    )


def _tell(row: Import, told: list[ImportedChild], refusals: Iterable[Refusal]) -> None:
    ImportedChild.objects.bulk_create(told)
    rows = [
        Refused(of=row, file=r.file, row=r.row, field=r.field, reason=r.reason, child_id=r.child_id)
        for r in refusals
    ]
    Refused.objects.bulk_create(rows)
    row.new, row.changed, row.gone = (
        sum(t.what == what for t in told) for what in (Told.NEW, Told.CHANGED, Told.GONE)
    )
    row.refused = len(rows)
    row.save()


def _gone(row: Import, child: Child) -> ImportedChild:
    return ImportedChild(
        of=row, child_id=child.child_id, what=Told.GONE, name=child.name, name_before=child.name,
        before=child.document,
    )  # fmt: skip


def _changed(row: Import, child: Child) -> ImportedChild:
    """Return a child of whom tonight's extract says that an enquiry began."""
    before = decoded(child.document.body)
    after = _other(before, row.came_at)
    return ImportedChild(
        of=row, child_id=child.child_id, what=Told.CHANGED, name=child.name, name_before=child.name,
        before=child.document, body=encoded(after), differs=differences(before, after),
    )  # fmt: skip


def _other(case: CaseFacts, at: datetime) -> CaseFacts:
    """Return the case with a section 47 enquiry begun yesterday."""
    began = at.date() - timedelta(1)
    enquiry = Episode(EpisodeKind.SECTION_47_ENQUIRY, began, episode_id=f"DEMO{case.child_id}")
    return replace(case, episodes=(*case.episodes, enquiry))


def _new(row: Import, like: Child) -> ImportedChild:
    """Return a child whom today's extract brings under another number: a likely double."""
    told = replace(decoded(like.document.body), child_id=f"{like.child_id}N", visits=())
    return ImportedChild(
        of=row, child_id=told.child_id, what=Told.NEW, name=like.name, body=encoded(told)
    )
