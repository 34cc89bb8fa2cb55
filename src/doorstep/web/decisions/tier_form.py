"""What the page of a tier asks: which tier, why, until when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.vocabulary import Tier
from doorstep.web.components import words
from doorstep.web.decisions.tiers import Choice
from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.visits.text import Words


class TierForm(forms.Form):
    """Which tier is decided on, why, and until when."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    tier = WordChoice(Tier, label="Which tier do you decide on?", what="the tier")
    reason = Words(label="Why?", what="The reason", missing="Say why")
    until = DateField3(
        label="Until when does it hold?",
        what="the day until which it holds",
        required=False,
        help_text="From that day on the criteria alone say the tier again."
        " Leave it empty if no end is set.",
    )

    def __init__(self, data: Any = None, *, choices: Sequence[Choice], today: date, has_end: bool):
        super().__init__(data)
        self.fields["tier"].choices = [(c.tier, _label(c)) for c in choices]  # type: ignore[attr-defined]
        self.fields["until"].earliest = today + timedelta(1)  # type: ignore[attr-defined]
        if not has_end:
            del self.fields["until"]


def _label(choice: Choice) -> str:
    said = [
        text
        for text, holds in (("the tier now", choice.is_now), ("refused today", choice.against))
        if holds
    ]
    return f"{words(choice.tier)} ({', '.join(said)})" if said else words(choice.tier)
