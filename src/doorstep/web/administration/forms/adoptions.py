"""Forms about what the authority adopts."""

from datetime import date
from typing import Any

from django import forms

from doorstep.web.administration.queries.adoptions import Available
from doorstep.web.fields import DateField3
from doorstep.web.policies.services import Proposed

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


class AdoptForm(forms.Form):
    """A pack, from when until when, and who decided it."""

    pack = forms.ChoiceField(
        label="Pack",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select a pack",
            "invalid_choice": "Select a pack from the list",
        },
    )
    start_date = DateField3(
        label="From", what="the day from which it holds", earliest=EARLIEST, latest=LATEST
    )
    end_date = DateField3(
        label="Until before (optional)",
        what="the day it ends",
        earliest=EARLIEST,
        latest=LATEST,
        required=False,
        help_text="The first day on which it no longer holds. Leave it empty if no end is decided.",
    )
    decided_by = forms.CharField(
        label="Decided by",
        max_length=200,
        error_messages={"required": "Enter who decided it"},
        help_text="Who may decide it, such as Director of Children’s Services",
    )
    note = forms.CharField(
        label="Note (optional)",
        max_length=500,
        required=False,
        help_text="Such as the meeting and its minute",
    )

    def __init__(self, *args: Any, packs: list[Available], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(pack.name, pack.title) for pack in packs if not pack.problems]
        self.fields["pack"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        given = super().clean() or {}
        start, end = given.get("start_date"), given.get("end_date")
        if start and end and end <= start:
            self.add_error("end_date", "The day it ends must be after the day from which it holds")
        return given

    def proposed(self) -> Proposed:
        """Return what is to be adopted."""
        return Proposed(**self.cleaned_data)
