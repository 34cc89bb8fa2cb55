"""What a phone is told of what was taken in: the receipt, what it counts for, what is due, the note."""

from collections.abc import Iterable
from html import unescape
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from markupsafe import Markup

from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child, Obligation, Visit
from doorstep.web.caseload.queries import children_for
from doorstep.web.decisions.models import Filled
from doorstep.web.documents.items import item_of, papers_of
from doorstep.web.documents.paper import Kind as Paper
from doorstep.web.documents.plain import plain_text
from doorstep.web.phone.models import Photograph, Sent
from doorstep.web.phone.receipts import receipt_number
from doorstep.web.phone.services.refusals import SentOtherwiseError
from doorstep.web.policies.queries import stack
from doorstep.web.visits import showing
from doorstep.web.visits.counting import counts_of
from doorstep.web.visits.queries import owed_now, report_of
from doorstep.web.visits.services import SaidOtherwiseError

Said = dict[str, Any]


def answer_of(row: Sent, *, by: Access, again: bool = False) -> Said:
    """Return the receipt of something that was taken in; shown again it is a read of the record."""
    children = [*_visits(row, by), *_forms(row, by), *_photographs(row, by)]
    if again:
        _tell_shown_again(children, row, by)
    return {
        "client_id": str(row.client_id),
        "receipt": receipt_number(row.client_id),
        "kind": row.kind,
        "received_at": row.received_at.isoformat(),
        "off_by": row.off_by,
        "children": children,
    }


def _visits(row: Sent, by: Access) -> Iterable[Said]:
    pks = row.made.get("visits", [])
    if not pks:
        return
    seen, adopted = (
        set(children_for(by).values_list("pk", flat=True).filter(visit__in=pks)),
        stack(),
    )
    rows = Visit.objects.filter(pk__in=pks).select_related("child__document", "corrected_by")
    for visit in rows.order_by("pk"):
        yield _visit(visit, adopted, by) if visit.child_id in seen else _hidden(visit.child)


def _visit(visit: Visit, adopted: Stack, by: Access) -> Said:
    child = visit.child
    counted = [
        {"title": c.title, "clause": c.clause, "counts": not c.why_not, "why_not": c.why_not}
        for c in counts_of(visit, adopted, on=by.on)
    ]
    return _child(child) | {
        "visit_id": visit.pk,
        "href": reverse("visit", args=[child.child_id, visit.pk]),
        "counts_for": counted,
        "owed": owed(child),
        "note": _note(child, Paper.VISIT, visit.pk),
    }


def _hidden(child: Child) -> Said:
    """Return what is left to say of a child whose record is not theirs to see any more."""
    return {"child_id": child.child_id, "href": "", "counts_for": [], "owed": [], "note": ""}


def _child(child: Child) -> Said:
    return {"child_id": child.child_id, "name": child.name or child.child_id}


def _forms(row: Sent, by: Access) -> Iterable[Said]:
    pks = row.made.get("forms", [])
    for filled in Filled.objects.filter(pk__in=pks).select_related("child").order_by("pk"):
        child = filled.child
        if not children_for(by).filter(pk=child.pk).exists():
            yield _hidden(child)
            continue
        yield _child(child) | {
            "form_id": filled.pk,
            "href": reverse("form", args=[child.child_id, filled.pk]),
            "counts_for": [],
            "owed": owed(child),
            "note": _note(child, Paper.FORM, filled.pk),
        }


def _photographs(row: Sent, by: Access) -> Iterable[Said]:
    found = Photograph.objects.filter(pk=row.made.get("photograph")).select_related("child").first()
    if found is None:
        return
    seen = children_for(by).filter(pk=found.child_id).exists()
    plain = {"counts_for": [], "owed": [], "note": "", "href": ""}
    yield _child(found.child) | plain if seen else _hidden(found.child)


def owed(child: Child) -> list[Said]:
    """Return what is owed to a child now, as it travels to a phone."""
    return [owed_row(row) for row in owed_now(child)]


def owed_row(row: Obligation) -> Said:
    """Return one row of the due list as it travels to a phone."""
    return {
        "duty": row.duty, "title": row.title, "due": row.due_at, "status": row.status,
        "clause": row.clause, "why": row.why, "method": row.method, "who": row.who,
        "is_decision": row.is_decision,
    }  # fmt: skip


def _note(child: Child, kind: Paper, pk: int) -> str:
    """Return the text for the case management system; none of what was corrected or taken back since."""
    try:
        item = item_of(child, kind, pk)
    except Http404:
        return ""
    return plain_text(papers_of([item], child)[item.key])


@transaction.atomic
def _tell_shown_again(children: Iterable[Said], row: Sent, by: Access) -> None:
    told = [
        ("child", each["child_id"], {"page": "phone", "sent": str(row.client_id)})
        for each in children
        if each["owed"] or each["note"]
    ]
    audit.record_all([(Action.READ_VISIT, *each) for each in told], by=by, at=by.at)


# --- both versions of a conflict ----------------------------------------------------------------------


def holding_of(error: Exception, *, by: Access) -> list[Said]:
    """Return what stands under the id of something that says otherwise, as far as one may see it."""
    if isinstance(error, SaidOtherwiseError):
        pks = [row.pk for row in error.rows]
    elif isinstance(error, SentOtherwiseError):
        pks = error.row.made.get("visits", [])
    else:
        return []
    return holding(pks, by=by)


@transaction.atomic
def holding(pks: Iterable[int], *, by: Access) -> list[Said]:
    """Return records as rows of words, each read told to the log."""
    rows = Visit.objects.filter(pk__in=list(pks), child__in=children_for(by))
    found = list(rows.select_related("child").order_by("pk"))
    told = [("child", v.child.child_id, {"page": "phone", "visit": v.pk}) for v in found]
    audit.record_all([(Action.READ_VISIT, *each) for each in told], by=by, at=by.at)
    return [
        _child(visit.child)
        | {
            "href": reverse("visit", args=[visit.child.child_id, visit.pk]),
            "rows": rows_of(visit),
        }
        for visit in found
    ]


def rows_of(visit: Visit) -> list[list[str]]:
    """Return what a record says, in rows of plain words."""
    report = report_of(visit)
    return [
        [label, _plain(said)] for label, said in (*showing.of_it(report), *showing.of_child(report))
    ]


def _plain(said: object) -> str:
    text = str(said)
    return unescape(text.replace("<br>", "\n")) if isinstance(said, Markup) else text
