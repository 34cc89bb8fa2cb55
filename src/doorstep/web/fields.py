"""Form fields of the field's own: a date in three boxes, a time as people write it, words, yes or no."""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from doorstep.web.components import clock_time, day, words

PARTS = ("day", "month", "year")
RADIOS_UP_TO = 7
_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
_TIME = re.compile(r"(\d{1,2})(?:[.:\s]?(\d{2}))?\s*([ap]\.?m\.?)?", re.IGNORECASE)
NO_ARTICLE = {
    "the",
    "a",
    "an",
    "your",
    "their",
    "what",
    "who",
    "how",
    "why",
    "where",
    "when",
    "which",
    "until",
    "since",
    "by",
    "from",
    "with",
    "in",
}
_NAMED = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class Typed(NamedTuple):
    """What somebody wrote into the three boxes of a date."""

    day: str = ""
    month: str = ""
    year: str = ""


def typed(value: object) -> Typed:
    """Return a date, or what was written, as the three boxes show it."""
    if isinstance(value, Typed):
        return value
    if isinstance(value, str):
        return _typed_iso(value)
    if isinstance(value, date):
        return Typed(str(value.day), str(value.month), str(value.year))
    return Typed()


def _typed_iso(value: str) -> Typed:
    try:
        return typed(date.fromisoformat(value[:10]))
    except ValueError:
        return Typed(day=value)


class DateBoxes(forms.Widget):
    """Three boxes `name-day`, `name-month`, `name-year`; an address may also say `name=2026-11-16`."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """Return what was written."""
        if data.get(name):
            return typed(str(data[name]))
        return Typed(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Test whether the form did not have the boxes."""
        return not any(key in data for key in (name, *(f"{name}-{part}" for part in PARTS)))


def called(label: str) -> str:
    """Return what a field is called within a sentence, from its label.

    Example:
        >>> called("Next step"), called("Was she seen?")
        ('the next step', 'an answer to “Was she seen?”')
    """
    if label.endswith("?"):
        return f"an answer to “{label}”"
    first = label.split(" ", 1)[0]
    within = label if first.isupper() else label[:1].lower() + label[1:]
    return within if first.lower() in NO_ARTICLE else f"the {within}"


class _Named:
    """What a field is called within an error: `what`, or the label within a sentence."""

    label: Any
    what: str = ""

    def called(self) -> str:
        """Return the name within a sentence."""
        return self.what or called(str(self.label or "this"))

    def sentence(self, rest: str, code: str) -> ValidationError:
        """Return an error that begins with the field's name."""
        name = self.called()
        return ValidationError(f"{name[:1].upper()}{name[1:]} {rest}", code=code)


