"""Forms about teams, localities and deputies."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from doorstep.web.accounts.models import Locality
from doorstep.web.administration.forms.people import version_field
from doorstep.web.fields import DateField3

PERSON = {"required": "Select a person", "invalid_choice": "Select a person from the list"}


class TeamForm(forms.Form):
    """A team and its locality."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="Exactly as the case management system writes it; by the name a child’s team is known",
    )
    locality = forms.TypedChoiceField(label="Locality", required=False, empty_value=None)

    def __init__(self, *args: Any, localities: list[Locality], **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = {str(place.pk): place for place in localities}
        field: Any = self.fields["locality"]
        field.choices = [
            ("", "None, for the whole county"),
            *((k, str(p)) for k, p in known.items()),
        ]
        field.coerce = known.__getitem__


class ChangeTeamForm(TeamForm):
    """A team as it was when the form was opened, and as it shall be."""

    version = version_field()


class LocalityForm(forms.Form):
    """A locality."""

    name = forms.CharField(label="Name", max_length=100)


class ChangeLocalityForm(LocalityForm):
    """A locality as it was when the form was opened, and as it shall be."""

    version = version_field()


class OwnDeputyForm(forms.Form):
    """Who shall act for oneself, when and why."""

    user = forms.TypedChoiceField(label="Who will act", coerce=int, error_messages=PERSON)
    start_date = DateField3(label="First day", what="the first day")
    end_date = DateField3(
        label="Until before",
        what="the day it ends",
        help_text="The first day on which they no longer act",
    )
    reason = forms.CharField(
        label="Reason (optional)", max_length=300, required=False, help_text="Such as annual leave"
    )

    def __init__(self, *args: Any, on: date, people: list[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in {"user", "acts_for"} & set(self.fields):
            self.fields[name].choices = [("", "Select a person"), *people]  # type: ignore[attr-defined]
        self.fields["start_date"].earliest = on  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and somebody as their own deputy."""
        given = super().clean() or {}
        start, end = given.get("start_date"), given.get("end_date")
        if start and end and end <= start:
            self.add_error(
                "end_date", ValidationError("The day it ends must be after the first day")
            )
        if given.get("user") and given.get("user") == given.get("acts_for"):
            self.add_error("user", "Nobody acts for themselves: choose somebody else")
        return given


class DeputyForm(OwnDeputyForm):
    """Who shall act for whom, when and why."""

    acts_for = forms.TypedChoiceField(label="For whom", coerce=int, error_messages=PERSON)
    field_order = ("acts_for", "user", "start_date", "end_date", "reason")
