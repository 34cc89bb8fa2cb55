"""How each kind of thing passes to somebody else, and what happens to it if it goes to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Deputy, User
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.queries import children_for
from doorstep.web.components import words_within
from doorstep.web.decisions.models import Decision
from doorstep.web.decisions.services import hand_on_decision, hand_on_draft
from doorstep.web.lists.models import SavedView
from doorstep.web.moves.absences import change_cover, end_deputy
from doorstep.web.moves.holding import Item, Kind
from doorstep.web.moves.models import Absence
from doorstep.web.moves.people import not_theirs_to_lend
from doorstep.web.moves.signing import can_sign, signing_roles
from doorstep.web.notices.services import hand_on
from doorstep.web.versions import change


class CannotError(Exception):
    """One thing cannot go to this person; the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """One thing that is given: to whom, with what they may do from that day on; by whom, when."""

    item: Item
    to: User
    access: Access
    by: Access
    at: datetime


def _with_the_child(giving: Giving) -> None:
    """Hold that who takes it over may write on the child's record from that day on."""
    pk = giving.item.child_pk
    if pk and not children_for(giving.access, can=Can.RECORD).filter(pk=pk).exists():
        raise CannotError(f"{giving.to} does not work with this child: give them the child too")


def _decision(giving: Giving) -> None:
    hand_on_decision(decision=int(giving.item.key), to=giving.access, at=giving.at)


def _draft(giving: Giving) -> None:
    hand_on_draft(draft=int(giving.item.key), to=giving.access, at=giving.at)


def _signature(giving: Giving) -> None:
    pk = int(giving.item.key.partition(":")[0])
    row = Decision.objects.select_related("child").get(pk=pk)
    if not can_sign(row, giving.to, at=giving.access.at):
        roles = " or ".join(sorted(map(words_within, signing_roles(row))))
        raise CannotError(
            f"{giving.to} cannot sign this: it takes the {roles} of this child, who did not write it."
            " Give them the child in that part, or ask an administrator for the role"
        )


def _reminder(giving: Giving) -> None:
    _with_the_child(giving)
    hand_on(int(giving.item.key), to=giving.to)


def _deputy(giving: Giving) -> None:
    row = Deputy.objects.select_for_update().get(pk=int(giving.item.key))
    if giving.to.pk in (giving.by.user_id, row.acts_for_id):
        raise CannotError("Nobody makes themselves a deputy, nor acts for themselves")
    start, end = max(giving.access.on, row.start_date), row.end_date
    if role := not_theirs_to_lend(row.acts_for, giving.by, start=start, end=end):
        raise CannotError(
            f"{row.acts_for} is {words_within(role)}, in which you cannot name a deputy: say why nobody "
            "needs it, and ask an administrator to name one"
        )
    end_deputy(row, on=start)
    Deputy.objects.create(
        user=giving.to,
        acts_for_id=row.acts_for_id,
        start_date=start,
        end_date=max(start, end),
        given_by_id=giving.by.user_id,
        reason=row.reason,
    )


def _cover(giving: Giving) -> None:
    row = Absence.objects.select_for_update(of=("self",)).get(pk=int(giving.item.key))
    change_cover(row, giving.to, by=giving.by)


def _view(giving: Giving) -> None:
    row = SavedView.objects.select_for_update(of=("self",)).get(pk=int(giving.item.key))
    can = Can.SHARE_VIEWS
    if not (giving.access.everywhere(can) or row.shared_with_id in giving.access.teams(can)):
        raise CannotError(f"{giving.to} may not share views with this team")
    if SavedView.objects.filter(owner=giving.to, page=row.page, name=row.name).exists():
        raise CannotError(f"{giving.to} has a view of this name already")
    change(row, version=row.version, owner_id=giving.to.pk, is_default=False)


GIVE: dict[Kind, Callable[[Giving], None]] = {
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


# --- to nobody ------------------------------------------------------------------------------------------


def leave(item: Item, *, by: Access) -> None:
    """Do what follows where nobody takes a thing over: who acts for somebody, or covers, stops today."""
    if item.kind in (Kind.DEPUTY, Kind.ACTED_FOR):
        end_deputy(Deputy.objects.select_for_update().get(pk=int(item.key)), on=by.on)
    if item.kind == Kind.COVER:
        rows = Absence.objects.select_for_update(of=("self",))
        change_cover(rows.get(pk=int(item.key)), None, by=by)
