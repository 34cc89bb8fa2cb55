"""Where a person can go: the items of the navigation, by what their roles let them do."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can


@dataclass(frozen=True, slots=True)
class Item:
    """One place of the navigation: its words, its page, and who may go there."""

    text: str
    page: str
    cans: tuple[Can, ...] = ()


ITEMS = (
    Item("My day", "my-day"),
    Item("Decisions", "my-decisions", (Can.RECORD,)),
    Item("Teams", "teams", (Can.SEE_TEAM,)),
    Item("Search", "search", (Can.SEE_CHILD,)),
    Item("Data", "imports", (Can.IMPORT,)),
    Item("Records", "records", (Can.GOVERN_RECORDS, Can.APPROVE_DISPOSAL)),
    Item("Policy", "policy", (Can.SEE_POLICY,)),
    Item("Administration", "administration", (Can.ADMINISTER, Can.ADOPT_POLICY)),
    Item("Audit", "audit", (Can.AUDIT,)),
    Item("Account", "account"),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the items this person may go to, the one they are in marked; none when signed out."""
    access: Access | None = getattr(request, "access", None)
    if access is None:
        return []
    return [
        {"text": item.text, "href": address, "current": _is_in(request.path, address)}
        for item in ITEMS
        if not item.cans or any(access.has(can) for can in item.cans)
        for address in [reverse(item.page)]
    ]


def _is_in(path: str, address: str) -> bool:
    return path == address if address == "/" else path.startswith(address)
