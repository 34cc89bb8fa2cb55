"""Extracts that come in, for the tests of imports: written as prepared extracts, read and applied."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import web_made as made

from doorstep.facts import CaseFacts, Episode, EpisodeKind, Refusal
from doorstep.intake import prepare
from doorstep.intake.extract import Extract
from doorstep.vocabulary import Tier
from doorstep.web.accounts.models import User
from doorstep.web.caseload.held_bodies import TierBody, digest_of, stored
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.imports import folders
from doorstep.web.imports import job as job
from doorstep.web.imports.models import CameBy, Difference, Import, Question, State
from doorstep.web.imports.services import say_apply, say_undo

SOURCE = "prepared extract"
NOBODY = lambda _: None  # noqa: E731 (a step that never stops anything)


def file(
    to: Path,
    cases: Sequence[CaseFacts],
    names: dict[str, str] | None = None,
    refusals: Sequence[Refusal] = (),
) -> Path:
    """Write cases as a prepared extract."""
    given = {c.child_id: f"Child {c.child_id}" for c in cases} | (names or {})
    extract = Extract(
        source=SOURCE,
        cases=tuple(sorted(cases, key=lambda c: c.child_id)),
        refusals=tuple(refusals),
        notes=(),
        names=given,
    )
    prepare(extract, to)
    return to


def came(*cases: CaseFacts, by: User | None = None, **more: object) -> Import:
    """Return an import of these cases that waits to be read."""
    key = uuid.uuid4()
    file(folders.came(key) / "one.extract", cases, **more)  # type: ignore[arg-type]
    return Import.objects.create(
        key=key, came_by=CameBy.UPLOAD, file_name="one.extract", sha256="0" * 64,
        came_at=made.AT, given_by=by,
    )  # fmt: skip


def work() -> None:
    """Do what the worker does when it looks."""
    job.work(made.AT, NOBODY)


def read(*cases: CaseFacts, **more: object) -> Import:
    """Return an import of these cases that was read."""
    row = came(*cases, **more)  # type: ignore[arg-type]
    work()
    row.refresh_from_db()
    return row


def apply(row: Import) -> Import:
    """Apply an import, and return it as it is then."""
    say_apply(row, version=row.version, by=None, at=made.AT)
    work()
    row.refresh_from_db()
    return row


def undo(row: Import) -> Import:
    """Undo an import, and return it as it is then."""
    say_undo(row, version=row.version, by=None, at=made.AT)
    work()
    row.refresh_from_db()
    return row


def applied(*cases: CaseFacts, **more: object) -> Import:
    """Return an import of these cases that is applied."""
    return apply(read(*cases, **more))


def asked_of(row: Child, *, by: User) -> tuple[Import, Question, Difference]:
    """Return an import to be looked at, and what is asked and to be settled of a child."""
    read_ = Import.objects.create(
        key=uuid.uuid4(), came_by=CameBy.UPLOAD, file_name="one.extract", sha256="0" * 64,
        came_at=made.AT, state=State.READY, read_at=made.AT, source=SOURCE,
    )  # fmt: skip
    body = TierBody(Tier.PRIORITY, "", "")
    ours = Circumstance.objects.create(
        child=row, client_id=uuid.uuid4(), digest=digest_of(body), what=What.TIER,
        start_date=made.TODAY - timedelta(1), body=stored(body), recorded_at=made.AT,
        recorded_by=by,
    )  # fmt: skip
    difference = Difference.objects.create(
        child=row, about="tier", ours=ours, key="0" * 64, said_here="Priority, decided yesterday",
        said_there="Vulnerable, decided in May", found_at=made.AT,
    )  # fmt: skip
    return read_, Question.objects.create(child=row, of=read_, asked_at=made.AT), difference


def child(child_id: str) -> Child:
    """Return a child as stored."""
    return Child.objects.select_related("document", "answer").get(child_id=child_id)


def ended(case: CaseFacts, on: date = made.TODAY - timedelta(3)) -> CaseFacts:
    """Return a case that its source says is over."""
    return replace(case, episodes=tuple(e._replace(end_date=on) for e in case.episodes))


def more(case: CaseFacts) -> CaseFacts:
    """Return a case with a new section 47 enquiry."""
    enquiry = Episode(
        EpisodeKind.SECTION_47_ENQUIRY, made.TODAY - timedelta(2), episode_id=f"S{case.child_id}"
    )
    return replace(case, episodes=(*case.episodes, enquiry))
