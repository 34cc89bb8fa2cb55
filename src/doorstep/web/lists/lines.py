"""A line of a list: one thing a child is owed, with all that is shown of it as plain values."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from doorstep.vocabulary import Status
from doorstep.web.caseload.models import StaffWarning
from doorstep.web.lists.words import CALLS

OWED = (
    "pk", "child_id", "place", "is_decision", "duty", "title", "who", "method", "counted_from",
    "due_on", "due_at", "status", "days_overdue", "clause", "layer", "provisional", "assumed", "why",
    "tier_order", "risk_facts", "worker_id", "team_id",
)  # fmt: skip
OF_CHILD = ("child_id", "name", "household", "address", "postcode")
OF_ANSWER = ("case", "tier", "rag", "worker", "as_at")
LAST = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The child a line is about, as a list shows them; `told` is the explanation, as JSON."""

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
    told: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why something is owed: the lines of the full explanation, and when a suspended duty resumes."""

    lines: tuple[str, ...] = ()
    resumes: str = ""


@dataclass(slots=True)
class Explanations:
    """The explanations of the lines of a page; each child's is read once."""

    _read: dict[int, dict[str, Any]] = field(default_factory=dict)

    def of(self, line: Line) -> Reasons:
        """Return why a line is owed."""
        child = line.child
        if child.pk not in self._read:
            self._read[child.pk] = json.loads(child.told)
        rows = self._read[child.pk]["decisions" if line.is_decision else "obligations"]
        told = rows[line.place]
        return Reasons(lines=tuple(told["reasons"]), resumes=told["resumes"] or "")


def wide(
    rows: "QuerySet[Any]", own: Sequence[str], *, to_answer: str, on: date
) -> "QuerySet[Any, Any]":
    """Return rows' own values, and after them what `whom` needs of the child and the answer.

    The explanation comes as text, so that only those shown are parsed.
    """
    child = [f"child__{name}" for name in OF_CHILD]
    told = [f"{to_answer}{name}" for name in OF_ANSWER]
    found = rows.annotate(
        warning=warning_of(on),
        told=Cast(f"{to_answer}explanation", TextField()),
    )
    wanted: QuerySet[Any, Any] = found.values_list(*own, *child, *told, "warning", "told")
    return wanted


def whom(pk: int, values: Sequence[Any]) -> Whom:
    """Return the child of a row, from what stands after the row's own values."""
    names = (*OF_CHILD, *OF_ANSWER, "warning", "told")
    given = dict(zip(names, values, strict=True))
    return Whom(pk=pk, **given | {"warning": given["warning"] or ""})


def line(values: Sequence[Any], child: Whom) -> Line:
    """Return the line of a row's own values."""
    given = dict(zip(OWED, values, strict=True))
    del given["child_id"]
    given["who"] = tuple(given["who"].split("|")) if given["who"] else ()
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
