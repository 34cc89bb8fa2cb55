"""Children: a list of them, one of them, and why it is due what it is."""

from typing import Annotated

from django.http import Http404
from ninja import Path, Query

from doorstep.web.accounts.words import Can
from doorstep.web.api import answers, reading
from doorstep.web.api.bearer import Token, TokenRequest
from doorstep.web.api.site import OF_A_QUERY, api
from doorstep.web.api.views.asked import ChildrenAsked, only
from doorstep.web.api.words import Scope
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Answer, BlindSpot
from doorstep.web.caseload.queries import NO_SUCH_CHILD
from doorstep.web.caseload.reading import Opened
from doorstep.web.caseload.reading import reading as opening
from doorstep.web.lists.scope import AUTHORITY
from doorstep.web.lists.services import record_shown

ChildId = Annotated[str, Path(max_length=200)]


@api.get(
    "children",
    auth=Token(Scope.CHILDREN_READ, Can.EXPORT),
    response={200: answers.Children, **OF_A_QUERY},
    url_name="api-children",
    operation_id="children",
    summary="The children, and how each stands",
)
def children(request: TokenRequest, asked: Query[ChildrenAsked]) -> answers.Children:
    """Return a page of the open children. Needs `children:read`, and a role that may export lists."""
    only(request, ChildrenAsked)
    access = request.access
    found = reading.children(access, after=int(asked.cursor or 0), limit=asked.limit)
    detail: dict[str, object] = {"format": "api", "of": "children", "rows": len(found.items)}
    record_shown(action=Action.EXPORT, subject_id=AUTHORITY, by=access, detail=detail)
    return found


@api.get(
    "children/{child_id}",
    auth=Token(Scope.CHILDREN_READ, Can.SEE_CHILD),
    response={200: answers.ChildRecord, **OF_A_QUERY},
    url_name="api-child",
    operation_id="child",
    summary="One child",
)
def child(request: TokenRequest, child_id: ChildId) -> answers.ChildRecord:
    """Return one child: how it stands, and what it is owed. Needs `children:read`."""
    only(request)
    access = request.access
    with opening(child_id, viewer=access, action=Action.READ_CHILD, page="api") as opened:
        owed = reading.owed_to([opened.child.pk], on=access.on)
        return _record(opened, owed, reading.merged_into(opened.child, viewer=access))


def _record(
    opened: Opened, owed: dict[int, list[answers.Owed]], merged_into: str
) -> answers.ChildRecord:
    row, now = opened.child, opened.answer or Answer()
    spots = BlindSpot.objects.filter(child=row).order_by("pk")
    return answers.ChildRecord(
        **{name: getattr(row, name) for name in ("child_id", "name", "born")},
        **{
            name: getattr(now, name)
            for name in ("case", "tier", "standing", "overdue", "worker", "because", "as_at")
        },
        team=now.team.name if now.team else "",
        restricted=opened.door.restricted is not None,
        merged_into=merged_into,
        warnings=list(opened.door.warnings),
        owed=owed.get(row.pk, []),
        blind_spots=[answers.BlindSpot(kind=s.kind, detail=s.detail) for s in spots],
    )


@api.get(
    "children/{child_id}/explanation",
    auth=Token(Scope.CHILDREN_READ, Can.SEE_CHILD),
    response={200: answers.Explanation, **OF_A_QUERY},
    url_name="api-explanation",
    operation_id="explanation",
    summary="Why a child is due what it is",
)
def explanation(request: TokenRequest, child_id: ChildId) -> answers.Explanation:
    """Return the reasons, with their clauses, as they are stored. Needs `children:read`."""
    only(request)
    viewer, page = request.access, "api explanation"
    with opening(child_id, viewer=viewer, action=Action.READ_CHILD, page=page) as opened:
        now = opened.answer
        if now is None:
            raise Http404(NO_SUCH_CHILD)
        return answers.Explanation(
            child_id=opened.child.child_id,
            as_at=now.as_at,
            pack=now.pack,
            explanation=now.explanation,
        )
