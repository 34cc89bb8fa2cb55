"""A dry run in a few sentences, for whoever reads no table."""

from collections import Counter
from collections.abc import Iterator

from doorstep.reports.dry_run.contacts import Kind
from doorstep.reports.dry_run.decisions import CHILD
from doorstep.reports.dry_run.dry_run import NO_TIER, DryRun
from doorstep.reports.dry_run.figures import hours
from doorstep.reports.dry_run.moves import Change, Late
from doorstep.vocabulary import Tier


def brief(run: DryRun) -> list[str]:
    """Return the sentences, each with its numbers."""
    found = [sentence for kind in Kind for sentence in _of_kind(run, kind)]
    return [*found, _work(run), *_tiers(run), *_decisions(run), *_uncovered(run), *_unused(run)]


def _of_kind(run: DryRun, kind: Kind) -> Iterator[str]:
    moves = list(run.of_kind(kind))
    if not moves:
        return
    old, new = (
        sum(m.before.due is not None for m in moves),
        sum(m.after.due is not None for m in moves),
    )
    yield (
        f"Of {_many(run.open_children, 'open child', 'open children')}, {old:,} have a {kind} due under"
        f" the first policy and {new:,} under the second."
    )
    changes, late = Counter(m.change for m in moves), Counter(m.late for m in moves)
    both = changes[Change.SAME] + changes[Change.EARLIER] + changes[Change.LATER]
    if both:
        yield (
            f"For {_many(both, 'child', 'children')} with a {kind} due under both, the next falls"
            f" on the same day for {changes[Change.SAME]:,}, earlier for {changes[Change.EARLIER]:,},"
            f" later for {changes[Change.LATER]:,}."
        )
    gone = sum(m.late == Late.NO_LONGER and m.change == Change.NO_LONGER_DUE for m in moves)
    because = f", for {gone:,} of them because none is due any more" if gone else ""
    yield (
        f"For {_many(late[Late.NEWLY], 'child', 'children')} a {kind} becomes overdue;"
        f" for {late[Late.NO_LONGER]:,} it is overdue no longer{because}."
    )


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def _work(run: DryRun) -> str:
    old, new = (
        f"{_many(side.contacts(Kind.VISIT), 'visit', 'visits')} and"
        f" {_many(side.contacts(Kind.CALL), 'call', 'calls')} ({hours(run, side):,.0f} hours)"
        for side in (run.before, run.after)
    )
    return f"The next four weeks ask for {old} under the first policy, {new} under the second."


def _tiers(run: DryRun) -> Iterator[str]:
    if run.tiers.keys() <= {(NO_TIER, NO_TIER)}:
        return
    changed = sum(n for (old, new), n in run.tiers.items() if old != new)
    if {old for old, _ in run.tiers} != {NO_TIER}:
        yield f"The tier of {_many(changed, 'child', 'children')} changes."
        return
    sorted_into = Counter({new: n for (_, new), n in run.tiers.items()})
    told = ", ".join(f"{sorted_into[t]:,} {t.replace('_', ' ')}" for t in Tier if sorted_into[t])
    yield f"The first policy has no tiers; the second sorts the children into {told}."


def _decisions(run: DryRun) -> Iterator[str]:
    sides = run.before.decisions, run.after.decisions
    owed = [sum(n.now + n.soon for n in side.of(CHILD)) for side in sides]
    if any(owed):
        yield (
            f"Meetings and decisions due by the end of the four weeks: {owed[0]:,} under the first"
            f" policy, {owed[1]:,} under the second."
        )
    agreed = [side.agreed_visits for side in sides]
    if any(agreed):
        yield (
            f"Visits that somebody must agree to before they are made: {agreed[0]:,} under the first"
            f" policy, {agreed[1]:,} under the second."
        )
    least = [sum(sum(n.least.values()) for n in side.needed.values()) for side in sides]
    if any(least):
        yield (
            f"Together these ask for at least {least[0]:,} signatures under the first policy,"
            f" {least[1]:,} under the second."
        )


def _uncovered(run: DryRun) -> Iterator[str]:
    old, new = run.before.account, run.after.account
    yield (
        f"No rule covers {_many(old.no_duty, 'open child', 'open children')} under the first policy,"
        f" {new.no_duty:,} under the second; {old.cannot_be_judged:,} and {new.cannot_be_judged:,}"
        " cannot be judged."
    )


def _unused(run: DryRun) -> Iterator[str]:
    never, of = (sum(n[at] for n in run.after.firing.counts.values()) for at in (0, 1))
    if never:
        yield (
            f"Of the {of:,} duties, criteria and rules of the second policy, {never:,} fire for no"
            " child."
        )
