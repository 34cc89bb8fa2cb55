"""Hold a pack against the layer below it: may a duty fall later than that allows? (S1)"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from doorstep.facts import Role, VisitType
from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.compare import Comparison, compare
from doorstep.policy.duty import Dated, DatedValue, Duty, Phase
from doorstep.policy.logic import can_hold, in_phase, population
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words
from doorstep.policy.words import Spell
from doorstep.workdays import Duration, WorkingDays

# Spells that speak of the same children: a duty on one may be held against a duty on another.
WORKERS = {Role.SOCIAL_WORKER, Role.QUALIFIED_SOCIAL_WORKER}
IN_CARE = frozenset(
    {
        Spell.LOOKED_AFTER,
        Spell.PLACEMENT,
        Spell.CARE_ORDER,
        Spell.FULL_CARE_ORDER,
        Spell.INTERIM_CARE_ORDER,
    }
)


def against_floor(
    pack: Pack, floor: Pack, calendar: WorkingDays, *, year: int
) -> Iterator[Finding]:
    """Yield, for every duty, whether it can fall later than `floor` allows, with an example date."""
    for duty in pack.duties:
        if duty.share is None and not duty.record_within:
            yield from dict.fromkeys(_of_duty(duty, pack, floor, calendar, year))
    yield from _not_covered(pack, floor, calendar, year)


def _of_duty(
    duty: Duty, pack: Pack, floor: Pack, calendar: WorkingDays, year: int
) -> Iterator[Finding]:
    where = f"duties/{duty.id}.yaml"
    if duty.is_decision:
        text = f"a meeting or a decision, not a visit; {floor.head.cite} sets no interval for it."
        yield Finding(Level.NOTE, "floor", where, text)
        return
    if not _is_visit(duty, pack):
        text = f"not a visit by a social worker, so {floor.head.cite} says nothing of it."
        yield Finding(Level.NOTE, "floor", where, text)
        return
    others = _rivals(duty, pack, floor)
    if not others:
        text = f"{floor.head.cite} sets no interval for these children, so it cannot fall later."
        yield Finding(Level.NOTE, "floor", where, text)
    for other, phase in others:
        yield from _compared(Pair(duty, pack, other, phase, floor), calendar, year)


def _is_visit(duty: Duty, pack: Pack) -> bool:
    """Test whether the duty can be met by a social worker's visit."""
    value = pack.counts[duty.counts].dated[-1][1]
    kinds = {kind for way in value.accepts for kind in way.visit_type or (VisitType.VISIT,)}
    roles = {role for way in value.accepts for role in way.role or ()}
    return VisitType.VISIT in kinds and (not roles or bool(roles & WORKERS))


def _rivals(duty: Duty, pack: Pack, floor: Pack) -> list[tuple[Duty, Phase]]:
    """Return the duties of the floor, phase by phase, that some child may have beside this one."""
    return [
        (other, phase)
        for other in floor.duties
        if not other.is_decision and _same_children(duty, other)
        for phase in other.all_phases
        if phase.every and _can_meet(duty, pack, other, phase, floor)
    ]


def _same_children(duty: Duty, other: Duty) -> bool:
    if duty.after_event or other.after_event:
        return False
    return duty.applies_to == other.applies_to or {duty.applies_to, other.applies_to} <= IN_CARE


def _can_meet(duty: Duty, pack: Pack, other: Duty, phase: Phase, floor: Pack) -> bool:
    people = [population(duty, pack), population(other, floor)]
    return can_hold([*people, *in_phase(phase, other)])


def _latest(values: Dated) -> DatedValue | None:
    return values[max(values)] if values else None


class Pair(NamedTuple):
    """A duty of a pack and a phase of a duty of its floor that some child may have at once."""

    duty: Duty
    pack: Pack
    other: Duty
    phase: Phase
    floor: Pack


def _compared(pair: Pair, calendar: WorkingDays, year: int) -> Iterator[Finding]:
    duty, pack, other, phase, floor = pair
    again = _limit(phase.every, pair)
    if again is None:
        return
    first = _limit(phase.first, pair) or Limit(
        again.length, f"{again.named}, counted from the start"
    )
    people = [population(duty, pack), population(other, floor)]
    for mine in duty.all_phases:
        if not can_hold([*in_phase(mine, duty), *in_phase(phase, other), *people]):
            continue
        if mine.first and not mine.every and not duty.once_between:
            text = f"asks only once, where {again.named} asks again and again."
            yield Finding(Level.WARNING, "floor", f"duties/{duty.id}.yaml", text)
        for limit, values in ((first, mine.first), (again, mine.every)):
            yield from (_verdict(pair, v, limit, calendar, year) for v in values.values())


