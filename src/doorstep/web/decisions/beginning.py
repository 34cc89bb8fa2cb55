"""What can be decided about a child: what is open, what has ended, and which procedures can be begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Prefetch
from django.urls import reverse
from markupsafe import Markup

from doorstep.engine import answer
from doorstep.policy.procedure import Procedure
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.models import Child, Obligation
from doorstep.web.caseload.queries import case_of
from doorstep.web.components import lines, link, status_tag, tag
from doorstep.web.decisions import meetings, queries
from doorstep.web.decisions.history import who_acts
from doorstep.web.decisions.models import Decision, Waiting
from doorstep.web.decisions.saying import days_late, due_words, when
from doorstep.web.decisions.state import holding
from doorstep.web.visits.ruled import against
from doorstep.web.visits.showing import due_text

OPEN_HEAD = ("Decision", "It stands at", "By when", "Who can act")
ENDED_HEAD = ("Decision", "How it ended", "When")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledFor:
    """A duty owed to the child that its procedure meets, and by when."""

    title: str
    due: str
    status: str
    days_overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A procedure that somebody can begin for a child, and what calls for it."""

    title: str
    clause: str
    first: str
    href: str
    called_for: tuple[CalledFor, ...]
    open: str


def open_rows(rows: Iterable[Decision], child: Child, *, at: datetime) -> list[list[object]]:
    """Return the open decisions of a child as the rows of a table."""
    return [
        [
            lines(link(address_of(row, row.child), row.title), row.form_title),  # type: ignore[attr-defined]
            lines(row.step_title, f"since {when(row.since)}"),
            due_cell(row, at=at),
            who_acts(w.role for w in row.waiting.all()),
        ]
        for row in rows
    ]


def ended_rows(rows: Iterable[Decision], child: Child) -> list[list[object]]:
    """Return the ended decisions of a child as the rows of a table."""
    return [
        [
            lines(link(address_of(row, row.child), row.title), row.form_title),  # type: ignore[attr-defined]
            row.step_title,
            when(row.ended_at),
        ]
        for row in rows
    ]


def due_cell(row: Decision, *, at: datetime, dispute: bool = True) -> object:
    """Return by when the present step must be done, how late it is, and whether it is disputed."""
    late = days_late(row.due_at, at)
    overdue = status_tag("overdue", late) if late else ""
    disputed = tag("Dispute", "orange") if dispute and row.in_dispute else ""
    return lines(
        *(unbroken(x) for x in (due_words(row.due_at) or "No time set", overdue, disputed) if x)
    )


def unbroken(text: object) -> Markup:
    """Return something that does not break over two lines."""
    return Markup('<span class="d-nowrap">{}</span>').format(text)


def address_of(row: Decision, child: Child) -> str:
    """Return where a decision is."""
    return reverse("decision", args=[child.child_id, row.pk])


def of_child(child: Child) -> tuple[Any, Any]:
    """Return the open decisions of a child and the ended ones, each ready for its table."""
    named = F("form_part__title")
    rows = queries.decisions_of(child).annotate(form_title=named)
    waiting = Prefetch("waiting", Waiting.objects.order_by("role"))
    ended = rows.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    return rows.filter(ended_at=None).prefetch_related(waiting), ended


def beginnings(
    child: Child, by: Access, stack: Stack, open_now: Sequence[Decision]
) -> dict[str, list[Beginning]]:
    """Return the procedures a person can begin for a child by the policy they are of.

    One whose forms are all meant for other children is left out.
    Order: within a policy, what a duty calls for comes first, the soonest due before the others.
    """
    titles = {layer.label: layer.pack.head.title for layer in stack.layers}
    owed = called_for(child, stack)
    found: dict[str, list[tuple[tuple[str, str], Beginning]]] = {}
    holds = holding(case_of(child), stack, on=by.on)
    for rule in queries.may_open(child, by, stack, on=by.on):
        if rule.forms and not queries.forms_for(rule, stack, holds):
            continue
        called = owed.get(rule.id, [])
        soonest = min((row.due_at or "9" for row in called), default="99")
        label = rule.id.rpartition("/")[0]
        made = _beginning(rule, child, called, open_now)
        found.setdefault(titles.get(label, label), []).append(((soonest, rule.title), made))
    return {
        title: [made for _, made in sorted(each, key=lambda pair: pair[0])]
        for title, each in found.items()
    }


def called_for(child: Child, stack: Stack) -> dict[str, list[Obligation]]:
    """Return the decisions owed to a child by the procedure that makes them."""
    by_duty = {duty.id: duty.procedure for duty in stack.duties if duty.procedure}
    found: dict[str, list[Obligation]] = {}
    for row in Obligation.objects.filter(child=child, duty__in=by_duty).order_by("due_on", "pk"):
        found.setdefault(by_duty[row.duty], []).append(row)
    return found


def _beginning(
    rule: Procedure, child: Child, called: Sequence[Obligation], open_now: Sequence[Decision]
) -> Beginning:
    same = next((row for row in open_now if row.procedure == rule.id), None)
    alone = same is not None and queries.is_alone(rule)
    return Beginning(
        title=rule.title,
        clause=rule.clause,
        first=rule.steps[rule.start].title,
        href=new_address(child, rule.id),
        called_for=tuple(called_rows(called)),
        open=address_of(same, child) if same is not None and alone else "",
    )


def speaking_against(child: Child, rule: Procedure, stack: Stack, *, on: date) -> list[str]:
    """Return what the policies say today against what the procedure asks for, and on what fact."""
    return against(rule, answer(case_of(child), stack, as_at=on).child, stack)


def called_rows(rows: Iterable[Obligation]) -> list[CalledFor]:
    """Return the duties that call for something, with their days."""
    return [
        CalledFor(
            title=row.title,
            due=due_text(row.due_at),
            status=row.status,
            days_overdue=row.days_overdue,
        )
        for row in rows
    ]


def new_address(child: Child, procedure: str) -> str:
    """Return where a procedure is begun for a child."""
    return _with("open-decision", child, procedure=procedure)


def where_duty_is_met(duty: str, child: Child, stack: Stack) -> str:
    """Return where what a duty asks for is done: its procedure, a form that records it, or a meeting."""
    found = next((d for d in stack.duties if d.id == duty), None)
    if found is None or found.procedure:
        name = found.procedure if found else ""
        return new_address(child, name) if name else reverse("decisions", args=[child.child_id])
    wanted = {str(kind) for kind in found.met_by}
    for form in stack.forms.values():
        if any(wanted & {str(kind) for kind in f.events.values()} for f in form.fields):
            return _with("fill-form", child, form=form.id)
    kind = next((kind for kind in found.met_by if kind in meetings.meetings(stack)), None)
    if kind is not None:
        return _with("record-meeting", child, meeting=kind)
    return _with("record-event", child, kind=next(iter(found.met_by), ""))


def _with(name: str, child: Child, **query: str) -> str:
    return f"{reverse(name, args=[child.child_id])}?{urlencode(query)}"
