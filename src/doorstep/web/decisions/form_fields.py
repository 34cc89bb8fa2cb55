"""A policy's form as a form of a page; whatever it asks, an answer is the text `workflow` knows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from doorstep.policy.form import Field, Form
from doorstep.vocabulary import Method
from doorstep.web.decisions.known import BEGUN, COMMENT
from doorstep.web.fields import DateField3, called, choices_of
from doorstep.web.visits.text import Words
from doorstep.web.visits.words import METHOD_LABELS
from doorstep.workdays import Duration
from doorstep.workflow import Arrangement, arrangement
from doorstep.workflow.arrangements import METHODS
from doorstep.workflow.forms import NUMBER, Holds

PREFIX = "a"  # keeps the names of a policy's fields apart from those of the page
NUMBER_OF, UNIT, BY, BY_WHOM, WORDS = ".number", ".unit", ".methods", ".by_whom", ".words"
PARTS = (NUMBER_OF, UNIT, BY, BY_WHOM, WORDS)
UNITS = ("working days", "weeks", "days", "months")
MOST_EVERY = 100
RADIOS_UP_TO = 12


def shown_fields(form: Form, holds: Holds, *, before: str = "") -> list[Field]:
    """Return the fields a page shows: those before submitting, or those before a signature.

    One that depends on an answer is among them; the page says on which.
    """
    wanted = {before} if before else {"", "submit"}
    return [f for f in form.fields if f.before in wanted and (f.when is None or holds(f.when))]


class PaperForm(forms.Form):
    """Fields of a policy's form, filled with the answers so far or with what was posted.

    Nothing is required of a draft; `lacking` says what is missing once it is to be handed on.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        answers: Mapping[str, str],
        data: Any = None,
        *,
        comments: bool = False,
    ):
        super().__init__(data, prefix=PREFIX)
        self.shown = tuple(fields)
        for each in self.shown:
            self.fields.update(_controls(each))
            self.initial.update(_initial(each, answers))
            if comments:
                name = f"{each.id}{COMMENT}"
                self.fields[name] = _text(f"Comments on “{each.label}”", lines=True)
                self.initial[name] = answers.get(name, "")
        self.has_comments = comments

    def answers(self) -> dict[str, str]:
        """Return what was written, empty where it was emptied; what cannot be read is left out."""
        self.full_clean()
        told: dict[str, str] = {}
        for each in self.shown:
            told |= self._answer(each)
            if self.has_comments and f"{each.id}{COMMENT}" in self.cleaned_data:
                told[f"{each.id}{COMMENT}"] = self.cleaned_data[f"{each.id}{COMMENT}"]
        return told

    def _answer(self, each: Field) -> dict[str, str]:
        if each.kind == "arrangement":
            return self._arranged(each.id)
        if each.id not in self.cleaned_data:
            return {}
        value = self.cleaned_data[each.id]
        if isinstance(value, date):
            return {each.id: value.isoformat()}
        if isinstance(value, list):
            return {each.id: ", ".join(value)}
        return {each.id: str(value or "")}

    def _arranged(self, name: str) -> dict[str, str]:
        """Return an arrangement; one that does not say how often and how yet is kept as begun."""
        if any(f"{name}{part}" in self.errors for part in PARTS):
            return {}
        number, unit, methods, by_whom, words = (
            self.cleaned_data.get(f"{name}{part}") for part in PARTS
        )
        every = str(Duration.parse(f"{number} {unit}")) if number and unit else ""
        ways = tuple(Method(m) for m in methods or ())
        told = Arrangement(every, ways, by_whom or "", words or "")
        rest = "\n".join(_lines_of(number, unit, told))
        return {name: told.text, f"{name}{BEGUN}": "" if told.text else rest}

    def lacking(self, empty: Iterable[Field]) -> None:
        """Say at each field that it is still to be filled in."""
        for each in empty:
            name = control_of(each)
            if name in self.fields and name not in self.errors:
                self.add_error(name, f"{_verb(each)} {called(each.label)}")


def control_of(each: Field) -> str:
    """Return the name of the first control of a field."""
    return f"{each.id}{NUMBER_OF}" if each.kind == "arrangement" else each.id


