"""What counts, in plain words: the ways in which a contact meets a duty."""

from collections.abc import Iterator
from datetime import date

from doorstep.policy.counts import Accepts, Counts, CountsValue, Needs
from doorstep.policy.pack import Pack
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import circumstance, whom
from doorstep.policy.plain.names import bare, listed, roles, said, upper, ways
from doorstep.policy.plain.said import Name, Part, Row, Said, cited, place


def counts_part(counts: Counts, pack: Pack) -> Part:
    """Return what counts, from each day on."""
    used = [whom(d.applies_to, d.when) for d in pack.duties if d.counts == counts.id]
    return Part(
        name=Name("counts", counts.id),
        title=counts.title,
        whom="; ".join(dict.fromkeys(used)) or "nobody so far",
        rows=(
            Row(key="accepts", label="Ways that count", said=_ways(counts), steps=True),
            Row(key="beside", label="In each of them", said=_beside(counts), steps=True),
        ),
    )


def _ways(counts: Counts) -> tuple[Said, ...]:
    days = sorted(counts.values)
    stretches = zip(days, [*days[1:], None], strict=True)
    return tuple(_value(counts.values[day], day, end) for day, end in stretches)


def _value(value: CountsValue, since: date, until: date | None) -> Said:
    if len(value.accepts) > 1:
        parts = tuple(_way(way) for way in value.accepts)
        return cited("Any one of these:", value, since=since, until=until, parts=parts)
    way = _way(value.accepts[0])
    return cited(way.text, value, since=since, until=until, parts=way.parts, see=way.see)


def _beside(counts: Counts) -> tuple[Said, ...]:
    """Return what holds of all ways, from each day on which that changes."""
    told = {day: " ".join(_of_all(value)) for day, value in sorted(counts.values.items())}
    days = list(told)
    starts = [d for n, d in enumerate(days) if n == 0 or told[d] != told[days[n - 1]]]
    stretches = zip(starts, [*starts[1:], None], strict=True)
    return tuple(Said(text=told[d], since=d, until=end) for d, end in stretches)


def _way(way: Accepts) -> Said:
    return Said(
        text=f"{upper(needs_in_words(way))}.{_writes(way)}",
        clause=place(way.clause),
        assumed=way.assumed,
        reason=way.reason,
        see=tuple(_linked(way)),
    )


def _writes(way: Accepts) -> str:
    if not way.records:
        return ""
    return f" Beside it is written: {listed(said(names.RECORDS, r) for r in way.records)}."


def _linked(way: Accepts) -> Iterator[Name]:
    if way.procedure:
        yield Name("procedure", way.procedure)
    if way.wording:
        yield Name("wording", way.wording)


def _of_all(value: CountsValue) -> Iterator[str]:
    """Yield what holds of all ways: whether the child must be seen, and of a method not recorded."""
    free = value.seen_not_needed
    kinds = {kind for way in value.accepts for kind in way.visit_type or ("visit",)}
    if kinds - set(free):
        unless = f", except for {listed(said(names.CONTACTS, k) for k in free)}" if free else ""
        yield f"The child must have been seen{unless}."
    else:
        yield "It counts though nobody records that the child was seen, but it must have been made."
    if any(way.method is not None for way in value.accepts):
        if value.unknown_method == "in_person":
            yield "Where nobody recorded how a visit was made, it is taken as in person."
        else:
            yield "Where nobody recorded how a visit was made, it does not count."


def needs_in_words(needs: Needs, *, contact: bool = True) -> str:
    """Return what a contact must have been like; with `contact` starting with what it is."""
    kinds = listed((said(names.CONTACTS, k) for k in needs.visit_type or ("visit",)), "or")
    told = [*([kinds] if contact else []), *_how(needs)]
    text = " ".join(told)
    more = ", ".join(_and_so(needs))
    return f"{text}, {more}" if text and more else text or more


def _how(needs: Needs) -> Iterator[str]:
    if needs.announced is not None:
        yield "announced beforehand" if needs.announced else "not announced"
    if needs.method is not None:
        yield ways(needs.method)
    if needs.place is not None:
        yield listed((said(names.PLACES, p) for p in needs.place), "or")
    if needs.not_place:
        yield f"not {listed((said(names.PLACES, p) for p in needs.not_place), 'or')}"
    if needs.role is not None:
        yield f"made by {roles(needs.role)}"


def _and_so(needs: Needs) -> Iterator[str]:
    if needs.seen:
        yield "the child being seen"
    if needs.seen_alone:
        yield "the child being seen alone"
    if needs.bedroom_seen:
        yield "the bedroom being seen"
    if needs.approved_by:
        yield f"if {roles(needs.approved_by)} has agreed by the time of the visit"
    if needs.plan_agreed_by:
        yield f"if a plan agreed by {roles(needs.plan_agreed_by)} allows it that day"
    if needs.when is not None:
        yield f"where {circumstance(needs.when)}"


def in_short(counts: Counts | None, as_at: date) -> str:
    """Return the ways that count on a day in a few words, for a table."""
    if counts is None:
        return ""
    value = counts.on(as_at.toordinal())
    return "; or ".join(dict.fromkeys(_short(way) for way in value.accepts))


def _short(way: Accepts) -> str:
    kinds = listed((bare(said(names.CONTACTS, k)) for k in way.visit_type or ("visit",)), "or")
    how = " ".join([kinds, *_how(way)])
    agreed = (*way.approved_by, *way.plan_agreed_by)
    return f"{how}, if agreed by {roles(agreed)}" if agreed else how
