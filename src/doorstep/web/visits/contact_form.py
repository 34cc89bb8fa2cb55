"""The form of another contact: for the network of who sees the child, how often, by what means."""

from typing import Any

from django import forms

from doorstep.facts import Visit
from doorstep.vocabulary import Method, Role, VisitType
from doorstep.web.fields import WordChoice, YesNoField, choices_of
from doorstep.web.visits.forms import Recording
from doorstep.web.visits.report import Note, VisitReport
from doorstep.web.visits.text import Words
from doorstep.web.visits.words import METHOD_LABELS

WHO = {
    VisitType.OTHER_AGENCY: "Somebody of another agency",
    VisitType.CONTACT: "Somebody of ours, or the family themselves",
}


class ContactForm(Recording):
    """A contact that is no visit and no call of ours: who had it, by what means, what was said."""

    visit_type = forms.ChoiceField(
        label="Who was in contact?",
        choices=choices_of(WHO, WHO),
        widget=forms.RadioSelect,
        error_messages={"required": "Select who was in contact"},
    )
    agency = Words(
        label="Which agency, and who?",
        help_text="Such as Riverside School, Ms Adeyemi.",
        lines=False,
        longest=200,
    )
    method = WordChoice(Method, label="By what means?", what="by what means", labels=METHOD_LABELS)
    seen = YesNoField(label="Did they see the child?", required=False)
    present = Words(label="Who took part?")
    observations = Words(
        label="What was said or seen?", what="What was said", missing="Say what was said or seen"
    )
    worries = Words(label="What is worrying, if anything?")
    next_step = Words(label="What happens next?")

    def clean(self) -> dict[str, Any]:
        """Refuse another agency's contact that does not say which agency."""
        told = super().clean()
        if told.get("visit_type") == VisitType.OTHER_AGENCY and not told.get("agency"):
            self._wrong("agency", "Enter the agency")
        return told

    def report(self) -> VisitReport:
        """Return what the contact says, the same for every child it was about."""
        told = self.cleaned_data
        kind = VisitType(told["visit_type"])
        is_theirs = kind == VisitType.OTHER_AGENCY
        who = {"role": Role.OTHER_AGENCY, "worker_id": ""} if is_theirs else {}
        said = self.written() | {"visit_type": kind}
        said |= {name: told[name] for name in ("method", "agency", "seen")}
        return VisitReport(
            told=Visit(**(said | who)),
            note=Note(**{name: told[name] for name in Note._fields if name in told}),
        )
