"""The meetings, decisions and signatures a policy makes necessary: by duties, and before visits."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from doorstep.engine import Answer, Obligation
from doorstep.engine.child import Child
from doorstep.engine.intervals import day_of
from doorstep.engine.rulings import Ruling, rulings
from doorstep.policy import Pack
from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.projection import Planned, last_day
from doorstep.reports.dry_run.signatures import Range, Shut, shut_for, signatures
from doorstep.vocabulary import Act, Method, Verdict

CHILD, VISIT = "child", "visit"


@dataclass(slots=True)
class Needed:
    """What one duty or rule makes necessary: for each child or each visit, when, and who signs."""

    rule: str
    title: str
    each: str
    procedure: str
    who: str
    now: int = 0
    soon: int = 0
    later: int = 0
    least: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)

    @property
    def signed_by(self) -> dict[str, Range]:
        """Return the signatures of what is due by the end of the four weeks, by who gives them."""
        return {role: Range(self.least[role], most) for role, most in sorted(self.most.items())}

    def sign(self, asked: dict[str, Range], times: int) -> None:
        """Count the signatures asked for so many times."""
        for role, how_many in asked.items():
            self.least[role] += how_many.least * times
            self.most[role] += how_many.most * times


class Decisions:
    """What a policy makes necessary, counted child by child."""

    def __init__(self, pack: Pack, as_at: date):
        self.pack, self.as_at = pack, as_at
        self.needed: dict[tuple[str, str], Needed] = {}
        self.children = 0
        self.agreed_visits = 0
        self._rules_on_visits = any(rule.about == Act.VISIT for rule in pack.rules.values())
        self._known: dict[tuple[str, Shut], dict[str, Range]] = {}

    def of(self, each: str) -> list[Needed]:
        """Return what is needed for each child, or for each visit."""
        return [needed for needed in self.needed.values() if needed.each == each]

    def add(self, answer: Answer, planned: Iterable[Planned]) -> None:
        """Count what is needed for one child, and before its visits of four weeks."""
        for o in answer.decisions:
            self._add_decision(o, answer.child)
        self.children += any(self._is_needed(o) for o in answer.decisions)
        days = [p.day for p in planned if p.kind == Kind.VISIT]
        if days and self._rules_on_visits:
            self._add_agreements(answer.child, days)

    def _is_needed(self, o: Obligation) -> bool:
        return o.due_at is not None and day_of(o.due_at) <= last_day(self.as_at)

    def _add_decision(self, o: Obligation, child: Child) -> None:
        duty = o.duty
        needed = self._needed(CHILD, duty.id, duty.title, duty.procedure, "|".join(o.who))
        if not self._is_needed(o):
            needed.later += 1
            return
        is_now = o.due_at is not None and day_of(o.due_at) <= self.as_at
        needed.now += is_now
        needed.soon += not is_now
        needed.sign(self._signatures(duty.procedure, child), 1)

    def _add_agreements(self, child: Child, days: list[date]) -> None:
        """Count what must be agreed before each visit in person, as the rules stand today."""
        found = list(_agreements(child, self.pack))
        self.agreed_visits += len(days) if found else 0
        for ruling in found:
            rule, case = ruling.rule, ruling.case
            who = "|".join(case.agreed_by)
            needed = self._needed(VISIT, rule.id, rule.title, case.procedure, who)
            needed.now += sum(day == self.as_at for day in days)
            needed.soon += sum(day > self.as_at for day in days)
            asked = self._signatures(case.procedure, child) if case.procedure else {}
            needed.sign(asked or ({who: Range(1, 1)} if who else {}), len(days))

    def _needed(self, each: str, rule: str, title: str, procedure: str, who: str) -> Needed:
        made = Needed(rule, title, each, procedure, who)
        return self.needed.setdefault((each, rule), made)

    def _signatures(self, name: str, child: Child) -> dict[str, Range]:
        procedure = self.pack.procedures.get(name)
        if procedure is None:
            return {}
        shut = shut_for(child, procedure)
        if (name, shut) not in self._known:
            self._known[name, shut] = signatures(procedure, shut)
        return self._known[name, shut]


def _agreements(child: Child, pack: Pack) -> Iterator[Ruling]:
    """Yield the rules by which somebody must agree before the child is visited in person."""
    for ruling in rulings(child, pack, Act.VISIT, method=Method.IN_PERSON):
        if ruling.verdict == Verdict.NEEDS and (ruling.case.agreed_by or ruling.case.procedure):
            yield ruling
