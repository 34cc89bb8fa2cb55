"""Doubles for the demonstration: a child added by hand who is here already, and two records merged."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from doorstep.vocabulary import EpisodeKind, Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import User
from doorstep.web.accounts.queries import access_of
from doorstep.web.accounts.words import OwnRole
from doorstep.web.caseload.merging import merge
from doorstep.web.caseload.models import Child
from doorstep.web.imports.adding import Newcomer, add_child
from doorstep.workdays import LONDON

SLIPS = (("ph", "f"), ("y", "i"), ("ie", "y"), ("ck", "k"), ("ll", "l"), ("th", "t"))


def show_doubles(*, at: datetime) -> None:
    """Add two children by hand who are here already, and merge the second; nothing without people."""
    adder, merger = _somebody(Role.FRONT_DOOR, at), _somebody(OwnRole.PERFORMANCE_ANALYST, at)
    rows = Child.objects.filter(
        answer__standing="has_duties", restrictions=None, decisions=None, born__isnull=False
    )
    known = rows.exclude(name="").select_related("answer__team").order_by("-pk")[:2]
    if adder is None or merger is None:
        return
    for number, child in enumerate(known):
        client_id = uuid5(NAMESPACE_OID, f"demonstration double {number}")
        newcomer = _again(child, at)
        added = add_child(newcomer=newcomer, client_id=client_id, by=adder, at=at)
        if number:
            merge(
                child_id=added.child_id,
                into_id=child.child_id,
                reason="Added by hand on the evening of the referral; the same child",
                by=merger,
                at=at,
            )


def _somebody(role: str, at: datetime) -> Access | None:
    user = User.objects.filter(roles__role=str(role)).order_by("pk").first()
    return access_of(user, at=at) if user else None


def _again(child: Child, at: datetime) -> Newcomer:
    """Return the child as somebody writes it down who only heard the name."""
    answer = child.answer
    return Newcomer(
        name=_misheard(child.name),
        kind=EpisodeKind.REFERRAL,
        start_date=at.astimezone(LONDON).date() - timedelta(1),
        born=child.born,
        line=child.address,
        postcode=child.postcode,
        team=answer.team.name if answer.team else "",
    )


def _misheard(name: str) -> str:
    """Return a name with one slip of spelling.

    Example:
        >>> _misheard("Sophie Lyle"), _misheard("Anna Bow")
        ('Sofie Lyle', 'Anna Boww')
    """
    for right, wrong in SLIPS:
        if right in name:
            return name.replace(right, wrong, 1)
    return name + name[-1]
