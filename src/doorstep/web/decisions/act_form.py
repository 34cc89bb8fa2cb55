"""The form of one action: what must be told, in which role, when it happened."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict

from doorstep.policy.form import Form
from doorstep.policy.procedure import Does
from doorstep.vocabulary import Action, Needed, Role
from doorstep.web.accounts.access import Held
from doorstep.web.components import clock_time, words
from doorstep.web.decisions.saying import in_role
from doorstep.web.fields import DateField3, TimeField
from doorstep.web.visits.text import Words
from doorstep.workdays import LONDON

LONGEST = 20_000
ASKED: dict[Needed, tuple[str, str, str]] = {
    Needed.REASON: (
        "Reason",
        "Why is it done? Those who read it must be able to follow.",
        "the reason",
    ),
    Needed.OUTCOME: ("Outcome", "What came of it?", "the outcome"),
    Needed.PEOPLE: ("Who took part?", "Names and roles.", "who took part"),
    Needed.MEANS: (
        "By what means?",
        "For example in person, by telephone or by video.",
        "by what means",
    ),
    Needed.NEXT_STEP: ("Next step", "What happens next, and who does it?", "the next step"),
    Needed.VIEWS: ("Views", "What do the child, the family and others think of it?", "the views"),
    Needed.RISK_RATIONALE: (
        "Risk rationale",
        "What are the risks, and why is this right in spite of them?",
        "the risk rationale",
    ),
    Needed.ACTIONS: ("Actions", "Who does what, and by when?", "the actions"),
    Needed.REVIEW_DATE: ("Review date", "On which day is it looked at again?", "the review date"),
}


DONE_HERE = frozenset({Action.SUBMIT, Action.RETURN, Action.WITHDRAW})
"""Actions that are done in the moment they are sent, so that nobody is asked when it was."""


class ActForm(forms.Form):
    """What somebody tells with an action; a field for each thing that the policy wants told."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    signed = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": "Open the page anew: it does not say what you were shown"},
    )

    def __init__(
        self, does: Does, roles: Sequence[Held], data: Any = None, *, at: datetime, **given: Any
    ):
        super().__init__(data, **given)
        self.does, self.at = does, at
        self.fields["signed"].required = bool(self.initial.get("signed"))
        for needed in does.needs:
            self.fields[name_of(needed)] = _field(needed)
        if len(roles) > 1:
            self._ask_role(roles)
        if not does.signature and does.action not in DONE_HERE:
            self._ask_when()

    def _ask_role(self, roles: Sequence[Held]) -> None:
        named = [(h.role, words(in_role(h.role, h.acting_for))) for h in roles]
        self.fields["role"] = forms.ChoiceField(
            label="In which of your roles?",
            choices=named,
            widget=forms.RadioSelect,
            error_messages={"required": "Select in which of your roles you do it"},
        )

    def _ask_when(self) -> None:
        latest = self.at.astimezone(LONDON).date()
        self.fields["happened_date"] = DateField3(
            label="On what day?", what="the day", required=False, latest=latest
        )
        self.fields["happened_time"] = TimeField(
            label="At what time?", what="the time", required=False
        )

    @property
    def told_fields(self) -> list[forms.BoundField]:
        """Return the fields for what must be told, in the order of the policy."""
        return [self[name_of(needed)] for needed in self.does.needs]

    def clean(self) -> dict[str, Any]:
        """Refuse half of a moment, and one that has not come yet."""
        told = super().clean() or {}
        on, hour = told.get("happened_date"), told.get("happened_time")
        if on and not hour and "happened_time" not in self.errors:
            self.add_error("happened_time", "Enter the time too, or leave the day empty for now")
        if hour and not on and "happened_date" not in self.errors:
            self.add_error("happened_date", "Enter the day too, or leave the time empty for now")
        if on and hour and datetime.combine(on, hour, LONDON) > self.at:
            now = clock_time(self.at.astimezone(LONDON))
            self.add_error("happened_time", f"The time must not be later than now, {now}")
        return told

    def told(self) -> dict[Needed, str]:
        """Return what is told, by what the policy calls it; a day as it is stored."""
        given = {needed: self.cleaned_data.get(name_of(needed)) for needed in self.does.needs}
        return {
            needed: said.isoformat() if isinstance(said, date) else str(said).strip()
            for needed, said in given.items()
            if said
        }

    def happened_at(self) -> datetime | None:
        """Return when it happened; None for now."""
        on, hour = self.cleaned_data.get("happened_date"), self.cleaned_data.get("happened_time")
        return datetime.combine(on, hour, LONDON) if on and hour else None

    def role(self) -> Role | None:
        """Return the role chosen, where there was a choice."""
        chosen = self.cleaned_data.get("role")
        return Role(chosen) if chosen else None

    def without_errors(self) -> None:
        """Show what was typed as it was typed, and no errors: the person only went back to it."""
        self._errors = ErrorDict()


def name_of(needed: Needed) -> str:
    """Return the name of the control for something that must be told."""
    return f"told_{needed.value}"


def _field(needed: Needed) -> forms.Field:
    label, hint, what = ASKED[needed]
    if needed == Needed.REVIEW_DATE:
        return DateField3(label=label, help_text=hint, what=what)
    is_line = needed in {Needed.MEANS}
    return Words(
        label=label,
        help_text=hint,
        what=f"{what[:1].upper()}{what[1:]}",
        lines=not is_line,
        longest=LONGEST,
        missing=f"Enter {what}",
    )


class CommentForm(forms.Form):
    """Something said of a decision, or of one question of its form, between those who work on it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    words = Words(
        label="Add a comment",
        help_text="For those who work on this decision. It is kept, and is no part of what is signed.",
        what="The comment",
        longest=5_000,
        missing="Write what you want to say",
    )
    field = forms.ChoiceField(label="About which question?", required=False)

    def __init__(self, data: Any = None, *, paper: Form | None = None, **given: Any):
        super().__init__(data, **given)
        self.paper = paper
        if paper is None:
            del self.fields["field"]
        else:
            asked = [(each.id, each.label) for each in paper.fields]
            self.fields["field"].choices = [("", "The whole of it"), *asked]  # type: ignore[attr-defined]
