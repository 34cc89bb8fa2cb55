"""The checks themselves: each yields findings; none changes anything."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from typing import Any

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.check.floor import against_floor
from doorstep.policy.check.lengths import compare
from doorstep.policy.check.logic import implies
from doorstep.policy.condition import Condition
from doorstep.policy.duty import DatedValue, Duty
from doorstep.policy.pack import Criterion, Pack
from doorstep.policy.strict_yaml import YamlError, read
from doorstep.workdays import WorkingDays, england

STATUSES = {
    "before it is due": {"upcoming", "due_soon"},
    "on the due day": {"due_today"},
    "once overdue": {"overdue"},
}


def check(pack: Pack, *, floor: Pack | None, as_at: date) -> list[Finding]:
    """Return what there is to say about a pack: errors first, then warnings, then notes."""
    calendar = england()
    found = [
        *_values(pack, calendar, as_at.year),
        *_units(pack),
        *_counts(pack),
        *_tiers(pack),
        *_said_by_the_pack(pack, as_at),
        *_golden(pack),
        *_calendar(calendar, as_at),
    ]
    if floor is not None:
        found += against_floor(pack, floor, calendar, year=as_at.year)
    return sorted(found, key=lambda f: (list(Level).index(f.level), f.kind, f.where))


def _values(pack: Pack, calendar: WorkingDays, year: int) -> Iterator[Finding]:
    for duty in pack.duties:
        where = f"duties/{duty.id}.yaml"
        for place, day, value in duty.dated_values():
            at = f"{place} from {day}"
            yield from _assumed(where, at, value.assumed, value.reason)
            if not value.source_checked:
                text = f"{at}: the number rests on a secondary source; read {value.clause} itself."
                yield Finding(Level.NOTE, "source", where, text)
            yield from _two_writings(duty, at, value, calendar, year)
        yield from _gaps(pack, duty)


def _assumed(where: str, at: str, assumed: bool, reason: str) -> Iterator[Finding]:
    if assumed:
        yield Finding(Level.NOTE, "assumed", where, f"{at}: assumed. {reason}")


def _two_writings(
    duty: Duty, at: str, value: DatedValue, calendar: WorkingDays, year: int
) -> Iterator[Finding]:
    """Yield where a policy writes one length in two ways that differ (S1)."""
    if value.also_written is None or value.duration is None:
        return
    c = compare(
        value.duration,
        value.also_written,
        calendar,
        year=year,
        counting=duty.counting,
        rest=duty.rests_on_bank_holidays,
    )
    text = (
        f"{at}: written as {value.duration} and as {value.also_written}, which are not the same;"
        f" {value.duration} governs. It falls later on {c.later} of the {c.days} working days of {year}"
        f" (at worst visited on {c.worst}: due {c.worst_due}, not {c.worst_other}) and earlier on"
        f" {c.earlier}."
    )
    yield Finding(Level.WARNING, "ambiguity", f"duties/{duty.id}.yaml", text)


def _gaps(pack: Pack, duty: Duty) -> Iterator[Finding]:
    where = f"duties/{duty.id}.yaml"
    if duty.share is not None:
        if not duty.clause:
            yield Finding(Level.ERROR, "clause", where, "a share needs a `clause:`.")
        return
    for number, phase in enumerate(duty.all_phases):
        days = [*phase.first, *phase.every]
        place = f"phases[{number}]: " if duty.phases else ""
        if not days and not duty.record_within:
            yield Finding(Level.ERROR, "gap", where, f"{place}no value at any date (S13).")
        elif days and min(days) > pack.head.in_force_from and not duty.record_within:
            text = (
                f"{place}nothing is asked from {pack.head.in_force_from}, when the pack comes into"
                f" force, until {min(days)}."
            )
            yield Finding(Level.NOTE, "dates", where, text)
        if phase.first and phase.every and min(phase.every) > min(phase.first):
            text = (
                f"{place}`first` is in force from {min(phase.first)},"
                f" `every` only from {min(phase.every)}."
            )
            yield Finding(Level.WARNING, "dates", where, text)


def _units(pack: Pack) -> Iterator[Finding]:
    """Yield where a duty counts calendar days beside working days (S1)."""
    for duty in pack.duties:
        units = {v.duration.unit for _, _, v in duty.dated_values() if v.duration}
        if {"days", "working_days"} <= units:
            text = "counts in days and in working days: check that both are meant."
            yield Finding(Level.WARNING, "ambiguity", f"duties/{duty.id}.yaml", text)


def _counts(pack: Pack) -> Iterator[Finding]:
    used = {d.counts for d in pack.duties}
    for counts in pack.counts.values():
        where = f"counts/{counts.id}.yaml"
        if counts.id not in used:
            yield Finding(Level.WARNING, "unused", where, "no duty names it; remove it or use it.")
        for day, value in counts.values.items():
            yield from _assumed(where, f"from {day}", value.assumed, value.reason)
            for way in value.accepts:
                yield from _assumed(where, f"from {day}, one way", way.assumed, way.reason)
            if not value.source_checked:
                text = f"from {day}: rests on a secondary source; read {value.clause} itself."
                yield Finding(Level.NOTE, "source", where, text)


def _tiers(pack: Pack) -> Iterator[Finding]:
    tiers = pack.tiers
    if tiers is None:
        return
    for c in tiers.criteria:
        yield from _assumed("tiers/", c.id, c.assumed, c.reason)
        yield from _branches(c)
    for one, other in permutations(tiers.criteria, 2):
        if implies(one.when, other.when):
            same = "; one of them adds nothing" if one.tier == other.tier else ""
            text = f"whoever meets {one.id} meets {other.id} too{same}."
            yield Finding(Level.WARNING, "shadowed", "tiers/", text)


def _branches(c: Criterion) -> Iterator[Finding]:
    """Yield the branches of a criterion that another branch contains."""
    numbered = list(enumerate(c.when.any or (), 1))
    for (n, part), (m, other) in permutations(numbered, 2):
        if _window_inside(part, other):
            text = f"{c.id}: its branch {n} is contained in branch {m} and adds nothing."
            yield Finding(Level.WARNING, "shadowed", "tiers/", text)


def _window_inside(one: Condition, other: Condition) -> bool:
    """Test whether an event in a window is also the event ever on record (S12)."""
    return (
        one.event is not None
        and one.event == other.event
        and one.within is not None
        and other.within is None
        and not other.until
    )


def _said_by_the_pack(pack: Pack, as_at: date) -> Iterator[Finding]:
    for text in pack.head.silent_on:
        yield Finding(Level.WARNING, "gap", "pack.yaml", f"the policy is silent on: {text.strip()}")
    for text in pack.head.notes:
        yield Finding(Level.NOTE, "note", "pack.yaml", text.strip())
    if pack.head.review_by and pack.head.review_by < as_at:
        text = f"the policy was to be reviewed by {pack.head.review_by}; it is still taken as in force."
        yield Finding(Level.WARNING, "dates", "pack.yaml", text)


def _golden(pack: Pack) -> Iterator[Finding]:
    """Yield what no golden test reaches: a duty, a side of its due day, a criterion."""
    if pack.folder is None:
        return
    try:
        examples = [
            item
            for file in sorted(pack.folder.rglob("*.test.yaml"))
            for item in _listed(read(file).data)
            if isinstance(item, dict)
        ]
    except YamlError as error:
        yield Finding(Level.ERROR, "golden", "tests", str(error))
        return
    rows = [row for e in examples for row in _listed(e.get("expect")) if isinstance(row, dict)]
    for duty in pack.duties:
        yield from _golden_duty(pack, duty, rows, examples)
    reached = {str(c) for e in examples for c in _listed(e.get("criteria"))}
    for criterion in pack.tiers.criteria if pack.tiers else ():
        if criterion.id not in reached:
            text = f"no golden test expects {criterion.id}; add one on each side of its boundary."
            yield Finding(Level.ERROR, "golden", "tiers/", text)


def _listed(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _golden_duty(
    pack: Pack, duty: Duty, rows: list[dict[str, Any]], examples: list[dict[str, Any]]
) -> Iterator[Finding]:
    where = f"duties/{duty.id}.yaml"
    mine = [row for row in rows if row.get("duty") == duty.id]
    listed = any(
        isinstance(i, dict) and i.get("duty") == duty.id
        for e in examples
        for i in _listed(e.get("intervals"))
    )
    if not mine and not listed:
        text = f"no golden test expects {duty.id}; write {duty.id}.test.yaml beside it."
        yield Finding(Level.ERROR, "golden", where, text)
        return
    shown = {row.get("status") for row in mine}
    lacking = [name for name, wanted in STATUSES.items() if not shown & wanted]
    if lacking and not duty.record_within and duty.share is None:
        text = f"no golden test shows it {' or '.join(lacking)}."
        yield Finding(Level.WARNING, "golden", where, text)


def _calendar(calendar: WorkingDays, as_at: date) -> Iterator[Finding]:
    """Yield a warning a year before the published table of bank holidays ends (S16)."""
    end = calendar.published_to
    if end - as_at < timedelta(365):
        text = (
            f"the published bank holidays end on {end}; later days use the rule and are provisional."
            " Fetch the new table (tools/make_bank_holidays.py)."
        )
        yield Finding(Level.WARNING, "bank holidays", "bank_holidays.csv", text)
