"""What was set aside, as far as somebody may see it: their own, and that of children they record for."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.phone.models import SetAside
from doorstep.web.phone.queries.phones import SILENT, people_of
from doorstep.workdays import moved

MOST_TOLD = 100  # more than lie on one phone
NO_SUCH_ASIDE = "There is no such thing set aside, or it is not for you to see."


def asides_for(by: Access, *, settled: bool = False) -> "QuerySet[SetAside]":
    """Return what was set aside, the oldest first; with `settled` what is over, the latest first.

    What names no child there is, is for its writer and for whoever manages them. What is written of
    several children is for others only if they record for them all. What was sent, which may be a whole
    photograph, is read only when it is asked for.
    """
    mine = children_for(by, can=Can.RECORD)
    others_too = _of_others_too(mine, settled=settled)
    whose = Q(user=by.user_id) | (Q(child__in=mine) & ~Q(pk__in=others_too))
    if by.has(Can.MOVE):
        whose |= Q(child=None) & people_of(by)
    rows = SetAside.objects.filter(whose, settled_at__isnull=not settled)
    rows = rows.select_related("child", "user", "settled_by").defer("body")
    return rows.order_by("-settled_at", "-pk") if settled else rows.order_by("received_at", "pk")


def _of_others_too(mine: "QuerySet[Child]", *, settled: bool) -> list[int]:
    """Return what names one of these children and another who is not among them."""
    several = SetAside.objects.filter(about__contains="}, {", settled_at__isnull=not settled)
    told = {
        pk: {each["child_id"] for each in json.loads(about)}
        for pk, about in several.filter(child__in=mine).values_list("pk", "about")
    }
    named = set().union(*told.values())
    known = set(mine.filter(child_id__in=named).values_list("child_id", flat=True))
    return [pk for pk, children in told.items() if children - known]


def settled_of(by: Access) -> list[str]:
    """Return the numbers of what somebody sent that was set aside and settled, the latest first."""
    rows = SetAside.objects.filter(user=by.user_id, settled_at__isnull=False)
    ids = rows.order_by("-settled_at", "-pk").values_list("client_id", flat=True)
    return [str(each) for each in ids[:MOST_TOLD]]


def get_aside(pk: int, *, by: Access) -> SetAside:
    """Return one thing that was set aside.

    Raises: Http404, the same whether it is not there or not for them.
    """
    waits, over = (asides_for(by, settled=s).filter(pk=pk).defer(None) for s in (False, True))
    row = waits.first() or over.first()
    if row is None:
        raise Http404(NO_SUCH_ASIDE)
    return row


def waiting_too_long(*, at: datetime) -> Iterable[SetAside]:
    """Return what was set aside so long ago that somebody must be told; not what it says."""
    rows = SetAside.objects.filter(settled_at=None, received_at__lte=moved(at, -SILENT))
    return rows.select_related("user").defer("body", "reasons").order_by("pk")


def named_in(rows: Iterable[SetAside]) -> dict[int, list[str]]:
    """Return by key which children something names as it was sent, be there one or not."""
    told = SetAside.objects.filter(pk__in=[row.pk for row in rows]).values_list(
        "pk", KT("body__child_id"), KT("body__child_ids")
    )
    return {pk: [one or "", *json.loads(several or "[]")] for pk, one, several in told}
