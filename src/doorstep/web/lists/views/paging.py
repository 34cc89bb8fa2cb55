"""What the list pages have in common: the number of the page asked for, and whether answers are old."""

from datetime import date

from doorstep.web.accounts.gate import SignedInRequest
from doorstep.web.components import day

LARGEST = 100_000


def page_of(request: SignedInRequest) -> int:
    """Return the number of the page asked for; the first if it is no number."""
    asked = request.GET.get("page", "1")
    return min(int(asked), LARGEST) if asked.isdecimal() and len(asked) < 9 and int(asked) else 1


def say_if_stale(request: SignedInRequest, as_at: date | None) -> None:
    """Tell the page's frame as of which day the answers are, and warn if that is not today."""
    if as_at is None:
        return
    request.worked_out_at = as_at  # type: ignore[attr-defined]
    if as_at < request.access.on:
        request.stale = (  # type: ignore[attr-defined]
            f"This list was worked out as at {day(as_at)}. Visits recorded since are in it, but the "
            "days that have passed are not: what was due then may be overdue now."
        )
