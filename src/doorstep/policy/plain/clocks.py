"""How often and by when a duty asks, in plain words."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from doorstep.policy.duty import Dated, DatedValue, Duty, LaterOf, NotBefore, Phase
from doorstep.policy.pack import Pack
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import circumstance, noun_of
from doorstep.policy.plain.names import bare, listed, on_day, said, upper
from doorstep.policy.plain.said import Row, Said, cited
from doorstep.policy.words import COUNTED_FROM, Anchor

ENDS = "No longer asked for"
SUSPENDED = "Suspended: nothing falls due until it resumes"


class Clock(NamedTuple):
    """A duty's clock in words: what it asks for, from when, and after what it starts again."""

    noun: str
    start: str
    again: str

    @property
    def one(self) -> str:
        """Return what it asks for with its article."""
        return f"{'an' if self.noun[:1] in 'aeiou' else 'a'} {self.noun}"


class Ask(NamedTuple):
    """What a length is asked for: a sentence with `{}` for "within 2 weeks", and what follows it."""

    sentence: str
    short: str


def clock_of(duty: Duty, pack: Pack) -> Clock:
    """Return the words a duty's clock is told in."""
    noun = noun_for(duty, pack)
    counted = "" if duty.is_decision else " that counts"
    return Clock(noun, start_of(duty), f"each {noun}{counted}")


def noun_for(duty: Duty, pack: Pack, *, many: bool = False) -> str:
    """Return what a duty asks for, one or `many`: a visit, a call, a contact, or what meets it."""
    end = "s" if many else ""
    if duty.is_decision:
        return listed((bare(said(names.EVENTS, e)) + end for e in duty.met_by), "or")
    counts = pack.counts.get(duty.counts)
    ways = [w for v in counts.values.values() for w in v.accepts] if counts else []
    kinds = [kind for way in ways for kind in way.visit_type or ("visit",)] or ["visit"]
    return listed(dict.fromkeys(names.NOUNS.get(k, "call") + end for k in kinds), "or")


def start_of(duty: Duty) -> str:
    """Return what a duty's clock is counted from."""
    if duty.once_between:
        return f"the last {bare(said(names.EVENTS, duty.once_between))}"
    if duty.after_event:
        named = [said(names.EVENTS, event) for event in duty.after_event]
        return named[0] if len(named) == 1 else "the event"
    if duty.own_clock and duty.anchor == Anchor.START:
        return "the day on which this begins to be so"
    if isinstance(duty.anchor, LaterOf):
        return f"{listed(_anchor(a, duty) for a in duty.anchor.later_of)}, whichever is later"
    if isinstance(duty.anchor, NotBefore):
        began = "the day on which this begins to be so" if duty.own_clock else _begin(duty)
        return f"{began}, at the earliest {on_day(duty.anchor.not_before)}"
    return _anchor(duty.anchor, duty)


def _anchor(anchor: Anchor, duty: Duty) -> str:
    return _begin(duty) if anchor == Anchor.START else said(COUNTED_FROM, anchor)


def _begin(duty: Duty) -> str:
    if duty.is_of_a_tier:
        return f"the day the child came into the {noun_of(duty.applies_to)}"
    return f"the start of the {noun_of(duty.applies_to)}"


# --- the rows -----------------------------------------------------------------------------------------


def clock_rows(duty: Duty, pack: Pack) -> Iterator[Row]:
    """Yield what a duty says on when it falls due, phase by phase, each value with its day."""
    clock = clock_of(duty, pack)
    if duty.once_between:
        ask = dict.fromkeys(duty.first, _once_between(duty, clock))
        yield dated_row("first", "How often", duty.first, ask)
    elif duty.record_within:
        ask = dict.fromkeys(
            duty.record_within, Ask("Each visit is written up {} of it", "after it")
        )
        yield dated_row("record_within", "Written up", duty.record_within, ask)
    else:
        for number, phase in enumerate(duty.all_phases):
            key = f"phases[{number}]." if duty.phases else ""
            yield from _phase_rows(key, phase, duty, clock)


