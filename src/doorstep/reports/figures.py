"""The figures a policy says must be watched, worked out over a caseload.

Each measure is one function: which children it is about, and which of them it counts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from doorstep.engine import Answer, answer
from doorstep.engine.child import Child
from doorstep.engine.conditions import holds
from doorstep.engine.tiers import put_tiers, tier_on
from doorstep.facts import CaseFacts, EventKind, Method, Outcome, Visit, VisitType
from doorstep.policy import Pack
from doorstep.policy.service import Figure
from doorstep.policy.stack import Stack
from doorstep.policy.versions import Layered
from doorstep.policy.words import Spell
from doorstep.reports.timeliness import DENOMINATOR, Row, rows_for
from doorstep.vocabulary import Measure
from doorstep.workdays import england

WEEK = timedelta(7)
NOT_KNOWN = "not known"
Counted = tuple[int, int]  # how many, of how many
Part = tuple[tuple[str, ...], int, int]  # the group, how many, of how many


def figure_rows(
    figure: Figure,
    cases: Iterable[CaseFacts],
    pack: Pack,
    *,
    as_at: date,
    staff: Mapping[date, Counted] | None = None,
) -> list[dict[str, Any]]:
    """Return the figure by its groups: `count`, `of`, `share` in per cent, `trend` against a week ago.

    `staff` tells by day how many of how many staff are unavailable. Where neither it nor the facts can
    tell, `count` says so. A stack says nothing on days on which the pack that asks for the figure is
    not adopted.
    """
    if not speaks_on(figure, pack, as_at):
        return []
    if figure.measure == Measure.STAFF_UNAVAILABLE:
        return [_of_staff(figure, pack, as_at, staff or {})]
    kept, last_week = list(cases), as_at - WEEK
    now = _counted(figure, kept, pack, as_at)
    before = None
    if "trend" in figure.shown and speaks_on(figure, pack, last_week):
        before = _counted(figure, kept, pack, last_week)
    return [_row(figure, group, now, before) for group in sorted({*now, *(before or {})})]


def _of_staff(
    figure: Figure, pack: Pack, as_at: date, staff: Mapping[date, Counted]
) -> dict[str, Any]:
    """Return the one row of a figure about staff; no extract of children tells of them."""
    if as_at not in staff:
        return {"figure": figure.id, "count": NOT_KNOWN, "of": "", "share": "", "trend": ""}
    last_week, everybody = as_at - WEEK, ("all",) * len(figure.by)
    before = None
    if "trend" in figure.shown and last_week in staff and speaks_on(figure, pack, last_week):
        before = {everybody: staff[last_week]}
    return _row(figure, everybody, {everybody: staff[as_at]}, before)


def speaks_on(figure: Figure, pack: Pack, day: date) -> bool:
    """Test whether the pack of a stack that asks for the figure is adopted and in force on a day.

    A pack asked by itself may be asked for any day: what a figure counts are facts, not duties.
    """
    return not isinstance(pack, Stack) or any(
        max(e.window.start, e.pack.head.in_force_from) <= day < (e.window.end or date.max)
        for e in _layers(figure, pack)
    )


def _layers(figure: Figure, pack: Pack) -> list[Layered]:
    """Return the adopted pack that asks for the figure; none where packs are not adopted."""
    layers = pack.layers if isinstance(pack, Stack) else ()
    return [e for e in layers if e.label == _label(figure.id)]


def _label(name: str) -> str:
    return name.rpartition("/")[0]


def _row(
    figure: Figure,
    group: tuple[str, ...],
    now: dict[tuple[str, ...], Counted],
    before: dict[tuple[str, ...], Counted] | None,
) -> dict[str, Any]:
    count, of = now.get(group, (0, 0))
    trend = "" if before is None else f"{count - before.get(group, (0, 0))[0]:+d}"
    return {
        "figure": figure.id,
        **dict(zip(figure.by, group, strict=True)),
        "count": count,
        "of": of,
        "share": f"{100 * count / of:.1f}" if of and "share" in figure.shown else "",
        "trend": trend,
    }


def _counted(
    figure: Figure, cases: list[CaseFacts], pack: Pack, as_at: date
) -> dict[tuple[str, ...], Counted]:
    found: dict[tuple[str, ...], Counted] = {}
    parts = _intervals if figure.measure == Measure.IN_TIME else _child
    for case in cases:
        for group, count, of in parts(figure, case, pack, as_at):
            before = found.get(group, (0, 0))
            found[group] = (before[0] + count, before[1] + of)
    if figure.measure == Measure.BY_TIER:
        total = sum(count for count, _ in found.values())
        return {group: (count, total) for group, (count, _) in found.items()}
    return found


def _child(figure: Figure, case: CaseFacts, pack: Pack, as_at: date) -> Iterator[Part]:
    """Yield the child, if the case is open and the figure is about it."""
    told = answer(case, pack, as_at=as_at)
    if told.standing is not None and _is_about(figure, told.child):
        count, of = MEASURES[figure.measure](figure, told, pack)
        yield tuple(_group(name, told) for name in figure.by), count, of


def _intervals(figure: Figure, case: CaseFacts, pack: Pack, as_at: date) -> Iterator[Part]:
    """Yield every interval that fell due in the figure's window, closed cases included (S11, S30).

    In a stack they are those of the figure's own pack; versions of one duty go by the pack's id.
    An open case of which none fell due is there with nothing of nothing, so that its team is shown.
    """
    mine = {_label(figure.id), *(e.pack.id for e in _layers(figure, pack))}
    told = answer(case, pack, as_at=as_at)
    if told.standing is not None and _is_about(figure, told.child):
        yield tuple(_group(name, told) for name in figure.by), 0, 0
    for row in rows_for(case, pack, start=_window(figure, as_at), end=as_at):
        if row.interval.outcome not in DENOMINATOR or _label(row.interval.duty.id) not in mine:
            continue
        child = Child(case, row.day)
        put_tiers(child, pack)
        if _is_about(figure, child):
            group = tuple(_group_of(name, row, child, pack) for name in figure.by)
            yield group, int(row.interval.outcome == Outcome.IN_TIME), 1


def _group_of(name: str, row: Row, child: Child, pack: Pack) -> str:
    """Return what an interval is grouped under, as on the day it fell due."""
    if name == "authority":
        return "all"
    if name == "tier":
        tier = tier_on(child, pack)
        return str(tier.tier) if tier else "no tier"
    return row.group(name) or f"no {name}"


def _is_about(figure: Figure, child: Child) -> bool:
    return (not figure.of or child.is_in(figure.of)) and holds(figure.when, child, child.day)


def _group(name: str, told: Answer) -> str:
    who = told.allocated
    return {
        "authority": "all",
        "team": (who.team if who else "") or "no team",
        "worker": (who.shown if who else "") or "no worker",
        "tier": str(told.tier.tier) if told.tier else "no tier",
        "case": str(told.case),
    }[name]


def _window(figure: Figure, as_at: date) -> date:
    """Return the first day of the window that ends with `as_at`; four weeks if none is said."""
    if figure.within is None:
        return as_at - 4 * WEEK + timedelta(1)
    day = as_at
    while england().add(day, figure.within) > as_at:
        day -= timedelta(1)
    return day + timedelta(1)


def _contacted(figure: Figure, told: Answer, pack: Pack) -> Counted:
    first = _window(figure, told.as_at)
    made = (v for v in told.child.visits if v.visit_date >= first and _reached(v, told.child))
    return int(any(_in_this_way(v, figure) for v in made)), 1


def _in_this_way(visit: Visit, figure: Figure) -> bool:
    """Test whether a contact was made in one of the figure's ways; unknown is in person (S7)."""
    return not figure.method or (visit.method or Method.IN_PERSON) in figure.method


