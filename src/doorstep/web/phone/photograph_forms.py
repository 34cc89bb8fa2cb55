"""The forms of photographs: one to send, one to take a photograph back."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from doorstep.web.phone.pictures import (
    LARGEST_FILE,
    NO_PICTURE,
    TOO_LARGE,
    Drawn,
    NotAPictureError,
    drawn_anew,
)
from doorstep.web.visits.forms import Form
from doorstep.web.visits.text import Words


class PhotographForm(Form):
    """A photograph of a document, and what it is of; the picture comes out drawn anew."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    visit = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    picture = forms.FileField(
        label="The photograph",
        error_messages=dict.fromkeys(("required", "empty", "missing", "invalid"), NO_PICTURE),
        widget=forms.FileInput,
    )
    words = Words(
        label="What is it of?",
        what="What it is of",
        lines=False,
        longest=200,
        missing="Say what the photograph is of",
    )

    def clean_picture(self) -> Drawn:
        """Return the picture drawn anew.

        Raises: ValidationError that says why it is not taken in.
        """
        sent: Any = self.cleaned_data["picture"]
        if sent.size > LARGEST_FILE:
            raise ValidationError(TOO_LARGE)
        try:
            return drawn_anew(sent.read())
        except NotAPictureError as error:
            raise ValidationError(str(error)) from error


class WithdrawPhotographForm(Form):
    """Why a photograph is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    why = Words(
        label="Why do you withdraw the photograph?",
        what="The reason",
        longest=500,
        missing="Say why you withdraw the photograph",
    )
