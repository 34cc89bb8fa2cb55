"""A visit, call or contact that was recorded here."""

from typing import Annotated

from django.http import Http404
from ninja import Path

from doorstep.web.accounts.words import Can
from doorstep.web.api import answers
from doorstep.web.api.bearer import Token, TokenRequest
from doorstep.web.api.site import OF_A_QUERY, api
from doorstep.web.api.views.asked import only
from doorstep.web.api.words import Scope
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Visit
from doorstep.web.caseload.queries import NO_SUCH_CHILD
from doorstep.web.caseload.reading import reading
from doorstep.web.visits.queries import get_visit, is_over

COLUMNS = (
    "visit_date", "visit_at", "method", "place", "seen", "seen_alone", "bedroom_seen", "announced",
    "role", "agency", "outcome", "reason_not_seen", "present", "purpose", "observations",
    "childs_words", "worries", "next_step", "recorded_at",
)  # fmt: skip


@api.get(
    "visits/{visit_id}",
    auth=Token(Scope.VISITS_READ, Can.SEE_CHILD),
    response={200: answers.VisitRecord, **OF_A_QUERY},
    url_name="api-visit",
    operation_id="visit",
    summary="One visit, call or contact",
)
def visit(
    request: TokenRequest, visit_id: Annotated[int, Path(ge=1, le=2**53)]
) -> answers.VisitRecord:
    """Return a record as it was written here. Needs `visits:read`."""
    only(request)
    told = Visit.objects.filter(pk=visit_id).values_list("child__child_id", flat=True).first()
    if told is None:
        raise Http404(NO_SUCH_CHILD)
    with reading(told, viewer=request.access, action=Action.READ_VISIT, page="api") as opened:
        row = get_visit(child=opened.child, pk=visit_id)
        return answers.VisitRecord(
            **{name: getattr(row, name) for name in COLUMNS},
            visit_id=row.pk,
            child_id=opened.child.child_id,
            kind=row.visit_type,
            recorded_by=str(row.recorded_by),
            stands=not is_over(row),
            corrects=row.corrects_id,
        )
