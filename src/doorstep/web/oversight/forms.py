"""The form in which an auditor says what to look for."""

from typing import Any

from django import forms

from doorstep.web.accounts.models import User
from doorstep.web.audit.words import SENTENCES
from doorstep.web.fields import DateField3
from doorstep.web.oversight.search import Search


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name; with the sign-in name, because two may have one name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return what the list says of a person."""
        return f"{obj} ({obj.username})" if obj.name else obj.username


class SearchForm(forms.Form):
    """Whose events, about which child, of which kind, when."""

    person = PersonField(
        queryset=User.objects.order_by("name", "username"), required=False, empty_label="Anybody"
    )
    child_id = forms.CharField(
        label="Child’s id",
        required=False,
        max_length=100,
        help_text="The authority’s id, all of it",
    )
    action = forms.ChoiceField(label="What was done", required=False)
    first_day = DateField3(label="From", required=False, what="the first day")
    last_day = DateField3(label="To", required=False, what="the last day")
    broken_glass = forms.BooleanField(label="Only while the glass was broken", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        told = sorted(SENTENCES.items(), key=lambda each: each[1])
        choices = [("", "Anything"), *((action.value, said) for action, said in told)]
        self.fields["action"] = forms.ChoiceField(
            label="What was done", required=False, choices=choices
        )

    def clean(self) -> dict[str, Any]:
        """Hold that the days are in their order."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must be the same as or after the first day")
        return given

    def search(self) -> Search:
        """Return what to look for."""
        given = self.cleaned_data
        return Search(
            person=given["person"].pk if given["person"] else None,
            child_id=given["child_id"].strip(),
            action=given["action"],
            first_day=given["first_day"],
            last_day=given["last_day"],
            broken_glass=given["broken_glass"],
        )
