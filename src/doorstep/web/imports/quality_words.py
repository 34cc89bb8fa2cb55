"""What to do about each kind of thing that is wrong in the data, and where."""

from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.components import link
from doorstep.web.imports.faults import FaultKind
from doorstep.web.imports.quality_list import Listed
from doorstep.web.lists.links import to_child

TO_DO = {
    FaultKind.NO_WORKER: "Allocate a worker, here or in the case management system.",
    FaultKind.NO_TEAM: "Give the worker’s involvement its team in the case management system.",
    FaultKind.WORKER_LEFT: "Move the children to somebody else, or have the account opened again.",
    FaultKind.NO_ACCOUNT: "Add the person, or give their account this worker id.",
    FaultKind.NO_LOCALITY: "Put the team into a locality.",
    FaultKind.REFUSED_ROW: "Mend the row in the case management system; the next import brings it.",
    FaultKind.UNDATED: "Fill in the date in the case management system.",
    FaultKind.MISSING_FACT: "Have it recorded, here or in the case management system.",
    FaultKind.REMARK: "Look at what it says and mend it in the case management system.",
    FaultKind.FUTURE_DATE: "Mend the date in the case management system, or where it was recorded.",
    FaultKind.UNKNOWN_METHOD: "Say in the extract or its supplement how the visits were made.",
    FaultKind.TIER_UNTOLD: "Record what is known, or have a manager decide on the tier.",
    FaultKind.NO_POSTCODE: "Fill in the address in the case management system.",
    FaultKind.NOT_IN_EXTRACT: "Open the child in the case management system, under the same number.",
    FaultKind.NOT_COPIED: "Copy them to the case management system, and tick each.",
}
PAGE_OF_CHILD = {
    FaultKind.UNKNOWN_METHOD: ("timeline", "Open the timeline"),
    FaultKind.FUTURE_DATE: ("timeline", "Open the timeline"),
    FaultKind.NOT_COPIED: ("documents", "Open the documents"),
}


def where(row: Listed, access: Access) -> Markup | str:
    """Return the link to where it is put right; blank where the viewer has no such page."""
    if row.child_id:
        name, words = PAGE_OF_CHILD.get(row.kind, ("child", "Open the record"))
        return link(to_child(name, row.child_id), words, hidden=f"of {row.name}")
    if access.has(Can.ADMINISTER):
        if row.kind == FaultKind.NO_LOCALITY:
            return link(reverse("change-team", args=[row.team_id]), "Change the team", row.team)
        if row.kind == FaultKind.NO_ACCOUNT:
            return link(reverse("people"), "Open the list of people", f"to look for {row.worker}")
    if row.worker_id and row.team_id and access.has(Can.SEE_TEAM):
        query = urlencode({"worker": row.worker_id})
        address = f"{reverse('team', args=[row.team_id])}?{query}"
        return link(address, "Show the children", f"of {row.worker}")
    return ""
