"""The form of the decision that a plan ends."""

from typing import Any
from uuid import uuid4

from django import forms

from doorstep.vocabulary import Needed
from doorstep.web.components import words, words_within
from doorstep.web.decisions.ending_plans import Ending
from doorstep.web.decisions.services.ending_plans import Decided
from doorstep.web.visits.text import Words


class EndingForm(forms.Form):
    """Why a plan ends, and what else the rules have told with it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    why = Words(
        label="Why does the plan end?",
        what="The reason",
        missing="Say why the plan ends",
        longest=5_000,
    )

    def __init__(self, sent: Any = None, *, ending: Ending):
        super().__init__(sent, auto_id=f"{ending.kind}_%s")
        self.ending = ending
        for needed in ending.needs:
            self.fields[needed.value] = Words(
                label=words(needed),
                what=words(needed),
                missing=f"Enter the {words_within(needed)}",
                longest=5_000,
            )

    def decided(self) -> Decided:
        """Return what the form says."""
        told = {Needed(n.value): self.cleaned_data[n.value] for n in self.ending.needs}
        return Decided(kind=self.ending.kind, why=self.cleaned_data["why"], told=told)
