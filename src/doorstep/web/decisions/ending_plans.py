"""Whether a plan may be ended today: what the rules in force say, until when, and what they need."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from doorstep.engine import answer
from doorstep.engine.rulings import Ruling, rulings
from doorstep.facts import CaseFacts, Episode
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Act, EpisodeKind, EventKind, Needed, Role, Verdict
from doorstep.web.accounts.access import Held
from doorstep.web.accounts.words import Can, may

ACTS = {
    EpisodeKind.CHILD_PROTECTION_PLAN: Act.END_CHILD_PROTECTION_PLAN,
    EpisodeKind.CHILD_IN_NEED_PLAN: Act.END_CHILD_IN_NEED_PLAN,
}
MEETING_OF = {Role.CONFERENCE_CHAIR: EventKind.REVIEW_CONFERENCE}
"""The meeting in which those decide whom a rule names; what it decided, a manager may write down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """An open plan of a child, and what the rules say of ending it on the day.

    `met_on` are the days since the plan began on which the meeting was held whose chair decides it.
    """

    kind: EpisodeKind
    since: date
    said: tuple[Ruling, ...]
    met_on: tuple[date, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Test whether some rule refuses it."""
        return any(r.verdict == Verdict.REFUSED for r in self.said)

    @property
    def procedures(self) -> tuple[str, ...]:
        """Return the procedures that must be gone through instead of recording it alone."""
        return tuple(dict.fromkeys(r.case.procedure for r in self._needing if r.case.procedure))

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the forms that must have been filled in since the plan began."""
        return tuple(dict.fromkeys(name for r in self._needing for name in r.case.forms))

    @property
    def needs(self) -> tuple[Needed, ...]:
        """Return what must be told with the decision."""
        return tuple(dict.fromkeys(n for r in self._needing for n in r.case.needs))

    @property
    def named(self) -> tuple[Role, ...]:
        """Return who may decide it, as the rules name them."""
        roles = (role for r in self._needing for role in (*r.case.by, *r.case.agreed_by))
        return tuple(dict.fromkeys(roles))

    @property
    def meetings(self) -> tuple[EventKind, ...]:
        """Return the meetings in which those decide whom the rules name."""
        return tuple(MEETING_OF[role] for role in self.named if role in MEETING_OF)

    def asks_when_it_met(self, role: Role | None) -> bool:
        """Test whether somebody in the role may only write down what a meeting decided."""
        return bool(self.named) and role not in self.named

    @property
    def clause(self) -> str:
        """Return the clauses that speak of it."""
        return "; ".join(dict.fromkeys(r.clause for r in self.said))

    @property
    def _needing(self) -> Iterable[Ruling]:
        return [r for r in self.said if r.verdict in (Verdict.NEEDS, Verdict.EXPECTED)]

    def role_of(self, held: Iterable[Held]) -> Role | None:
        """Return the role in which a person may decide it: a manager's, or one the rules name."""
        known = set(Role)
        roles = [h for h in held if h.role in known]
        for each in roles:
            if Role(each.role) in self.named:
                return Role(each.role)
        manages = (Role(h.role) for h in roles if Can.CORRECT in may(h.role)[1])
        return next(manages, None)


def endings(case: CaseFacts, stack: Stack, *, on: date) -> list[Ending]:
    """Return the plans of a child that are open on a day, each with what the rules say."""
    child = answer(case, stack, as_at=on).child
    found = [
        Ending(
            kind=EpisodeKind(plan.kind),
            since=plan.start_date,
            said=tuple(rulings(child, stack, ACTS[EpisodeKind(plan.kind)])),
        )
        for plan in _plans(case, on)
    ]
    return [replace(each, met_on=_met_on(each, case, on)) for each in found]


def _met_on(found: Ending, case: CaseFacts, on: date) -> tuple[date, ...]:
    days = {
        e.event_date
        for e in case.events
        if e.kind in found.meetings and found.since <= e.event_date <= on
    }
    return tuple(sorted(days, reverse=True))


def _plans(case: CaseFacts, on: date) -> list[Episode]:
    """Return the open plans, of each kind the one that began last."""
    found = [e for e in case.episodes if e.kind in ACTS and e.is_open(on)]
    last = {e.kind: e for e in sorted(found, key=lambda e: e.start_date)}
    return list(last.values())
