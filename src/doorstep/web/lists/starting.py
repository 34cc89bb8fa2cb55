"""Where people begin whose roles lead to no children of their own."""

from typing import Any

from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can

PLACES: tuple[tuple[tuple[Can, ...], str, str, str], ...] = (
    ((Can.SEE_TEAM,), "teams", "Teams", "Who must be seen, by whom and by when, in each team."),
    ((Can.SEE_TEAM,), "out-now", "Out now", "Who is at a door, and until when they are expected."),
    ((Can.SEE_TEAM,), "blind-spots", "Blind spots", "Children whom a list of dates does not show."),
    ((Can.SEE_TEAM,), "workload", "Workload", "What each worker holds, and what is overdue."),
    ((Can.SEE_CHILD,), "search", "Search", "Find a child by name, id or postcode."),
    ((Can.IMPORT,), "imports", "Data", "Extracts that came in, and bringing in another."),
    (
        (Can.GOVERN_RECORDS, Can.APPROVE_DISPOSAL),
        "records",
        "Records",
        "How long they are kept, disposals to approve, and copies that people ask for.",
    ),
    ((Can.SEE_POLICY,), "policy", "Policy", "The rules in force on any day, with their clauses."),
    (
        (Can.ADMINISTER, Can.ADOPT_POLICY),
        "administration",
        "Administration",
        "People, teams, roles, deputies and adopted policies.",
    ),
    ((Can.AUDIT,), "audit", "Audit", "Who read and changed what, and when."),
    ((), "account", "Your account", "Your roles, whom you act for, and how you sign in."),
)


def starts_for(access: Access) -> dict[str, Any]:
    """Return the places a person may go to, each with what is there."""
    places = [
        {"href": reverse(page), "title": title, "text": text}
        for cans, page, title, text in PLACES
        if not cans or any(access.has(can) for can in cans)
    ]
    return {"places": places, "has_role": bool(access.held)}
