"""The form of a round: which children are visited on a day, in which order, at which agreed times."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms

from doorstep.web.components import day
from doorstep.web.fields import TimeField
from doorstep.web.phone.queries.rounds import DAYS_AHEAD, MOST, Proposed

UP, DOWN, TRAVEL = "up", "down", "travel"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DayForm(forms.Form):
    """For which day the visits are chosen."""

    day = forms.DateField(label="For which day?", required=False)

    def __init__(self, *args: Any, on: date, **given: Any):
        super().__init__(*args, **{"auto_id": "for_%s"} | given)
        days = [on + timedelta(n) for n in range(DAYS_AHEAD + 1)]
        choices = [(each.isoformat(), day_words(each, on)) for each in days]
        self.fields["day"] = forms.ChoiceField(
            label="For which day?", choices=choices, required=False
        )

    def chosen(self, on: date) -> date:
        """Return the day that was asked for; today where none, or none that can be."""
        told = self.cleaned_data.get("day") if self.is_bound and self.is_valid() else ""
        return date.fromisoformat(told) if told else on


def day_words(each: date, on: date) -> str:
    """Return a day to choose: "Today, 22 Nov 2026"."""
    named = {0: "Today", 1: "Tomorrow"}.get((each - on).days, WEEKDAYS[each.weekday()])
    return f"{named}, {day(each)}"


class RoundForm(forms.Form):
    """The children of a day: each with a tick and an agreed time; `order` is how they stood."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    order = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5_000)
    take = forms.MultipleChoiceField(
        label="Whom do you visit?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, children: Sequence[Proposed], *args: Any, **given: Any):
        super().__init__(*args, **given)
        self.children = children
        self.fields["take"].choices = [(str(c.child.pk), c.child.name) for c in children]  # type: ignore[attr-defined]
        for each in children:
            self.fields[at_of(each.child.pk)] = TimeField(
                label=f"Agreed time for {each.child.name}",
                what=f"the agreed time for {each.child.name}",
                required=False,
            )

    def clean_take(self) -> list[int]:
        """Refuse more children than a day can hold."""
        found = [int(pk) for pk in self.cleaned_data["take"]]
        if len(found) > MOST:
            raise forms.ValidationError(f"Select {MOST} children or fewer")
        return found

    def ordered(self) -> list[int]:
        """Return those to be visited as they stood on the page."""
        told = self.cleaned_data["order"].split(",")
        place = {int(pk): n for n, pk in enumerate(told) if pk.isdecimal() and len(pk) < 10}
        return sorted(self.cleaned_data["take"], key=lambda pk: place.get(pk, len(place)))

    def at(self, pk: int) -> time | None:
        """Return the time that was agreed for a child."""
        found: time | None = self.cleaned_data.get(at_of(pk))
        return found


def at_of(pk: int) -> str:
    """Return the name of the field of a child's agreed time."""
    return f"at_{pk}"


def moved(order: Sequence[int], pk: int, step: int) -> list[int]:
    """Return an order with one moved up (-1) or down (1), if there is room."""
    found = list(order)
    if pk in found:
        old = found.index(pk)
        new = min(max(old + step, 0), len(found) - 1)
        found.insert(new, found.pop(old))
    return found
