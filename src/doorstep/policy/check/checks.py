"""The checks themselves: each yields findings; none changes anything."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from doorstep.policy.check.examples import examples
from doorstep.policy.check.explained import explained
from doorstep.policy.check.finding import Finding, Level, in_order
from doorstep.policy.check.floor import against_floor
from doorstep.policy.check.leftovers import leftovers
from doorstep.policy.check.parts import parts
from doorstep.policy.check.sources import sources
from doorstep.policy.check.tiers import tiers_of
from doorstep.policy.compare import compare
from doorstep.policy.duty import DatedValue, Duty
from doorstep.policy.pack import Pack
from doorstep.workdays import WorkingDays, england


def check(
    pack: Pack, *, floor: Pack | None, as_at: date, texts: Path | None = None
) -> list[Finding]:
    """Return what there is to say about a pack: errors first, then warnings, then notes.

    `texts` is the folder of the policies' own texts, to see whether they have changed.
    """
    calendar = england()
    found = [
        *_values(pack, calendar, as_at.year),
        *_units(pack),
        *_counts(pack),
        *tiers_of(pack),
        *parts(pack),
        *sources(pack, texts),
        *_said_by_the_pack(pack, as_at),
        *leftovers(pack),
        *examples(pack),
        *_calendar(calendar, as_at),
    ]
    if floor is not None:
        found += against_floor(pack, floor, calendar, year=as_at.year)
    return in_order(explained(found, pack))


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
        yield from _order(duty, where)


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
        other_counting=duty.counting,
        other_rest=duty.rests_on_bank_holidays,
    )
    if not c.later and not c.earlier:
        return
    text = (
        f"{at}: written as {value.duration} and as {value.also_written}, which are not the same;"
        f" {value.duration} governs. It falls later on {c.later} of the {c.days} working days of {year}"
        f" (at worst visited on {c.worst}: due {c.worst_due}, not {c.worst_other}) and earlier on"
        f" {c.earlier}."
    )
    yield Finding(Level.WARNING, "ambiguity", f"duties/{duty.id}.yaml", text)


def _order(duty: Duty, where: str) -> Iterator[Finding]:
    """Yield values that leave a gap: asked again after having ended, or suspended for good."""
    for phase in duty.all_phases:
        dated = sorted(phase.every.items())
        for (day, value), (again, _) in zip(dated, dated[1:], strict=False):
            if value.value == "ends":
                text = f"nothing is asked from {day} until {again}: a gap between two values."
                yield Finding(Level.WARNING, "dates", where, text)
        if dated and dated[-1][1].value == "suspended":
            text = f"suspended from {dated[-1][0]} with no day on which it resumes (S13)."
            yield Finding(Level.WARNING, "dates", where, text)


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


def _said_by_the_pack(pack: Pack, as_at: date) -> Iterator[Finding]:
    if not pack.duties:
        text = "no duty: under this pack nothing is ever due."
        yield Finding(Level.WARNING, "gap", "duties/", text)
    for text in pack.head.silent_on:
        yield Finding(Level.WARNING, "gap", "pack.yaml", f"the policy is silent on: {text.strip()}")
    for text in pack.head.notes:
        yield Finding(Level.NOTE, "note", "pack.yaml", text.strip())
    if pack.head.review_by and pack.head.review_by < as_at:
        text = f"the policy was to be reviewed by {pack.head.review_by}; it is still taken as in force."
        yield Finding(Level.WARNING, "dates", "pack.yaml", text)


def _calendar(calendar: WorkingDays, as_at: date) -> Iterator[Finding]:
    """Yield a warning a year before the published table of bank holidays ends (S16)."""
    end = calendar.published_to
    if end - as_at < timedelta(365):
        text = (
            f"the published bank holidays end on {end}; later days use the rule and are provisional."
            " Fetch the new table (tools/make_bank_holidays.py)."
        )
        yield Finding(Level.WARNING, "bank holidays", "bank_holidays.csv", text)
