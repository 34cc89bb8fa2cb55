"""The due list: one row per obligation, and the account that must balance (S15)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from doorstep.engine import Answer, Obligation, Standing
from doorstep.engine.intervals import Due
from doorstep.facts import Status, Tier

COLUMNS = (
    "child_id", "case", "tier", "duty", "who", "method", "counted_from", "due_at", "status",
    "days_overdue", "clause", "provisional", "assumed", "worker", "team", "layer",
)  # fmt: skip


@dataclass(slots=True)
class Account:
    """Where every open child stands; the three parts add up to the number of open children (S15)."""

    open_children: int = 0
    has_duties: int = 0
    no_duty: int = 0
    cannot_be_judged: int = 0
    why_no_duty: Counter[str] = field(default_factory=Counter)
    why_not_judged: Counter[str] = field(default_factory=Counter)
    judged_in_part: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    counted_from_visits: int = 0
    of_unknown_method: int = 0
    resting_on_assumption: int = 0
    provisional: int = 0
    overdue_children: int = 0
    only_decisions: int = 0
    decisions: Counter[str] = field(default_factory=Counter)

    @property
    def balances(self) -> bool:
        """Test whether the parts add up to the whole."""
        return self.has_duties + self.no_duty + self.cannot_be_judged == self.open_children

    def add(self, answer: Answer) -> None:
        """Count one child in."""
        if answer.standing is None:
            return
        self.open_children += 1
        name = answer.standing.value
        setattr(self, name, getattr(self, name) + 1)
        if answer.standing == Standing.NO_DUTY:
            self.why_no_duty[answer.because] += 1
        if answer.standing == Standing.CANNOT_BE_JUDGED:
            self.why_not_judged[_kind_of_gap(answer.because)] += 1
        self.judged_in_part += bool(answer.in_part)
        for o in answer.obligations:
            self._add_obligation(o)
        self.only_decisions += bool(answer.decisions) and not answer.obligations
        self.decisions.update(o.status.value for o in answer.decisions)
        self.overdue_children += any(o.status == Status.OVERDUE for o in answer.obligations)

    def _add_obligation(self, o: Obligation) -> None:
        self.statuses[o.status.value] += 1
        self.resting_on_assumption += o.assumed
        self.provisional += o.provisional
        self.counted_from_visits += o.visited
        self.of_unknown_method += o.method_unknown


def _kind_of_gap(because: str) -> str:
    """Return the reason without the row it was found in, so that like reasons are counted together."""
    return because.split(" (", 1)[0]


def shown(due: Due | None) -> str:
    """Return a due day as YYYY-MM-DD, an instant with its time and offset."""
    if due is None:
        return ""
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def rows(answer: Answer, *, decisions: bool = False) -> list[dict[str, str | int]]:
    """Return the child's rows of the due list, or of the decisions owed; columns as in COLUMNS."""
    who = answer.allocated
    return [
        {
            "child_id": answer.child_id,
            "case": str(answer.case),
            "tier": str(answer.tier.tier) if answer.tier else "",
            "duty": o.duty.id,
            "who": "|".join(o.who),
            "method": o.method,
            "counted_from": o.counted_from.isoformat(),
            "due_at": shown(o.due_at),
            "status": str(o.status),
            "days_overdue": o.days_overdue,
            "clause": o.clause,
            "provisional": "yes" if o.provisional else "no",
            "assumed": "yes" if o.assumed else "no",
            "worker": who.shown if who else "",
            "team": who.team if who else "",
            "layer": o.layer,
        }
        for o in (answer.decisions if decisions else answer.obligations)
    ]


ORDER = {tier: place for place, tier in enumerate([*Tier, ""])}  # no tier comes last


def sorted_rows(found: Iterable[dict[str, str | int]]) -> list[dict[str, str | int]]:
    """Return the rows by tier, then due day, then child; suspended duties last."""
    return sorted(
        found,
        key=lambda r: (
            r["status"] == Status.SUSPENDED,
            ORDER[str(r["tier"])],
            str(r["due_at"]),
            str(r["child_id"]),
            str(r["duty"]),
        ),
    )


def is_for(answer: Answer, *, team: str = "", worker: str = "") -> bool:
    """Test whether the child is of the team and the worker asked for, by name or id."""
    who = answer.allocated
    if team and (who is None or who.team.casefold() != team.casefold()):
        return False
    return not worker or (
        who is not None and worker.casefold() in {who.worker.casefold(), who.worker_id.casefold()}
    )


def account_lines(account: Account, as_at: date, pack_title: str) -> list[str]:
    """Return the account in sentences, the sum included."""
    found = [
        f"Account as at {as_at} under {pack_title}:",
        f"  {account.open_children} open children = {account.has_duties} with duties"
        f" + {account.no_duty} to whom no duty applies"
        f" + {account.cannot_be_judged} that cannot be judged"
        f" ({'balances' if account.balances else 'DOES NOT BALANCE: please report this'})",
    ]
    found += [f"  no duty: {n} because {why}" for why, n in account.why_no_duty.most_common()]
    found += [f"  cannot be judged: {n}, {why}" for why, n in account.why_not_judged.most_common()]
    if account.judged_in_part:
        found.append(f"  {account.judged_in_part} of those with duties cannot be judged in part")
    listed = ", ".join(f"{n} {s.replace('_', ' ')}" for s, n in sorted(account.statuses.items()))
    found.append(f"  obligations: {listed or 'none'}; {account.overdue_children} children overdue")
    if account.decisions:
        owed = ", ".join(f"{n} {s.replace('_', ' ')}" for s, n in sorted(account.decisions.items()))
        found.append(f"  meetings and decisions: {owed} (`doorstep due --decisions` lists them)")
    if account.only_decisions:
        found.append(
            f"  {account.only_decisions} of those with duties owe only these, and no visit"
        )
    if account.counted_from_visits:
        found.append(
            f"  {account.of_unknown_method} of {account.counted_from_visits} obligations counted from"
            " a visit rest on one whose method is not recorded, taken as in person"
        )
    if account.resting_on_assumption:
        found.append(f"  {account.resting_on_assumption} obligations rest on an assumed number")
    if account.provisional:
        found.append(f"  {account.provisional} due days are provisional (bank holidays)")
    return found
