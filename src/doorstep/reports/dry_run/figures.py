"""The figures of a dry run, each with what it is of."""

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median_low
from typing import NamedTuple

from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.decisions import CHILD, Needed
from doorstep.reports.dry_run.dry_run import NO_TIER, DryRun
from doorstep.reports.dry_run.firing import KINDS
from doorstep.reports.dry_run.moves import Change, Late, Move
from doorstep.reports.dry_run.side import Side

Number = int | float | None


class Figure(NamedTuple):
    """A number under both policies, or of both together, with what it is of; None where it has none."""

    name: str
    before: Number
    of_before: Number
    after: Number
    of_after: Number
    says: str


def figures(run: DryRun) -> list[Figure]:
    """Return the summary: the account, visits, calls, work, tiers, decisions and unused rules."""
    found = list(_account(run))
    for kind in Kind:
        found += [*_due(run, kind), *_moved(list(run.of_kind(kind)), kind, run.open_children)]
    return [*found, *_work(run), *_tiers(run), *_decisions(run), *_unused(run)]


def _both(name: str, says: str, before: tuple[int, int], after: tuple[int, int]) -> Figure:
    return Figure(name, *before, *after, says)


def _of_both(name: str, says: str, count: int, of: int | None) -> Figure:
    """Return a figure of both policies together: it stands under the second."""
    return Figure(name, None, None, count, of, says)


def _account(run: DryRun) -> Iterator[Figure]:
    old, new = run.before.account, run.after.account
    yield Figure("open_children", old.open_children, None, new.open_children, None, "open children")
    for name, says in (
        ("has_duties", "open children with duties"),
        ("no_duty", "open children no rule covers"),
        ("cannot_be_judged", "open children that cannot be judged"),
    ):
        before = getattr(old, name), old.open_children
        yield _both(name, says, before, (getattr(new, name), new.open_children))
    owed = [sum(account.statuses.values()) for account in (old, new)]
    yield _both(
        "assumed",
        "obligations that rest on a number the policy does not give",
        (old.resting_on_assumption, owed[0]),
        (new.resting_on_assumption, owed[1]),
    )


def _due(run: DryRun, kind: Kind) -> Iterator[Figure]:
    found = list(run.of_kind(kind))
    due = sum(m.before.due is not None for m in found), sum(m.after.due is not None for m in found)
    late = sum(m.before.is_overdue for m in found), sum(m.after.is_overdue for m in found)
    of = run.open_children
    yield _both(f"{kind}_due", f"children with a {kind} due", (due[0], of), (due[1], of))
    says = f"of these, children whose {kind} is overdue"
    yield _both(f"{kind}_overdue", says, (late[0], due[0]), (late[1], due[1]))


def _moved(found: list[Move], kind: Kind, open_children: int) -> Iterator[Figure]:
    changes, late = Counter(m.change for m in found), Counter(m.late for m in found)
    in_both = changes[Change.SAME] + changes[Change.EARLIER] + changes[Change.LATER]
    due_before = in_both + changes[Change.NO_LONGER_DUE]
    late_before = late[Late.BOTH] + late[Late.NO_LONGER]
    for change, of, says in (
        (Change.SAME, in_both, f"next {kind} on the same day, of those due under both"),
        (Change.EARLIER, in_both, f"next {kind} earlier, of those due under both"),
        (Change.LATER, in_both, f"next {kind} later, of those due under both"),
        (Change.NEWLY_DUE, open_children - due_before, f"a {kind} newly due, of those with none"),
        (Change.NO_LONGER_DUE, due_before, f"a {kind} no longer due, of those with one"),
    ):
        yield _of_both(f"{kind}_{change}", says, changes[change], of)
    yield from _how_far(found, kind)
    for key, of, says in (
        (Late.NEWLY, open_children - late_before, f"{kind} newly overdue, of those not overdue"),
        (Late.NO_LONGER, late_before, f"{kind} no longer overdue, of those overdue"),
    ):
        yield _of_both(f"{kind}_{key}", says, late[key], of)


def _how_far(found: list[Move], kind: Kind) -> Iterator[Figure]:
    for change in (Change.EARLIER, Change.LATER):
        days = [abs(m.days) for m in found if m.days and m.change == change]
        if days:
            says = (
                f"days by which the next {kind} falls {change}: half of them move less, half more"
            )
            yield _of_both(f"{kind}_days_{change}", says, median_low(days), None)


def _work(run: DryRun) -> Iterator[Figure]:
    for kind in Kind:
        old, new = run.before.contacts(kind), run.after.contacts(kind)
        says = f"{kind}s to be made in four weeks"
        yield Figure(f"{kind}s", old, None, new, None, says)
        late = [_overdue(side, kind) for side in (run.before, run.after)]
        says = f"of these, {kind}s that are overdue already"
        yield _both(f"{kind}s_overdue", says, (late[0], old), (late[1], new))
    old_hours, new_hours = hours(run, run.before), hours(run, run.after)
    says = f"hours in four weeks; assumed: {run.hours}"
    yield Figure("hours", old_hours, None, new_hours, None, says)


def _overdue(side: Side, kind: Kind) -> int:
    return sum(n for (_, _, k), n in side.overdue_work.items() if k == kind)


def hours(run: DryRun, side: Side) -> float:
    """Return the hours of all contacts of four weeks under one policy."""
    return sum(side.contacts(kind) * run.hours.of(kind) for kind in Kind)


def _tiers(run: DryRun) -> Iterator[Figure]:
    changed = sum(n for (old, new), n in run.tiers.items() if old != new)
    if run.tiers.keys() != {(NO_TIER, NO_TIER)}:
        says = "open children whose tier changes"
        yield _of_both("tier_changes", says, changed, run.open_children)


def _decisions(run: DryRun) -> Iterator[Figure]:
    sides = run.before.decisions, run.after.decisions
    for when, says in (
        ("now", "meetings and decisions due today or overdue"),
        ("soon", "meetings and decisions due later in the four weeks"),
    ):
        old, new = (sum(getattr(n, when) for n in side.of(CHILD)) for side in sides)
        yield Figure(f"decisions_{when}", old, None, new, None, says)
    children = [(side.children, run.open_children) for side in sides]
    yield _both("decided_children", "open children on whom one of these is to be made", *children)
    visits = [
        (side.decisions.agreed_visits, side.contacts(Kind.VISIT))
        for side in (run.before, run.after)
    ]
    yield _both("agreed_visits", "visits that somebody must agree to before they are made", *visits)
    for name in ("least", "most"):
        old, new = (_signed(side.needed.values(), name) for side in sides)
        says = f"signatures all these ask for, at {name}"
        yield Figure(f"signatures_at_{name}", old, None, new, None, says)


def _signed(found: Iterable[Needed], name: str) -> int:
    return sum(sum(getattr(needed, name).values()) for needed in found)


def _unused(run: DryRun) -> Iterator[Figure]:
    old, new = run.before.firing.counts, run.after.firing.counts
    for kind, words in zip(KINDS, ("duties", "decisions", "criteria", "rules"), strict=True):
        if old[kind][1] or new[kind][1]:
            yield _both(f"{words}_unused", f"{words} that never fire", old[kind], new[kind])
