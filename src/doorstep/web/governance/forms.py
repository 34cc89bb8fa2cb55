"""What is asked of who governs records."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.governance.models import HoldKind
from doorstep.web.governance.redacting import Basis

REASON_AT_LEAST = 10
BASIS_LABELS = {
    Basis.THIRD_PARTY: "It is about somebody else",
    Basis.SERIOUS_HARM: "It is likely to cause serious harm",
    Basis.LEGAL_PRIVILEGE: "It is legally privileged",
    Basis.OTHER: "Another exemption",
}
KINDS = [(k.value, k.label) for k in HoldKind if k != HoldKind.SUBJECT_ACCESS]


def reason_field(label: str = "Reason", hint: str = "") -> forms.CharField:
    """Return a field for a reason in some words."""
    return forms.CharField(
        label=label,
        min_length=REASON_AT_LEAST,
        max_length=500,
        widget=forms.Textarea,
        help_text=hint,
        error_messages={"min_length": f"{label} must have {REASON_AT_LEAST} letters or more"},
    )


def sent_once() -> forms.UUIDField:
    """Return the hidden field by which a form sent twice is one."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class StepForm(forms.Form):
    """A form of one step of a page; `do` says which step."""

    def __init__(self, *args: Any, on: date, version: int = 0, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DateField3):
                field.latest = on
        if "version" in self.fields:
            self.fields["version"].initial = version


class FindForm(forms.Form):
    """The number of a record to open."""

    number = forms.CharField(label="The record’s number", max_length=100)

    def clean_number(self) -> str:
        """Refuse what can be no record's number, since no address leads to it."""
        number = str(self.cleaned_data["number"])
        if "/" in number:
            raise forms.ValidationError("Enter a record’s number: there is no slash in it")
        return number


class HoldForm(StepForm):
    """Why a record is held."""

    kind = forms.ChoiceField(label="What for", choices=KINDS, widget=forms.RadioSelect)
    reason = reason_field(hint="Such as the inquiry’s name or the court’s reference. Name nobody.")
    client_id = sent_once()


class LiftForm(StepForm):
    """Why a hold is lifted."""

    hold = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    reason = reason_field()


class ProposeForm(StepForm):
    """Why a record shall go."""

    reason = reason_field(hint="What you looked at to be sure that it is not needed any more")
    client_id = sent_once()


class BeginForm(StepForm):
    """Who asks for a copy of a record, and since when."""

    asked_by = forms.CharField(
        label="Who asks",
        max_length=200,
        help_text="The person, or who acts for them, such as a parent or a solicitor",
    )
    received_on = DateField3(label="When the request came", what="the day the request came")
    identified_on = DateField3(
        label="When it was known who asks (optional)",
        what="the day it was known who asks",
        required=False,
        help_text="The clock runs from this day. Leave it out while you wait for proof of identity.",
    )
    client_id = sent_once()


class VersionForm(StepForm):
    """That something is done as it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class VersionReasonForm(VersionForm):
    """That something is done as it was shown, and why."""

    reason = reason_field()


class ReasonForm(StepForm):
    """Why something is done."""

    reason = reason_field()


class IdentifyForm(StepForm):
    """Since when it is known who asks."""

    identified_on = DateField3(
        label="When it was known who asks", what="the day it was known who asks"
    )


class ReleaseForm(StepForm):
    """To whom a copy is given, and how."""

    given_to = forms.CharField(label="To whom", max_length=200)
    how = forms.CharField(
        label="How", max_length=200, help_text="Such as by hand, by post or by secure e-mail"
    )
    client_id = sent_once()


class GroundForm(forms.Form):
    """On which ground something is hidden."""

    basis = WordChoice(Basis, label="Why", what="why it is hidden", labels=BASIS_LABELS)
    why = forms.CharField(
        label="Note for the office (optional)",
        max_length=500,
        required=False,
        help_text="Needed for another exemption. It is not in the person’s copy.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where the ground says nothing by itself."""
        given = super().clean() or {}
        if given.get("basis") == Basis.OTHER and not given.get("why"):
            self.add_error("why", "Say which exemption it is")
        return given


class MarkForm(GroundForm):
    """What of an entry is hidden: some words, whole lines, or all of it."""

    words = forms.CharField(
        label="Words to hide",
        max_length=500,
        required=False,
        help_text="Copy them from the entry, as they stand there. Capitals do not matter.",
    )
    everywhere = forms.BooleanField(
        label="Hide these words in all entries of this copy", required=False
    )
    lines = forms.TypedMultipleChoiceField(
        label="Whole lines to hide", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    whole = forms.BooleanField(label="Hide the whole entry", required=False)
    field_order = ("words", "everywhere", "lines", "whole", "basis", "why")

    def __init__(self, *args: Any, lines: Iterable[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = list(lines)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a form that hides nothing."""
        given = super().clean()
        if not (given.get("words") or given.get("lines") or given.get("whole") or self.errors):
            self.add_error("words", "Enter the words to hide, or choose lines or the whole entry")
        return given


class NamesForm(GroundForm):
    """Which of the proposed names are hidden."""

    names = forms.MultipleChoiceField(
        label="Names to hide",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the names to hide"},
    )
    field_order = ("names", "basis", "why")

    def __init__(self, *args: Any, names: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = list(names)  # type: ignore[attr-defined]
