"""Forms of the policy pages: which day, which words."""

from django import forms

from doorstep.web.fields import DateField3


class DayForm(forms.Form):
    """The day a policy is shown for, and words to find in it."""

    on = DateField3(label="On which day", what="the day", required=False)
    q = forms.CharField(label="Find in the policy", required=False, max_length=100)
