"""Forms of being told: one's wishes, a reminder, a webhook."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from doorstep.web.fields import DateField3
from doorstep.web.notices.models import Kind, Wish
from doorstep.web.notices.queries.news import PARTS

HOURS = [(h, f"{h}am" if h < 12 else "12 noon" if h == 12 else f"{h - 12}pm") for h in range(6, 21)]
DAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
WITHIN = [
    (0, "Today only"),
    (1, "Today and tomorrow"),
    *((n, f"In the next {n} days") for n in (2, 3, 5, 7, 14)),
]
FARTHEST = timedelta(3 * 366)


def version_field() -> forms.IntegerField:
    """Return the hidden field that says which version of a row the form was opened with."""
    return forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class SendForm(forms.Form):
    """A form that does something once, however often it is sent."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class WishForm(forms.Form):
    """What somebody wants to be told, where and when."""

    email = forms.EmailField(
        label="Your work e-mail address",
        max_length=254,
        required=False,
        help_text="Leave it blank to get no e-mail at all",
    )
    digest = forms.BooleanField(
        label="One message a day, if there is something new", required=False
    )
    hour = forms.TypedChoiceField(label="From which hour", choices=HOURS, coerce=int)
    days = forms.MultipleChoiceField(
        label="On which days",
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    within = forms.TypedChoiceField(label="What counts as due soon", choices=WITHIN, coerce=int)
    parts = forms.MultipleChoiceField(
        label="What the message counts",
        choices=[(str(part), text) for part, text in PARTS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    at_once = forms.BooleanField(
        label="Tell me at once when something urgent is overdue, or must be done within a day",
        required=False,
        help_text="What your roles are told of; on any day and at any hour",
    )
    version = version_field()

    def clean_email(self) -> str:
        """Refuse an address outside the council's domains, if the settings name them."""
        given: str = self.cleaned_data["email"]
        allowed = settings.MAIL_DOMAINS
        if given and allowed and given.rpartition("@")[2].casefold() not in allowed:
            raise ValidationError(f"Enter an address that ends in @{' or @'.join(allowed)}")
        return given

    def clean(self) -> dict[str, Any]:
        """Refuse a daily message without an address, a day, or anything in it."""
        given = super().clean() or {}
        if given.get("digest"):
            if not given.get("email") and "email" not in self.errors:
                self.add_error("email", "Enter your e-mail address, or untick the daily message")
            if not given.get("days"):
                self.add_error("days", "Tick at least one day")
            if not given.get("parts"):
                self.add_error("parts", "Tick at least one thing that the message counts")
        return given

    def told(self) -> dict[str, Any]:
        """Return what is to be stored."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return given | {"days": "".join(sorted(given["days"]))}


def initial_of(wish: Wish) -> dict[str, Any]:
    """Return a wish as its form shows it."""
    names = ("email", "digest", "hour", "within", "at_once", "version")
    shown: dict[str, Any] = {name: getattr(wish, name) for name in names}
    parts = wish.parts or [str(part) for part in PARTS]
    return shown | {"days": list(wish.days), "parts": parts}


class ReminderForm(SendForm):
    """What to think of, and when."""

    words = forms.CharField(
        label="What to think of",
        max_length=500,
        widget=forms.Textarea,
        help_text="Only you see this. What belongs on the child’s record belongs there",
    )
    due_on = DateField3(label="On which day", what="the day")

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["due_on"]
        field.earliest, field.latest = on, on + FARTHEST


class ChangeReminderForm(ReminderForm):
    """A reminder as it was when the form was opened, and as it shall be."""

    version = version_field()
    client_id = None  # type: ignore[assignment] # so Django takes the field away


class WebhookForm(forms.Form):
    """Where a webhook leads and what it is told."""

    name = forms.CharField(label="Name", max_length=100, help_text="Such as the system’s name")
    address = forms.CharField(
        label="Address", max_length=500, help_text="Begins with https; nothing secret belongs in it"
    )
    events = forms.MultipleChoiceField(
        label="What it is told",
        choices=[
            (Kind.OVERDUE, "Something owed to a child is newly overdue"),
            (Kind.SIGNATURE_WAITING, "A decision newly waits for a signature"),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one thing that it is told"},
    )

    def clean_address(self) -> str:
        """Refuse what is no address of the web, or not encrypted, or says who signs in."""
        given: str = self.cleaned_data["address"].strip()
        try:
            parts = urlsplit(given)
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            raise ValidationError(
                "Enter an address such as https://case.example.org/told"
            ) from None
        secure = parts.scheme == "https" or (settings.DEMO and parts.scheme == "http")
        if not secure or not parts.hostname or not port_is_fine or "@" in parts.netloc:
            raise ValidationError("Enter an address that begins with https:// and names no user")
        return given


class ChangeWebhookForm(WebhookForm):
    """A webhook as it was when the form was opened, and as it shall be."""

    version = version_field()
