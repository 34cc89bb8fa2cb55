"""Say why: each answer in sentences a worker can read, and as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from doorstep.engine.answers import Answer
from doorstep.engine.asked import Asked
from doorstep.engine.counting import Judged
from doorstep.engine.intervals import Due, day_of
from doorstep.engine.obligations import Obligation
from doorstep.engine.tiers import TierAnswer
from doorstep.engine.ways import Counts, Way, ways_today
from doorstep.facts import Event, Method, Status, Visit, VisitType
from doorstep.policy.duty import DatedValue
from doorstep.policy.pack import Pack
from doorstep.policy.say import in_words
from doorstep.policy.words import COUNTED_FROM, DESCRIPTIONS, NOUNS
from doorstep.workdays import Duration, england

SHOWN = 5  # contacts listed on either side; the count of the rest is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one obligation stands as it does: a sentence, and the lines behind it."""

    duty: str
    title: str
    sentence: str
    lines: tuple[str, ...]


@lru_cache(maxsize=20_000)
def spoken(day: Due | None) -> str:
    """Return a day or an instant as people write it.

    Example:
        >>> from datetime import date
        >>> spoken(date(2022, 1, 17))
        '17 January 2022'
    """
    if day is None:
        return "no date"
    told = f"{day.day} {day:%B %Y}"
    if not isinstance(day, datetime):
        return told
    hour = day.hour % 12 or 12
    minute = f".{day.minute:02}" if day.minute else ""
    return f"{hour}{minute}{'am' if day.hour < 12 else 'pm'} on {told}"


def reasons(answer: Answer, pack: Pack, *, decisions: bool = False) -> list[Reason]:
    """Return the reason for each of the answer's obligations, or decisions, in their order."""
    return [
        Reason(
            duty=o.duty.id,
            title=o.duty.title,
            sentence=_sentence(o),
            lines=tuple(_lines(o, answer, pack)),
        )
        for o in (answer.decisions if decisions else answer.obligations)
    ]


def sentence(o: Obligation) -> str:
    """Return the sentence of one obligation, without the lines behind it."""
    return _sentence(o)


# --- the sentence ---------------------------------------------------------------------------------


def _sentence(o: Obligation) -> str:
    if o.status == Status.SUSPENDED:
        until = f"until {spoken(o.resumes)}" if o.resumes else "with no day set to resume"
        then = f"; due {spoken(o.due_at)} when it resumes" if o.due_at else ""
        return f"Suspended {until}{then} ({o.clause})."
    return f"{_when(o)}: {_counted(o)} ({o.clause}).{_plan_ends(o)}"


def _plan_ends(o: Obligation) -> str:
    """Return by when the visit is due if the plan that allows longer ends before it is made (S9, S10)."""
    plan, own = o.asked.plan, o.asked.own.every
    if plan is None or plan.review_date is None or o.due_at is None or own is None:
        return ""
    counting, rest = o.duty.counting, o.duty.rests_on_bank_holidays
    without = england().add(o.counted_from, own, counting=counting, rest=rest)
    then = max(without, plan.review_date)
    if then >= day_of(o.due_at):
        return ""
    ends = spoken(plan.review_date)
    return f" The agreed plan ends on {ends}: unless it is agreed anew, it is due {spoken(then)}."


def _when(o: Obligation) -> str:
    due = spoken(o.due_at)
    if o.status == Status.OVERDUE:
        days = "day" if o.days_overdue == 1 else "days"
        return f"Overdue since {due}" + (f", {o.days_overdue} {days} ago" if o.days_overdue else "")
    return f"Due today, {due}" if o.status == Status.DUE_TODAY else f"Due {due}"


def _counted(o: Obligation) -> str:
    if o.visited and o.asked.is_review:
        return f"the day of review that {_from(o)} named"
    length = _length(o.asked, visited=o.visited)
    if o.due_at is not None and length is not None and _was_moved(o, length):
        return f"due from the day the requirement changed, counting {length} after {_from(o)}"
    inclusive = ", that day counted as day 1" if o.duty.counting == "including" else ""
    return f"{length} after {_from(o)}{inclusive}" if length else f"counted from {_from(o)}"


