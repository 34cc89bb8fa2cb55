"""Hand over what somebody holds: each thing to one person, or with the reason why nobody needs it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.http import Http404

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import Can
from doorstep.web.audit import services as audit
from doorstep.web.audit.words import Action
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.queries import children_for
from doorstep.web.caseload.visible import forget_sight
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services import hand_on_decision, hand_on_draft
from doorstep.web.lists.models import SavedView
from doorstep.web.moves.absences import OverlapError, change_cover, end_deputy
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.holding import ONLY_A_REASON, Item, Kind, held_by, split
from doorstep.web.moves.models import Absence, Handover, HandoverItem
from doorstep.web.moves.services import Asked, ImpossibleError, lock_children, move_children
from doorstep.web.moves.signing import can_sign, signing_roles
from doorstep.web.notices.models import Reminder
from doorstep.web.versions import change
from doorstep.workdays import LONDON
from doorstep.workflow import RefusedError

MORNING = time(9)
GONE = "This is not theirs any more: somebody changed it meanwhile"
Key = tuple[str, str]


class CannotError(Exception):
    """One thing cannot go to this person; the words say why."""


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

    def access(self, pk: int) -> Access:
        """Return what somebody may see and do from the day of the handover on."""
        morning = datetime.combine(self.asked.start, MORNING, tzinfo=LONDON)
        return access_of(self.people[pk], at=max(self.at, morning))


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
    items = {(item.kind, item.key): item for item in split(held_by(asked.person, at=at), by)[0]}
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
            if choice.to is None:
                LEFT.get(choice.kind, _nothing)(doing, choice)
            elif choice.to not in doing.people or choice.kind in ONLY_A_REASON:
                raise CannotError("This ends with them: say why nobody needs it")
            else:
                GIVEN[choice.kind](doing, choice, choice.to)
    except (CannotError, OverlapError, RefusedError, Http404) as error:
        doing.problems[choice.kind, choice.key] = str(error).rstrip(".")


def _nothing(doing: _Doing, choice: Choice) -> None:
    """Leave everything as it is: the reason is all that is stored."""


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


# --- each kind ------------------------------------------------------------------------------------------


def _with_the_child(doing: _Doing, choice: Choice, to: int) -> None:
    """Hold that who takes it over may write on the child's record from that day on."""
    pk = doing.items[choice.kind, choice.key].child_pk
    access = doing.access(to)
    if pk and not children_for(access, can=Can.RECORD).filter(pk=pk).exists():
        raise CannotError(f"{access.name} does not work with this child: give them the child too")


def _decision(doing: _Doing, choice: Choice, to: int) -> None:
    hand_on_decision(decision=int(choice.key), to=doing.access(to), at=doing.at)


def _draft(doing: _Doing, choice: Choice, to: int) -> None:
    hand_on_draft(draft=int(choice.key), to=doing.access(to), at=doing.at)


def _signature(doing: _Doing, choice: Choice, to: int) -> None:
    row = Decision.objects.select_related("child").get(pk=int(choice.key.partition(":")[0]))
    access = doing.access(to)
    if not can_sign(row, doing.people[to], at=access.at):
        roles = " or ".join(sorted(role.replace("_", " ") for role in signing_roles(row)))
        raise CannotError(
            f"{access.name} cannot sign this: it takes a {roles} of this child who did not write it."
            " Give them the child in that part, or ask an administrator for the role"
        )


def _reminder(doing: _Doing, choice: Choice, to: int) -> None:
    row = Reminder.objects.select_for_update().get(pk=int(choice.key))
    _with_the_child(doing, choice, to)
    change(row, version=row.version, owner_id=to)


def _deputy(doing: _Doing, choice: Choice, to: int) -> None:
    row = Deputy.objects.select_for_update().get(pk=int(choice.key))
    if to in (doing.by.user_id, row.acts_for_id):
        raise CannotError("Nobody makes themselves a deputy, nor acts for themselves")
    start = max(doing.asked.start, row.start_date)
    end = row.end_date
    end_deputy(row, on=start)
    Deputy.objects.create(
        user_id=to,
        acts_for_id=row.acts_for_id,
        start_date=start,
        end_date=max(start, end),
        given_by_id=doing.by.user_id,
        reason=row.reason,
    )


def _end_deputy(doing: _Doing, choice: Choice) -> None:
    row = Deputy.objects.select_for_update().get(pk=int(choice.key))
    end_deputy(row, on=max(doing.asked.start, row.start_date))


def _cover(doing: _Doing, choice: Choice, to: int) -> None:
    row = Absence.objects.select_for_update(of=("self",)).get(pk=int(choice.key))
    change_cover(row, doing.people[to], start=doing.asked.start, by=doing.by)


def _end_cover(doing: _Doing, choice: Choice) -> None:
    row = Absence.objects.select_for_update(of=("self",)).get(pk=int(choice.key))
    change_cover(row, None, start=doing.asked.start, by=doing.by)


def _view(doing: _Doing, choice: Choice, to: int) -> None:
    row = SavedView.objects.select_for_update(of=("self",)).get(pk=int(choice.key))
    access = doing.access(to)
    shares = access.everywhere(Can.SHARE_VIEWS) or row.shared_with_id in access.teams(
        Can.SHARE_VIEWS
    )
    if not shares:
        raise CannotError(f"{access.name} may not share views with this team")
    if SavedView.objects.filter(owner=to, page=row.page, name=row.name).exists():
        raise CannotError(f"{access.name} has a view of this name already")
    change(row, version=row.version, owner_id=to, is_default=False)


GIVEN: dict[Kind, Callable[[_Doing, Choice, int], None]] = {
    Kind.PLAN: _with_the_child,
    Kind.DECISION: _decision,
    Kind.DRAFT: _draft,
    Kind.SIGNATURE: _signature,
    Kind.REMINDER: _reminder,
    Kind.ATTEMPT: _with_the_child,
    Kind.DEPUTY: _deputy,
    Kind.COVER: _cover,
    Kind.VIEW: _view,
}
LEFT: dict[Kind, Callable[[_Doing, Choice], None]] = {
    Kind.DEPUTY: _end_deputy,
    Kind.ACTED_FOR: _end_deputy,
    Kind.COVER: _end_cover,
}
