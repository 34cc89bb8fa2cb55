"""The forms of a child's pages: restriction, broken glass, warnings, sharing, the timeline's filter."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict

from doorstep.web.caseload.glass import REASON_AT_LEAST
from doorstep.web.caseload.people import Person
from doorstep.web.caseload.sharing import Sharing
from doorstep.web.caseload.timeline import KINDS, Kind
from doorstep.web.fields import DateField3, TimeField, WordChoice, WordChoices

LONGEST = 500


def _reason(label: str, what: str, **more: Any) -> forms.CharField:
    """Return a field for a reason in a few sentences."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": f"Enter {what}"},
        **more,
    )


class NamingForm(forms.Form):
    """Who may open a restricted record, and why; people can be searched for without losing a word."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    reason = _reason("Why is the record restricted?", "why the record is restricted")
    named = forms.TypedMultipleChoiceField(
        label="Who may open the record?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one person who may open the record"},
    )
    find = forms.CharField(label="Find somebody else", max_length=100, required=False)
    without_me = forms.BooleanField(
        label="I know that I will not be able to open this record any more", required=False
    )

    def __init__(self, *args: Any, people: Iterable[Person], me: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.me = me
        self.fields["named"].choices = [  # type: ignore[attr-defined]
            (str(p.pk), f"{p.label}, you" if p.pk == me else p.label) for p in people
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse to shut oneself out without having said so."""
        told = super().clean() or {}
        named = told.get("named")
        if named and self.me not in named and not told.get("without_me"):
            self.add_error(
                "without_me",
                "You are not named, so you will lose sight of this record."
                " Name yourself, or confirm that you know",
            )
        return told


class ChangeNamedForm(NamingForm):
    """Who may open a restricted record from now on, and why that changes."""

    reason = _reason("Why does it change who may open the record?", "why it changes")


class EndRestrictionForm(forms.Form):
    """Why a restriction ends."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    end_reason = _reason("Why does the restriction end?", "why the restriction ends")


class BreakGlassForm(forms.Form):
    """Which record, and why it cannot wait."""

    child_id = forms.CharField(
        label="Child’s number",
        max_length=100,
        help_text="The whole number, as the case management system has it",
        validators=[RegexValidator(r"/", "The child’s number has no / in it", inverse_match=True)],
        error_messages={"required": "Enter the child’s number"},
    )
    reason = _reason(
        "Why must you open this record now?",
        "why you must open this record now",
        min_length=REASON_AT_LEAST,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["min_length"] = (
            f"Say in {REASON_AT_LEAST} characters or more why you must open this record now"
        )


class WarningForm(forms.Form):
    """What somebody who goes to the door must know."""

    words = _reason("What must somebody who goes there know?", "what staff must know")


class EndWarningForm(forms.Form):
    """Which warning ends."""

    warning = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class Means(StrEnum):
    """By what means somebody was told of the arrangements."""

    MEETING = "meeting"
    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    SECURE_EMAIL = "secure_email"
    LETTER = "letter"


class SharingForm(forms.Form):
    """Who was told of the interim arrangements, by what means and when."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    who = _reason(
        "Who was told?",
        "who was told",
        help_text="Names and agencies: the school, the health visitor, the carers",
    )
    means = WordChoice(Means, label="By what means?", what="by what means they were told")
    on = DateField3(label="On what day?", what="the day they were told")
    at = TimeField(label="At what time?", required=False, what="the time")
    what = forms.CharField(
        label="What were they told?",
        max_length=2_000,
        required=False,
        widget=forms.Textarea,
        help_text="For example how often the child is seen, by whom, and where their own contact fits",
    )

    def __init__(self, sent: QueryDict | None, *, today: date):
        super().__init__(sent, initial={"client_id": uuid4()})
        self.fields["on"].latest = today  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """Return what the form says."""
        told = self.cleaned_data
        return Sharing(
            who=told["who"],
            means=told["means"].value.replace("_", " "),
            what=told["what"],
            on=told["on"],
            at=told["at"],
        )


class TimelineForm(forms.Form):
    """Which entries of the timeline to show; all where nothing is said."""

    kind = WordChoices(Kind, label="What", labels=KINDS, required=False)
    since = DateField3(label="From", required=False, what="the first day")
    until = DateField3(label="Until", required=False, what="the last day")

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first day")
        return told