def _verb(each: Field) -> str:
    return "Select" if each.allowed else "Enter"


# --- the controls -------------------------------------------------------------------------------------


def _controls(each: Field) -> dict[str, forms.Field]:
    """Return the controls that ask for a field: one, or the parts of an arrangement."""
    if each.kind == "arrangement":
        return {f"{each.id}{part}": control for part, control in _parts(each).items()}
    return {each.id: _control(each)}


def _control(each: Field) -> forms.Field:
    if each.kind == "date":
        return DateField3(label=each.label, required=False)
    if each.kind == "number":
        return Number(label=each.label, required=False)
    options = [(o, o[:1].upper() + o[1:]) for o in each.allowed]
    given: dict[str, Any] = {"label": each.label, "required": False}
    if each.kind == "choices":
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=options, widget=several, **given)
    if len(options) > RADIOS_UP_TO:
        return forms.ChoiceField(choices=[("", ""), *options], widget=forms.Select, **given)
    if options:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **given)
    return _text(each.label, lines=each.kind in {"long_text", "people"})


def _parts(each: Field) -> dict[str, forms.Field]:
    units = [("", "Choose a unit"), *((u, u.capitalize()) for u in UNITS)]
    return {
        NUMBER_OF: forms.IntegerField(
            label="Every", required=False, min_value=1, max_value=MOST_EVERY, error_messages=EVERY
        ),
        UNIT: forms.ChoiceField(label="Unit", required=False, choices=units),
        BY: forms.MultipleChoiceField(
            label="By which methods",
            required=False,
            choices=choices_of(Method, METHOD_LABELS),
            widget=forms.CheckboxSelectMultiple,
        ),
        BY_WHOM: _text("By whom", lines=False),
        WORDS: _text("Anything else about the arrangement", lines=True),
    }


EVERY = dict.fromkeys(
    ("invalid", "min_value", "max_value"),
    f"How often must be a whole number from 1 to {MOST_EVERY}",
)


class Number(Words):
    """A number as a form's answer has it, kept as it was written."""

    def __init__(self, **given: Any):
        super().__init__(lines=False, **given)
        self.widget = forms.NumberInput()

    def to_python(self, value: Any) -> str:
        """Return the number as text.

        Raises: ValidationError for what is none.
        """
        text = super().to_python(value).strip()
        if text and not NUMBER.fullmatch(text):
            raise forms.ValidationError(f"{str(self.label).rstrip('?')} must be a number, like 12")
        return text


def _text(label: str, *, lines: bool) -> Words:
    return Words(label=label, what=label.rstrip("?."), lines=lines, required=False)


# --- what they begin with -----------------------------------------------------------------------------


def _initial(each: Field, answers: Mapping[str, str]) -> dict[str, Any]:
    answer = answers.get(each.id, "")
    if each.kind == "arrangement":
        return _arrangement_of(each.id, answer or answers.get(f"{each.id}{BEGUN}", ""))
    if each.kind == "choices":
        return {each.id: [part.strip() for part in answer.split(",") if part.strip()]}
    return {each.id: answer}


def _arrangement_of(name: str, text: str) -> dict[str, Any]:
    told = arrangement(text)
    number, _, unit = told.every.partition(" ")
    if text.startswith(HALF):
        number, _, unit = text.splitlines()[0].removeprefix(HALF).partition(" ")
        told = arrangement("\n".join(text.splitlines()[1:]))
    plural = unit if not unit or unit.endswith("s") else f"{unit}s"
    values = (number, plural, [m.value for m in told.methods], told.by_whom, told.words)
    return {f"{name}{part}": value for part, value in zip(PARTS, values, strict=True)}


HALF = "half: "  # how often, as far as it was written


def _lines_of(number: Any, unit: Any, told: Arrangement) -> Iterable[str]:
    """Yield the lines of an arrangement that is not complete, so that nothing written is lost."""
    if number or unit:
        yield f"{HALF}{number or ''} {unit}"
    if told.methods:
        yield f"{METHODS}{', '.join(told.methods)}"
    if told.by_whom:
        yield f"by whom: {told.by_whom}"
    if told.words:
        yield told.words
