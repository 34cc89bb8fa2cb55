"""Read the account of a list's children, and the blind spots that must be zero or explained (S15)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from doorstep.engine.answers import Standing
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import CLOSED, Answer, BlindSpot, Child, Explained
from doorstep.web.caseload.visible import Sight, visible
from doorstep.web.components import day
from doorstep.web.lists.scope import AUTHORITY, Scope

AT_ONCE = 5_000  # rows named in one question to the database


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where every open child of a list stands; `unanswered` have no answer yet, which must not be."""

    standings: dict[str, int]
    why: dict[str, list[tuple[str, int]]]
    unanswered: int

    @property
    def open_children(self) -> int:
        """Return the number of open children, and of those nobody knows yet whether they are."""
        return sum(self.standings.values()) + self.unanswered

    @property
    def judged(self) -> int:
        """Return what the three parts add up to."""
        return sum(self.standings.get(part, 0) for part in Standing)

    @property
    def balances(self) -> bool:
        """Test whether the parts add up to the whole."""
        return self.judged == self.open_children


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One blind spot of one child, and the words that explain it, if any do today."""

    child_id: str
    name: str
    kind: str
    detail: str
    worker: str
    team: str
    words: str = ""
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which blind spots a page shows: of one kind or all, explained or not, and which page of them."""

    kind: str = ""
    explained: bool = False
    page: int = 1
    size: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpots:
    """How many of each kind are not explained, and those of one kind, page by page."""

    open_by_kind: Counter[str]
    explained_by_kind: Counter[str]
    spots: tuple[Spot, ...] = ()
    page: int = 1
    pages: int = 1

    @property
    def total(self) -> int:
        """Return how many are not explained."""
        return self.open_by_kind.total()


def account(access: Access, sight: Sight, scope: Scope) -> Account:
    """Return where every open child of the list stands."""
    seen = visible(access, Can.SEE_TEAM, sight, prefix="child__")
    rows = Answer.objects.filter(scope.rows(), seen).exclude(standing=CLOSED).order_by()
    told = rows.values_list("standing", "because").annotate(number=Count("pk"))
    standings: Counter[str] = Counter()
    why: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for standing, because, number in told:
        standings[standing] += number
        if because:
            why[standing][because.split(" (", 1)[0]] += number
    return Account(
        standings=dict(standings),
        why={standing: reasons.most_common() for standing, reasons in why.items()},
        unanswered=_unanswered(access, sight) if scope.kind == AUTHORITY else 0,
    )


def _unanswered(access: Access, sight: Sight) -> int:
    rows = Child.objects.filter(visible(access, Can.SEE_TEAM, sight), answer=None)
    return rows.count()


def blind_spots(
    access: Access, sight: Sight, scope: Scope, asked: Asked, *, can: Can = Can.SEE_TEAM
) -> BlindSpots:
    """Return the blind spots of a list: how many of each kind, and a page of those asked for."""
    rows = _rows(access, sight, scope, can)
    words = _words_that_hold(rows, access.on)
    keys = list(rows.order_by("child__name", "pk").values_list("pk", "child_id", "kind"))
    wanted = [
        pk
        for pk, child, kind in keys
        if asked.kind in {"", kind} and ((child, kind) in words) == asked.explained
    ]
    pages = max(1, -(-len(wanted) // asked.size))
    page = min(max(asked.page, 1), pages)
    shown = wanted[(page - 1) * asked.size : page * asked.size]
    return BlindSpots(
        open_by_kind=Counter(kind for _, child, kind in keys if (child, kind) not in words),
        explained_by_kind=Counter(kind for _, child, kind in keys if (child, kind) in words),
        spots=tuple(
            spot
            for start in range(0, len(shown), AT_ONCE)
            for spot in _spots(shown[start : start + AT_ONCE], words)
        ),
        page=page,
        pages=pages,
    )


def spots_of(child_pk: int, kind: str, *, on: date) -> list[Spot]:
    """Return the blind spots of one kind a child has; one child may have several remarks."""
    rows = BlindSpot.objects.filter(child=child_pk, kind=kind)
    return _spots(
        list(rows.order_by("pk").values_list("pk", flat=True)), _words_that_hold(rows, on)
    )


def said(detail: str) -> str:
    """Return what the engine says of a blind spot with its days as people write them.

    Example:
        >>> said("the visit of 2026-10-27 was written late")
        'The visit of 27 Oct 2026 was written late'
    """
    told = re.sub(r"\d{4}-\d\d-\d\d", lambda match: day(match[0]), detail)
    return told[:1].upper() + told[1:]


def _rows(access: Access, sight: Sight, scope: Scope, can: Can) -> "QuerySet[BlindSpot]":
    seen = visible(access, can, sight, prefix="child__")
    return BlindSpot.objects.filter(scope.rows(), seen)


def _words_that_hold(rows: "QuerySet[BlindSpot]", on: date) -> dict[tuple[int, str], Explained]:
    """Return the explanations that hold today; of several for one thing the latest counts."""
    of_these = Q(child__in=rows.order_by().values("child"))
    latest = Explained.objects.filter(of_these).values("child", "kind").annotate(last=Max("pk"))
    told = Explained.objects.filter(pk__in=latest.order_by().values("last"), until__gt=on)
    return {(each.child_id, each.kind): each for each in told.select_related("recorded_by")}


def _spots(pks: Iterable[int], words: dict[tuple[int, str], Explained]) -> list[Spot]:
    """Return blind spots by child and name, with the words that hold."""
    rows = BlindSpot.objects.filter(pk__in=list(pks)).order_by("child__name", "pk")
    found = []
    for pk, kind, detail, child_id, name, worker, team in rows.values_list(
        "child_id", "kind", "detail", "child__child_id", "child__name", "child__answer__worker",
        "team__name",
    ):  # fmt: skip
        told = words.get((pk, kind))
        found.append(
            Spot(
                child_id=child_id,
                name=name,
                kind=kind,
                detail=said(detail),
                worker=worker or "",
                team=team or "",
                words=told.words if told else "",
                until=told.until if told else None,
                by=str(told.recorded_by) if told else "",
            )
        )
    return found
