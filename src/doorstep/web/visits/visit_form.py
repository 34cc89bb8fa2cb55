"""The form of a visit: what is common to all children it was made to, and the part for each."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django import forms

from doorstep.facts import Visit
from doorstep.vocabulary import VIRTUAL, EventKind, Method, Place, Role, VisitType
from doorstep.web.accounts.colleagues import Colleague, choices, colleagues
from doorstep.web.caseload.models import Child
from doorstep.web.components import day, words
from doorstep.web.fields import DateField3, TimeField, WordChoice, YesNoField
from doorstep.web.visits.forms import EARLIEST, Form, Recording
from doorstep.web.visits.report import Happened, Note, VisitReport, With, with_in
from doorstep.web.visits.text import Words
from doorstep.web.visits.words import (
    HAPPENED,
    METHOD_LABELS,
    NOT_MADE,
    PLACE_LABELS,
    VISIT_LABELS,
    CameOf,
)
from doorstep.workdays import LONDON

SHARED_WORDS = ("present", "purpose", "next_step")
LATEST_ATTEMPT = 366  # days from today; later is a slip of the pen
OWN_WORDS = ("observations", "childs_words", "worries")


class VisitForm(Recording):
    """What is common to a visit, whichever children were seen at it."""

    came_of = WordChoice(
        CameOf, label="What came of it?", what="what came of it", labels=VISIT_LABELS
    )
    why = Words(label="What happened, and why?", what="What happened", longest=400, lines=True)
    next_attempt = DateField3(
        label="Next attempt by", what="the day of the next attempt", required=False
    )
    method = WordChoice(
        Method, label="How was it made?", what="how it was made", labels=METHOD_LABELS
    )
    method_words = Words(
        label="What did you use?",
        lines=False,
        longest=60,
    )
    place = WordChoice(
        Place, label="Where?", what="where it was", labels=PLACE_LABELS, required=False
    )
    announced = YesNoField(label="Did they know you were coming?", required=False)
    approved_by = WordChoice(
        Role,
        label="Who agreed to it being made in this way?",
        blank="Nobody, or it was not needed",
        widget=forms.Select,
        required=False,
    )
    approved_date = DateField3(
        label="When did they agree?", what="the date they agreed", required=False
    )
    approved_time = TimeField(
        label="At what time did they agree?", what="the time they agreed", required=False
    )
    present = Words(label="Who was there?")
    with_worker = forms.TypedChoiceField(
        label="Who else of ours was there?", required=False, coerce=int, empty_value=None
    )
    purpose = Words(label="What was it for?")
    next_step = Words(label="What happens next?")

    def _fit(self) -> None:
        super()._fit()
        # Asked of the database only where they are shown or somebody was chosen.
        self.fields["with_worker"].choices = self._colleagues_offered  # type: ignore[attr-defined]
        self._choices("approved_by", self._approvers())
        if "approved_by" not in self.fields:
            del self.fields["approved_date"], self.fields["approved_time"]
            return
        self.fields["approved_by"].required = False
        day = self.fields["approved_date"]
        day.earliest, day.latest = EARLIEST, self.asking.on  # type: ignore[attr-defined]

    def _colleagues_offered(self) -> list[tuple[str, str]]:
        return choices(self.colleagues.values(), "Nobody")

    @cached_property
    def colleagues(self) -> dict[int, Colleague]:
        """Return who could have been there too; whom a corrected record names stays, gone or not."""
        found, corrected = colleagues(self.asking.by), self.asking.corrected
        named = with_in(corrected.details) if corrected else None
        known = {each.pk: each for each in found} | self._recorder()
        return known | ({named.user: Colleague(*named)} if named else {})

    def _recorder(self) -> dict[int, Colleague]:
        """Return whoever records what somebody else wrote: they may have been there too."""
        by = self.asking.by
        return {by.user_id: Colleague(by.user_id, by.name)} if self.asking.written_by else {}

    def with_another(self) -> With | None:
        """Return which other worker was there."""
        chosen = self.cleaned_data.get("with_worker")
        return With(chosen, self.colleagues[chosen].name) if chosen else None

    def _approvers(self) -> list[tuple[str, str]]:
        roles = [(str(r), words(r)) for r in self.asking.approvers]
        return [("", "Nobody, or it was not needed"), *roles] if roles else []

    def clean(self) -> dict[str, Any]:
        """Refuse what leaves open where, why or since when it was agreed."""
        told = super().clean()
        if told.get("came_of") == CameOf.MADE:
            if told.get("method") == Method.IN_PERSON and not told.get("place"):
                self.add_error("place", "Select where it was")
        elif told.get("came_of"):
            self._check_not_made(told)
        self._check_agreement(told)
        return told

    def _check_not_made(self, told: Mapping[str, Any]) -> None:
        """Refuse a visit that was not made without why, and without by when it is tried again."""
        if not told.get("why"):
            self._wrong("why", "Say what happened, and why")
        again, was = told.get("next_attempt"), told.get("visit_date")
        if again is None and told["came_of"] != CameOf.CANCELLED:
            self._wrong("next_attempt", "Enter by when the visit is tried again")
        if again and was and again < was:
            self._not_then(f"after {day(was)}, the day of the visit")
        elif again and again > (last := self.asking.on + timedelta(LATEST_ATTEMPT)):
            self._not_then(f"before {day(last)}")

    def _not_then(self, when: str) -> None:
        self._wrong("next_attempt", f"The day of the next attempt must be on or {when}")

    def _check_agreement(self, told: Mapping[str, Any]) -> None:
        """Refuse an agreement without its day; on the day itself the time decides if it was before."""
        if not told.get("approved_by"):
            return
        day, same_day = told.get("approved_date"), False
        if day is None:
            self._wrong("approved_date", "Enter the date they agreed")
        else:
            same_day = day == told.get("visit_date") and told.get("visit_time") is not None
        if same_day and not _time(told):
            self._wrong("approved_time", "Enter the time they agreed: it was the same day")

    @property
    def was_made(self) -> bool:
        """Test whether the visit took place."""
        return bool(self.cleaned_data.get("came_of") == CameOf.MADE)

    def common(self) -> dict[str, Any]:
        """Return what a visit says of itself, the same for every child."""
        told = self.cleaned_data
        agreed = self._agreed()
        return self.written() | {
            "visit_type": VisitType.VISIT,
            "method": told["method"],
            "place": told.get("place") if told["method"] not in VIRTUAL else None,
            "announced": told.get("announced"),
            "outcome": "" if self.was_made else str(told["came_of"]),
            "approved_by": told.get("approved_by") if agreed else None,
            "approved_at": agreed,
        }

    def _agreed(self) -> datetime | None:
        """Return when it was agreed; from the start of the day where no time was needed."""
        told = self.cleaned_data
        day = told.get("approved_date")
        if not told.get("approved_by") or day is None:
            return None
        return datetime.combine(day, _time(told) or time(), LONDON)


class SeenForm(Form):
    """What is said of one child at a visit."""

    seen = YesNoField(label="Was {} seen?", required=False)
    why_not_seen = Words(label="Why was {} not seen?", lines=False, longest=400)
    seen_alone = YesNoField(label="Was {} seen alone?", required=False)
    bedroom_seen = YesNoField(label="Was the bedroom seen?", required=False)
    observations = Words(label="What did you see and hear?")
    childs_words = Words(label="What did {} say, in their own words?")
    worries = Words(label="What worries you, if anything?")

    def __init__(self, child: Child, visit: VisitForm, data: Any = None, **given: Any):
        super().__init__(data, prefix=f"c{child.pk}", **given)
        self.child, self.visit = child, visit
        name = child.name or child.child_id
        for field in self.fields.values():
            field.label = str(field.label).replace("{}", name)

    def clean(self) -> dict[str, Any]:
        """Refuse what leaves open whether the child was seen, or contradicts it."""
        told = super().clean() or {}
        if not self._was_made():
            return told
        name, seen = self.child.name or self.child.child_id, told.get("seen")
        answered = self.data.get(self.add_prefix("seen"))
        if not answered and self.child.born is not None:
            self._wrong("seen", f"Select whether {name} was seen")
        if seen is False and not told.get("why_not_seen"):
            self._wrong("why_not_seen", f"Say why {name} was not seen")
        if told.get("seen_alone") and not seen:
            self.add_error("seen_alone", f"{name} was seen alone only if {name} was seen")
        return told

    def _was_made(self) -> bool:
        self.visit.errors  # noqa: B018 (makes it clean itself first)
        return self.visit.was_made

    def report(self) -> VisitReport:
        """Return what the visit says of this child."""
        common, told = self.visit.common(), self.cleaned_data
        return VisitReport(
            told=Visit(**common, **(self._seen() if self.visit.was_made else self._not_made())),
            note=Note(
                **{name: self.visit.cleaned_data[name] for name in SHARED_WORDS},
                **{name: told[name] for name in OWN_WORDS},
            ),
            events=tuple(self._events()),
            method_words=self._method_words(),
            with_worker=self.visit.with_another(),
        )

    def _seen(self) -> dict[str, Any]:
        told = self.cleaned_data
        not_seen = told["seen"] is not True
        return {
            "seen": told["seen"],
            "seen_alone": told["seen_alone"],
            "bedroom_seen": told["bedroom_seen"],
            "reason_not_seen": told["why_not_seen"] if not_seen else "",
        }

    def _not_made(self) -> dict[str, Any]:
        told = self.visit.cleaned_data
        return {"seen": False, "reason_not_seen": f"{NOT_MADE[told['came_of']]}: {told['why']}"}

    def _events(self) -> Iterable[Happened]:
        told = self.visit.cleaned_data
        kind = HAPPENED.get(told["came_of"])
        if kind is None:
            return
        yield Happened(kind, told["why"])
        if told.get("next_attempt"):
            yield Happened(EventKind.VISIT_PLANNED, due_date=told["next_attempt"])

    def _method_words(self) -> str:
        told = self.visit.cleaned_data
        return told["method_words"] if told["method"] in VIRTUAL else ""


def _time(told: Mapping[str, Any]) -> time | None:
    found: time | None = told.get("approved_time")
    return found
