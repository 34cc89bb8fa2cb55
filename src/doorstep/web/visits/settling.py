"""What a report is stored with that nobody types: the approval it was made with, how its note begins."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from doorstep.engine import answer
from doorstep.policy.stack import Stack
from doorstep.vocabulary import VIRTUAL
from doorstep.web.caseload.approvals import Given, given_in, given_to
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.queries import Here, case_facts
from doorstep.web.policies.queries import stack as adopted_stack
from doorstep.web.visits.agreeing import with_approval
from doorstep.web.visits.checking import opening
from doorstep.web.visits.queries import case_without
from doorstep.web.visits.report import VisitReport


def _given(
    children: Sequence[Child], without: Visit | None, here: Mapping[int, Here] | None
) -> Mapping[int, list[Given]]:
    if here is not None and without is None:
        return given_in({child.pk: here[child.pk].circumstances for child in children})
    return given_to(children, besides=without.occasion if without else None)


class Settled(NamedTuple):
    """A report with the approval it was made with, and the sentence its note begins with (LAN-4)."""

    report: VisitReport
    opening: str = ""


def settled(
    children: Sequence[Child],
    reports: Mapping[str, VisitReport],
    *,
    on: date,
    stack: Stack | None = None,
    without: Visit | None = None,
    here: Mapping[int, Here] | None = None,
) -> dict[int, Settled]:
    """Return by primary key what is stored of each report; the children are locked.

    `without` is the record that it corrects, of the one child there then is; `here` are the rows
    recorded of the children, if they were asked for under the lock.
    """
    given = _given(children, without, here)
    told = {child.pk: reports[child.child_id] for child in children}
    if not given and all(report.told.method not in VIRTUAL for report in told.values()):
        return {pk: Settled(report) for pk, report in told.items()}
    adopted = stack or adopted_stack()
    cases = {c.pk: case_without(c, without) for c in children} if without else case_facts(children)
    answers = {pk: answer(case, adopted, as_at=on) for pk, case in cases.items()}
    found = {
        pk: with_approval(report, given.get(pk, ()), answers[pk], adopted)
        for pk, report in told.items()
    }
    return {pk: Settled(r, opening(r, answers[pk], adopted)) for pk, r in found.items()}
