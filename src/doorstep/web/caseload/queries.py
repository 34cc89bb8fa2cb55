"""Read children, their facts and their answers; every reader says who looks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet
from django.http import Http404

from doorstep.facts import CaseFacts
from doorstep.intake.store_codec import decoded
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.held import with_circumstances
from doorstep.web.caseload.joined import Joined, joined, know, united
from doorstep.web.caseload.models import Child, Circumstance, Event, Visit
from doorstep.web.caseload.rows import event_of, facts_of, standing, visit_of
from doorstep.web.caseload.visible import Sight, sight_of, visible_to
from doorstep.web.policies.mark import mark_of
from doorstep.web.policies.queries import stack

NO_SUCH_CHILD = "There is no such child, or you may not see the record."


def get_child(
    *, child_id: str, viewer: Access, can: Can = Can.SEE_CHILD, sight: Sight | None = None
) -> Child:
    """Return a child for whom the viewer may do this, with the document and the answer.

    Raises: Http404, the same for a child who is not there and one who may not be seen (A4).
    """
    if "\0" in child_id:  # PostgreSQL keeps none, and would say so with an error
        raise Http404(NO_SUCH_CHILD)
    sight = sight or sight_of(viewer)
    visible = visible_to(viewer, can=can, sight=sight)
    found = visible.filter(child_id=child_id).select_related("document", "answer", "answer__team")
    child = found.first()
    if child is None:
        raise Http404(NO_SUCH_CHILD)
    return know(child, sight.joined)


def children_for(viewer: Access, *, can: Can = Can.SEE_CHILD) -> "QuerySet[Child]":
    """Return the children for whom the viewer may do this."""
    return visible_to(viewer, can=can, sight=sight_of(viewer))


def case_of(child: Child) -> CaseFacts:
    """Return what is known of one child: the source's document and what was recorded here."""
    return case_facts([child])[child.pk]


class Here(NamedTuple):
    """The rows recorded here of one child, those that stand no more among them."""

    visits: Sequence[Visit] = ()
    events: Sequence[Event] = ()
    circumstances: Sequence[Circumstance] = ()


def recorded_here(children: Sequence[Child], together: Joined | None = None) -> dict[int, Here]:
    """Return what was recorded here of each child by primary key, in three queries.

    Of merged records each has what was recorded of all. `together` are the merges that stand, if they
    were asked for before.
    """
    merges = together or joined()
    pks = merges.widened(child.pk for child in children)
    visits = _by_child(Visit.objects.filter(child__in=pks).order_by("pk"), merges)
    events = _by_child(Event.objects.filter(child__in=pks).order_by("pk"), merges)
    held = _by_child(Circumstance.objects.filter(child__in=pks).order_by("pk"), merges)
    return {pk: Here(visits.get(pk, ()), events.get(pk, ()), held.get(pk, ())) for pk in pks}


def case_facts(
    children: Sequence[Child],
    here: Mapping[int, Here] | None = None,
    together: Joined | None = None,
) -> dict[int, CaseFacts]:
    """Return what is known of each child by primary key, in so many queries whatever their number.

    Shape: each child comes with its document selected; `here` is what `recorded_here` gave, if it was
    asked before, and `together` the merges that stand.
    """
    merges = together or joined()
    known = recorded_here(children, merges) if here is None else here
    told = documents(children, merges)
    return {child.pk: with_recorded(told[child.pk], *known[child.pk]) for child in children}


def documents(children: Sequence[Child], together: Joined | None = None) -> dict[int, CaseFacts]:
    """Return what the sources say of each child by primary key; of merged records what all say."""
    merges = together or joined()
    bodies = {child.pk: child.document.body for child in children}
    if more := merges.widened(bodies) - set(bodies):
        bodies |= dict(Child.objects.filter(pk__in=more).values_list("pk", "document__body"))
    return {child.pk: _document(child, bodies, merges) for child in children}


def _document(child: Child, bodies: Mapping[int, str], merges: Joined) -> CaseFacts:
    members = merges.members(child.pk)
    if len(members) == 1:
        return decoded(bodies[child.pk])
    first, *others = (decoded(bodies[pk]) for pk in members)
    return replace(united(first, others), child_id=child.child_id)


def with_recorded(
    case: CaseFacts,
    visits: Iterable[Visit],
    events: Iterable[Event],
    circumstances: Iterable[Circumstance] = (),
) -> CaseFacts:
    """Return the case with the visits, events and circumstances recorded here that stand."""
    case = with_circumstances(case, standing(list(circumstances)))
    held = standing(list(visits))
    seen = tuple(visit_of(row) for row in held)
    happened = tuple(event_of(row) for row in standing(list(events)))
    if not seen and not happened:
        return case
    return replace(
        case,
        visits=tuple(sorted((*case.visits, *seen), key=lambda v: v.visit_date)),
        events=(*case.events, *happened),
        facts=(*case.facts, *(fact for row in held for fact in facts_of(row))),
    )


R = TypeVar("R", Visit, Event, Circumstance)


def _by_child(rows: Iterable[R], merges: Joined) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        for pk in merges.members(row.child_id) if merges.into else (row.child_id,):
            found[pk].append(row)
    return found


def to_answer(*, on: date) -> "QuerySet[Child]":
    """Return the children whose answer a day can change: all but the closed cases."""
    return Child.objects.exclude(answer__closed_until__gt=on)


def out_of_date(*, on: date) -> "QuerySet[Child]":
    """Return those whose answer is not as at the day, or not under what is adopted now.

    Raises: NothingAdoptedError.
    """
    current = {"answer__as_at": on, "answer__adoption": mark_of(stack())}
    return to_answer(on=on).exclude(**current)
