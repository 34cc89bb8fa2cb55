"""What the page of a household asks: what it does, whether it is over, what was wrong with a record."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.vocabulary import EpisodeKind
from doorstep.web.caseload.models import Child, Circumstance
from doorstep.web.caseload.situation import OF_THE_HOUSEHOLD
from doorstep.web.decisions.households import Told, told_of
from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.visits.text import Words

EARLIEST = date(2000, 1, 1)
SHORT = 500


class HouseholdForm(forms.Form):
    """What a household does, from when until when, who of it, who told, for which children."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = WordChoice(
        EpisodeKind, label="What does the household do?", what="what it does", only=OF_THE_HOUSEHOLD
    )
    since = DateField3(label="Since when?", what="the day it began", earliest=EARLIEST)
    until = DateField3(
        label="When is it expected to end?",
        what="the day it is expected to end",
        help_text="From this day on it counts as over, and you are asked whether it is.",
    )
    who = Words(
        label="Who of the household is affected, and why?",
        what="Who is affected",
        longest=SHORT,
        missing="Say who of the household is affected",
    )
    source = Words(
        label="Who told us, and how?",
        what="Who told us",
        lines=False,
        longest=SHORT,
        missing="Say who told us",
    )
    children = forms.MultipleChoiceField(
        label="Which other children at this address is it recorded for?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, today: date, others: Sequence[Child] = ()):
        names = [(c.child_id, c.name or c.child_id) for c in others]
        super().__init__(data, initial={"children": [name for name, _ in names]})
        self.fields["since"].latest = today  # type: ignore[attr-defined]
        if names:
            self.fields["children"].choices = names  # type: ignore[attr-defined]
        else:
            del self.fields["children"]

    def clean(self) -> dict[str, Any]:
        """Refuse days the wrong way round."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until <= since:
            self.add_error("until", "The day it is expected to end must be after the day it began")
        return told

    def told(self) -> Told:
        """Return what the form says."""
        said = self.cleaned_data
        return Told(said["kind"], said["since"], said["until"], said["who"], said["source"])


class CorrectionForm(HouseholdForm):
    """What was wrong with a record, and how it is right."""

    field_order = ("client_id", "row", "reason")
    row = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(
        label="Why do you correct the record?",
        what="The reason",
        lines=False,
        longest=SHORT,
        missing="Say why you correct the record",
    )

    def __init__(self, data: Any = None, *, today: date, of: Circumstance):
        super().__init__(data, today=today)
        said = told_of(of)
        self.is_over = said.is_over
        self.initial.update(said._asdict(), row=of.pk)
        if said.is_over:
            self.fields["until"].label = "When did it end?"
            self.fields["until"].help_text = ""

    def told(self) -> Told:
        """Return what the form says; what was over stays over."""
        return super().told()._replace(is_over=self.is_over)


class TakenBackForm(forms.Form):
    """Why a record is taken back."""

    row = forms.IntegerField(widget=forms.HiddenInput)
    back_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    back_reason = Words(
        label="Why do you withdraw the record?",
        what="The reason",
        lines=False,
        longest=SHORT,
        missing="Say why you withdraw the record",
    )


class Now(StrEnum):
    """The answer to the question whether it is over."""

    OVER = "over"
    GOES_ON = "goes_on"


class AnswerForm(forms.Form):
    """Whether what was expected to be over is over; if not, until when it goes on."""

    row = forms.IntegerField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    now = WordChoice(
        Now,
        label="Is it over?",
        what="whether it is over",
        labels={Now.OVER: "Yes, it is over", Now.GOES_ON: "No, it goes on"},
    )
    ended = DateField3(label="On what day did it end?", what="the day it ended", required=False)
    until = DateField3(
        label="When is it expected to end now?",
        what="the day it is expected to end now",
        required=False,
    )
    source = Words(
        label="Who told us, and how?",
        what="Who told us",
        lines=False,
        longest=SHORT,
        missing="Say who told us",
    )

    def __init__(self, data: Any = None, *, today: date, of: Circumstance):
        super().__init__(data, auto_id=f"id_{of.pk}_%s", initial={"row": of.pk})
        self.said = told_of(of)
        self.initial["ended"] = self.said.until
        self.fields["ended"].latest = today  # type: ignore[attr-defined]
        self.fields["ended"].earliest = self.said.since + timedelta(1)  # type: ignore[attr-defined]
        self.fields["until"].earliest = today + timedelta(1)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the day that goes with the answer."""
        told = super().clean() or {}
        for now, name, what in (
            (Now.OVER, "ended", "Enter the day it ended"),
            (Now.GOES_ON, "until", "Enter the day it is expected to end now"),
        ):
            if told.get("now") == now and not told.get(name) and name not in self.errors:
                self.add_error(name, what)
        return told

    def told(self) -> Told:
        """Return what holds by the answer."""
        said, is_over = self.cleaned_data, self.cleaned_data["now"] == Now.OVER
        until = said["ended"] if is_over else said["until"]
        return self.said._replace(until=until, source=said["source"], is_over=is_over)

    @property
    def reason(self) -> str:
        """Return what is kept as the reason of the row that follows."""
        is_over = self.cleaned_data["now"] == Now.OVER
        return "Asked on the day it was expected to end: " + (
            "it is over." if is_over else "it goes on."
        )
