"""Forms of likely doubles, merges, and of a child added by hand."""

from typing import Any
from uuid import uuid4

from django import forms

from doorstep.intake.ssda903_codes import is_postcode
from doorstep.vocabulary import EpisodeKind
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.models import Team, User
from doorstep.web.caseload.models import Child
from doorstep.web.fields import DateField3, WordChoice
from doorstep.web.imports.adding import KINDS, Newcomer

LONGEST = 500
APART = "apart"


def _reason(label: str, error: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": error},
    )


class SettleForm(forms.Form):
    """What two records much alike are: one child, and which record stays, or two children."""

    settle = forms.ChoiceField(
        label="What are they?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the two records are"},
    )
    reason = _reason(
        "How do you know?",
        "Enter how you know",
        "For example what you compared and whom you asked. It stays with both records.",
    )

    def __init__(self, data: Any, *, one: Child, other: Child):
        super().__init__(data)
        self.fields["settle"].choices = [  # type: ignore[attr-defined]
            (one.child_id, f"One child: {one.child_id} stays, {other.child_id} is put away"),
            (other.child_id, f"One child: {other.child_id} stays, {one.child_id} is put away"),
            (APART, "Two children"),
        ]


class UndoMergeForm(forms.Form):
    """Why a merge is taken back."""

    reason = _reason("Why is the merge undone?", "Enter why the merge is undone")


class AddChildForm(forms.Form):
    """A child whom no extract knows yet: who it is, where, what kind of case, and who works with them."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="First name and surname. For an unborn child: “Unborn” and the mother’s surname",
        error_messages={"required": "Enter the child’s name"},
    )
    born = DateField3(label="Date of birth", required=False, what="the date of birth")
    expected = DateField3(
        label="If not born yet: the day the birth is expected",
        required=False,
        what="the day the birth is expected",
    )
    line = forms.CharField(label="Address, without the postcode", max_length=300, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    kind = WordChoice(
        EpisodeKind, label="What begins?", only=tuple(KINDS), labels=KINDS, what="what begins"
    )
    start_date = DateField3(label="On which day?", what="the day it begins")
    worker = forms.ModelChoiceField(
        label="Who is the case worker?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody yet",
    )
    team = forms.ModelChoiceField(
        label="Which team?",
        queryset=Team.objects.none(),
        empty_label="Choose a team",
        error_messages={"required": "Select the team", "invalid_choice": "Select the team"},
    )

    def __init__(self, data: Any, *, by: Access):
        super().__init__(data, initial={"client_id": uuid4(), "start_date": by.on, **_own(by)})
        people = User.objects.filter(is_active=True).exclude(worker_id="").order_by("name", "pk")
        self.fields["worker"].queryset = people  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        for name in ("born", "start_date"):
            self.fields[name].latest = by.on  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Refuse a name without a letter, by which nobody could be found."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not any(c.isalpha() for c in name):
            raise forms.ValidationError("The child’s name must have letters in it")
        return name

    def clean_postcode(self) -> str:
        """Return the postcode without spaces, as sources have it."""
        code = "".join(str(self.cleaned_data["postcode"]).split()).upper()
        if code and not is_postcode(code):
            raise forms.ValidationError("Enter a full postcode, like ZZ1 1AA")
        return code

    def clean(self) -> dict[str, Any]:
        """Refuse a child of whom neither birth nor expected birth is told, or both."""
        told = super().clean() or {}
        if not {"born", "expected"} & set(self.errors) and not (
            told.get("born") or told.get("expected")
        ):
            self.add_error("born", "Enter the date of birth, or the day the birth is expected")
        if told.get("born") and told.get("expected"):
            self.add_error("expected", "A child who is born has no expected day: leave one blank")
        return told

    def newcomer(self) -> Newcomer:
        """Return what the form says."""
        told = self.cleaned_data
        worker = told["worker"]
        return Newcomer(
            name=told["name"],
            kind=told["kind"],
            start_date=told["start_date"],
            born=told["born"],
            expected=told["expected"],
            line=told["line"].strip(),
            postcode=told["postcode"],
            worker_id=worker.worker_id if worker else "",
            worker=worker.name if worker else "",
            team=told["team"].name,
        )


def _own(by: Access) -> dict[str, Any]:
    """Return the person as the case worker, and the team of the role they hold, where there are."""
    teams = [held.team_id for held in by.held if held.team_id]
    worker = User.objects.filter(pk=by.user_id).exclude(worker_id="").first()
    return {"worker": worker, "team": teams[0] if teams else None}
