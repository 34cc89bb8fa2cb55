"""The form of a call: it asks what the policy's form asks; what is heard raises the tier (WCF-4c)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from doorstep.facts import Visit
from doorstep.policy.form import Field, Form
from doorstep.policy.pack import Pack
from doorstep.vocabulary import EventKind, FactKind, Method, VisitType
from doorstep.web.components import moment, words
from doorstep.web.fields import WordChoice
from doorstep.web.visits.forms import Asking, Recording
from doorstep.web.visits.report import FormFilled, Happened, Note, VisitReport
from doorstep.web.visits.text import Words
from doorstep.web.visits.words import CALL_LABELS, METHOD_LABELS, CameOf
from doorstep.workflow import filled_alone
from doorstep.workflow.forms import Holds, answered, missing

VIRTUALLY = (Method.PHONE, Method.VIDEO, Method.OTHER_ELECTRONIC)
OUTCOMES = {
    "disclosure": "disclosure",
    "allegation": "allegation",
    "incoherent": "incoherent",
    "extreme distress": "distressed",
    "threat of harm": "threat_of_harm",
}
HEARD = tuple(OUTCOMES)
PLAIN = Form(
    id="call",
    title="Call",
    clause="none",
    subject="family",
    fields=(
        Field(id="spoke_with", label="Who was spoken to", kind="people", before="submit"),
        Field(id="told", label="What they say of how they are", before="submit"),
        Field(
            id="heard",
            label="Was any of this heard?",
            kind="choices",
            options=("nothing of these", *HEARD),
            events={
                "disclosure": EventKind.KIT_DISCLOSURE,
                "allegation": EventKind.KIT_DISCLOSURE,
                "incoherent": EventKind.KIT_DISTRESS,
                "extreme distress": EventKind.KIT_DISTRESS,
                "threat of harm": EventKind.KIT_DISTRESS,
            },
            before="submit",
        ),
        Field(
            id="heard_what",
            label="From whom, in which words, and who was told at once",
            if_answer={"heard": HEARD},
            before="submit",
        ),
        Field(id="next_step", label="What happens next", before="submit"),
    ),
)
RAISES = {EventKind.KIT_DISCLOSURE, EventKind.KIT_DISTRESS}


def form_of(pack: Pack, kind: VisitType, *, adopted: Iterable[str]) -> Form:
    """Return the form a call is recorded on: the policy's own for a KIT call, where one has it.

    `adopted` are the labels of the packs in force, the highest layer first.
    """
    if kind == VisitType.KIT_CALL:
        for label in adopted:
            for form in pack.forms.values():
                if form.id.startswith(f"{label}/") and _is_for_calls(form):
                    return form
    return PLAIN


def _is_for_calls(form: Form) -> bool:
    return any(RAISES & {*field.events.values()} for field in form.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the form need not ask: when, by whom, the tier; and which conditions hold of the child."""

    tier: str
    holds: Holds

    def answer(self, field: Field, told: Mapping[str, Any]) -> str | None:
        """Return the answer to a field that Doorstep knows; None where it has to be asked."""
        known = {"today": told["when"], "worker": told["who"], "tier": words(self.tier)}
        return next((known[word] for word in field.prefill if word in known), None)


