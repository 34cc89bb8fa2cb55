"""At a glance: of each duty one line, as it stands on a day."""

from dataclasses import dataclass
from datetime import date

from doorstep.policy.duty import DatedValue, Duty, Phase
from doorstep.policy.pack import Pack
from doorstep.policy.plain.circumstances import circumstance
from doorstep.policy.plain.clocks import Between, clock_of, start_of, value_on
from doorstep.policy.plain.duties import share_in_words
from doorstep.policy.plain.names import listed, on_day, roles, upper
from doorstep.policy.plain.said import Name, source
from doorstep.policy.plain.ways import in_short, needs_in_words

NOT_YET = "not yet asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Often:
    """How soon first and how often then, in one phase of a duty, with the clause."""

    phase: str
    first: str = ""
    then: str = ""
    clause: str = ""
    first_assumed: bool = False
    then_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One duty at a glance."""

    name: Name
    title: str
    whom: str
    often: tuple[Often, ...]
    who: str
    way: str


def line_of(duty: Duty, whom: str, pack: Pack, as_at: date) -> Line:
    """Return a duty at a glance, as it stands on the day `as_at`."""
    return Line(
        name=Name("duty", duty.id),
        title=duty.title,
        whom=upper(whom),
        often=tuple(_often(duty, pack, as_at)),
        who=upper(_who(duty, as_at)),
        way=_way(duty, pack, as_at),
    )


def _who(duty: Duty, as_at: date) -> str:
    usual = roles(duty.who) if duty.who else ""
    now = (w for w in duty.who_when if w.in_force_from is None or w.in_force_from <= as_at)
    special = dict.fromkeys(role for w in now for role in w.who)
    return f"{usual}; in some cases {roles(special)}" if special else usual


def _often(duty: Duty, pack: Pack, as_at: date) -> list[Often]:
    if duty.share is not None:
        told = (
            f"{share_in_words(duty.share, pack)}: {needs_in_words(duty.share.needs, contact=False)}"
        )
        clause = source(duty)
        return [Often(phase="", then=told, clause=clause)]
    if duty.record_within:
        value = value_on(duty.record_within, as_at)
        return [_line("", value, None, "of the visit")]
    if duty.once_between:
        return [_between(duty, as_at)]
    planned = ", or by the planned day" if duty.by_planned_day else ""
    start = f"of {clock_of(duty, pack).start}{planned}"
    return [_of_phase(phase, start, as_at) for phase in duty.all_phases]


def _between(duty: Duty, as_at: date) -> Often:
    value, said = value_on(duty.first, as_at), Between.of(duty)
    if value is None or value.duration is None:
        return _line("", value, value, "")
    within = f"within {value.duration} of {start_of(duty)}, {said.unknown}"
    return Often(
        phase="",
        first=upper(said.nothing),
        then=f"once {said.each}; {within}",
        clause=source(value),
        then_assumed=value.assumed,
    )


def _of_phase(phase: Phase, start: str, as_at: date) -> Often:
    title = phase.title or (circumstance(phase.when) if phase.when else "")
    first, every = value_on(phase.first, as_at), value_on(phase.every, as_at)
    return _line(upper(title), first, every, start)


def _line(phase: str, first: DatedValue | None, every: DatedValue | None, start: str) -> Often:
    if every is not None and every.duration is None:
        nothing = _length(every, "")
        return Often(phase=phase, first=nothing, then=nothing, clause=source(every))
    begin = first or every
    cited = [value for value in (first, every) if value is not None]
    return Often(
        phase=phase,
        first=_length(begin, start),
        then="" if every is None else f"every {_plain(every)}",
        clause=listed(dict.fromkeys(source(value) for value in cited)),
        first_assumed=begin is not None and begin.assumed,
        then_assumed=every is not None and every.assumed,
    )


def _length(value: DatedValue | None, start: str) -> str:
    if value is None:
        return NOT_YET
    if value.duration is None:
        return "suspended" if value.value == "suspended" else "no longer asked for"
    last = f", at the latest {on_day(value.not_after)}" if value.not_after else ""
    return f"within {value.duration} {start}{last}"


def _plain(value: DatedValue) -> str:
    length = value.duration
    if length is None:
        return ""
    return str(length).removeprefix("1 ") if length.count == 1 else str(length)


def _way(duty: Duty, pack: Pack, as_at: date) -> str:
    if duty.is_decision:
        return upper(clock_of(duty, pack).one)
    return upper(in_short(pack.counts.get(duty.counts), as_at))
