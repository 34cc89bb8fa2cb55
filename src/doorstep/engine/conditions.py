"""When a pack's condition holds for a child: each word of the language as spans of days."""

from collections.abc import Callable
from datetime import date

from doorstep.engine.child import Child
from doorstep.engine.rows import K
from doorstep.engine.spans import (
    ALWAYS,
    EVER,
    NEVER_ENDS,
    NONE,
    Span,
    Spans,
    around,
    complement,
    intersection,
    union,
)
from doorstep.facts import VIRTUAL, Event, Method, Visit, VisitType
from doorstep.policy.condition import Condition, Seen
from doorstep.policy.words import Spell, Until
from doorstep.workdays import after, as_integers, england


def spans_of(condition: Condition | None, child: Child) -> Spans:
    """Return when `condition` holds for the child; always, if there is none."""
    return ALWAYS if condition is None else WORDS[condition.main](condition, child)


def holds(condition: Condition | None, child: Child, day: int) -> bool:
    """Test whether the condition holds on a day."""
    return condition is None or around(spans_of(condition, child), day) is not None


def _all(c: Condition, child: Child) -> Spans:
    found = ALWAYS
    for part in c.all or ():
        found = intersection(found, spans_of(part, child))
        if not found:
            return NONE
    return found


def _any(c: Condition, child: Child) -> Spans:
    return union(span for part in c.any or () for span in spans_of(part, child))


def _event(c: Condition, child: Child) -> Spans:
    if c.event is None:
        return NONE
    events = child.events(c.event)
    days = [e.event_date.toordinal() for e in events]
    if not days:
        return NONE
    if c.within:
        length, _ = as_integers(c.within)
        return windows(days, length, c.more_than)
    if c.until:
        return union((e.event_date.toordinal(), _settled(e, c.until, child)) for e in events)
    return ((days[0], NEVER_ENDS),)


def windows(days: list[int], length: int, more_than: int) -> Spans:
    """Return when more than so many of `days` lie in the window `(day - length, day]` (S12).

    "More than three" is four or more: the fourth event opens the span, and it ends when the first
    of those four leaves the window.
    """
    pairs = zip(days, days[more_than:], strict=False)
    return union((last, first + length) for first, last in pairs if last < first + length)


def _settled(event: Event, until: tuple[Until, ...], child: Child) -> int:
    """Return the day by which all that ends a raised tier has happened (S31)."""
    day = event.event_date.toordinal()
    found = [_case_closed_after(day, child)]
    if Until.SEEN in until:
        seen = (v.visit_date.toordinal() for v in child.visits if _was_seen_after(v, event))
        found.append(next(seen, NEVER_ENDS))
    if Until.MANAGER_DECIDED in until:
        found.append(next((d for d in _decided(child) if d >= day), NEVER_ENDS))
    return min(found[0], max(found[1:], default=NEVER_ENDS))


def _case_closed_after(day: int, child: Child) -> int:
    """Return when the case closed in which, or just before which, the event happened."""
    return next((end for start, end in child.spans(Spell.OPEN_CASE) if end > day), NEVER_ENDS)


def _decided(child: Child) -> list[int]:
    """Return the days on which a manager decided: on the tier, or by ending an enquiry or assessment.

    Extracts carry no decisions on tiers; that an enquiry or assessment ended is a manager's decision
    they do carry (assumed, with S31).
    """
    made = [d.decided_on for d in child.decisions()]
    for kind in (K.SECTION_47_ENQUIRY, K.ASSESSMENT):
        ends = (e.end_date for e in child.episodes(kind))
        made += [end for end in ends if end is not None and end <= child.as_at]
    return sorted(day.toordinal() for day in made)


def _was_seen_after(visit: Visit, event: Event) -> bool:
    """Test whether the child was seen in person after the event, as far as the times are known."""
    if not visit.seen or visit.visit_type != VisitType.VISIT or visit.method in VIRTUAL:
        return False
    if visit.visit_at is not None and event.event_at is not None:
        return visit.visit_at >= event.event_at
    return visit.visit_date >= event.event_date


