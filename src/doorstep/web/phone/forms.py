"""The forms of the pages beside the doorstep page."""

from django import forms

from doorstep.web.visits.text import Words


class SettleForm(forms.Form):
    """What became of something that was set aside."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = Words(
        label="What became of it?",
        help_text="Such as: recorded by hand on 16 November; or: it was sent by mistake.",
        what="What became of it",
        longest=500,
        missing="Say what became of it",
    )
