"""Put other documents in the place of those that hold, for many children in one transaction.

What follows from them is worked out before the transaction, which then only writes: it holds the
children of a whole extract, and nobody can record while it does. What somebody recorded between is
answered anew inside it, so that no answer is worked out from facts older than stored ones.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError
from django.db.models import CASCADE

from doorstep.facts import Involvement
from doorstep.intake.store_codec import decoded
from doorstep.web.audit import services as audit
from doorstep.web.caseload.answering import Worked
from doorstep.web.caseload.joined import joined
from doorstep.web.caseload.models import CaseDocument, Child, Circumstance, Event, Visit
from doorstep.web.caseload.services import (
    answers_of,
    refresh,
    say_of,
    store_answers,
    store_involvements,
)
from doorstep.web.policies.mark import mark_of
from doorstep.web.policies.queries import stack
from doorstep.workdays import LONDON

CHUNK = 200
Step = Callable[[int], None]


class Said(NamedTuple):
    """What a source says of a child, in place of the document `before` (none: there is no such child).

    `document` is set where it was said before, and is only pointed to again.
    """

    child_id: str
    name: str
    body: str
    before: int | None
    document: int | None = None


class ChangedMeanwhileError(Exception):
    """Some of the children have another document by now than the one that was to be replaced."""


class _Ready(NamedTuple):
    """What follows for one child, and how much was recorded of the child when it was worked out."""

    recorded: int
    involvements: Sequence[Involvement]
    packed: bytes

    @property
    def worked(self) -> Worked:
        """Return the answer; it was packed a moment ago, by this process, to spare memory."""
        found: Worked = pickle.loads(self.packed)  # noqa: S301
        return found


@dataclass(frozen=True, slots=True)
class Prepared:
    """What follows for each child by child_id, under the policies of a mark."""

    mark: str
    ready: dict[str, _Ready] = field(default_factory=dict)


def prepare(said: Sequence[Said], *, at: datetime, step: Step) -> Prepared:
    """Work out what will be answered of these children; nothing is stored.

    Raises: NothingAdoptedError.
    """
    policy, merges = stack(), joined()
    found = Prepared(mark_of(policy))
    for start in range(0, len(said), CHUNK):
        some = said[start : start + CHUNK]
        children = _as_they_will_be(some, without={*merges.into, *merges.into.values()})
        recorded = _recorded(child.pk for child in children)
        cases, worked = answers_of(children, policy=policy, merges=merges, at=at)
        for child in children:
            told = cases[child.pk].involvements
            packed = pickle.dumps(worked[child.pk], pickle.HIGHEST_PROTOCOL)
            found.ready[child.child_id] = _Ready(recorded[child.pk], told, packed)
        step(start + len(some))
    return found


def _as_they_will_be(said: Sequence[Said], without: set[int]) -> list[Child]:
    """Return the children with the documents they will have; merged ones are left for later."""
    known = {c.child_id: c for c in Child.objects.filter(child_id__in=[s.child_id for s in said])}
    found = []
    for number, each in enumerate(said, start=1):
        child = known.get(each.child_id) or Child(pk=-number, child_id=each.child_id)
        child.document = CaseDocument(child_id=each.child_id, body=each.body)
        if child.pk not in without:
            found.append(child)
    return found


def _recorded(pks: Iterable[int]) -> Counter[int]:
    """Return how many rows were recorded of each child; they are only ever added to."""
    wanted, found = list(pks), Counter[int]()
    for model in (Visit, Event, Circumstance):
        found.update(model.objects.filter(child__in=wanted).values_list("child_id", flat=True))
    return found


def replace(  # noqa: PLR0913 (what, whence, by whom and when)
    said: Sequence[Said],
    prepared: Prepared,
    *,
    source: str,
    by: audit.Actor | None,
    at: datetime,
    step: Step,
) -> None:
    """Put the documents in their place, in the transaction that is open.

    Raises: ChangedMeanwhileError, and then nothing of it must stand.
    """
    known = _held(said)
    documents = _documents(said, source=source, by=by, at=at)
    is_current = mark_of(stack()) == prepared.mark
    for start in range(0, len(said), CHUNK):
        some = said[start : start + CHUNK]
        pks = _children(some, known, documents, at=at)
        _answer(pks, prepared if is_current else Prepared(prepared.mark), at=at)
        step(start + len(some))
    audit.record_all(
        [("store_facts", "child", each.child_id, {"source": source}) for each in said], by=by, at=at
    )


def _held(said: Sequence[Said]) -> dict[str, Child]:
    """Return the children there are, held until the transaction is over.

    Raises: ChangedMeanwhileError.
    """
    found: dict[str, Child] = {}
    for start in range(0, len(said), CHUNK):
        ids = [each.child_id for each in said[start : start + CHUNK]]
        rows = Child.objects.filter(child_id__in=ids).order_by("pk").select_for_update()
        found |= {child.child_id: child for child in rows}
    for each in said:
        child = found.get(each.child_id)
        if (child.document_id if child else None) != each.before:
            raise ChangedMeanwhileError
    return found


def _documents(
    said: Sequence[Said], *, source: str, by: audit.Actor | None, at: datetime
) -> dict[str, int]:
    """Return the documents that will hold by child_id, those made that are new."""
    found = {each.child_id: each.document for each in said if each.document is not None}
    new = [each for each in said if each.document is None]
    made = CaseDocument.objects.bulk_create(
        (
            CaseDocument(
                child_id=each.child_id,
                body=each.body,
                source=source,
                recorded_at=at,
                recorded_by_id=by.user_id if by else None,
            )
            for each in new
        ),
        batch_size=CHUNK,
    )
    return found | {row.child_id: row.pk for row in made}


def _children(
    said: Sequence[Said], known: dict[str, Child], documents: dict[str, int], *, at: datetime
) -> dict[str, int]:
    """Store the children's rows, and return their keys by child_id.

    Raises: ChangedMeanwhileError if somebody else added one of them meanwhile.
    """
    on = at.astimezone(LONDON).date()
    new: list[Child] = []
    old: list[Child] = []
    for each in said:
        child = known.get(each.child_id) or Child(child_id=each.child_id, version=0)
        (old if child.pk else new).append(child)
        say_of(child, decoded(each.body), each.name, on=on)
        child.document_id = documents[each.child_id]
        child.version += 1
    try:
        Child.objects.bulk_create(new)
    except IntegrityError:
        raise ChangedMeanwhileError from None
    _update(old)
    return {child.child_id: child.pk for child in (*new, *old)}


def _update(children: Sequence[Child]) -> None:
    """Store the rows of children that are there: one statement for all, keyed by child_id."""
    names = [f.name for f in Child._meta.concrete_fields if f.name not in ("id", "child_id")]
    Child.objects.bulk_create(
        children, update_conflicts=True, unique_fields=["child_id"], update_fields=names
    )


def _answer(pks: dict[str, int], prepared: Prepared, *, at: datetime) -> None:
    """Store what follows: as it was prepared, or anew where something was recorded meanwhile."""
    now, merges = _recorded(pks.values()), joined()
    merged = {*merges.into, *merges.into.values()}
    holds = {
        pk: ready
        for child_id, pk in pks.items()
        if (ready := prepared.ready.get(child_id))
        and ready.recorded == now[pk]
        and pk not in merged
    }
    store_involvements({pk: ready.involvements for pk, ready in holds.items()})
    store_answers({pk: ready.worked for pk, ready in holds.items()})
    refresh([pk for pk in pks.values() if pk not in holds], at=at, involvements=True)


def take_away(child_ids: Iterable[str]) -> list[str]:
    """Take away children of whom nothing was recorded; return those of whom something was.

    Their documents stay: what a source said is never deleted here.
    """
    pks = dict(
        Child.objects.filter(child_id__in=list(child_ids))
        .order_by("pk")
        .select_for_update()
        .values_list("pk", "child_id")
    )
    stay = set(_recorded_somewhere(pks))
    Child.objects.filter(pk__in=[pk for pk in pks if pk not in stay]).delete()
    return sorted(pks[pk] for pk in stay)


def _recorded_somewhere(pks: Iterable[int]) -> Iterable[int]:
    """Yield the keys named by what people recorded; what is only worked out goes with the child."""
    wanted = list(pks)
    for relation in Child._meta.related_objects:
        if relation.on_delete is not CASCADE:
            model, name = relation.related_model, relation.field.name
            rows = model._default_manager.filter(**{f"{name}__in": wanted})
            yield from rows.values_list(f"{name}_id", flat=True)
