"""Put conditions and requirements of a pack into plain words."""

from collections.abc import Callable

from doorstep.policy.condition import Condition, Seen
from doorstep.policy.words import DESCRIPTIONS


def in_words(condition: Condition) -> str:
    """Return the condition as a reader would say it."""
    return _SAY[condition.main](condition)


def ordinal(count: int) -> str:
    """Return first, second, third, 4th … of a count up to nine."""
    return {1: "first", 2: "second", 3: "third"}.get(count, f"{count}th")


def _many(parts: tuple[Condition, ...], word: str) -> str:
    return f" {word} ".join(_wrapped(part) for part in parts)


def _wrapped(condition: Condition) -> str:
    text = in_words(condition)
    return f"({text})" if condition.main in {"all", "any"} else text


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _fact(c: Condition) -> str:
    value = "" if c.value == ("yes",) else f" is {' or '.join(c.value)}"
    holder = f" of a {' or '.join(h.value for h in c.holder)}" if c.holder else ""
    return f"{_spaced(c.fact or '')}{value}{holder} is recorded"


def _event(c: Condition) -> str:
    name = _spaced(c.event or "")
    if c.within:
        count = f"more than {c.more_than} times " if c.more_than else ""
        return f"{name} {count}in the last {c.within}"
    if c.until:
        return f"{name}, until {' and '.join(_spaced(u) for u in c.until)}"
    return f"{name} ever on record"


def _age(c: Condition) -> str:
    if c.age is None:
        return ""
    parts = [f"{c.age.at_least} or over"] if c.age.at_least is not None else []
    return " and ".join(parts + ([f"under {c.age.under}"] if c.age.under is not None else []))


def _seen(c: Condition) -> str:
    alone = " alone" if c.seen == Seen.ALONE else ""
    method = f" by {' or '.join(_spaced(m) for m in c.method)}" if c.method else ""
    return f"the child was seen{alone}{method} in the last {c.within}"


def _since(c: Condition) -> str:
    if c.under:
        return f"less than {c.under} since the {_spaced(c.since or '')} began"
    return f"{c.at_least} or more since the {_spaced(c.since or '')} began"


_SAY: dict[str, Callable[[Condition], str]] = {
    "all": lambda c: _many(c.all or (), "and"),
    "any": lambda c: _many(c.any or (), "or"),
    "not": lambda c: f"not: {_wrapped(c.not_)}" if c.not_ else "",
    "is": lambda c: DESCRIPTIONS[c.is_ or ""],
    "fact": _fact,
    "event": _event,
    "placement": lambda c: f"placement type {' or '.join(c.placement or ())}",
    "provider": lambda c: f"placement provider {' or '.join(c.provider or ())}",
    "legal_status": lambda c: f"legal status {' or '.join(c.legal_status or ())}",
    "accommodation": lambda c: f"accommodation {' or '.join(c.accommodation or ())}",
    "age": _age,
    "since": _since,
    "seen": lambda c: _seen(c),
    "before_first": lambda c: f"before the {ordinal(c.count)} {_spaced(c.before_first or '')}",
}
