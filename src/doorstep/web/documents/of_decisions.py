"""A decision with all that was done in it, and the disputes in it rung by rung, as documents."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from doorstep.vocabulary import Action
from doorstep.web.components import moment
from doorstep.web.decisions.models import Decision, Done
from doorstep.web.decisions.notes import deed, told_in_order
from doorstep.web.decisions.parts import procedure_of
from doorstep.web.documents.of_forms import About
from doorstep.web.documents.paper import Kind, Pair, Paper, Step
from doorstep.web.documents.printed import role_of


def decision_paper(row: Decision, about: About) -> Paper:
    """Return the history of a decision and what came of it."""
    return _paper(row, about, Kind.DECISION, row.title, _done(row))


def dispute_paper(row: Decision, about: About) -> Paper:
    """Return the rungs a dispute climbed: when, who took part, how, what came of it, what is next."""
    return _paper(row, about, Kind.DISPUTE, f"Dispute: {row.title}", rungs(_done(row)))


def tried(row: Decision, *, until: UUID) -> tuple[Step, ...]:
    """Return the rungs of a decision's disputes up to one that was done, known by its `client_id`."""
    done = _done(row)
    last = next((n for n, each in enumerate(done, 1) if each.client_id == until), len(done))
    return tuple(_step(each, row) for each in rungs(done[:last]))


def _paper(row: Decision, about: About, kind: Kind, title: str, done: Sequence[Done]) -> Paper:
    procedure = procedure_of(row.part)
    return Paper(
        kind=kind,
        names=(f"{kind}_{row.procedure.rpartition('/')[2]}", *dict.fromkeys((kind, Kind.DECISION))),
        title=title,
        child=about.subject,
        clause=procedure.clause,
        about=tuple(_about(row)),
        steps=tuple(_step(each, row) for each in done),
    )


def _done(row: Decision) -> list[Done]:
    return list(row.done.select_related("recorded_by").order_by("number"))


def _about(row: Decision) -> Iterable[Pair]:
    yield "Opened", f"{moment(row.opened_at)} by {row.opened_by.name}"
    yield "Policy", row.pack
    if row.ended_at:
        yield "Outcome", f"{row.step_title}, {moment(row.ended_at)}"
    else:
        yield "Stands at", f"{row.step_title}, since {moment(row.since)}"
    if row.in_dispute:
        yield "Dispute", "Not settled yet"


def rungs(done: Sequence[Done]) -> list[Done]:
    """Return what was done from each disagreement until it was back where it began, or over."""
    found: list[Done] = []
    began = ""
    start = done[0].step if done else ""
    for row in done:
        if not began and row.action == Action.DISAGREE:
            began = row.step
            found.append(row)
        elif began:
            found.append(row)
            began = "" if row.to in (began, start) else began
    return found


def _step(row: Done, decision: Decision) -> Step:
    late = row.recorded_at.date() > row.happened_at.date()
    when = moment(row.happened_at) + (f" (written {moment(row.recorded_at)})" if late else "")
    return Step(
        when=when,
        step=row.step_title,
        action=deed(row),
        who=f"{row.recorded_by.name}, {role_of(row.role, row.acting_for)}",
        told="\n".join(f"{label}: {said}" for label, said in told_in_order(decision, row)),
        outcome=row.to_title,
        clause=row.clause,
        fingerprint=row.digest,
    )