def _age(c: Condition, child: Child) -> Spans:
    """Return when the child has the age; one without a date of birth counts as a child."""
    age = c.age
    if age is None:
        return NONE
    start = EVER if age.at_least is None else child.birthday(age.at_least)
    end = NEVER_ENDS if age.under is None else child.birthday(age.under)
    return ((start, end),) if start < end else NONE


def _since(c: Condition, child: Child) -> Spans:
    if c.since is None:
        return NONE
    return union(_part(span, c) for span in child.runs(c.since))


def _part(span: Span, c: Condition) -> Span:
    length = c.under or c.at_least
    if length is None:
        return (0, 0)
    count, unit = as_integers(length)
    edge = after(span[0], count, unit, england().arrays)
    return (span[0], min(edge, span[1])) if c.under else (edge, span[1])


def _before_first(c: Condition, child: Child) -> Spans:
    if c.of is None or c.before_first is None:
        return NONE
    days = sorted({e.event_date.toordinal() for e in child.events(c.before_first)})
    found = []
    for start, end in child.runs(c.of):
        inside = [d for d in days if start < d < end]
        found.append((start, inside[c.count - 1] if len(inside) >= c.count else end))
    return union(found)


def _accommodation(c: Condition, child: Child) -> Spans:
    return union(
        child.span(e) for e in child.episodes(K.CARE_LEAVER) if e.detail in (c.accommodation or ())
    )


def _provider(c: Condition, child: Child) -> Spans:
    return union(
        child.span(e) for e in child.episodes(K.PLACEMENT) if e.detail in (c.provider or ())
    )


def _seen(c: Condition, child: Child) -> Spans:
    """Return when the child had been seen, or seen alone, within the window; unknown is not yes (S21)."""
    if c.seen is None or c.within is None:
        return NONE
    length, _ = as_integers(c.within)
    days = (v.visit_date.toordinal() for v in child.visits if _was_seen_as(v, c))
    return union((day, day + length) for day in days)


def _was_seen_as(visit: Visit, c: Condition) -> bool:
    if visit.visit_type != VisitType.VISIT or not visit.seen:
        return False
    if c.seen == Seen.ALONE and not visit.seen_alone:
        return False
    return not c.method or (visit.method or Method.IN_PERSON) in c.method


WORDS: dict[str, Callable[[Condition, Child], Spans]] = {
    "all": _all,
    "any": _any,
    "not": lambda c, child: complement(spans_of(c.not_, child)),
    "is": lambda c, child: child.spans(c.is_) if c.is_ else NONE,
    "fact": lambda c, child: child.fact_spans(c.fact, c.value, c.holder) if c.fact else NONE,
    "event": _event,
    "placement": lambda c, child: child.of_kind(K.PLACEMENT, c.placement),
    "provider": _provider,
    "legal_status": lambda c, child: child.of_kind(K.LEGAL_STATUS, c.legal_status),
    "accommodation": _accommodation,
    "age": _age,
    "since": _since,
    "before_first": _before_first,
    "seen": _seen,
}


def evidence(condition: Condition, child: Child) -> list[str]:
    """Return, for each leaf that holds on the day asked about, what it rests on."""
    if condition.not_ is not None:
        return []
    parts = condition.all if condition.all is not None else condition.any
    if parts is not None:
        return [text for p in parts if holds(p, child, child.day) for text in evidence(p, child)]
    return [_evidence(condition, child)] if holds(condition, child, child.day) else []


def _evidence(c: Condition, child: Child) -> str:
    from doorstep.policy.say import in_words

    if c.event is not None:
        low = child.day - as_integers(c.within)[0] if c.within else EVER
        days = [e.event_date for e in child.events(c.event) if e.event_date.toordinal() > low]
        dates = ", ".join(d.isoformat() for d in days)
        return f"{c.event.replace('_', ' ')} x {len(days)}: {dates}"
    since = next(s for s, e in spans_of(c, child) if s <= child.day < e)
    told = "" if since <= EVER else f" since {date.fromordinal(since).isoformat()}"
    sources = {f.source for f in child.facts(c.fact) if f.source} if c.fact else set()
    return f"{in_words(c)}{told}" + (f" ({', '.join(sorted(sources))})" if sources else "")
