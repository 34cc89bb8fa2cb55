"""The form of the decision that a plan ends."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.vocabulary import Needed, Role
from doorstep.web.components import day, words, words_within
from doorstep.web.decisions.ending_plans import Ending
from doorstep.web.decisions.services.ending_plans import Decided
from doorstep.web.visits.text import Words
from doorstep.workflow.words import either


class EndingForm(forms.Form):
    """Why a plan ends, and what else the rules have told with it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    why = Words(
        label="Why does the plan end?",
        what="The reason",
        missing="Say why the plan ends",
        longest=5_000,
    )

    def __init__(self, sent: Any = None, *, ending: Ending, role: Role | None = None):
        super().__init__(sent, auto_id=f"{ending.kind}_%s")
        self.ending = ending
        if ending.asks_when_it_met(role):
            self.fields["met_on"] = _met_on(ending)
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
        met_on = self.cleaned_data.get("met_on")
        return Decided(
            kind=self.ending.kind,
            why=self.cleaned_data["why"],
            told=told,
            met_on=date.fromisoformat(met_on) if met_on else None,
        )


def _met_on(ending: Ending) -> forms.ChoiceField:
    named = either(words_within(kind) for kind in ending.meetings)
    return forms.ChoiceField(
        label=f"Which {named} decided it?",
        choices=[(on.isoformat(), day(on)) for on in ending.met_on],
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Select the {named} that decided it",
            "invalid_choice": f"Select the {named} that decided it",
        },
    )
