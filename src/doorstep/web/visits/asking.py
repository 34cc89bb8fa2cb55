"""What a page says of the agreement a contact needs: who could agree, what was approved, where to ask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.policy.stack import Stack
from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.held import Approval
from doorstep.web.caseload.models import Child
from doorstep.web.components import day, moment, words_within
from doorstep.web.visits.agreeing import Asked, in_force
from doorstep.web.visits.words import METHOD_WAYS

NEVER_LATER = (
    "An agreement reached afterwards does not make an earlier contact count."
    " Times are compared to the minute."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """For whom a page is: the child and the person who looks, under which policies."""

    child: Child
    by: Access
    stack: Stack

    @property
    def name(self) -> str:
        """Return how the child is called."""
        return self.child.name or self.child.child_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Why only an agreement is lacking, as sentences, and the procedures by which it is asked for.

    `lead` says before them whether the contact counts for anything as it is.
    """

    said: list[str]
    asks: list[dict[str, str]]
    lead: str


LACKING = "It is recorded all the same. An agreement is lacking:"
ELSEWHERE = "It counts. For the other visits that are owed, another agreement would be needed:"


def agreement(
    asked: Iterable[Asked],
    uncovered: Iterable[tuple[Approval, str]],
    asking: Asking,
    *,
    counts: bool = False,
) -> Agreement | None:
    """Return what to say of a contact that lacks nothing but an agreement; None for any other.

    `counts` says that it counts for some other visit that is owed.
    """
    lacking = list(asked)
    if not lacking:
        return None
    told = [
        *(_who(each) for each in lacking),
        *(_uncovered(approval, why) for approval, why in uncovered),
        NEVER_LATER,
    ]
    return Agreement(
        said=list(dict.fromkeys(told)),
        asks=asks([a.procedure for a in lacking], asking),
        lead=ELSEWHERE if counts else LACKING,
    )


def _who(asked: Asked) -> str:
    who = either(asked.roles)
    if asked.is_plan:
        plan = f"in a plan that {who} agreed to and that names this way"
        return f"It would have counted {plan} ({asked.clause})."
    return f"It would have counted if {who} had agreed before it was made ({asked.clause})."


def _uncovered(approval: Approval, why: str) -> str:
    """Return why an approval is not that of the visit; without a reason it has become free since."""
    told = f"The approval by {approved(approval)}"
    if why:
        return f"{told}, does not cover it: {why}."
    return (
        f"{told}, is free by now and covers it: correct the record, and it is taken into account."
    )


def either(roles: Iterable[Role]) -> str:
    """Return roles as a sentence names them.

    Example:
        >>> either((Role.HEAD_OF_SERVICE, Role.IRO))
        'a head of service or an IRO'
    """
    named = [words_within(role) for role in roles]
    return " or ".join(f"{'an' if name[0] in 'aeioI' else 'a'} {name}" for name in named)


def approved(approval: Approval) -> str:
    """Return who approved what way, when, and for how long.

    Example: "a head of service on 12 Nov 2026 at 3pm: by video call, for one visit"
    """
    who, at = either((approval.approved_by,)), moment(approval.approved_at)
    parts = [f"{who} on {at}: {METHOD_WAYS[approval.method]}"]
    if approval.until:
        parts.append(f"until the end of {day(approval.until - approval.until.resolution)}")
    if approval.one_visit:
        parts.append("for one visit")
    return ", ".join(parts)


def asks(procedures: Iterable[str], asking: Asking) -> list[dict[str, str]]:
    """Return for each procedure in force how it is begun: an address, or the roles that may begin it."""
    address = reverse("open-decision", args=[asking.child.child_id])
    return [
        {
            "text": asking.stack.procedures[name].title,
            "href": f"{address}?{urlencode({'procedure': name})}" if mine else "",
            "by": either(asking.stack.procedures[name].openers),
            "hidden": f"for {asking.name}",
        }
        for name, mine in _begun(procedures, asking)
    ]


def _begun(procedures: Iterable[str], asking: Asking) -> Iterator[tuple[str, bool]]:
    """Yield each procedure that is in force, and whether one of the person's roles begins it."""
    labels = in_force(asking.stack, asking.by.on)
    roles = {held.role for held in asking.by.held if Can.RECORD in held.can}
    for name in dict.fromkeys(procedures):
        if name and name.rpartition("/")[0] in labels:
            openers = {str(role) for role in asking.stack.procedures[name].openers}
            yield name, bool(roles & openers)
