"""The forms of a meeting: one that was held, one that was put off or is not held."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.engine.rulings import Ruling
from doorstep.vocabulary import EventKind
from doorstep.web.components import clock_time
from doorstep.web.decisions.meetings import HOW, LABELS, CameOf, Held, How, NotHeld, asked_by
from doorstep.web.fields import DateField3, TimeField, WordChoice
from doorstep.web.visits.text import Words
from doorstep.workdays import LONDON

EARLIEST = date(2000, 1, 1)
Judge = Callable[[How, date], list[Ruling]]
HINTS = {
    "people": "Names and agencies, the child and the family too",
    "means": "For example the name of the service, or a conference call",
    "views_of_child": "If they could not be asked, or are too young, say so",
}


class HeldForm(forms.Form):
    """A meeting that was held; what must be told depends on the day and the way it was held."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = DateField3(label="On what day was it held?", what="the day it was held", earliest=EARLIEST)
    at = TimeField(label="At what time?", what="the time", required=False)
    how = WordChoice(How, label="How was it held?", what="how it was held", labels=HOW)
    people = Words(label=LABELS["people"], help_text=HINTS["people"])
    means = Words(label=LABELS["means"], help_text=HINTS["means"], lines=False, longest=500)
    reason = Words(label=LABELS["reason"])
    views_of_child = Words(label=LABELS["views_of_child"], help_text=HINTS["views_of_child"])
    views_of_family = Words(label=LABELS["views_of_family"])
    outcome = Words(label=LABELS["outcome"])
    actions = Words(label=LABELS["actions"])
    next_step = Words(label=LABELS["next_step"])
    due_date = DateField3(
        label="When is the next one to be held?",
        what="when the next one is to be held",
        required=False,
    )

    def __init__(self, sent: Any, *, kind: EventKind, at: datetime, judge: Judge):
        super().__init__(sent)
        self.kind, self.now, self.judge = kind, at, judge
        self.fields["on"].latest = at.astimezone(LONDON).date()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the policies in force that day want told of a meeting held like this."""
        told = super().clean() or {}
        on, at, how, due = (told.get(name) for name in ("on", "at", "how", "due_date"))
        if on and at and datetime.combine(on, at, LONDON) > self.now:
            self.add_error("at", f"The time must not be later than now, {clock_time(self.now)}")
        if on and due and due <= on:
            self.add_error("due_date", "The next one must be after this one")
        if on and how:
            self._ask(told, asked_by(self.judge(how, on)))
        return told

    def _ask(self, told: Mapping[str, Any], asked: Mapping[str, str]) -> None:
        for name, clause in asked.items():
            if not told.get(name) and name not in self.errors:
                label = str(self.fields[name].label).rstrip("?")
                self.add_error(
                    name, f"Enter: {label[:1].lower()}{label[1:]} ({clause} asks for it)"
                )

    def held(self) -> Held:
        """Return what the form says."""
        told = self.cleaned_data
        return Held(
            kind=self.kind,
            on=told["on"],
            at=told["at"],
            how=told["how"],
            due_date=told["due_date"],
            told={name: told[name] for name in LABELS if told[name]},
        )


class NotHeldForm(forms.Form):
    """A meeting that was put off until a day, or is not held at all."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    until = DateField3(label="Until what day?", what="the day it is put off until")
    instead = WordChoice(
        EventKind,
        label="Which meeting takes its place?",
        what="which meeting takes its place",
        required=False,
        blank="None",
    )
    why = Words(label="Why?", what="The reason", missing="Say why", longest=5_000)

    def __init__(
        self, sent: Any, *, kind: EventKind, came: CameOf, others: Iterable[EventKind], today: date
    ):
        super().__init__(sent)
        self.kind = kind
        if came == CameOf.NOT_HELD:
            del self.fields["until"]
        else:
            self.fields["until"].earliest = today  # type: ignore[attr-defined]
        self.fields["instead"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in self.fields["instead"].choices  # type: ignore[attr-defined]
            if choice[0] == "" or choice[0] in {str(o) for o in others}
        ]

    def meeting(self) -> NotHeld:
        """Return what the form says."""
        told = self.cleaned_data
        return NotHeld(
            kind=self.kind,
            until=told.get("until"),
            instead=told["instead"] or None,
            why=told["why"],
        )