def _length(asked: Asked, *, visited: bool) -> Duration | None:
    return asked.every if visited else asked.first


def _was_moved(o: Obligation, length: Duration) -> bool:
    """Test whether the due day is that of a change rather than of the count (S10)."""
    if o.lowered.in_seconds or o.duty.once_between or o.due_at is None:
        return False
    plain = england().add(
        o.counted_from,
        length,
        counting=o.duty.counting,
        rest=o.duty.rests_on_bank_holidays,
    )
    return plain != day_of(o.due_at)


def _from(o: Obligation) -> str:
    if o.visited:
        return f"the {_contact_word(o)} of {spoken(o.counted_from)}"
    named = o.lowered.anchored_on
    spell = o.duty.applies_to
    start = f"the start of the {NOUNS.get(spell, spell.replace('_', ' '))}"
    words = start if named == "start" else COUNTED_FROM.get(named, f"the {named.replace('_', ' ')}")
    since = "with none since" if o.duty.is_decision else "with no visit since that counts"
    return f"{words} on {spoken(o.counted_from)}, {since}"


def _contact_word(o: Obligation) -> str:
    day = o.counted_from
    kinds: set[str] = {
        j.done.visit_type if isinstance(j.done, Visit) else j.done.kind
        for j in o.lowered.judged
        if not j.why_not and j.day == day
    }
    return min(kinds).replace("_", " ") if kinds else "visit"


# --- the lines behind it --------------------------------------------------------------------------


def _lines(o: Obligation, answer: Answer, pack: Pack) -> Iterator[str]:
    yield f"Applies because {DESCRIPTIONS[o.duty.applies_to]}{_condition(o)}."
    if o.duty.supersedes:
        yield f"Takes the place of {', '.join(o.duty.supersedes)}."
    yield from _holidays(o)
    if o.duty.is_decision:
        yield f"Who: {_words(o.who) or 'not said'}. Met by: {_words(o.duty.met_by)}."
    else:
        yield f"Who: {_words(o.who) or 'anyone'}. How: {o.method or 'not said'}."
        yield from _ways(o, answer, pack)
    if o.layer != pack.head.layer or "/" in o.duty.id:
        yield f"From the {o.layer} layer."
    yield from _contacts(o, pack)
    yield from _assumptions(o)
    if o.asked.plan is not None:
        plan = o.asked.plan
        yield f"An agreed plan of {spoken(plan.start_date)} sets the interval: {plan.every}."
    if o.provisional:
        yield "Provisional: bank holidays so far ahead are not published yet."
    yield from (f"Note: {flag}." for flag in o.flags)


def _ways(o: Obligation, answer: Answer, pack: Pack) -> Iterator[str]:
    """Yield which ways of seeing the child would count today, and who would have to agree."""
    if not o.duty.counts:
        return
    told: dict[str, list[str]] = {}
    for way in ways_today(o.duty, answer.child, pack):
        told.setdefault(_way(way), []).append(way.method.replace("_", " "))
    yield "Today: " + "; ".join(f"{', '.join(ways)} {what}" for what, ways in told.items()) + "."


def _way(way: Way) -> str:
    if way.counts == Counts.YES:
        return "counts"
    if way.counts == Counts.IF_AGREED:
        roles = " or ".join(role.replace("_", " ") for role in way.agreed_by)
        return f"counts if agreed by {roles} ({way.clause})"
    return f"does not count: {way.because}" if way.accepts else "does not count"


def _condition(o: Obligation) -> str:
    return f", and: {in_words(o.duty.when)}" if o.duty.when else ""


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(w.replace("_", " ") for w in words)


