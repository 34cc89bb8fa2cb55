"""Forms of moves, handovers and absences; what is chosen for each row has a field of its own."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from doorstep.facts import CaseFacts
from doorstep.reports.continuity import visited_by
from doorstep.web.components import plural
from doorstep.web.fields import DateField3
from doorstep.web.moves.checking import Wish
from doorstep.web.moves.choosing import SHARED
from doorstep.web.moves.handing import Choice
from doorstep.web.moves.holding import KINDS, ONLY_A_REASON, Item, Kind
from doorstep.web.moves.people import Candidate

NOBODY = "nobody"
Choices = list[tuple[str, str]]


def field_of(key: str) -> str:
    """Return the name of the field that stands for a row, whatever is in the row's key."""
    return f"to-{sha256(key.encode()).hexdigest()[:10]}"


class ReasonForm(forms.Form):
    """Why a move is put back."""

    reason = forms.CharField(
        label="Why is it put back?",
        max_length=500,
        error_messages={"required": "Enter why it is put back"},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """To whom children go, from which day, why; one person for all, or one for each."""

    to_all = forms.ChoiceField(
        label="Give them to",
        required=False,
        help_text="With each name: how many children they have now, and how much is overdue.",
    )
    start_date = DateField3(
        label="From which day?",
        what="the day from which they have the child",
        help_text="Today or a later day. Until then nothing changes.",
    )
    reason = forms.CharField(
        label="Why?",
        max_length=500,
        error_messages={"required": "Enter why the children are moved"},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(  # noqa: PLR0913 (what is moved, to whom it can go)
        self,
        *args: Any,
        rows: Sequence[tuple[str, str, str]],
        names: Mapping[str, str],
        people: Mapping[int, Candidate],
        visited: Mapping[str, Counter[str]],
        on: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.rows, self.names = rows, names
        plain = [(str(pk), each.label) for pk, each in people.items()]
        self.fields["to_all"].choices = [("", "Choose for each child below"), *plain]  # type: ignore[attr-defined]
        self.fields["start_date"].earliest = on  # type: ignore[attr-defined]
        for row in rows:
            self.fields[field_of(SHARED.join(row))] = forms.ChoiceField(
                label=f"New worker of {names.get(row[0], row[0])}",
                choices=[("", "As chosen above"), *_known_first(people, visited.get(row[0]))],
                required=False,
                widget=forms.Select,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse to leave a child without a new worker."""
        given = super().clean() or {}
        if not self.rows:
            raise ValidationError("Choose at least one child")
        for row in self.rows:
            name = field_of(SHARED.join(row))
            if name in given and not given[name] and not given.get("to_all"):
                called = self.names.get(row[0], row[0])
                self.add_error(name, f"Choose who is to have {called}")
        return given

    def wishes(self) -> tuple[Wish, ...]:
        """Return what is wished for each child."""
        given = self.cleaned_data
        return tuple(
            Wish(
                row[0],
                int(given[field_of(SHARED.join(row))] or given["to_all"]),
                row[1],
                row[2],
            )
            for row in self.rows
        )


def _known_first(people: Mapping[int, Candidate], seen: Counter[str] | None) -> Choices:
    """Return the people with those first who saw the child most often."""
    times = {pk: (seen or Counter())[each.worker_id] for pk, each in people.items()}
    order = sorted(people, key=lambda pk: -times[pk])
    return [(str(pk), _named(people[pk], times[pk])) for pk in order]


def _named(person: Candidate, times: int) -> str:
    return f"{person.name} (saw the child {plural(times, 'time')})" if times else person.name


def visits_of(cases: Iterable[CaseFacts], *, on: date) -> dict[str, Counter[str]]:
    """Return by child how often each worker saw them in the last twelve months."""
    return {case.child_id: visited_by(case.visits, on=on) for case in cases}


# --- handing over ---------------------------------------------------------------------------------------


class HandoverForm(forms.Form):
    """To whom each thing that somebody holds goes, or why nobody needs it; some may stay for later."""

    to_all = forms.ChoiceField(
        label="Give everything to",
        required=False,
        help_text="For all that has no choice of its own below.",
    )
    start_date = DateField3(
        label="From which day?",
        what="the day of the handover",
        help_text="Today or a later day. Drafts, reminders and views pass at once.",
    )
    reason = forms.CharField(
        label="Why is it handed over?",
        max_length=500,
        help_text="Such as: leaves on 30 November. It stands on the children’s records.",
        error_messages={"required": "Enter why it is handed over"},
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, items: Sequence[Item], people: Mapping[int, str], on: date, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.items = items
        named: Choices = [(str(pk), name) for pk, name in people.items()]
        self.fields["to_all"].choices = [("", "Choose for each thing below"), *named]  # type: ignore[attr-defined]
        self.fields["start_date"].earliest = on  # type: ignore[attr-defined]
        for item in items:
            ways = [] if item.kind in ONLY_A_REASON else named
            self.fields[name_of(item)] = forms.ChoiceField(
                label=item.words,
                choices=[("", "Not chosen here"), (NOBODY, "Nobody needs it"), *ways],
                required=False,
                widget=forms.Select,
            )
        for kind in dict.fromkeys(item.kind for item in items):
            self.fields[f"why-{kind}"] = forms.CharField(
                label="Why does nobody need what you marked so?", required=False, max_length=500
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where nobody is to have something."""
        given = super().clean() or {}
        for kind in {item.kind for item in self.items if given.get(name_of(item)) == NOBODY}:
            if not given.get(f"why-{kind}"):
                what = KINDS[kind][1]
                self.add_error(f"why-{kind}", f"Enter why nobody needs a {what} you marked so")
        if not self.errors and not self.choices():
            self.add_error("to_all", "Choose who gets something, or why nobody needs it")
        return given

    def choices(self) -> list[Choice]:
        """Return what is chosen; what is left for later is not among it."""
        found = (self._choice(item) for item in self.items)
        return [choice for choice in found if choice is not None]

    def _choice(self, item: Item) -> Choice | None:
        given = self.cleaned_data
        told = given.get(name_of(item)) or ""
        if told == NOBODY:
            why = given.get(f"why-{item.kind}", "")
            return Choice(kind=item.kind, key=item.key, reason=why)
        to = told or ("" if item.kind in ONLY_A_REASON else given.get("to_all", ""))
        return Choice(kind=item.kind, key=item.key, to=int(to)) if to else None


def name_of(item: Item) -> str:
    """Return the name of the field of one thing."""
    return field_of(f"{item.kind}{SHARED}{item.key}")


def of_kind(form: HandoverForm) -> dict[Kind, list[Item]]:
    """Return the things of a form by their kind."""
    found: dict[Kind, list[Item]] = {}
    for item in form.items:
        found.setdefault(item.kind, []).append(item)
    return found


# --- absences -------------------------------------------------------------------------------------------


LONGEST_AWAY = timedelta(366)
"""Who covers is a deputy all the while: nobody is one without an end."""


class AbsenceForm(forms.Form):
    """When somebody is away and who covers."""

    start_date = DateField3(label="First day away", what="the first day away")
    end_date = DateField3(label="First day back", what="the first day back")
    cover = forms.TypedChoiceField(
        label="Who covers?",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="On these days they act as a deputy: the children stand on their My day.",
    )
    note = forms.CharField(
        label="Note (optional)",
        max_length=200,
        required=False,
        help_text="Such as: annual leave. Write nothing about anybody’s health.",
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Mapping[int, str], on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(str(pk), name) for pk, name in people.items()]
        self.fields["cover"].choices = [("", "Nobody yet"), *named]  # type: ignore[attr-defined]
        self.fields["start_date"].earliest = on  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse to be back before being away."""
        given = super().clean() or {}
        start, end = given.get("start_date"), given.get("end_date")
        if start and end and end <= start:
            self.add_error("end_date", "The first day back must be after the first day away")
        elif start and end and end - start > LONGEST_AWAY:
            self.add_error(
                "end_date", "Enter a year at most: whoever is away for longer is set anew"
            )
        return given


class VersionForm(forms.Form):
    """Which version of a row a step was confirmed for."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