class Limit(NamedTuple):
    """A length the floor asks for, and how it is named in a finding."""

    length: Duration
    named: str


def _limit(values: Dated, pair: Pair) -> Limit | None:
    """Return the latest length of the floor's phase; None while it asks nothing."""
    value = _latest(values)
    if value is None or value.duration is None:
        return None
    clause = pair.floor.cite(value.clause, value.document)
    kind = f" [{pair.phase.title}]" if pair.phase.title else ""
    condition = f" where {in_words(pair.other.when)}" if pair.other.when else ""
    return Limit(value.duration, f"{value.duration} of {clause}{kind}{condition}")


def _verdict(
    pair: Pair, value: DatedValue, limit: Limit, calendar: WorkingDays, year: int
) -> Finding:
    duty, other, named = pair.duty, pair.other, limit.named
    where, mine = f"duties/{duty.id}.yaml", value.duration
    if mine is None:
        text = f"`{value.value}` from then on, where {named} still stands."
        return Finding(Level.WARNING, "floor", where, text)
    found = compare(
        mine,
        limit.length,
        calendar,
        year=year,
        counting=duty.counting,
        rest=duty.rests_on_bank_holidays,
        other_counting=other.counting,
        other_rest=other.rests_on_bank_holidays,
    )
    if found.later:
        return Finding(Level.WARNING, "floor", where, _later(mine, named, found))
    text = (
        f"{mine} never falls later than {named}; nearest in {year}: visited on {found.worst},"
        f" due {found.worst_due}, allowed until {found.worst_other}."
    )
    return Finding(Level.NOTE, "floor", where, text)


def _later(mine: Duration, named: str, c: Comparison) -> str:
    return (
        f"{mine} can fall later than {named}: visited on {c.worst}, due {c.worst_due}, but allowed"
        f" only until {c.worst_other} ({c.most} days later; later on {c.later} of the {c.days}"
        f" working days of {c.year})."
    )


def _not_covered(pack: Pack, floor: Pack, calendar: WorkingDays, year: int) -> Iterator[Finding]:
    """Yield what the floor asks and the pack does not."""
    visits = [d for d in pack.duties if d.counts and _is_visit(d, pack)]
    held = {other.id for d in visits for other, _ in _rivals(d, pack, floor)}
    held |= {o.id for o in floor.duties if o.is_decision and _is_decided(o, pack)}
    for other in floor.duties:
        if other.id not in held and any(p.every for p in other.all_phases):
            text = f"nothing here asks for `{other.title.lower()}`; {floor.head.cite} does."
            yield Finding(Level.WARNING, "gap", "pack.yaml", text)
        once = _latest(other.first)
        if once is None or once.duration is None or other.every or other.after_event:
            continue
        if other.id in held or any(_is_first_visit(d, other) for d in visits):
            continue
        start = date(year, 1, 5)
        allowed = calendar.add(start, once.duration)
        late = _slowest(pack, calendar, start)
        text = (
            f"nothing here asks for `{other.title.lower()}` ({once.duration},"
            f" {floor.cite(once.clause, once.document)}): started on {start}, it is owed by {allowed};"
            f" this pack asks for a visit {late}."
        )
        yield Finding(Level.WARNING, "gap", "pack.yaml", text)


def _is_decided(other: Duty, pack: Pack) -> bool:
    """Test whether the pack asks for the decision or meeting that the floor asks for."""
    return any(set(duty.met_by) & set(other.met_by) for duty in pack.duties)


def _is_first_visit(duty: Duty, other: Duty) -> bool:
    firsts = [v.duration for p in duty.all_phases for v in p.first.values() if v.duration]
    once = _latest(other.first)
    if not firsts or once is None or once.duration is None or duty.after_event:
        return False
    soon = all(length.nominal_days <= once.duration.nominal_days for length in firsts)
    return soon and duty.applies_to == other.applies_to


def _slowest(pack: Pack, calendar: WorkingDays, start: date) -> str:
    found = [
        (calendar.add(start, value.duration), duty.id)
        for duty in pack.duties
        for phase in duty.all_phases
        if duty.applies_to == Spell.LOOKED_AFTER
        and not duty.is_decision
        and (value := _latest(phase.first or phase.every)) is not None
        and value.duration is not None
    ]
    if not found:
        return "at no time"
    latest = max(found)
    return f"only by {latest[0]} ({latest[1]})"
