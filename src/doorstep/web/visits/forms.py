"""What the forms of visits, calls and contacts have in common: when, with whom, in which role."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from doorstep.vocabulary import Role
from doorstep.web.accounts.access import Access
from doorstep.web.accounts.words import Can
from doorstep.web.caseload.lateness import REASONS, Because, is_late
from doorstep.web.caseload.models import Child, Visit
from doorstep.web.components import clock_time, words
from doorstep.web.fields import DateField3, TimeField, WordChoice
from doorstep.web.visits.report import Late, VisitReport
from doorstep.web.visits.text import Words
from doorstep.web.visits.writer import Writer
from doorstep.workdays import LONDON

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """For whom a form is made: who fills it in and when, of which child, with which others.

    `approvers` are the roles whose agreement is entered by hand, because no adopted procedure provides
    it; `corrected` is the record that the form is to correct. `told_at` is when it was saved on a phone,
    `first_at` when the record that is corrected was first written. `writer` is who wrote on a phone what
    is recorded from there by hand.
    """

    child: Child
    others: tuple[Child, ...]
    by: Access
    at: datetime
    approvers: tuple[Role, ...] = ()
    corrected: Visit | None = None
    told_at: datetime | None = None
    first_at: datetime | None = None
    writer: Writer | None = None

    @property
    def written_at(self) -> datetime:
        """Return when it was written, by which it is late or not: at first, on the phone, or now."""
        return self.first_at or self.told_at or self.at

    @property
    def on(self) -> date:
        """Return the day it is filled in."""
        return self.at.astimezone(LONDON).date()

    @property
    def is_anothers(self) -> bool:
        """Test whether the record that is corrected was written by somebody else, or for them."""
        made = self.corrected
        if made is None:
            return False
        is_theirs = made.worker_id not in ("", self.by.worker_id)
        return is_theirs or made.recorded_by_id != self.by.user_id

    @property
    def written_by(self) -> Writer | None:
        """Return who wrote it on a phone, if that is somebody else."""
        return self.writer if self.writer and self.writer.user != self.by.user_id else None

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the roles in which whoever made the visit may record."""
        return self.written_by.roles if self.written_by else roles_to_record(self.by)


def roles_to_record(access: Access) -> tuple[Role, ...]:
    """Return the roles of the policies in which a person may record."""
    known = set(Role)
    held = [h.role for h in access.held if Can.RECORD in h.can and h.role in known]
    return tuple(Role(role) for role in dict.fromkeys(held))


class Form(forms.Form):
    """A form one can go back to."""

    def without_errors(self) -> None:
        """Show what was typed as it was typed, and no errors: the person only went back to it."""
        self._errors = ErrorDict()

    def _wrong(self, name: str, text: str) -> None:
        """Say what is wrong with a field, unless something was said of it before."""
        if name not in self.errors:
            self.add_error(name, text)


