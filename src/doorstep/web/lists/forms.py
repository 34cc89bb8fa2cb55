"""Forms of the lists: filters, a view to save, words that explain a blind spot, a search."""

from datetime import date, timedelta
from typing import Any

from django import forms

from doorstep.engine.answers import Case
from doorstep.vocabulary import Tier
from doorstep.web.components import words
from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.lists.filters import Filters
from doorstep.web.lists.words import KIND_LABELS, WHEN_LABELS, Kind, Sort, Way, When, Whom

WHOM_LABELS = {
    Whom.ALLOCATED: "Children the team’s workers hold",
    Whom.INVOLVED: "All children the team works with",
}
LONGEST_EXPLAINED = 92  # days: an explained blind spot comes back within a quarter


class OneOf(forms.CharField):
    """A choice whose words are known only when the list is; any id is taken, and then finds nothing."""

    widget = forms.Select

    def offer(self, choices: dict[str, str], chosen: str) -> None:
        """Say what can be chosen; what an address chose stays in the list."""
        known = choices if not chosen or chosen in choices else {**choices, chosen: chosen}
        self.choices = [("", "Any"), *known.items()]


def _any(listed: Any, label: str, **wish: Any) -> WordChoice:
    return WordChoice(listed, label=label, required=False, blank="Any", widget=forms.Select, **wish)


class FilterForm(forms.Form):
    """What a list is narrowed to, as its address says it."""

    when = _any(When, "Due", what="when it is due", labels=WHEN_LABELS)
    kind = _any(Kind, "What is owed", what="what is owed", labels=KIND_LABELS)
    worker = OneOf(label="Worker", required=False, max_length=60)
    team = OneOf(label="Team", required=False, max_length=9)
    tier = _any(Tier, "Tier")
    case = _any(Case, "Case", labels={case: words(case) for case in Case})
    duty = OneOf(label="Duty", required=False, max_length=200)
    way = _any(Way, "Can be done by", what="how it can be done")
    whom = _any(Whom, "Whose children", what="whose children", labels=WHOM_LABELS)
    due_before = DateField3(
        label="Due before", required=False, what="the day before which it is due"
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = self.fields["kind"].choices[1:]  # type: ignore[attr-defined]
        self.fields["whom"].choices = self.fields["whom"].choices[1:]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Return what was asked for; what cannot be understood is left out, and said."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        order = told.pop("sort", "")
        team = str(told.pop("team", ""))
        name = order.removeprefix("-")
        return Filters(
            **told,
            team=int(team) if team.isdecimal() else None,
            sort=Sort(name) if name in set(Sort) else Sort.TIER,
            backwards=order.startswith("-") and name in set(Sort),
        )

    def offer(self, **choices: dict[str, str]) -> None:
        """Say what can be chosen of worker, team and duty; a field without a choice is left out."""
        for name in ("worker", "team", "duty"):
            if choices.get(name):
                self.fields[name].offer(choices[name], str(self.data.get(name) or ""))  # type: ignore[attr-defined]
            elif name in self.fields:
                del self.fields[name]


class SearchForm(forms.Form):
    """What a child is searched by: a name, the authority's id, or a postcode."""

    q = forms.CharField(
        label="Name, id or postcode",
        max_length=100,
        error_messages={
            "required": "Enter a name, an id or a postcode",
            "max_length": "Enter at most 100 characters",
        },
    )


class ExplainForm(forms.Form):
    """Why a blind spot stands for now."""

    words = forms.CharField(
        label="Why this stands for now",
        widget=forms.Textarea,
        min_length=10,
        max_length=500,
        error_messages={
            "required": "Enter why this stands for now",
            "min_length": "Say in at least 10 characters why this stands for now",
            "max_length": "Say in at most 500 characters why this stands for now",
        },
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["until"] = DateField3(
            label="Until when",
            what="the day until which this is explained",
            help_text="On that day it is shown again. At most three months from today.",
            earliest=on + timedelta(1),
            latest=on + timedelta(LONGEST_EXPLAINED),
        )


class SavedViewForm(forms.Form):
    """A list's filters under a name."""

    name = forms.CharField(
        label="Name of the view",
        max_length=100,
        error_messages={"required": "Enter a name for the view"},
    )
    shared_with = forms.ChoiceField(label="Who sees it", required=False, widget=forms.Select)
    is_default = forms.BooleanField(
        label="Open the list with this view, from the page of all teams", required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, teams: dict[int, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        shared = [(str(pk), f"Everybody in {name}") for pk, name in teams.items()]
        self.fields["shared_with"].choices = [("", "Only me"), *shared]  # type: ignore[attr-defined]
        if not teams:
            del self.fields["shared_with"]

    @property
    def team(self) -> int | None:
        """Return the team it is shared with."""
        chosen = self.cleaned_data.get("shared_with")
        return int(chosen) if chosen else None
