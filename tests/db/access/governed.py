"""What the pages of governing records are asked with: a request for each child, and one disposal."""

from typing import Any, NamedTuple

import web_made as made
from db.access.county import County, form_id

from doorstep.web.accounts.models import User
from doorstep.web.caseload.models import Child
from doorstep.web.governance.models import AccessRequest, Disposal, Hold, PackEntry

REASON = "Read through: nothing since."


class Told(NamedTuple):
    """The arguments of a route after the child's number, and a form it would take."""

    args: tuple[Any, ...] = ()
    form: dict[str, Any] = {}  # noqa: RUF012 (never changed)


def of_a_childs_record(here: County, child: Child | None, nobodys: int) -> dict[str, Told]:
    """Return what every page of a child's record is asked with."""
    pk = _request(here, child).pk if child else nobodys
    hold = {"do": "hold", "kind": "inquiry", "reason": REASON, "client_id": form_id()}
    hide = {"basis": "third_party", "why": ""}
    return {
        "records-child": Told(form=hold),
        "access-request": Told((pk,), {"do": "pause", "reason": REASON}),
        "access-pack": Told((pk, "person")),
        "access-names": Told((pk,), hide | {"names": ["Nobody"]}),
        "access-entries": Told((pk,)),
        "access-entry": Told((pk, 1), hide | {"do": "mark", "words": "Child"}),
    }


def _request(here: County, child: Child) -> AccessRequest:
    before = AccessRequest.objects.filter(child=child).first()
    if before is not None:
        return before
    by = {"recorded_at": made.AT, "recorded_by": here.colleague}
    hold = Hold.objects.create(
        child=child, kind="subject_access", reason=REASON, placed_at=made.AT,
        placed_by=here.colleague, client_id=form_id(),
    )  # fmt: skip
    row = AccessRequest.objects.create(
        child=child, client_id=form_id(), asked_by="Themselves", received_on=made.TODAY,
        identified_on=made.TODAY, gathered_at=made.AT, hold=hold, **by,
    )  # fmt: skip
    PackEntry.objects.create(
        request=row, key="caseload.child-1", part="Who the record is about", number=1,
        lines=[["", "The child"], ["Name", child.name]], digest="0" * 64,
    )  # fmt: skip
    return row


def hide_of(user: User, request: int) -> dict[str, Any]:
    """Return the part of a form that hides a colleague's name, which stands in an entry from here on."""
    PackEntry.objects.create(
        request_id=request, key="caseload.child-2", part="Who wrote", number=2,
        lines=[["By", user.name]], digest="1" * 64,
    )  # fmt: skip
    return {"names": [user.name]}


def disposal_of(here: County, relation: str = "own") -> Disposal:
    """Return a disposal of a child's record, proposed by somebody else."""
    return Disposal.objects.create(
        child=here.children[relation], client_id=form_id(), rule="assessment", title="Assessment",
        clause="Own schedule", schedule="2026", due_on=made.TODAY, reason=REASON,
        proposed_at=made.AT, proposed_by=here.colleague,
    )  # fmt: skip


def of_records(here: County) -> dict[str, Told]:
    """Return what every other page of records is asked with."""
    hold_all = {"do": "hold", "kind": "inquiry", "reason": REASON, "client_id": form_id()}
    return {
        "records": Told(form={"number": "OWN-C"}),
        "records-due": Told(),
        "records-holds": Told(form=hold_all),
        "retention-schedule": Told(),
        "disposed": Told(),
        "disposals": Told(),
        "disposal": Told((disposal_of(here).pk,), {"do": "end", "version": 1, "reason": REASON}),
    }