class Recording(Form):
    """What every record has: when, of whom together, in which role, why it is corrected."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    writer = forms.CharField(widget=forms.HiddenInput, required=False)  # sealed
    visit_date = DateField3(label="When was it?", what="the date")
    visit_time = TimeField(label="At what time?", what="the time", required=False)
    together = forms.MultipleChoiceField(
        label="Who else was it with?", required=False, widget=forms.CheckboxSelectMultiple
    )
    role = WordChoice(Role, label="In which of your roles?", what="the role", required=False)
    late_reason = WordChoice(
        Because,
        label="Why was it recorded later?",
        what="why it was recorded later",
        labels=REASONS,
        required=False,
    )
    late_words = Words(
        label="Anything to add about that?", what="What you add", lines=False, longest=300
    )
    reason = Words(
        label="Why do you correct the record?",
        what="The reason",
        longest=500,
        missing="Say why you correct the record",
    )

    def __init__(self, asking: Asking, data: Any = None, **given: Any):
        super().__init__(data, **given)
        self.asking = asking
        self._fit()

    def _fit(self) -> None:
        """Fit the form to who fills it in; what cannot be asked of them is not asked."""
        day = self.fields["visit_date"]
        day.earliest, day.latest = EARLIEST, self.asking.on  # type: ignore[attr-defined]
        names = [(str(c.child_id), c.name) for c in self.asking.others]
        self._choices("together", names)
        roles = self.asking.roles if len(self.asking.roles) > 1 else ()
        self._choices("role", [] if self.asking.is_anothers else [(r, words(r)) for r in roles])
        if self.asking.corrected is None:
            del self.fields["reason"]
        if self.asking.writer is None:
            del self.fields["writer"]
        if self.asking.written_by and "role" in self.fields:
            self.fields["role"].label = f"In which role did {self.asking.written_by.name} make it?"

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if not choices:
            del self.fields[name]
            return
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields[name].required = name == "role"

    def clean(self) -> dict[str, Any]:
        """Refuse a time that has not come yet."""
        told = super().clean() or {}
        at = self.moment()
        if at is not None and at > self.asking.at:
            now = clock_time(self.asking.at)
            self.add_error("visit_time", f"The time must not be later than now, {now}")
        return told

    def moment(self, at: str = "visit_time", on: str = "visit_date") -> datetime | None:
        """Return a day and time of the form; None where the time, or the day, is not told."""
        day, hour = self.cleaned_data.get(on), self.cleaned_data.get(at)
        return datetime.combine(day, hour, LONDON) if day and hour else None

    @property
    def is_late(self) -> bool:
        """Test whether the day that was told, or is shown, makes it late: only then it is asked why."""
        on = self._day_told()
        return on is not None and is_late(on, self.asking.written_at)

    @property
    def asks_why_late(self) -> bool:
        """Test whether the page asks why it is late: where it is, and where an answer is wrong."""
        return self.is_late or bool({"late_reason", "late_words"} & set(self.errors))

    def _day_told(self) -> date | None:
        """Return the day as it was typed or is shown; None while it is no day."""
        told: date | None = self.initial.get("visit_date")
        if self.is_bound:
            try:
                told = self.fields["visit_date"].clean(self["visit_date"].data)
            except ValidationError:
                return None
        return told

    def signed(self, report: VisitReport) -> VisitReport:
        """Return a report with who saved it on a phone and when, and why it was recorded later."""
        told, writer = self.cleaned_data, self.asking.written_by
        why = Late(told.get("late_reason"), told.get("late_words", ""))
        return replace(
            report,
            late=why if self.is_late and any(why) else None,
            told_at=self._told_at(),
            written_by=writer.name if writer else "",
        )

    def _told_at(self) -> datetime | None:
        """Return when it was saved on a phone, which cannot have been before its own day."""
        told = self.asking.told_at
        was_early = told and told.astimezone(LONDON).date() < self.cleaned_data["visit_date"]
        return None if was_early else told

    def chosen_role(self) -> Role | None:
        """Return the role that was chosen, or the only one there is."""
        roles = self.asking.roles
        chosen: Role | None = self.cleaned_data.get("role")
        return chosen or (roles[0] if len(roles) == 1 else None)

    def written(self) -> dict[str, Any]:
        """Return what every record says of when and by whom; who corrects it did not make the visit.

        Nor did whoever records what somebody else wrote on a phone.
        """
        role, worker_id = self.chosen_role(), self.asking.by.worker_id
        if self.asking.written_by:
            worker_id = self.asking.written_by.worker_id
        made = self.asking.corrected
        if made is not None and self.asking.is_anothers:
            role, worker_id = Role(made.role) if made.role else None, made.worker_id
        return {
            "visit_date": self.cleaned_data["visit_date"],
            "visit_at": self.moment(),
            "role": role,
            "worker_id": worker_id,
        }


class WithdrawForm(Form):
    """Why a record is taken back."""

    withdraw_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    withdraw_reason = Words(
        label="Why do you withdraw the record?",
        what="The reason",
        longest=500,
        missing="Say why you withdraw the record",
    )

    @property
    def client_id(self) -> UUID:
        """Return the id that was made with the form."""
        return self.cleaned_data["withdraw_id"] or uuid4()
