"""The forms of local incidence: a file of published rates, and one rate by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from doorstep.web.decisions.incidence_file import HIGHEST, Rate
from doorstep.web.fields import DateField3

MOST = 1_000_000


class _Source(forms.Form):
    source = forms.CharField(
        label="Who published it?",
        max_length=200,
        error_messages={"required": "Enter who published it"},
    )


class RatesFileForm(_Source):
    """A file of published rates, small enough to be shown before it is stored."""

    file = forms.FileField(
        label="CSV file",
        help_text="With columns for the area, the day the week ends, and the rate in 100,000 people",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty",
            "missing": "Choose a file",
        },
    )

    field_order = ("file", "source")

    def clean_file(self) -> Any:
        """Refuse a file that is too large for a page."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(
                "The file is larger than 1 MB. Take out other areas, or have it imported by the"
                " command import_incidence"
            )
        return file


class RatesReadForm(_Source):
    """What was read of a file and shown, to be stored."""

    rates = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=2 * MOST)


class RateForm(_Source):
    """One published rate, typed."""

    area = forms.ChoiceField(label="Area", error_messages={"required": "Select the area"})
    week_ending = DateField3(label="Last day of the week", what="the last day of the week")
    rate = forms.DecimalField(
        label="Rate in 100,000 people",
        min_value=Decimal(0),
        max_value=HIGHEST,
        decimal_places=1,
        error_messages={"required": "Enter the rate", "invalid": "The rate must be a number"},
    )
    field_order = ("area", "week_ending", "rate", "source")

    def __init__(self, *args: Any, areas: list[str], today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Choose an area"), *((a, a) for a in areas)]  # type: ignore[attr-defined]
        self.fields["week_ending"].latest = today  # type: ignore[attr-defined]
        self.fields["rate"].widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def told(self) -> Rate:
        """Return what the form says."""
        told = self.cleaned_data
        return Rate(told["area"], "", told["week_ending"], told["rate"])
