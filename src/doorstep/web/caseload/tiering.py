"""The child's tier as a page tells it: why, since when, what it was before, who decided (S18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from doorstep.facts import CaseFacts
from doorstep.web.caseload.saying import said, upper
from doorstep.web.components import bullets, day, lines, words, words_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiering:
    """The child's tier: since when, why, and what it was before.

    Shape: `criteria` are rows of what holds, on what it rests, since when with the clause.
    """

    tier: str
    since: str
    clause: str
    criteria: tuple[tuple[str, str, str], ...]
    risk_factors: tuple[str, ...]
    history: tuple[tuple[str, str], ...]


def tiering(told: dict[str, Any]) -> Tiering | None:
    """Return the tier of a stored explanation; None where no tiers are in force."""
    tier = told.get("tier")
    if not tier:
        return None
    return Tiering(
        tier=tier["tier"],
        since=day(tier["since"]),
        clause=tier["clause"],
        criteria=tuple(_criterion(c) for c in tier["criteria"]),
        risk_factors=tuple(tier["risk_factors"]),
        history=tuple(
            (each["tier"], f"{day(each['since'])} to {day(each['until']) or 'now'}")
            for each in told.get("tier_history", ())
        ),
    )


def _criterion(told: dict[str, Any]) -> tuple[str, str, str]:
    evidence = [upper(said(text)) for text in told["evidence"]]
    return (
        lines(told["title"], words(told["tier"])),
        bullets(evidence) if len(evidence) > 1 else "".join(evidence),
        lines(day(told["since"]), told["clause"]),
    )


def tiers_decided(case: CaseFacts) -> Iterable[tuple[str, str]]:
    """Return every decision on the tier there was, the latest first: the tier, and the rest in words."""
    for made in sorted(case.tier_decisions, key=lambda d: d.decided_on, reverse=True):
        by = words_within(made.decided_by or "") or "nobody named"
        until = f", until {day(made.until)}" if made.until else ""
        why = made.reason or "no reason is recorded"
        yield made.tier, f"{day(made.decided_on)}{until}, by {by}: {why}"
