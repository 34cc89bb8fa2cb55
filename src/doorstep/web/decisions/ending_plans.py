"""Whether a plan may be ended today: what the rules in force say, until when, and what they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from doorstep.engine import answer
from doorstep.engine.rulings import Ruling, rulings
from doorstep.facts import CaseFacts, Episode
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Act, EpisodeKind, Needed, Role, Verdict
from doorstep.web.accounts.access import Held
from doorstep.web.accounts.words import Can, may

ACTS = {
    EpisodeKind.CHILD_PROTECTION_PLAN: Act.END_CHILD_PROTECTION_PLAN,
    EpisodeKind.CHILD_IN_NEED_PLAN: Act.END_CHILD_IN_NEED_PLAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """An open plan of a child, and what the rules say of ending it on the day."""

    kind: EpisodeKind
    since: date
    said: tuple[Ruling, ...]

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
        return tuple(dict.fromkeys(role for r in self._needing for role in r.case.by))

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
    return [
        Ending(
            kind=EpisodeKind(plan.kind),
            since=plan.start_date,
            said=tuple(rulings(child, stack, ACTS[EpisodeKind(plan.kind)])),
        )
        for plan in _plans(case, on)
    ]


def _plans(case: CaseFacts, on: date) -> list[Episode]:
    """Return the open plans, of each kind the one that began last."""
    found = [e for e in case.episodes if e.kind in ACTS and e.is_open(on)]
    last = {e.kind: e for e in sorted(found, key=lambda e: e.start_date)}
    return list(last.values())
