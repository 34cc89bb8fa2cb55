"""Where a record leads on to: the decisions it asks for, and what to do with a concern."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.vocabulary import Makes
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Obligation, Visit
from doorstep.web.components import link
from doorstep.web.visits.asking import Asking, asks
from doorstep.web.visits.showing import due_sentence
from doorstep.web.visits.words import CALLS


def asked_for(rows: Iterable[Obligation], asking: Asking) -> list[object]:
    """Return what is owed in a line each; a decision leads to where it is made."""
    may = asking.by.has(Can.RECORD)
    return [
        _decision(row, asking) if may and row.is_decision else due_sentence(row) for row in rows
    ]


def _decision(row: Obligation, asking: Asking) -> object:
    where = reverse("open-decision", args=[asking.child.child_id])
    return link(f"{where}?{urlencode({'duty': row.duty})}", due_sentence(row))


def with_a_concern(row: Visit, asking: Asking) -> list[dict[str, str]]:
    """Return the procedures by which whoever made a call hands a concern on, if they may begin one."""
    if row.visit_type not in CALLS:
        return []
    deciding = [
        procedure.id
        for procedure in asking.stack.procedures.values()
        if any(step.makes == Makes.TIER_DECISION for step in procedure.steps.values())
    ]
    return [each for each in asks(deciding, asking) if each["href"]]
