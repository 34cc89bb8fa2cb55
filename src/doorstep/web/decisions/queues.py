"""What waits for somebody, what they began or sent, and which disputes run; never whose is hidden."""

from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from doorstep.vocabulary import Action
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.visible import reached_in, sight_of
from doorstep.web.decisions import queries
from doorstep.web.decisions.models import Decision, Done, Waiting


class Part(StrEnum):
    """The parts of somebody's decisions."""

    WAITING = "waiting"
    DRAFTS = "drafts"
    SENT = "sent"


def part_of(part: Part, by: Access) -> "QuerySet[Decision]":
    """Return the decisions of one part, the oldest first."""
    if part == Part.WAITING:
        return queries.waiting_for(by)
    if part == Part.DRAFTS:
        return queries.drafts_of(by).order_by("since", "pk")
    return sent_by(by)


def sent_by(by: Access) -> "QuerySet[Decision]":
    """Return the open decisions in which the person acted, and that others now have."""
    acted = Done.objects.filter(decision=OuterRef("pk"), recorded_by=by.user_id)
    rows = queries.seen_by(by).filter(Exists(acted), at_start=False, ended_at=None)
    waiting = queries.waiting_for(by).order_by().values("pk")
    return rows.exclude(pk__in=waiting).order_by("since", "pk")


def to_sign(by: Access) -> "QuerySet[Decision]":
    """Return the decisions that wait for the person's signature, the oldest first."""
    signs = Waiting.objects.filter(decision=OuterRef("pk"), role__in=by.roles(), signs=True)
    return queries.waiting_for(by).filter(Exists(signs))


def disputes_of(by: Access) -> "QuerySet[Decision]":
    """Return the open disputes of the children a person may see, the oldest first.

    Shape: `disputed_at` is when somebody last did not agree, whatever stages it came to since.
    """
    apart = Done.objects.filter(decision=OuterRef("pk"), action=Action.DISAGREE).order_by("-number")
    rows = queries.seen_by(by).filter(in_dispute=True, ended_at=None)
    began = Coalesce(Subquery(apart.values("happened_at")[:1]), F("since"))
    return rows.annotate(disputed_at=began).order_by("disputed_at", "since", "pk")


def hidden_disputes(by: Access) -> int:
    """Return how many disputes are of restricted children whom the person's roles would reach."""
    hidden = sight_of(by).hidden
    reached = [reached_in(h, by.on, prefix="child__") for h in by.held if Can.SEE_CHILD in h.can]
    if not hidden or not reached:
        return 0
    rows = Decision.objects.filter(in_dispute=True, ended_at=None, child__in=hidden)
    return rows.filter(reduce(or_, reached)).count()


def hidden_waiting(by: Access) -> int:
    """Return how many decisions wait for the person's roles about children restricted to others."""
    sight = sight_of(by)
    hidden = sight.hidden | (sight.restricted & sight.glass)
    mine = [
        Q(Exists(Waiting.objects.filter(decision=OuterRef("pk"), role=held.role)))
        & reached_in(held, by.on, prefix="child__")
        for held in by.held
        if Can.RECORD in held.can
    ]
    if not hidden or not mine:
        return 0
    rows = Decision.objects.filter(at_start=False, ended_at=None, child__in=hidden)
    return rows.filter(reduce(or_, mine)).count()


def told(rows: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """Return the rows with all that a list shows of them, in so many queries whatever their number.

    Shape: `sent_by`, `sent_for`, `last` and `began_by` are of the last action; `waiting` the roles.
    """
    last = Done.objects.filter(decision=OuterRef("pk")).order_by("-number")
    people = Prefetch("waiting", Waiting.objects.order_by("role"))
    return (
        rows.select_related("child")
        .annotate(
            sent_by=Subquery(last.values("recorded_by__name")[:1]),
            last=Subquery(last.values("action")[:1]),
            began_by=F("opened_by__name"),
            form_title=F("form_part__title"),
        )
        .prefetch_related(people)
    )


def kinds_of(rows: "QuerySet[Decision]") -> list[tuple[str, str, int]]:
    """Return the procedures of the rows, each with its title and how many there are."""
    pks = rows.order_by().values("pk")
    found = Decision.objects.filter(pk__in=pks).values_list("procedure", "title")
    counted = found.annotate(number=Count("pk")).order_by("title")
    return [(procedure, title, number) for procedure, title, number in counted]


def stages_of(rows: "QuerySet[Decision]") -> list[tuple[str, int]]:
    """Return the stages of the disputes, each with how many stand at it."""
    pks = rows.order_by().values("pk")
    found = Decision.objects.filter(pk__in=pks).values("step_title").annotate(number=Count("pk"))
    return [(row["step_title"], row["number"]) for row in found.order_by("step_title")]


def counts(by: Access) -> dict[Part, int]:
    """Return how many decisions each part has."""
    return {part: part_of(part, by).count() for part in Part}


def next_to_sign(by: Access, left: frozenset[int]) -> tuple[Decision | None, int]:
    """Return the oldest decision to sign that was not left unsigned, and how many there still are."""
    rows = to_sign(by).exclude(pk__in=left)
    return rows.select_related("child").first(), rows.count()
