"""A duty in plain words: whom it concerns, by when, by whom, in which way, and what goes with it."""

from collections.abc import Iterable

from doorstep.policy.counts import Needs
from doorstep.policy.duty import Duty, Relaxation, Share
from doorstep.policy.pack import Pack
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import circumstance, whom
from doorstep.policy.plain.clocks import clock_of, clock_rows, noun_for
from doorstep.policy.plain.names import listed, on_day, roles, said, upper
from doorstep.policy.plain.said import Name, Part, Row, Said, cited, place, row, rows
from doorstep.policy.plain.ways import needs_in_words

FROM_DAY_0 = "The day it is counted from is day 0; counting starts with the next day."
FROM_DAY_1 = "The day it is counted from is itself counted, as day 1."
HOURS = (
    "Hours are counted from the time of the event; if only its day is known, to the end of a day."
)
WORKING = "Working days are Monday to Friday without England's bank holidays."
WITH_HOLIDAYS = "Working days are Monday to Friday; bank holidays are counted as well."


def duty_part(duty: Duty, pack: Pack) -> Part:
    """Return a duty in plain words."""
    return Part(
        name=Name("duty", duty.id),
        title=duty.title,
        whom=whom(duty.applies_to, duty.when),
        rows=rows(
            row("applies to", "Whom it is about", _applies(duty)),
            *clock_rows(duty, pack),
            _share(duty, pack),
            _who(duty, pack),
            _what_counts(duty, pack),
            row("counting", "How days are counted", _counting(duty)),
            _supersedes(duty, pack),
            row("relax", "Who may agree to less", *(_relaxed(r) for r in duty.relax)),
            _lets(duty),
            _missing(duty),
            _goes_with(duty, pack),
        ),
    )


def _applies(duty: Duty) -> Said:
    again = " The clock starts anew each time this begins to be so." if duty.own_clock else ""
    clause = place(duty.clause, duty.document)
    return Said(text=f"{upper(whom(duty.applies_to, duty.when))}.{again}", clause=clause)


def _share(duty: Duty, pack: Pack) -> Row | None:
    if duty.share is None:
        return None
    other = pack.by_id[duty.share.of]
    nouns = noun_for(other, pack, many=True)
    so = f"{upper(share_in_words(duty.share, pack))} must be so: {_needed(duty.share.needs)}."
    told = Said(
        text=f"{so} The {nouns} are those of:",
        short=f"{so} The {nouns} are those of: {other.title}",
        clause=place(duty.clause, duty.document),
        see=(Name("duty", duty.share.of),),
    )
    return row("share", f"How many of the {nouns}", told)


def share_in_words(share: Share, pack: Pack) -> str:
    """Return which share of what another duty asks for must be so."""
    other = pack.by_id[share.of]
    nouns = noun_for(other, pack, many=True)
    if share.half:
        return f"at least half of the {nouns}"
    if (share.at_least, share.among) == (1, 2):
        return f"at least every other {noun_for(other, pack)}"
    return f"at least {share.at_least} in any {share.among} {nouns} one after another"


def _needed(needs: Needs) -> str:
    return needs_in_words(needs, contact=False)


def _who(duty: Duty, pack: Pack) -> Row | None:
    does = "By whom" if duty.is_decision else f"Who makes the {clock_of(duty, pack).noun}"
    label = "Who writes it up" if duty.record_within else does
    if not duty.who and not duty.who_when:
        return None
    usual = Said(text=f"{upper(roles(duty.who))}." if duty.who else "Nobody is named.")
    special = (
        cited(
            f"While {circumstance(w.when)}: {roles(w.who)}"
            f"{f', from {on_day(w.in_force_from)}' if w.in_force_from else ''}.",
            w,
            since=w.in_force_from,
        )
        for w in duty.who_when
    )
    return row("who", label, usual, *special)


def _what_counts(duty: Duty, pack: Pack) -> Row | None:
    if duty.is_decision:
        met = listed((said(names.EVENTS, e) for e in duty.met_by), "or")
        return row("counts", "What meets it", f"{upper(met)}.")
    if not duty.counts:
        return None
    counts = pack.counts.get(duty.counts)
    title = counts.title if counts else duty.counts
    told = Said(text="This counts:", short=title, see=(Name("counts", duty.counts),))
    also = _needed(duty.also_needs) if duty.also_needs else ""
    return row("counts", "What counts", told, f"With this as well: {also}." if also else "")


def _counting(duty: Duty) -> str:
    units = {v.duration.unit for _, _, v in duty.dated_values() if v.duration}
    if not units:
        return ""
    if units == {"hours"}:
        return HOURS
    told = [FROM_DAY_1 if duty.counting == "including" else FROM_DAY_0]
    if "working_days" in units:
        told.append(WORKING if duty.rests_on_bank_holidays else WITH_HOLIDAYS)
    if units - {"working_days", "hours"}:
        kinds = listed(sorted(units - {"working_days", "hours"}))
        told.append(f"In {kinds} every day is counted, weekends and bank holidays too.")
    return " ".join(told)


def _supersedes(duty: Duty, pack: Pack) -> Row | None:
    takes = [pack.by_id[i] for i in duty.supersedes if i in pack.by_id]
    gives = pack.superseded_by.get(duty.id, ())
    return row(
        "supersedes",
        "Beside other duties",
        _duties("It takes the place of:", takes) if takes else None,
        _duties("It gives way to:", gives) if gives else None,
    )


def _duties(text: str, duties: Iterable[Duty]) -> Said:
    titles = listed(duty.title for duty in duties)
    return Said(text=text, short=f"{text} {titles}", see=tuple(Name("duty", d.id) for d in duties))


def _relaxed(r: Relaxation) -> Said:
    most = f", at most {r.at_most}" if r.at_most else ""
    when = f", where {circumstance(r.when)}" if r.when else ""
    return cited(f"{upper(roles(r.agreed_by))} may agree to less{most}{when}.", r)


def _lets(duty: Duty) -> Row | None:
    if duty.lets is None:
        return None
    most = f", at most {duty.lets.at_most}" if duty.lets.at_most else ""
    may = f"may let it fall later or accept more{most}"
    may += ", and may suspend it" if duty.lets.suspend else ""
    layers = listed(f"{layer} policies" for layer in duty.lets.layers)
    return row(
        "lets", "What other policies may change", cited(f"{upper(layers)} {may}.", duty.lets)
    )


def _missing(duty: Duty) -> Row | None:
    missing = duty.missing_fact
    if missing is None:
        return None
    fact = said(names.FACTS, missing.fact)
    text = (
        f"Where {circumstance(missing.when)} and no other duty applies, the child cannot be judged"
        f" until it is recorded either way: {fact}."
    )
    return row("missing_fact", "What must be known", text)


def _goes_with(duty: Duty, pack: Pack) -> Row | None:
    parts = [pack.procedures[duty.procedure]] if duty.procedure else []
    forms = [pack.forms[form] for form in duty.forms]
    see = (*(Name("procedure", p.id) for p in parts), *(Name("form", f.id) for f in forms))
    titles = listed([*(p.title for p in parts), *(f.title for f in forms)])
    told = Said(text="It is done by way of:", short=titles, see=see)
    return row("procedure", "Procedure and forms", told if see else None)
