"""For whom somebody writes on a child’s record: for another only in the role that is theirs."""

from dataclasses import replace

from doorstep.web.accounts.access import Access, Held
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.models import Child
from doorstep.web.caseload.visible import held_for, seen, sight_of


def writing_as(child: Child, by: Access, *, role: str = "") -> Access:
    """Return a person as they write for a child: acting for somebody only where they use that role.

    Without `role` it is the first that leads to the child, one's own before those acted for.
    """
    return in_role(by, _role_used(child, by, role))


def in_role(by: Access, held: Held | None) -> Access:
    """Return a person as they write in a role; in none of another's they act for nobody."""
    return replace(by, acting_for=held.acting_for if held else "")


def _role_used(child: Child, by: Access, role: str) -> Held | None:
    reaching = held_for(by, Can.RECORD, seen(child, on=by.on), sight_of(by))
    # By broken glass one writes in any role, for none leads to the child.
    recording = [held for held in by.held if Can.RECORD in held.can]
    found = [held for held in [*reaching, *recording] if not role or held.role == role]
    return next(iter(found), None)