class DateField3(_Named, forms.Field):
    """A day in three boxes; its errors say which box is wanting."""

    widget = DateBoxes

    def __init__(
        self,
        *,
        what: str = "",
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.what, self.earliest, self.latest = what, earliest, latest

    def to_python(self, value: Any) -> date | None:
        """Return the day.

        Raises: ValidationError, whose code names the boxes that are wrong.
        """
        written = typed(value)
        missing = [part for part, text in zip(PARTS, written, strict=True) if not text]
        if len(missing) == len(PARTS):
            return None
        if missing:
            parts = " and ".join("a " + part for part in missing)
            raise self.sentence(f"must include {parts}", " ".join(missing))
        return self._real(written)

    def _real(self, written: Typed) -> date:
        if not re.fullmatch(r"[0-9]{4}", written.year):
            raise self.sentence("must have a year of 4 numbers", "year")
        month = _MONTHS.get(written.month.lower(), written.month)
        try:
            return date(int(written.year), int(month), int(written.day))
        except (ValueError, OverflowError):
            raise self.sentence("must be a real date", "day month year") from None

    def validate(self, value: Any) -> None:
        """Refuse a missing day, and one outside `earliest` and `latest`."""
        if value is None:
            if self.required:
                raise ValidationError(f"Enter {self.called()}", code="day month year")
            return
        if self.latest and value > self.latest:
            raise self.sentence(f"must be on or before {day(self.latest)}", "day month year")
        if self.earliest and value < self.earliest:
            raise self.sentence(f"must be on or after {day(self.earliest)}", "day month year")


class TimeField(_Named, forms.Field):
    """A time of day as people write it: "9.30am", "09:30", "2 pm", "midday"."""

    widget = forms.TextInput

    def __init__(self, *, what: str = "", **kwargs: Any):
        super().__init__(**kwargs)
        self.what = what

    def prepare_value(self, value: Any) -> Any:
        """Return a time as it is shown, and what was written as it was written."""
        return clock_time(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        """Return the time.

        Raises: ValidationError for what is not a time.
        """
        text = str(value or "").strip().lower()
        if isinstance(value, time) or not text:
            return value if isinstance(value, time) else None
        found = _NAMED.get(text) or _time_in(text)
        if found is None:
            raise self.sentence("must be a time, like 9.30am or 14:30", "invalid")
        return found

    def validate(self, value: Any) -> None:
        """Refuse a missing time."""
        if value is None and self.required:
            raise ValidationError(f"Enter {self.called()}", code="missing")


def _time_in(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if not match or not (match[2] or match[3]):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def choices_of(
    listed: Iterable[StrEnum], labels: Mapping[Any, str] | None = None
) -> list[tuple[str, str]]:
    """Return the words of a list with what people read."""
    return [(word.value, (labels or {}).get(word) or words(word.value)) for word in listed]


class WordChoice(_Named, forms.TypedChoiceField):
    """One word of a closed list: radios for a few, else a select; gives the list's member."""

    def __init__(
        self,
        listed: type[StrEnum],
        *,
        what: str = "",
        only: Iterable[StrEnum] | None = None,
        labels: Mapping[Any, str] | None = None,
        blank: str = "",
        **kwargs: Any,
    ):
        choices = choices_of(only or listed, labels)
        few = len(choices) <= RADIOS_UP_TO
        kwargs.setdefault("widget", forms.RadioSelect if few else forms.Select)
        first = [("", blank)] if blank or not few else []
        super().__init__(choices=first + choices, coerce=listed, empty_value=None, **kwargs)
        self.what = what
        _say_select(self)


class WordChoices(_Named, forms.TypedMultipleChoiceField):
    """Several words of a closed list, as checkboxes; gives a tuple of members."""

    def __init__(
        self,
        listed: type[StrEnum],
        *,
        what: str = "",
        only: Iterable[StrEnum] | None = None,
        labels: Mapping[Any, str] | None = None,
        **kwargs: Any,
    ):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        choices = choices_of(only or listed, labels)
        super().__init__(choices=choices, coerce=listed, **kwargs)
        self.what = what
        _say_select(self)

    def clean(self, value: Any) -> tuple[Any, ...]:
        """Return the members chosen."""
        return tuple(super().clean(value))


class YesNoField(_Named, forms.TypedChoiceField):
    """Yes, no or not recorded: `True`, `False` or `None`."""

    def __init__(self, *, what: str = "", not_recorded: bool = True, **kwargs: Any):
        choices = [("yes", "Yes"), ("no", "No")]
        if not_recorded:
            choices.append(("not_recorded", "Not recorded"))
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=choices, coerce=_yes_or_no, empty_value=None, **kwargs)
        self.what = what
        _say_select(self)

    def prepare_value(self, value: Any) -> Any:
        """Return what the radios know it by."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _yes_or_no(told: str) -> bool | None:
    return {"yes": True, "no": False}.get(told)


def _say_select(field: Any) -> None:
    field.error_messages["required"] = f"Select {field.called()}"
    field.error_messages["invalid_choice"] = f"Choose {field.called()} from the list"
