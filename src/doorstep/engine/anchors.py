"""The day a clock starts from before there is a visit that counts (S6, S20)."""

from collections.abc import Iterator

from doorstep.engine.child import Child
from doorstep.engine.rows import K
from doorstep.engine.spans import Span, around, intersection
from doorstep.facts import EventKind
from doorstep.policy.duty import Duty, LaterOf, NotBefore
from doorstep.policy.words import Anchor


def anchored(
    runs: tuple[Span, ...], duty: Duty, child: Child, *, is_asked: bool = True
) -> Iterator[tuple[Span, int, str]]:
    """Yield the runs with the day their clock starts; runs with one anchor are one run (S20).

    A day that lacks is missed only where the duty is asked on the day in question (S15).
    """
    if duty.anchor == Anchor.START:
        yield from ((run, run[0], "start") for run in runs)
        return
    if isinstance(duty.anchor, NotBefore):
        first_day = duty.anchor.not_before.toordinal()
        yield from ((run, max(run[0], first_day), "start") for run in runs)
        return
    names = duty.anchor.later_of if isinstance(duty.anchor, LaterOf) else (duty.anchor,)
    found: dict[tuple[int, str], Span] = {}
    for run in runs:
        days = [(day, name) for name in names if (day := _anchor_day(name, run, child)) is not None]
        if len(days) < len(names):
            lacking = [n for n in names if _anchor_day(n, run, child) is None]
            if (
                not is_asked or not run[0] <= child.day < run[1]
            ):  # over, or to come: today can be judged (S15)
                continue
            child.missing.append(f"the day of the {' and the '.join(lacking).replace('_', ' ')}")
            continue
        latest = max(days)
        before = found.get(latest)
        found[latest] = (before[0], run[1]) if before else run
    yield from ((run, day, name) for (day, name), run in found.items())


def _anchor_day(name: Anchor, run: Span, child: Child) -> int | None:
    if name == Anchor.START:
        return run[0]
    if name == Anchor.BORN:
        return child.case.born.toordinal() if child.case.born else None
    if name in _EVENTS:
        return _last_before(run, [e.event_date.toordinal() for e in child.events(_EVENTS[name])])
    if name == Anchor.ORDER_MADE:
        orders = child.of_kind(K.LEGAL_STATUS, ("C1", "C2"))
        return _last_before(run, [start for start, _ in orders])
    if name == Anchor.PLACEMENT:
        placement = around(child.of_kind(K.PLACEMENT), run[0])
        starts = [child.span(e)[0] for e in child.episodes(K.PLACEMENT)]
        return _last_before(run, starts) if placement else None
    return _referral_day(run, child)


_EVENTS = {
    Anchor.NOTIFICATION: EventKind.NOTIFIED_OF_PLACEMENT,
    Anchor.LAST_REVIEW: EventKind.LOOKED_AFTER_REVIEW,
}


def _last_before(run: Span, days: list[int]) -> int | None:
    """Return the last of `days` up to the run's start, else the first one within the run."""
    before = [d for d in days if d <= run[0]]
    within = [d for d in days if run[0] < d < run[1]]
    return max(before) if before else min(within, default=None)


def _referral_day(run: Span, child: Child) -> int | None:
    """Return the referral's day: the one the assessment names, else the last one before it."""
    named = {
        e.referral_id
        for e in child.episodes(K.ASSESSMENT)
        if e.referral_id and intersection((child.span(e),), (run,))
    }
    referrals = child.episodes(K.REFERRAL)
    days = [e.start_date.toordinal() for e in referrals if e.episode_id in named]
    found = _last_before(run, days) if days else None
    if found is not None:
        return found
    return _last_before(run, [span[0] for span in child.of_kind(K.REFERRAL)])
