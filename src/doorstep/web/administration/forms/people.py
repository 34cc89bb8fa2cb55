"""Forms about people and their roles."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from doorstep.web.accounts.models import Locality, Team
from doorstep.web.accounts.words import ALL_ROLES, Reach, may
from doorstep.web.administration.services.roles import Grant
from doorstep.web.components import words
from doorstep.web.fields import DateField3

PLAIN = RegexValidator(r"^[\w.@+-]+\Z", "A username has only letters, numbers and . @ + - _")
AUTHORITY = "authority"
ROLE_CHOICES = [("", "Select a role"), *((role.value, words(role)) for role in ALL_ROLES)]


def version_field() -> forms.IntegerField:
    """Return the hidden field that says which version of a row the form was opened with."""
    return forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class PersonForm(forms.Form):
    """Somebody who may sign in."""

    name = forms.CharField(label="Full name", max_length=200)
    username = forms.CharField(
        label="Username",
        max_length=150,
        validators=[PLAIN],
        help_text="What they sign in with; for a work account its name, often the e-mail address",
    )
    worker_id = forms.CharField(
        label="Worker id",
        max_length=60,
        required=False,
        help_text="The id the case management system knows them by. It leads to their children.",
    )


class ChangePersonForm(PersonForm):
    """A person as they were when the form was opened, and as they shall be."""

    version = version_field()


class VersionForm(forms.Form):
    """Which version of a row a step was confirmed for."""

    version = version_field()


class RoleForm(forms.Form):
    """A role, where and on which days."""

    role = forms.ChoiceField(
        label="Role",
        choices=ROLE_CHOICES,
        error_messages={
            "required": "Select the role",
            "invalid_choice": "Select a role from the list",
        },
    )
    place = forms.ChoiceField(
        label="Where",
        error_messages={
            "required": "Select a place",
            "invalid_choice": "Select a place from the list",
        },
        help_text="A worker’s role leads to their own children and those of the team;"
        " a manager’s to everyone in the team, the locality or the authority",
    )
    start_date = DateField3(label="First day", what="the first day")
    end_date = DateField3(
        label="Until before (optional)",
        what="the day it ends",
        required=False,
        help_text="The first day on which they no longer hold it. Leave it empty if no end is known.",
    )

    def __init__(
        self, *args: Any, on: date, teams: list[Team], localities: list[Locality], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.places: dict[str, Team | Locality | None] = {AUTHORITY: None}
        self.places |= {f"locality:{place.pk}": place for place in localities}
        self.places |= {f"team:{team.pk}": team for team in teams}
        named = [(key, str(place or "Whole authority")) for key, place in self.places.items()]
        field, start = self.fields["place"], self.fields["start_date"]
        field.choices = [("", "Select a place"), *named]  # type: ignore[attr-defined]
        start.earliest = on  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and a place for a role that leads to no children."""
        given = super().clean() or {}
        start, end = given.get("start_date"), given.get("end_date")
        if start and end and end <= start:
            self.add_error(
                "end_date", ValidationError("The day it ends must be after the first day")
            )
        reach, _ = may(given.get("role", ""))
        if (
            given.get("role")
            and reach == Reach.NOBODY
            and given.get("place", AUTHORITY) != AUTHORITY
        ):
            self.add_error("place", "This role is held in the whole authority")
        return given

    def grant(self) -> Grant:
        """Return the role to be given."""
        given = self.cleaned_data
        place = self.places[given["place"]]
        return Grant(
            role=given["role"],
            start_date=given["start_date"],
            end_date=given["end_date"],
            team=place if isinstance(place, Team) else None,
            locality=place if isinstance(place, Locality) else None,
        )


class EndForm(forms.Form):
    """The day before which something ends."""

    end_date = DateField3(label="Until before", what="the day it ends")
    version = version_field()

    def __init__(self, *args: Any, earliest: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["end_date"].earliest = earliest  # type: ignore[attr-defined]


class PeopleFilter(forms.Form):
    """Which people the list shows."""

    state = forms.ChoiceField(
        label="Account",
        choices=[("open", "Open"), ("closed", "Closed"), ("all", "All")],
        required=False,
        widget=forms.Select,
    )
    role = forms.ChoiceField(label="Role", choices=[("", "Any"), *ROLE_CHOICES[1:]], required=False)
    team = forms.TypedChoiceField(label="Team", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", "Any"), *((str(team.pk), team.name) for team in teams)]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Words of a name; sent in the body, so that no name stands in an address."""

    words = forms.CharField(label="Find a person", max_length=100, required=False)
