"""The child's page as plain values: what is owed and why, the tier, who sees the child. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from doorstep.facts import CaseFacts
from doorstep.vocabulary import EventKind
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.door import Neighbour
from doorstep.web.caseload.head import Head, address_for, age, head_of
from doorstep.web.caseload.models import Answer, Event
from doorstep.web.caseload.network import Contact, network, visitors_within
from doorstep.web.caseload.owed import Owed, owed_of
from doorstep.web.caseload.reading import Opened, Rows
from doorstep.web.caseload.records import chains, writer
from doorstep.web.caseload.saying import said, upper
from doorstep.web.caseload.situation import (
    Plan,
    Rating,
    Standing,
    asked_in_words,
    circumstances,
    household_asked,
    household_now,
    plans_agreed,
    proposed_for,
    ratings,
    standing_now,
)
from doorstep.web.caseload.tiering import Tiering, tiering, tiers_decided
from doorstep.web.components import day, lines, moment
from doorstep.workdays import LONDON

NEIGHBOURS = 12  # a home or a hostel has more children at one address than a page needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """That the interim arrangements were shared: when, what was recorded, by whom."""

    at: str
    text: str
    by: str
    title: str = "Shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPage:
    """All the child's page shows."""

    head: Head
    summary: str
    owed: tuple[Owed, ...]
    decisions: tuple[Owed, ...]
    not_judged: tuple[str, ...]
    remarks: tuple[str, ...]
    tier: Tiering | None
    decided_tiers: tuple[tuple[str, str], ...]
    ratings: tuple[Rating, ...]
    household: tuple[Standing, ...]
    household_asked: tuple[str, ...]
    household_href: str
    tier_href: str
    neighbours: tuple[tuple[Neighbour, str], ...]
    neighbours_more: int
    neighbours_unseen: int
    has_address: bool
    standing: tuple[Standing, ...]
    circumstances: tuple[Standing, ...]
    network: tuple[tuple[str, str, str, str], ...]
    visitors: str
    shared: tuple[Shared, ...]
    share_href: str
    plans: tuple[Plan, ...]
    policy: str
    as_at: date | None
    last_seen: str


def child_page(opened: Opened, rows: Rows, *, on: date) -> ChildPage:
    """Return the page of a child: the stored answer, and the facts of the day around it."""
    answer, case = opened.answer, rows.case
    told: dict[str, Any] = answer.explanation if answer else {}
    child_id = opened.child.child_id
    begin = Can.RECORD in opened.may
    seen = [n for n in opened.door.neighbours if n.is_visible]
    lines = [line for o in told.get("obligations", ()) for line in o["reasons"]]
    return ChildPage(
        head=head_of(opened, current="child", on=on),
        summary=_summary(answer, case),
        owed=tuple(owed_of(o, child_id) for o in told.get("obligations", ())),
        decisions=tuple(owed_of(o, child_id, begin=begin) for o in told.get("decisions", ())),
        not_judged=tuple(upper(said(text)) for text in told.get("not_judged", ())),
        remarks=tuple(upper(said(text)) for text in told.get("remarks", ())),
        tier=tiering(told),
        decided_tiers=tuple(tiers_decided(case)),
        ratings=tuple(ratings(case)),
        household=tuple(household_now(case, on=on)),
        household_asked=tuple(
            asked_in_words(row.body["kind"], row.end_date)
            for row in household_asked(rows.circumstances, on=on)
        ),
        household_href=_href(opened, "household"),
        tier_href=_href(opened, "decide-tier"),
        neighbours=tuple((n, age(n.born, on) if n.born else "") for n in seen[:NEIGHBOURS]),
        neighbours_more=len(seen[NEIGHBOURS:]),
        neighbours_unseen=len(opened.door.neighbours) - len(seen),
        has_address=bool(opened.child.household),
        standing=tuple(standing_now(case, on=on)),
        circumstances=tuple(circumstances(case, on=on)),
        network=tuple(_row(contact) for contact in network(case, on=on)),
        visitors=visitors_within(case, on=on),
        shared=tuple(_shared(rows)),
        share_href=_href(opened, "share-arrangements"),
        plans=tuple(
            plans_agreed(case, on=on, reasons=lines, proposed=proposed_for(rows.circumstances))
        ),
        policy=told.get("policy", {}).get("title", ""),
        as_at=answer.as_at if answer else None,
        last_seen=day(answer.last_seen) if answer else "",
    )


def _summary(answer: Answer | None, case: CaseFacts) -> str:
    """Return in a sentence where the child stands in the account (S15)."""
    if case.died:
        return f"The child died on {day(case.died)}. Nothing is owed."
    if answer is None:
        return "Nothing is worked out for this child: no policy is adopted yet."
    if answer.standing == "closed":
        return "The case is closed: nothing is owed."
    if answer.standing == "no_duty":
        return f"No visit is owed: {said(answer.because)}."
    if answer.standing == "cannot_be_judged":
        return f"What is owed cannot be judged. Missing: {said(answer.because)}."
    return ""


def _row(contact: Contact) -> tuple[str, str, str, str]:
    """Return a line of who sees the child: who, how often, by what means, last when."""
    return (
        lines(contact.who, contact.what),
        contact.how_often,
        upper(contact.means) or "None",
        day(contact.last) or "Never recorded",
    )


# --- who was told -------------------------------------------------------------------------------------


def _shared(rows: Rows) -> Iterable[Shared]:
    """Return each time the interim arrangements were shared, the latest first (LAN-5, PLG-8)."""
    here = [
        Shared(at=moment(_happened(row)), text=row.words, by=writer(row))
        for row in (chain[-1] for chain in chains(list(rows.events)))
        if row.kind == EventKind.ARRANGEMENTS_SHARED and not row.withdrawn
    ]
    imported = [
        Shared(at=moment(e.event_at or e.event_date), text="", by=e.source)
        for e in rows.case.events
        if e.kind == EventKind.ARRANGEMENTS_SHARED and e.source != "doorstep"
    ]
    return [*reversed(here), *imported]


def _happened(row: Event) -> date | datetime:
    return row.event_at.astimezone(LONDON) if row.event_at else row.event_date


def _href(opened: Opened, name: str) -> str:
    """Return the address of a page on which the viewer may record something; blank if they may not."""
    if Can.RECORD not in opened.may:
        return ""
    return address_for(name, opened.child.child_id)
