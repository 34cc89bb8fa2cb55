"""The form that begins a decision: on which template, and for which brothers and sisters as well."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.policy.form import Form
from doorstep.policy.say import in_words
from doorstep.web.caseload.models import Child
from doorstep.web.components import day
from doorstep.web.decisions.siblings import Sibling


class OpenForm(forms.Form):
    """Which of the forms that are meant for the child, and for whom else of the address.

    Offered are those for whom it can be begun; one who was ticked stays, so as to be unticked.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    procedure = forms.CharField(widget=forms.HiddenInput, max_length=200)
    form = forms.ChoiceField(
        label="Which form fits?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the form that fits"},
    )
    together = forms.MultipleChoiceField(
        label="For whom else is it decided?",
        help_text="Children at the same address. Each gets a record of their own, on their own form.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, *, papers: Sequence[Form], others: Sequence[Sibling], **given: Any
    ):
        super().__init__(data, **given)
        ticked = set(data.getlist("together")) if data is not None else set()
        can = [o.child for o in others if not o.because or o.child.child_id in ticked]
        self.cannot = [o for o in others if o.because]
        if len(papers) > 1:
            self.fields["form"].choices = [(p.id, _called(p)) for p in papers]  # type: ignore[attr-defined]
        else:
            del self.fields["form"]
        if can:
            self.fields["together"].choices = [(c.child_id, _who(c)) for c in can]  # type: ignore[attr-defined]
        else:
            del self.fields["together"]

    def child_ids(self, child: Child) -> list[str]:
        """Return for whom it is begun, the child whose page it is first."""
        return [child.child_id, *self.cleaned_data.get("together", [])]


def _called(paper: Form) -> str:
    for_whom = (
        f" (for children of whom: {in_words(paper.chosen_when)})" if paper.chosen_when else ""
    )
    return f"{paper.title}{for_whom}"


def _who(child: Child) -> str:
    born = f", born {day(child.born)}" if child.born else ""
    return f"{child.name or child.child_id}{born}"
