"""The forms of the record: how somebody is, what is taken back, and one's own reminder."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms

from doorstep.web.accounts.models import User
from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.wellbeing.services import Said
from doorstep.web.wellbeing.words import OWN_WORDS, THEIR_WORDS, State

BACK, AHEAD, LONGEST = timedelta(7), timedelta(366), timedelta(366)
SAID_BEFORE = "This was saved before, and said something else then. Save it again if it holds now."
DAYS = ("start_date", "end_date", "look_on", "said_on")
FROM_HOME = {State.SELF_ISOLATING: "isolating_from_home", State.HIGH_RISK: "risk_from_home"}


class WordForm(forms.Form):
    """How somebody is for work: one choice is enough, the days can be said besides."""

    state = WordChoice(
        State, label="How are you today?", labels=OWN_WORDS, what="how you are today"
    )
    isolating_from_home = forms.BooleanField(label="I can work from home", required=False)
    risk_from_home = forms.BooleanField(label="I can work from home", required=False)
    start_date = DateField3(label="From which day?", required=False, what="the first day")
    end_date = DateField3(
        label="First day it is over",
        required=False,
        what="the first day it is over",
        help_text="Leave it empty if you do not know.",
    )
    look_on = DateField3(
        label="Look at it again on",
        required=False,
        what="the day to look at it again",
        help_text="On that day you are asked again.",
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        days: Any = self.fields
        days["start_date"].earliest, days["start_date"].latest = on - BACK, on + AHEAD
        days["look_on"].earliest = on + timedelta(1)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than a year."""
        given = super().clean() or {}
        start = given.get("start_date") or self.on
        end = given.get("end_date")
        if end and end <= start:
            self.add_error("end_date", "The first day it is over must be after the first day")
        elif end and end - start > LONGEST:
            self.add_error("end_date", "Enter a year at most, and say it again then")
        return given

    def said(self, person: User) -> Said:
        """Return what is said of somebody."""
        given = self.cleaned_data
        state = given["state"]
        return Said(
            person=person,
            state=state,
            from_home=bool(given.get(FROM_HOME.get(state, ""), False)),
            start_date=given["start_date"] or self.on,
            end_date=given["end_date"],
            look_on=given["look_on"],
            said_on=given.get("said_on") or self.on,
            client_id=given["client_id"],
        )

    def said_before(self) -> None:
        """Say that this very form said something else before, and let it be sent as a new one."""
        sent: Any = self.data
        anew = sent.copy()
        anew["client_id"] = str(uuid4())
        self.data = anew
        self.add_error(None, SAID_BEFORE)

    @property
    def is_about_days(self) -> bool:
        """Test whether something is wrong with the days, so that they must be seen."""
        return any(name in self.errors for name in DAYS)


class WordForOtherForm(WordForm):
    """The same, said by a manager for somebody, with the day on which they said it."""

    said_on = DateField3(
        label="When did they tell you?",
        required=False,
        what="the day they told you",
        help_text="Leave it empty if it was today.",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, on=on, **kwargs)
        told: Any = self.fields
        told["said_on"].earliest, told["said_on"].latest = on - BACK, on
        told["state"].label = "How are they today?"
        told["state"].choices = [(s.value, words) for s, words in THEIR_WORDS.items()]
        told["state"].error_messages["required"] = "Select how they are today"
        told["end_date"].help_text = "Leave it empty if it is not known."
        told["look_on"].help_text = "On that day it stands in your list again."
        for name in FROM_HOME.values():
            told[name].label = "They can work from home"


class TestedForm(forms.Form):
    """On which day somebody tested last: a day, and nothing about what came of it."""

    __test__ = False  # no test of pytest's

    tested_on = DateField3(label="Last tested on", what="the day you last tested")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        told: Any = self.fields
        told["tested_on"].earliest, told["tested_on"].latest = on - timedelta(31), on
