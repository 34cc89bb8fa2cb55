"""What Doorstep knows already, as the first answers of a form: nobody types it twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doorstep.facts import CaseFacts
from doorstep.policy.form import Field, Form, Known
from doorstep.policy.stack import Stack
from doorstep.vocabulary import Tells
from doorstep.web.accounts.access import Access
from doorstep.web.caseload.joined import pks_of
from doorstep.web.caseload.models import Child, Circumstance, What
from doorstep.web.components import day
from doorstep.web.decisions.models import Filled
from doorstep.web.decisions.record_said import Told, known_of
from doorstep.workdays import LONDON
from doorstep.workflow import arrangement

COMMENT = ".comment"
BEGUN = ".begun"  # an answer that is not complete yet; kept with a draft, never filed
RECORDED = "recorded"  # within what was known: what each field began with from the record
CARRIED_FROM = "carried_from"  # likewise: the day of the form whose answers were carried over
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
WEIGHED = frozenset({Known.RAG, Known.TIER, Known.LOCAL_INCIDENCE})
"""What an answer weighs: it stands beside the question, and is no answer until a person says so."""
PRESENT = frozenset({Known.PLACEMENT})
"""What is on record only where there is one: a question whether there is one is then answered yes."""


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
    recorded = recorded_of(form, told, child)
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
    known: dict[str, Any] = in_text(told)
    known[RECORDED] = recorded
    if before and carried:
        known[CARRIED_FROM] = before.recorded_at.astimezone(LONDON).date().isoformat()
    return Prefilled(answers=answers, carried=carried, known=known)


# --- the last time ------------------------------------------------------------------------------------


def _last(child: Child, form: Form) -> Filled | None:
    name = form.id.rpartition("/")[2]
    rows = Filled.objects.filter(child__in=pks_of(child), form__endswith=f"/{name}")
    return rows.select_related("decision").order_by("-pk").first()


def _old(each: Field, before: Filled | None) -> str:
    """Return the last answer, where it can hold again: no choice the field lacks now, and no day.

    A day or a rating holds within a decision that is still open, of which the last answers are a part.
    """
    old = str(before.answers.get(each.id, "")) if before else ""
    is_given_anew = each.kind in {"date", "rag"} or each.tells == Tells.TIER
    if is_given_anew and not (before and before.decision and not before.decision.ended_at):
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


def recorded_of(form: Form, told: Mapping[Known, Told], child: Child) -> dict[str, str]:
    """Return what the record answers, by the fields of a form."""
    return {f.id: text for f in form.fields if (text := _recorded(f, told, child))}


def in_text(told: Mapping[Known, Told]) -> dict[str, Any]:
    """Return what is known in words, by the word of the pack language."""
    return {k.value: t.text for k, t in told.items() if t.text}


def is_judged(each: Field) -> bool:
    """Test whether a field asks what a person makes of the record: a rating, or what is weighed.

    A line that asks for the tier asks for the fact alone.
    """
    if each.kind == "rag" or Known.RAG in each.prefill:
        return True
    return each.kind != "text" and not WEIGHED.isdisjoint(each.prefill)


def _recorded(each: Field, told: Mapping[Known, Told], child: Child) -> str:
    """Return what the record answers to a field; nothing where it is silent or a person must judge."""
    if is_judged(each):
        return ""
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
    rows = Circumstance.objects.filter(
        child__in=pks_of(child), what=What.PLAN, body__is_proposal=False
    )
    last = rows.order_by("-pk").first()
    return arrangement(str(last.body["arrangement"])).text if last else ""


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