def _holidays(o: Obligation) -> Iterator[str]:
    length = _length(o.asked, visited=o.visited)
    if o.due_at is None or length is None or length.unit != "working_days" or _was_moved(o, length):
        return
    if not o.duty.rests_on_bank_holidays:
        yield "Bank holidays count as working days here."
        return
    days = england().holidays_between(o.counted_from, day_of(o.due_at))
    yield f"Bank holidays in between: {', '.join(spoken(d) for d in days) or 'none'}."


def _contacts(o: Obligation, pack: Pack) -> Iterator[str]:
    judged = o.lowered.judged
    yes = [j for j in judged if not j.why_not]
    no = [j for j in judged if j.why_not]
    if not yes:
        yield "None since." if o.duty.is_decision else "No visit since counts."
    for j in yes[-1:]:
        yield f"Counted: {_told(j.done)}{_rests_on(j)}."
    if len(yes) > 1:
        yield f"{len(yes) - 1} earlier ones counted too."
    for j in no[-SHOWN:]:
        yield f"Not counted: {_told(j.done)}, because {j.why_not}."
    if len(no) > SHOWN:
        yield f"{len(no) - SHOWN} earlier ones did not count either."


def _rests_on(j: Judged) -> str:
    if j.method_unknown:
        return "; how it was made is not recorded and is taken as in person (S7)"
    return "; that it counts is assumed" if j.assumed else ""


def _told(visit: Visit | Event) -> str:
    if isinstance(visit, Event):
        source = f" [{visit.source}]" if visit.source else ""
        return f"{visit.kind.replace('_', ' ')} of {spoken(visit.event_date)}{source}"
    what = visit.visit_type.replace("_", " ")
    by = "" if visit.method == Method.IN_PERSON else "by "
    method = f" {by}{visit.method.replace('_', ' ')}" if visit.method else ""
    source = f" [{visit.source} {visit.visit_id}]".replace(" ]", "]") if visit.source else ""
    what = "contact of another agency" if visit.visit_type == VisitType.OTHER_AGENCY else what
    return f"{what} of {spoken(visit.visit_date)}{method}{source}"


def _assumptions(o: Obligation) -> Iterator[str]:
    cited: DatedValue = o.asked.every_cited if o.visited else o.asked.first_cited
    if o.visited and o.asked.is_review:
        yield _in_place_of(o.asked.own)
    elif cited.assumed:
        yield f"Assumed: {cited.reason}"
    if cited.note:
        yield f"Note: {cited.note}"
    if not cited.source_checked:
        yield "The source of this number has not been checked against the instrument itself."


def _in_place_of(own: Asked) -> str:
    """Return what a day of review named by the decision takes the place of."""
    assumed = ", which is assumed" if own.every_cited.assumed else ", as it is sooner"
    return f"That day takes the place of the interval {own.every}{assumed}."


def tier_lines(tier: TierAnswer) -> list[str]:
    """Return the child's tier and why, in sentences."""
    found = [f"Tier {tier.tier.replace('_', ' ')} since {spoken(tier.since)} ({tier.clause})."]
    for hit in tier.hits:
        rests = "; ".join(hit.evidence)
        found.append(
            f"{hit.criterion.id} holds since {spoken(hit.since)}: {hit.criterion.title}"
            f" ({hit.criterion.clause}) - {rests}."
        )
        if hit.criterion.assumed:
            found.append(f"Assumed in {hit.criterion.id}: {hit.criterion.reason}")
    if not tier.hits:
        found.append("No criterion of a higher tier holds.")
    if tier.decision is not None:
        who = (tier.decision.decided_by or "a manager").replace("_", " ")
        found.append(
            f"Decided {tier.decision.tier.replace('_', ' ')} on {spoken(tier.decision.decided_on)}"
            f" by {who}: {tier.decision.reason or 'no reason recorded'}."
        )
    found += [f"Additional risk factor: {r.title} ({r.clause})." for r in tier.risk_factors]
    return found
