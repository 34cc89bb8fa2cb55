"""The forms of imports: what is brought in, what is said of a missing child, which of two sides holds."""

from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from doorstep.intake.extract import LARGEST_FILE, MEGABYTE
from doorstep.web.fields import DateField3
from doorstep.web.imports.models import Difference, Question
from doorstep.web.imports.settling import Answered

MOST_FILES = 60
LARGEST_TOGETHER = 2 * LARGEST_FILE


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files at once; empty ones and too large ones are refused by name."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not given:
            raise forms.ValidationError("Choose the files of the extract", code="required")
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files at most, or a zip of them")
        for file in given:
            self._check(file)
        names = [str(file.name)[:200] for file in given]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise forms.ValidationError(f"There are two files named {twice[:60]}: give one of them")
        if sum(file.size for file in given) > LARGEST_TOGETHER:
            raise forms.ValidationError(
                f"The files together must be smaller than {LARGEST_TOGETHER // MEGABYTE:,} MB"
            )
        return given

    def _check(self, file: "UploadedFile[bytes]") -> None:
        name = str(file.name)[:60]
        if not file.size:
            raise forms.ValidationError(f"{name} is empty: export it again")
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"{name} must be smaller than {LARGEST_FILE // MEGABYTE:,} MB: "
                "export fewer years, or have it brought in by the command import_extract"
            )


class UploadForm(forms.Form):
    """The files of an extract."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    extract = _FilesField(
        label="Files of the extract",
        widget=_Files,
        help_text=(
            "All the tables (SSD or SSDA903) at once, or one zip of them; an Annex A workbook (.xlsx); "
            "a CIN census (.xml); the DfE API’s JSON; or a prepared extract. Doorstep’s own tables "
            "(doorstep_….csv) may come with them"
        ),
    )


class AnswerForm(forms.Form):
    """What is said of a child whom an extract left out."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="What is true of the case?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what is true of the case"},
        choices=[
            (Question.Answer.CLOSED.value, "The case is closed"),
            (Question.Answer.KEPT.value, "The case is open: the extract left the child out"),
            (Question.Answer.OTHER.value, "Something else, such as two records that were merged"),
        ],
    )
    closed_on = DateField3(
        label="First day on which the case was closed", what="the day it closed", required=False
    )
    words = forms.CharField(
        label="What happened",
        max_length=900,
        required=False,
        widget=forms.Textarea,
        help_text="Why it closed, or what else is true. It stands on the child’s record",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast("DateField3", self.fields["closed_on"]).latest = today

    def clean(self) -> dict[str, Any]:
        """Ask for the day a case closed, and for words where the answer alone says too little."""
        given = super().clean() or {}
        answer, words = given.get("answer"), given.get("words")
        has_day = given.get("closed_on") or "closed_on" in self.errors
        if answer == Question.Answer.CLOSED and not has_day:
            self.add_error("closed_on", "Enter the day it closed")
        if answer in (Question.Answer.CLOSED, Question.Answer.OTHER) and not words:
            self.add_error("words", "Enter what happened")
        return given

    def told(self) -> Answered:
        """Return what the form says."""
        given = self.cleaned_data
        answer = Question.Answer(given["answer"])
        closed = given["closed_on"] if answer == Question.Answer.CLOSED else None
        return Answered(answer=answer, words=given["words"], closed_on=closed)


class SettleForm(forms.Form):
    """Which side of a difference holds, and why."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    settled = forms.ChoiceField(
        label="Which is right?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which is right"},
    )
    reason = forms.CharField(
        label="Why",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="Needed where what was recorded here is taken back",
    )

    def __init__(self, *args: Any, may_take_back: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(Difference.Settled.OURS.value, "What was recorded here")]
        if may_take_back:
            choices.append((Difference.Settled.THEIRS.value, "What the source says"))
        cast("forms.ChoiceField", self.fields["settled"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask why something recorded is taken back."""
        given = super().clean() or {}
        if given.get("settled") == Difference.Settled.THEIRS and not given.get("reason"):
            self.add_error("reason", "Enter why")
        return given
