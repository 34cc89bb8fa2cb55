"""The forms of what happened: recording it, correcting it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.vocabulary import EventKind
from doorstep.web.components import clock_time
from doorstep.web.decisions.meetings import Happening
from doorstep.web.fields import DateField3, TimeField, WordChoice
from doorstep.web.visits.forms import Form
from doorstep.web.visits.text import Words
from doorstep.workdays import LONDON

EARLIEST = date(2000, 1, 1)


class HappenedForm(Form):
    """When something happened, and what."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = DateField3(label="On what day?", what="the day it happened", earliest=EARLIEST)
    at = TimeField(label="At what time?", what="the time", required=False)
    due_date = DateField3(
        label="Is something planned for a day?",
        what="the day it is planned for",
        required=False,
        earliest=EARLIEST,
    )
    words = Words(label="What happened?", what="What happened", missing="Say what happened")

    def __init__(self, sent: Any = None, *, at: datetime, **given: Any):
        super().__init__(sent, **given)
        self.now = at
        self.fields["on"].latest = at.astimezone(LONDON).date()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a time that has not come yet."""
        told = super().clean() or {}
        on, at = told.get("on"), told.get("at")
        if on and at and datetime.combine(on, at, LONDON) > self.now:
            self.add_error("at", f"The time must not be later than now, {clock_time(self.now)}")
        return told

    def happening(self, kind: EventKind) -> Happening:
        """Return what the form says."""
        told = self.cleaned_data
        return Happening(
            kind=kind,
            on=told["on"],
            at=told["at"],
            due_date=told["due_date"],
            words=told["words"],
        )


class EventForm(HappenedForm):
    """What happened, of the kinds that a policy asks about."""

    kind = WordChoice(EventKind, label="What was it?", what="what it was")
    field_order = ("client_id", "kind", "on", "at", "due_date", "words")

    def __init__(
        self, sent: Any = None, *, at: datetime, kinds: Iterable[tuple[str, str]], **given: Any
    ):
        super().__init__(sent, at=at, **given)
        field: Any = self.fields["kind"]
        field.choices = [("", "Choose what it was"), *sorted(kinds, key=lambda kind: kind[1])]

    def told(self) -> Happening:
        """Return what the form says."""
        return self.happening(self.cleaned_data["kind"])


class CorrectEventForm(HappenedForm):
    """What takes the place of a record, and why."""

    reason = Words(
        label="Why do you correct the record?",
        what="The reason",
        longest=500,
        missing="Say why you correct the record",
    )
    field_order = ("client_id", "reason", "on", "at", "due_date", "words")