def _reached(visit: Visit, child: Child) -> bool:
    """Test whether somebody was seen or spoken to; a visit at which nobody was is none.

    Clause: S21: `seen` blank is not seen on a visit; at other contacts nobody need be seen. S22: nor
            need an unborn child.
    """
    if visit.reason_not_seen:
        return False
    if visit.visit_type == VisitType.VISIT:
        return bool(visit.seen) or child.is_unborn(visit.visit_date.toordinal())
    return visit.seen is not False


def _self_isolating(figure: Figure, told: Answer, pack: Pack) -> Counted:
    return int(told.child.is_in(Spell.SELF_ISOLATION)), 1


def _without_assessment(figure: Figure, told: Answer, pack: Pack) -> Counted:
    return int(not _assessed_since(_window(figure, told.as_at), told.child)), 1


def _assessed_since(first: date, child: Child) -> bool:
    return any(e.event_date >= first for e in child.events(EventKind.RISK_ASSESSMENT))


MEASURES: dict[Measure, Callable[[Figure, Answer, Pack], Counted]] = {
    Measure.CONTACTED: _contacted,
    Measure.SELF_ISOLATING: _self_isolating,
    Measure.WITHOUT_ASSESSMENT: _without_assessment,
    Measure.BY_TIER: lambda figure, told, pack: (1, 1),
}
