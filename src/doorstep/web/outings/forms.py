"""Forms of being out: going in, and what is said of an outing later."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.web.accounts.colleagues import Colleague, choices
from doorstep.web.caseload.models import Child
from doorstep.web.components import clock_time
from doorstep.web.fields import TimeField, WordChoice
from doorstep.web.outings.ladder import reachable
from doorstep.web.outings.models import Outing
from doorstep.web.outings.saying import span
from doorstep.workdays import LONDON

STEP, MOST = 15, 4 * 60
USUAL = 60
MINUTES = [(n, span(timedelta(minutes=n))) for n in range(STEP, MOST + STEP, STEP)]
LONGER = 30
EARLIEST = timedelta(hours=12)
NOBODY = "Nobody: my manager is told in their place"
NO_ADDRESS = "no e-mail address, my manager is told in their place"


class GoForm(forms.Form):
    """Going in: to whom besides, for how long, who watches over it, who goes along."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    together = forms.MultipleChoiceField(
        label="Who else do you go to see there?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.TypedChoiceField(
        label="How long do you expect to take?", choices=MINUTES, coerce=int, initial=USUAL
    )
    buddy = forms.TypedChoiceField(
        label="Who is your buddy?",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="They are asked to ring you if you have not said that you are out. Tell them first.",
    )
    second = forms.TypedChoiceField(
        label="Who of ours goes with you?", required=False, coerce=int, empty_value=None
    )
    telephone = forms.CharField(
        label="On which number can you be rung?",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    started = TimeField(
        label="When did you go in?",
        what="the time you went in",
        required=False,
        help_text="Leave it empty if it is now.",
    )

    def __init__(
        self,
        *args: Any,
        others: Iterable[Child],
        colleagues: Iterable[Colleague],
        last: Outing | None,
        at: datetime,
        **given: Any,
    ):
        super().__init__(*args, **given)
        self.at = at
        found, told = list(colleagues), [(c.child_id, c.name or c.child_id) for c in others]
        self._offer("together", told)
        self._offer("buddy", _buddies(found))
        self._offer("second", choices(found, "Nobody"))
        if not told:
            del self.fields["together"]
        if last is not None:
            self.initial = {
                **self.initial,
                "buddy": last.buddy_id,
                "telephone": last.telephone,
            }

    def _offer(self, name: str, offered: list[tuple[str, str]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a buddy who goes along, and a time too long ago."""
        told = super().clean() or {}
        if told.get("buddy") and told["buddy"] == told.get("second"):
            self.add_error("buddy", "Your buddy must be somebody who does not go with you")
        if self.at - self.started_at > EARLIEST:
            self.add_error("started", "The time you went in must be within the last 12 hours")
        return told

    @property
    def started_at(self) -> datetime:
        """Return when they went in: now, or the last time it was so late."""
        return latest(self.cleaned_data.get("started"), self.at)


def _buddies(found: list[Colleague]) -> list[tuple[str, str]]:
    """Return whom to choose as a buddy, with what becomes of it where somebody cannot be written to."""
    have = {str(pk) for pk in reachable(each.pk for each in found)}
    offered = choices(found, NOBODY)
    return [(pk, said if not pk or pk in have else f"{said}: {NO_ADDRESS}") for pk, said in offered]


class OutForm(forms.Form):
    """Being out again, said by somebody who was there."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    ended = TimeField(
        label="When did you come out?",
        what="the time you came out",
        required=False,
        help_text="Leave it empty if it is now.",
    )

    def __init__(self, *args: Any, row: Outing, at: datetime, **given: Any):
        super().__init__(*args, **given)
        self.row, self.at = row, at

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        told = super().clean() or {}
        if self.ended_at < self.row.started_at.replace(second=0, microsecond=0):
            went_in = clock_time(self.row.started_at.astimezone(LONDON))
            self.add_error("ended", f"The time must be after {went_in}, when they went in")
        return told

    @property
    def ended_at(self) -> datetime:
        """Return when they came out: now, or the last time it was so late."""
        return latest(self.cleaned_data.get("ended"), self.at)


class Heard(StrEnum):
    """What somebody heard of a worker who is not back."""

    OUT = "out"
    LONGER = "longer"


class HeardForm(OutForm):
    """What the buddy or the manager heard, and how they know."""

    heard = WordChoice(
        Heard,
        label="What did you hear?",
        what="what you heard",
        labels={
            Heard.OUT: "They are out",
            Heard.LONGER: "They are well, and need 30 minutes longer",
        },
    )
    why = forms.CharField(
        label="How do you know?",
        max_length=300,
        help_text="Such as: rang them at 3.20pm. Do not name a child.",
        error_messages={"required": "Say how you know"},
    )
    field_order = ("client_id", "heard", "ended", "why")

    def __init__(self, *args: Any, **given: Any):
        super().__init__(*args, **given)
        self.fields["ended"].label = "When did they come out?"
        self.fields[
            "ended"
        ].help_text = "Leave it empty if it was just now, or they are still there."


class LongerForm(forms.Form):
    """All is well, and it takes longer."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def latest(told: time | None, at: datetime) -> datetime:
    """Return the last time it was this time of day: today, or yesterday for one that is still to come.

    Example:
        >>> at = datetime(2026, 11, 17, 0, 20, tzinfo=LONDON)
        >>> latest(time(0, 10), at).isoformat(), latest(time(23, 50), at).isoformat()
        ('2026-11-17T00:10:00+00:00', '2026-11-16T23:50:00+00:00')
    """
    if told is None:
        return at
    today = at.astimezone(LONDON).date()
    found = datetime.combine(today, told, LONDON).astimezone(
        UTC
    )  # of an hour that comes twice, once
    if found <= at:
        return found
    return datetime.combine(today - timedelta(1), told, LONDON).astimezone(UTC)
