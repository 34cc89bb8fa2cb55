"""Hand over what somebody holds: each thing to one person, or with the reason why nobody needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.visible import forget_sight
from doorstep.web.moves.absences import OverlapError
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.giving import GIVE, CannotError, Giving, leave
from doorstep.web.moves.holding import ONLY_A_REASON, Item, Kind, held_by, split
from doorstep.web.moves.models import Handover, HandoverItem
from doorstep.web.moves.services import Asked, ImpossibleError, lock_children, move_children
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError

MORNING = time(9)
GONE = "This is not theirs any more: somebody changed it meanwhile"
Key = tuple[str, str]


class NotHandedOverError(Exception):
    """At least one thing cannot be handed over as asked, so nothing was; `problems` say why, by key."""

    def __init__(self, problems: Mapping[Key, str]):
        super().__init__("Nothing was handed over.")
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """To whom one thing goes, or why nobody needs to have it."""

    kind: Kind
    key: str
    to: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """What a manager asks: who hands over, what to whom, from which day, why."""

    person: User
    choices: Sequence[Choice]
    start: date
    reason: str
    client_id: UUID


@dataclass(slots=True, kw_only=True)
class _Doing:
    """What the steps of a handover share."""

    asked: HandingOver
    items: Mapping[Key, Item]
    people: Mapping[int, User]
    by: Access
    at: datetime
    problems: dict[Key, str] = field(default_factory=dict)

    def giving(self, item: Item, pk: int) -> Giving:
        """Return one thing that is given to somebody, with what they may do from that day on."""
        morning = datetime.combine(self.asked.start, MORNING, tzinfo=LONDON)
        access = access_of(self.people[pk], at=max(self.at, morning))
        return Giving(item=item, to=self.people[pk], access=access, by=self.by, at=self.at)


@transaction.atomic
def hand_over(asked: HandingOver, *, by: Access, at: datetime) -> Handover:
    """Give each thing to whom it is chosen for, or note why nobody needs it; all or nothing.

    Raises: NotHandedOverError. Sent twice it is done once.
    """
    before = Handover.objects.filter(client_id=asked.client_id).first()
    if before is not None:
        return before
    doing = _begun(asked, by, at)
    _move_children(doing)
    for choice in asked.choices:
        if choice.kind != Kind.CHILD and (choice.kind, choice.key) in doing.items:
            _try(doing, choice)
    if doing.problems:
        raise NotHandedOverError(doing.problems)
    return _stored(doing)


def _begun(asked: HandingOver, by: Access, at: datetime) -> _Doing:
    """Lock what changes, and find out which of the things are still the person's."""
    people = User.objects.filter(pk__in={asked.person.pk, *(c.to for c in asked.choices if c.to)})
    known = {user.pk: user for user in people.order_by("pk").select_for_update()}
    shown = split(held_by(asked.person, at=at), by)[0]
    pks = {item.child_pk for item in shown if item.child_pk}
    lock_children(list(Child.objects.filter(pk__in=pks).values_list("child_id", flat=True)))
    items: dict[Key, Item] = {
        (str(item.kind), item.key): item for item in split(held_by(asked.person, at=at), by)[0]
    }
    doing = _Doing(asked=asked, items=items, people=known, by=by, at=at)
    for choice in asked.choices:
        if (choice.kind, choice.key) not in items:
            doing.problems[choice.kind, choice.key] = GONE
    return doing


def _move_children(doing: _Doing) -> None:
    """Move the children first: whether somebody may write a draft hangs on whose child it is."""
    asked = doing.asked
    wished = {
        (c.kind, c.key): c
        for c in asked.choices
        if c.kind == Kind.CHILD and c.to and (c.kind, c.key) in doing.items
    }
    if not wished:
        return
    numbers = _numbers(doing)
    wishes = [
        Wish(numbers[item.child_pk or 0], c.to or 0, item.role, asked.person.worker_id)
        for key, c in wished.items()
        for item in [doing.items[key]]
    ]
    move = Asked(
        wishes=tuple(wishes), start=asked.start, reason=asked.reason, client_id=asked.client_id
    )
    try:
        with transaction.atomic():
            move_children(move, by=doing.by, at=doing.at)
    except ImpossibleError as error:
        for key, line in zip(wished, error.lines, strict=True):
            if line.problems:
                doing.problems[key] = "; ".join(line.problems)
    forget_sight(doing.by)


def _numbers(doing: _Doing) -> dict[int, str]:
    pks = {item.child_pk for item in doing.items.values() if item.child_pk}
    return dict(Child.objects.filter(pk__in=pks).values_list("pk", "child_id"))


def _try(doing: _Doing, choice: Choice) -> None:
    """Do one thing; what stands against it is kept with the others, for all to be told at once."""
    try:
        with transaction.atomic():
            item = doing.items[choice.kind, choice.key]
            if choice.to is None:
                leave(item, by=doing.by)
            elif choice.kind in ONLY_A_REASON:
                raise CannotError("This ends with them: say why nobody needs it")
            else:
                GIVE[choice.kind](doing.giving(item, choice.to))
    except (CannotError, OverlapError, RefusedError, Http404) as error:
        doing.problems[choice.kind, choice.key] = str(error).rstrip(".")


def _stored(doing: _Doing) -> Handover:
    asked = doing.asked
    row = Handover.objects.create(
        person=asked.person,
        client_id=asked.client_id,
        start_date=asked.start,
        recorded_at=doing.at,
        recorded_by_id=doing.by.user_id,
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(
            handover=row,
            kind=c.kind,
            key=c.key,
            child_id=doing.items[c.kind, c.key].child_pk,
            to_id=c.to,
            reason="" if c.to else c.reason,
        )
        for c in asked.choices
    )
    numbers = _numbers(doing)
    told = [
        _event(c, doing, row, numbers) for c in asked.choices if c.kind != Kind.CHILD or not c.to
    ]
    audit.record_all(told, by=doing.by, at=doing.at)
    return row


def _event(
    choice: Choice, doing: _Doing, row: Handover, numbers: Mapping[int, str]
) -> tuple[str, str, str, dict[str, object]]:
    child = numbers.get(doing.items[choice.kind, choice.key].child_pk or 0, "")
    detail: dict[str, object] = {
        "handover": row.pk,
        "from": doing.asked.person.pk,
        "what": str(choice.kind),
        "key": choice.key,
        "to": choice.to,
    }
    subject = ("child", child) if child else ("user", str(doing.asked.person.pk))
    return (Action.HAND_OVER, *subject, detail)