def _phase_rows(key: str, phase: Phase, duty: Duty, clock: Clock) -> Iterator[Row]:
    title = phase.title or ("" if phase.when else "in all other cases")
    label = f" ({title})" if duty.phases and title else ""
    while_ = f", while {circumstance(phase.when)}" if phase.when else ""
    if phase.first:
        name = f"First {clock.noun}{label}" if phase.every else f"How soon{label}"
        ask = dict.fromkeys(phase.first, _first(duty, clock))
        yield dated_row(f"{key}first", name, phase.first, ask, while_)
    if phase.every:
        name = f"After that{label}" if phase.first else f"How often{label}"
        asks = {d: _every(d, phase, clock) for d in phase.every}
        yield dated_row(f"{key}every", name, phase.every, asks, while_)


def _first(duty: Duty, clock: Clock) -> Ask:
    anew = ""
    if duty.after_event:
        events = [said(names.EVENTS, event) for event in duty.after_event]
        which = f": {listed(events, 'or')}" if len(events) > 1 else ""
        planned = ", or by the day it was planned for where that is known"
        anew = f"{planned if duty.by_planned_day else ''}, each time anew{which}"
    return Ask(
        f"{upper(clock.one)} is due {{}} of {clock.start}{anew}", f"after {clock.start}{anew}"
    )


def _every(day: date, phase: Phase, clock: Clock) -> Ask:
    if value_on(phase.first, day) is not None:
        return Ask(f"The next {clock.noun} is due {{}} of {clock.again}", f"after {clock.again}")
    return Ask(
        f"{upper(clock.one)} is due {{}} of {clock.start}, and again {{}} of {clock.again}",
        f"after {clock.start} and after {clock.again}",
    )


def _once_between(duty: Duty, clock: Clock) -> Ask:
    """Return how often a visit between two events is owed: only from one on, and until the next."""
    between = Between.of(duty)
    return Ask(
        f"{upper(between.nothing)}. {upper(between.each)}, {clock.one} is due once;"
        f" {between.unknown}, {{}} of {clock.start}",
        f"after {clock.start}, {between.unknown}; {between.each}, once; {between.nothing}",
    )


class Between(NamedTuple):
    """What is said of a duty owed once between two events: before the first, from each, until when."""

    nothing: str
    each: str
    unknown: str

    @classmethod
    def of(cls, duty: Duty) -> "Between":
        """Return it for a duty."""
        event = bare(said(names.EVENTS, duty.once_between or ""))
        return cls(
            f"before the first {event} in the {noun_of(duty.applies_to)} nothing is owed",
            f"from each {event} until the day before the next",
            "while the date of the next is not known",
        )


def value_on(values: Dated, day: date) -> DatedValue | None:
    """Return the value in force on a day; None before the first."""
    known = [d for d in values if d <= day]
    return values[max(known)] if known else None


def dated_row(key: str, label: str, values: Dated, asks: dict[date, Ask], while_: str = "") -> Row:
    """Return dated lengths as sentences, each until the day of the next."""
    days = sorted(values)
    stretches = zip(days, [*days[1:], None], strict=True)
    told = (_value(values[day], asks[day], while_, (day, end)) for day, end in stretches)
    return Row(key=key, label=label, said=tuple(told), steps=True)


def _value(v: DatedValue, ask: Ask, while_: str, when: tuple[date, date | None]) -> Said:
    since, until = when
    if v.duration is None:
        text = ENDS if v.value == "ends" else SUSPENDED
        return cited(f"{text}{while_}.", v, short=f"{text}{while_}", since=since, until=until)
    last = f", at the latest {on_day(v.not_after)}" if v.not_after else ""
    also = (
        f" The policy also writes {v.also_written}; {v.duration} governs." if v.also_written else ""
    )
    within = f"within {v.duration}"
    text = f"{ask.sentence.format(within, within)}{last}{while_}.{also}"
    written = f", also written {v.also_written}" if v.also_written else ""
    short = f"{v.duration} {ask.short}{last}{while_}{written}"
    return cited(text, v, short=short, since=since, until=until)
