"""Two packs compared, value by value."""

from collections.abc import Iterator
from typing import NamedTuple

from doorstep.policy.duty import Duty
from doorstep.policy.pack import Criterion, Pack
from doorstep.policy.say import in_words


class Change(NamedTuple):
    """One difference: `what` (a duty's or criterion's id and place), before, after."""

    what: str
    before: str
    after: str


def diff(old: Pack, new: Pack) -> list[Change]:
    """Return what differs between two packs, by duty and criterion; empty text means absent."""
    return [
        c for c in (*_duties(old, new), *_counts(old, new), *_criteria(old, new)) if c[1] != c[2]
    ]


def _duties(old: Pack, new: Pack) -> Iterator[Change]:
    for name in sorted({*old.by_id, *new.by_id}):
        before, after = old.by_id.get(name), new.by_id.get(name)
        left = _told(before) if before else {}
        right = _told(after) if after else {}
        for key in dict.fromkeys([*left, *right]):
            yield Change(f"{name}: {key}", left.get(key, ""), right.get(key, ""))


def _told(duty: Duty) -> dict[str, str]:
    """Return what a duty says, place by place."""
    found = {
        "title": duty.title,
        "applies to": str(duty.applies_to),
        "when": in_words(duty.when) if duty.when else "always",
        "who": ", ".join(duty.who),
        "counts": duty.counts,
        "counting": duty.counting,
        "supersedes": ", ".join(duty.supersedes),
    }
    for place, day, value in duty.dated_values():
        assumed = " (assumed)" if value.assumed else ""
        found[f"{place} from {day}"] = f"{value.value}{assumed}, {value.clause}"
    return found


def _counts(old: Pack, new: Pack) -> Iterator[Change]:
    for name in sorted({*old.counts, *new.counts}):
        before, after = old.counts.get(name), new.counts.get(name)
        left = before.model_dump_json(exclude_defaults=True) if before else ""
        right = after.model_dump_json(exclude_defaults=True) if after else ""
        yield Change(f"what counts as {name}", left, right)


def _criteria(old: Pack, new: Pack) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for name in sorted({*before, *after}):
        left, right = before.get(name), after.get(name)
        yield Change(f"criterion {name}", _line(left), _line(right))


def _by_id(pack: Pack) -> dict[str, Criterion]:
    return {c.id: c for c in pack.tiers.criteria} if pack.tiers else {}


def _line(c: Criterion | None) -> str:
    return f"{c.tier} from {c.in_force_from}: {in_words(c.when)} ({c.clause})" if c else ""
