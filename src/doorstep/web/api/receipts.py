"""What a system is told of what it sent: what was recorded, what it counts for, what is due next."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.api import answers
from doorstep.web.api.reading import owed_to
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.caseload.queries import NO_SUCH_CHILD
from doorstep.web.visits.counting import counts_of


def recorded_under(client_id: UUID, children: Sequence[Child]) -> list[Visit]:
    """Return what was recorded under an id, of each child, in the children's order.

    Raises: Http404 if nothing of it is there any more.
    """
    rows = Visit.objects.filter(client_id=client_id, child__in=[child.pk for child in children])
    by_child = {row.child_id: row for row in rows.select_related("child__document", "corrected_by")}
    found = [by_child[child.pk] for child in children if child.pk in by_child]
    if not found:  # what was recorded has been disposed of since
        raise Http404(NO_SUCH_CHILD)
    return found


def receipt(rows: Sequence[Visit], *, by: Access, stack: Stack) -> answers.Receipt:
    """Return the receipt of records made under one id."""
    first = rows[0]
    owed = owed_to([row.child_id for row in rows], on=by.on)
    return answers.Receipt(
        client_id=first.client_id,
        kind=first.visit_type,
        visit_date=first.visit_date,
        recorded_at=first.recorded_at,
        children=[
            answers.ReceiptOfChild(
                child_id=row.child.child_id,
                visit_id=row.pk,
                counts_for=_counts(row, by, stack),
                owed=owed.get(row.child_id, []),
            )
            for row in rows
        ],
    )


def _counts(row: Visit, by: Access, stack: Stack) -> list[answers.Counts]:
    """Return for which duties a record counts; for none once it was corrected or withdrawn."""
    return [
        answers.Counts(
            duty=each.duty,
            title=each.title,
            clause=each.clause,
            counts=not each.why_not,
            why_not=each.why_not,
        )
        for each in counts_of(row, stack, on=by.on)
    ]
