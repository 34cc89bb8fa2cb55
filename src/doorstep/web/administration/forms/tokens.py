"""The form that issues a token for the API."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.web.accounts.models import User
from doorstep.web.accounts.words import Can
from doorstep.web.api.words import CAN_LABELS, SCOPE_LABELS, Scope
from doorstep.web.fields import DateField3, WordChoices

LONGEST = 365  # days


class TokenForm(forms.Form):
    """For which system a token is, what it is good for, until when."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    user = forms.ChoiceField(
        label="Which system’s account?",
        help_text="It sees and does what the roles of this account let it, and never more."
        " Accounts that a person signs in to are not listed.",
        error_messages={
            "required": "Select the account",
            "invalid_choice": "Select an account from the list",
        },
    )
    name = forms.CharField(
        label="What is the token for?",
        max_length=100,
        help_text="Such as: nightly copy to the data warehouse. It stands in the list of tokens.",
        error_messages={"required": "Say what the token is for"},
    )
    scopes = WordChoices(
        Scope,
        label="What may be done with it?",
        what="what may be done with it",
        labels=SCOPE_LABELS,
    )
    cans = WordChoices(
        Can,
        only=tuple(CAN_LABELS),
        label="Which rights of the account’s roles does it have?",
        what="at least one right",
        labels=CAN_LABELS,
        initial=[can.value for can in CAN_LABELS],
        help_text="Untick what the system does not need.",
    )
    expires_on = DateField3(
        label="Last day", what="the last day", help_text="A year from now at the latest."
    )

    def __init__(self, *args: Any, on: date, systems: list[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.systems = {str(user.pk): user for user in systems}
        named = [(key, f"{user} ({user.username})") for key, user in self.systems.items()]
        user: Any = self.fields["user"]
        user.choices = [("", "Select an account"), *named]
        end: Any = self.fields["expires_on"]
        end.earliest, end.latest = on, on + timedelta(LONGEST)

    def account(self) -> User:
        """Return the account it is for."""
        return self.systems[self.cleaned_data["user"]]
