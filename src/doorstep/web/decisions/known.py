"""What Doorstep knows already, as the first answers of a form: nobody types it twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from doorstep.engine import answer
from doorstep.facts import CaseFacts, Fact, FactKind, Visit
from doorstep.policy.form import TIERS, Field, Form, Known
from doorstep.policy.stack import Stack
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.codes import episode_in_words
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.caseload.network import Contact, network
from doorstep.web.caseload.records import title_of
from doorstep.web.caseload.situation import household_now
from doorstep.web.components import day, words, words_within
from doorstep.web.decisions.incidence import incidence_for
from doorstep.web.decisions.models import Filled
from doorstep.workdays import LONDON
from doorstep.workflow import arrangement

COMMENT = ".comment"
BEGUN = ".begun"  # an answer that is not complete yet; kept with a draft, never filed
RECORDED = "recorded"  # within what was known: what each field began with from the record
CARRIED_FROM = "carried_from"  # likewise: the day of the form whose answers were carried over
LAST_VISITS = 4
LABELS = {
    Known.CHILD_NAMES: "Child",
    Known.CARER_NAMES: "Carers",
    Known.LEGAL_STATUS: "Legal status",
    Known.PLACEMENT: "Placement",
    Known.LAST_VISITS: "Last visits",
    Known.WHAT_IS_DUE: "What is due",
    Known.OTHER_PEOPLE_IN_CONTACT: "Who else is in contact",
    Known.SCHOOL_ATTENDANCE: "School",
    Known.HOUSEHOLD_STATUS: "Household",
    Known.LOCAL_INCIDENCE: "Local incidence where the child lives",
    Known.TIER: "Tier",
    Known.RAG: "RAG rating",
    Known.WORKER: "Filled in by",
}
OF_SEVERAL = frozenset({Known.WORKER, Known.TODAY, Known.LOCAL_INCIDENCE})
"""What is known of more children than the one: of a brother or sister it says the same."""
PRESENT = frozenset({Known.PLACEMENT})
"""What is on record only where there is one: a question whether there is one is then answered yes."""


class Told(NamedTuple):
    """Something known: in words, and as the value that a choice has."""

    text: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """The first answers of a form; `carried` names those taken over from the last time.

    `known` is what was known, by the word of the pack language, to be shown beside the form and kept.
    """

    answers: dict[str, str] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)


def prefilled(form: Form, child: Child, case: CaseFacts, *, by: Access, stack: Stack) -> Prefilled:
    """Return what a form begins with: what is known of the child, and the last answers."""
    told = known_of(child, case, by=by, stack=stack)
    before = _last(child, form)
    recorded = {f.id: text for f in form.fields if (text := _recorded(f, told, child))}
    answers: dict[str, str] = {}
    carried: list[str] = []
    for each in form.fields:
        old = _old(each, before)
        text = _with_what_was_added(recorded.get(each.id, ""), old, each, before)
        if text:
            answers[each.id] = text
            carried += [each.id] if text != recorded.get(each.id) else []
        if comment := _comment(each, before):
            answers[f"{each.id}{COMMENT}"] = comment
            carried.append(f"{each.id}{COMMENT}")
    known: dict[str, Any] = {k.value: t.text for k, t in told.items() if t.text}
    known[RECORDED] = recorded
    if before and carried:
        known[CARRIED_FROM] = before.recorded_at.astimezone(LONDON).date().isoformat()
    return Prefilled(answers=answers, carried=carried, known=known)


# --- the last time ------------------------------------------------------------------------------------


def _last(child: Child, form: Form) -> Filled | None:
    name = form.id.rpartition("/")[2]
    rows = Filled.objects.filter(child=child, form__endswith=f"/{name}")
    return rows.select_related("decision").order_by("-pk").first()


def _old(each: Field, before: Filled | None) -> str:
    """Return the last answer, where it can hold again: no choice the field lacks now, and no day.

    A day holds within a decision that is still open, of which the last answers are a part.
    """
    old = str(before.answers.get(each.id, "")) if before else ""
    if each.kind == "date" and not (before and before.decision and not before.decision.ended_at):
        return ""
    if each.allowed and not {part.strip() for part in old.split(",")} <= {*each.allowed}:
        return ""
    return old


def _comment(each: Field, before: Filled | None) -> str:
    return str(before.answers.get(f"{each.id}{COMMENT}", "")) if before else ""


def _with_what_was_added(now: str, old: str, each: Field, before: Filled | None) -> str:
    """Return what the record says now with what a person wrote the last time, of which nothing is lost.

    Of a choice the record has the last word.
    """
    if not old or (now and each.allowed):
        return now
    then = str(before.known.get(RECORDED, {}).get(each.id, "")) if before else ""
    if then and old.startswith(then) and now:
        return now + old.removeprefix(then)
    return old


# --- the record ---------------------------------------------------------------------------------------


def _recorded(each: Field, told: Mapping[Known, Told], child: Child) -> str:
    """Return what the record says to a field; nothing where it says nothing."""
    found = [told[word] for word in each.prefill if word in told]
    if each.kind == "date":
        return told[Known.TODAY].value if Known.TODAY in each.prefill else ""
    if each.kind == "arrangement":
        return _agreed(child) if Known.LAST_ANSWER in each.prefill else ""
    if each.allowed:
        return next((o for o in _options(each, told) if o in each.allowed), "")
    if each.kind == "number":
        return ""
    apart = "; " if each.kind == "text" else "\n"
    return apart.join(
        " ".join(t.text.split("\n")) if apart == "; " else t.text for t in found if t.text
    )


def _options(each: Field, told: Mapping[Known, Told]) -> Iterable[str]:
    for word in each.prefill:
        known = told.get(word, Told())
        yield known.value
        if word in PRESENT and known.text:
            yield "yes"


def _agreed(child: Child) -> str:
    """Return the arrangement agreed last, as it was agreed."""
    rows = Circumstance.objects.filter(child=child, what=What.PLAN, body__is_proposal=False)
    last = rows.order_by("-pk").first()
    return arrangement(str(last.body["arrangement"])).text if last else ""


def known_of(child: Child, case: CaseFacts, *, by: Access, stack: Stack) -> dict[Known, Told]:
    """Return what is known of a child on the day: in words, and as the value a choice has."""
    on = by.on
    found = answer(case, stack, as_at=on)
    tier = next((t for t, v in TIERS.items() if found.tier and v == found.tier.tier), "")
    owed = [f"{o.duty.title}: {_due(o)}" for o in found.obligations]
    return {
        Known.CHILD_NAMES: Told(child.name or child.child_id),
        Known.LEGAL_STATUS: Told("; ".join(_open(case, "legal_status", on))),
        Known.PLACEMENT: Told("; ".join(_open(case, "placement", on))),
        Known.LAST_VISITS: Told("\n".join(_visits(case, on))),
        Known.WHAT_IS_DUE: Told("\n".join(dict.fromkeys(owed))),
        Known.OTHER_PEOPLE_IN_CONTACT: Told("\n".join(_others(case, by))),
        Known.SCHOOL_ATTENDANCE: _attendance(_held(case, FactKind.ATTENDING_SCHOOL, on)),
        Known.HOUSEHOLD_STATUS: Told("\n".join(_household(case, on))),
        Known.LOCAL_INCIDENCE: Told(_incidence(child, on)),
        Known.TIER: Told(words(tier), tier),
        Known.RAG: _rating(_held(case, FactKind.RAG, on)),
        Known.WORKER: Told(by.name, by.name),
        Known.TODAY: Told(day(on), on.isoformat()),
    }


def _due(owed: Any) -> str:
    return f"due {day(owed.due_at)}" if owed.due_at else words_within(owed.status)


def _open(case: CaseFacts, kind: str, on: date) -> list[str]:
    return [
        f"{episode_in_words(e)}, since {day(e.start_date)}"
        for e in case.episodes
        if e.kind == kind and e.is_open(on)
    ]


def _visits(case: CaseFacts, on: date) -> list[str]:
    names = {i.worker_id: i.shown for i in case.involvements}
    done = sorted((v for v in case.visits if v.visit_date <= on), key=lambda v: v.visit_date)
    return [_visit(v, names) for v in reversed(done[-LAST_VISITS:])]


def _visit(visit: Visit, names: Mapping[str, str]) -> str:
    who = visit.agency or names.get(visit.worker_id, "")
    who = who or (words_within(visit.role) if visit.role else "")
    seen = {True: "child seen", False: "child not seen", None: "not recorded whether seen"}
    alone = " alone" if visit.seen and visit.seen_alone else ""
    told = [title_of(visit), f"by {who}" if who else "", f"{seen[visit.seen]}{alone}"]
    return f"{day(visit.visit_date)}: {', '.join(part for part in told if part)}"


def _others(case: CaseFacts, by: Access) -> Iterable[str]:
    """Yield who else is in contact with the child: everybody but the one who fills in the form."""
    return (_contact(each) for each in network(case, on=by.on) if each.who != by.name)


def _contact(each: Contact) -> str:
    means = f", {each.means}" if each.means else ""
    return f"{each.who} ({each.what}): {each.how_often[:1].lower()}{each.how_often[1:]}{means}"


def _household(case: CaseFacts, on: date) -> Iterable[str]:
    for each in household_now(case, on=on):
        yield f"{each.what}, {each.since}" + (f". {each.note}" if each.note else "")


def _attendance(fact: Fact | None) -> Told:
    if fact is None:
        return Told()
    attends = "Attends school" if fact.value == "yes" else "Does not attend school"
    return Told(f"{attends}, recorded {day(fact.start_date)}", fact.value)


def _rating(fact: Fact | None) -> Told:
    if fact is None:
        return Told()
    return Told(f"RAG rating: {fact.value}, since {day(fact.start_date)}", fact.value)


def _held(case: CaseFacts, kind: FactKind, on: date) -> Fact | None:
    held = [
        f
        for f in case.facts
        if f.kind == kind and f.start_date <= on and (not f.end_date or on < f.end_date)
    ]
    return max(held, key=lambda f: f.start_date, default=None)


def _incidence(child: Child, on: date) -> str:
    figure = incidence_for(child, on=on)
    return figure.words if figure else ""


# --- how it is shown ----------------------------------------------------------------------------------


def known_in_words(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was known when a form was filled in, each with its label."""
    return [(label, str(known[k.value])) for k, label in LABELS.items() if known.get(k.value)]


def said_of(each: Field, known: Mapping[str, Any]) -> str:
    """Return what the record says to a field, to be shown beside an answer that says something else."""
    words_of = [w for w in each.prefill if w not in {Known.LAST_ANSWER, Known.TODAY, Known.WORKER}]
    return "\n".join(str(known[w.value]) for w in words_of if known.get(w.value))


def mark_of(
    name: str, answers: Mapping[str, str], carried: Iterable[str], known: Mapping[str, Any]
) -> str:
    """Return where an answer comes from if nobody wrote it: the record, or the form of the last time."""
    if not answers.get(name):
        return ""
    if name in carried:
        from_day = day(known.get(CARRIED_FROM))
        return f"Carried over from {from_day}" if from_day else "Carried over"
    return "From the record" if answers[name] == known.get(RECORDED, {}).get(name) else ""
