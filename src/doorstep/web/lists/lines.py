"""A line of a list: one thing a child is owed, with all that is shown of it as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from doorstep.vocabulary import Status
from doorstep.web.accounts.away import Away, away_beside, away_in
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.lists.words import CALLS

OWED = (
    "pk", "child_id", "place", "is_decision", "duty", "title", "who", "method", "counted_from",
    "due_on", "due_at", "status", "days_overdue", "clause", "layer", "provisional", "assumed", "why",
    "reasons", "resumes", "tier_order", "risk_facts", "worker_id", "team_id",
)  # fmt: skip
OF_CHILD = ("child_id", "name", "household", "address", "postcode")
OF_ANSWER = ("case", "tier", "rag", "worker", "as_at")
LAST = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The child a line is about, as a list shows them; `gone`: that the worker is away."""

    pk: int
    child_id: str
    name: str
    household: str
    address: str
    postcode: str
    case: str
    tier: str
    rag: str
    worker: str
    as_at: date
    warning: str
    gone: Away | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing a child is owed: a row of the due list."""

    pk: int
    child: Whom
    place: int
    is_decision: bool
    duty: str
    title: str
    who: tuple[str, ...]
    method: str
    counted_from: date
    due_on: date | None
    due_at: str
    status: str
    days_overdue: int
    clause: str
    layer: str
    provisional: bool
    assumed: bool
    why: str
    reasons: tuple[str, ...]
    resumes: date | None
    tier_order: int
    risk_facts: int
    worker_id: str
    team_id: int | None

    @property
    def is_call(self) -> bool:
        """Test whether the duty is met by a call first of all, such as a KIT call."""
        return self.method.startswith(tuple(CALLS))

    @property
    def order(self) -> tuple[object, ...]:
        """Return the key of the lists' order: tier, then due, then risk facts; suspended last."""
        return (
            self.status == Status.SUSPENDED,
            self.tier_order,
            self.due_on or LAST,
            -self.risk_facts,
            self.child.name,
            self.pk,
        )


def wide(
    rows: "QuerySet[Any]", own: Sequence[str], *, to_answer: str, on: date
) -> "QuerySet[Any, Any]":
    """Return rows' own values, and after them what `whom` needs of the child and the answer."""
    child = [f"child__{name}" for name in OF_CHILD]
    told = [f"{to_answer}{name}" for name in OF_ANSWER]
    gone = away_beside(f"{to_answer}worker_id", on=on)
    found = rows.annotate(warning=warning_of(on), gone=gone)
    wanted: QuerySet[Any, Any] = found.values_list(*own, *child, *told, "warning", "gone")
    return wanted


def whom(pk: int, values: Sequence[Any]) -> Whom:
    """Return the child of a row, from what stands after the row's own values."""
    names = (*OF_CHILD, *OF_ANSWER, "warning", "gone")
    given = dict(zip(names, values, strict=True))
    return Whom(
        pk=pk, **given | {"warning": given["warning"] or "", "gone": away_in(given["gone"])}
    )


def line(values: Sequence[Any], child: Whom) -> Line:
    """Return the line of a row's own values."""
    given = dict(zip(OWED, values, strict=True))
    del given["child_id"]
    given["who"] = tuple(given["who"].split("|")) if given["who"] else ()
    given["reasons"] = tuple(given["reasons"])
    return Line(child=child, **given)


def lines_of(rows: Iterable[Sequence[Any]]) -> list[Line]:
    """Return the lines of rows that `wide` made of obligations; children are shared between them."""
    known: dict[int, Whom] = {}
    found = []
    for row in rows:
        own, rest = row[: len(OWED)], row[len(OWED) :]
        pk = own[1]
        child = known.get(pk) or known.setdefault(pk, whom(pk, rest))
        found.append(line(own, child))
    return found


def warning_of(on: date) -> Subquery:
    """Return the latest words on staff safety that hold for a row's child."""
    holds = Q(end_date=None) | Q(end_date__gt=on)
    rows = StaffWarning.objects.filter(holds, child=OuterRef("child_id"), start_date__lte=on)
    return Subquery(rows.order_by("-start_date", "-pk").values("words")[:1])