class CallForm(Recording):
    """A call: whether somebody was reached, and what the policy's form asks."""

    method = WordChoice(
        Method,
        label="How did you call?",
        what="how you called",
        only=VIRTUALLY,
        labels=METHOD_LABELS,
    )
    came_of = WordChoice(
        CameOf,
        label="Did you reach anybody?",
        what="whether you reached anybody",
        only=tuple(CALL_LABELS),
        labels=CALL_LABELS,
    )

    def __init__(
        self,
        asking: Asking,
        kind: VisitType,
        policy: tuple[Form, Known],
        data: Any = None,
        **given: Any,
    ):
        self.kind, (self.paper, self.known) = kind, policy
        super().__init__(asking, data, **given)

    def _fit(self) -> None:
        super()._fit()
        for part in self.asked_here():
            self.fields[f"a_{part.id}"] = _field_of(part)

    def asked_here(self) -> list[Field]:
        """Return the fields of the policy's form that a person has to answer."""
        told = {"when": "", "who": ""}
        return [part for part in self.paper.fields if self.known.answer(part, told) is None]

    def clean(self) -> dict[str, Any]:
        """Refuse a call that reached somebody while something the form needs is not answered."""
        told = super().clean()
        if told.get("came_of") == CameOf.MADE and "visit_date" in told:
            self._check_nothing()
            empty = missing(self.paper, self.answers(), before="submit", holds=self.known.holds)
            for part in empty:
                self._wrong(f"a_{part.id}", f"{_asked(part)}: answer this")
        return told

    def _check_nothing(self) -> None:
        """Refuse "nothing of these" together with one of these."""
        for part in self.asked_here():
            given = self.cleaned_data.get(f"a_{part.id}") or []
            nothing = {option for option in part.options if option.startswith("nothing")}
            if part.kind == "choices" and nothing & {*given} and len(given) > 1:
                self._wrong(f"a_{part.id}", f"{_asked(part)}: select what was heard, or nothing")

    def answers(self) -> dict[str, str]:
        """Return the answers as the policy's form knows them."""
        when = self.moment() or self.cleaned_data.get("visit_date")
        told = {"when": moment(when), "who": self.asking.by.name}
        found: dict[str, str] = {}
        for part in self.paper.fields:
            known = self.known.answer(part, told)
            given = self.cleaned_data.get(f"a_{part.id}") if known is None else known
            found[part.id] = ", ".join(given) if isinstance(given, list) else str(given or "")
        return found

    def report(self) -> VisitReport:
        """Return what the call says, the same for every child it was about."""
        told = self.cleaned_data
        common = self.written() | {"visit_type": self.kind, "method": told["method"]}
        if told["came_of"] != CameOf.MADE:
            tried = {"seen": False, "outcome": "no_answer", "reason_not_seen": "no answer"}
            return VisitReport(told=Visit(**(common | tried)))
        given = answered(self.paper, self.answers(), self.known.holds)
        return VisitReport(
            told=Visit(**common, outcome=_outcome(given)),
            note=Note(
                present="; ".join(v for k, v in given.items() if self._kind(k) == "people"),
                next_step=given.get("next_step", ""),
            ),
            events=tuple(_events(self.paper, given)),
            circumstances=tuple(_circumstances(self.paper, given)),
            filled=self._filled(given),
        )

    def _kind(self, name: str) -> str:
        return next(part.kind for part in self.paper.fields if part.id == name)

    def _filled(self, given: Mapping[str, str]) -> FormFilled:
        shown = tuple(
            (part.id, part.label, given[part.id])
            for part in self.paper.fields
            if part.id in given
            and part.id != "next_step"
            and part.kind != "people"
            and not {"today", "worker"} & {*part.prefill}
        )
        return FormFilled(self.paper.id, self.paper.title, shown)


def _asked(part: Field) -> str:
    return part.label.rstrip("?.")


def _field_of(part: Field) -> forms.Field:
    """Return the field of a page that asks for a part of a policy's form."""
    hints = [_only_if(part), part.help, *part.prompts]
    given: dict[str, Any] = {
        "label": part.label,
        "help_text": " ".join(hint for hint in hints if hint),
        "required": False,
    }
    options = [(option, option[:1].upper() + option[1:]) for option in part.allowed]
    if part.kind == "choices":
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=options, widget=several, **given)
    if options:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **given)
    return Words(lines=part.kind == "long_text", what=_asked(part), **given)


def _only_if(part: Field) -> str:
    """Return in which case a part is asked, where it depends on an earlier answer."""
    told = [" or ".join(answers) for answers in part.if_answer.values()]
    return f"Only if you answered {' and '.join(told)} above." if told else ""


def _events(paper: Form, given: Mapping[str, str]) -> Iterable[Happened]:
    """Return what was heard, each kind once, with the words it was written down in."""
    heard = given.get("heard_what", "")
    return [Happened(kind, heard) for kind in filled_alone(paper.fields, given).events]


def _outcome(given: Mapping[str, str]) -> str:
    """Return what was heard first, in the word that extracts have for it."""
    heard = _each(given.get("heard", ""))
    return next((OUTCOMES[each] for each in heard if each in OUTCOMES), "")


def _circumstances(paper: Form, given: Mapping[str, str]) -> Iterable[FactKind]:
    return [kind for kind, _ in filled_alone(paper.fields, given).circumstances]


def _each(answer: str) -> list[str]:
    return [each.strip() for each in answer.split(",")]
