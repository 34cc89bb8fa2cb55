"""A form that is being filled in: its questions with what is known, what is missing, what was saved."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField

from doorstep.policy.form import Field, Form, Known, Signature
from doorstep.web.components import clock_time, day, words_within
from doorstep.web.decisions.form_fields import PARTS, PaperForm, shown_fields
from doorstep.web.decisions.known import COMMENT, Prefilled, known_in_words, mark_of, said_of
from doorstep.web.decisions.models import Draft
from doorstep.web.visits.text import Words
from doorstep.workdays import LONDON
from doorstep.workflow import asked, missing, signatures
from doorstep.workflow.forms import Holds
from doorstep.workflow.words import either

WRITTEN = frozenset({"text", "long_text", "people"})
SEVERAL_COLUMNS = 3  # a form printed with so many has one for comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field of the form as the page shows it.

    `mark` says where the answer comes from if nobody wrote it, `says` what the record says beside it,
    and `can_take` whether that can be taken over as the answer.
    `depends` names the answers on which it is asked, for the script that hides it otherwise.
    """

    id: str
    label: str
    kind: str
    controls: tuple[BoundField, ...]
    comment: BoundField | None
    hint: str
    only_if: str
    depends: str
    mark: str
    says: str
    can_take: bool
    rows: int

    @property
    def control(self) -> BoundField:
        """Return its control, or the first of several."""
        return self.controls[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form being filled in for a child, as it is stored or as it was posted."""

    paper: Form
    form: PaperForm
    holds: Holds
    answers: Mapping[str, str]
    carried: Sequence[str]
    known: Mapping[str, Any]
    version: int
    saved: str

    @property
    def questions(self) -> list[Question]:
        """Return the questions in the form's order."""
        return [_question(each, self) for each in self.form.shown]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return what is known, beside local incidence, which has its own place."""
        return known_in_words({k: v for k, v in self.known.items() if k != Known.LOCAL_INCIDENCE})

    @property
    def incidence(self) -> str:
        """Return the local incidence the form was filled in with."""
        return str(self.known.get(Known.LOCAL_INCIDENCE.value, ""))

    @property
    def are_carried(self) -> int:
        """Return how many answers were carried over from the last time."""
        return len([name for name in self.carried if self.answers.get(name)])

    @property
    def signatures(self) -> list[str]:
        """Return whose signatures the form asks for, and on which answers those that it does not yet."""
        now = {s.id for s in signatures(self.paper, self.answers, self.holds)}
        return [
            _signature(s, self.paper, s.id in now) for s in self.paper.signatures if _may(s, self)
        ]

    def taken_over(self, name: str, written: str) -> str:
        """Return an answer with what the record says to it added; as it is where it is no text."""
        each = next((f for f in self.form.shown if f.id == name and f.kind in WRITTEN), None)
        says = said_of(each, self.known) if each else ""
        if not each or not says or says in written:
            return written
        says = "; ".join(says.split("\n")) if each.kind == "text" else says
        return f"{written}\n{says}".strip()

    def missing(self, before: str = "submit") -> list[Field]:
        """Return what must still be filled in; what is left to a later signature is not asked yet."""
        shown = {f.id for f in self.form.shown}
        found = missing(self.paper, self.answers, before=before, holds=self.holds)
        return [f for f in found if f.id in shown]

    def asked_answers(self) -> dict[str, str]:
        """Return the answers, with comments, to what the form asks in this case."""
        names = {f.id for f in asked(self.paper, self.answers, self.holds)}
        return {k: v for k, v in self.answers.items() if k.removesuffix(COMMENT) in names}


def sheet_of(paper: Form, holds: Holds, stored: Draft | Prefilled, data: Any = None) -> Sheet:
    """Return the form as it is stored, or as it was posted."""
    return Sheet(
        paper=paper,
        form=paper_form(paper, shown_fields(paper, holds), stored.answers, data),
        holds=holds,
        answers=stored.answers,
        carried=stored.carried,
        known=stored.known,
        version=stored.version if isinstance(stored, Draft) else 0,
        saved=_saved(stored) if isinstance(stored, Draft) else "",
    )


def paper_form(
    paper: Form, fields: Sequence[Field], answers: Mapping[str, str], data: Any = None
) -> PaperForm:
    """Return the form of the page; of what was posted, only what the page asked is read."""
    if data is not None:
        on_page = {*data.getlist("asked")}
        fields = [f for f in fields if f.id in on_page]
    return PaperForm(fields, answers, data, comments=len(paper.columns) >= SEVERAL_COLUMNS)


def _saved(draft: Draft) -> str:
    if not draft.writers:
        return "Nothing is written yet; what you see was filled in from the record."
    at = f"{day(draft.written_at)} at {clock(draft.written_at)}"
    return f"Last saved on {at} by {draft.written_by.name}."


def clock(at: datetime) -> str:
    """Return a time of day as the clocks in London show it."""
    return clock_time(at.astimezone(LONDON))


# --- questions ----------------------------------------------------------------------------------------


def _question(each: Field, sheet: Sheet) -> Question:
    form = sheet.form
    names = [f"{each.id}{part}" for part in PARTS] if each.kind == "arrangement" else [each.id]
    comment = f"{each.id}{COMMENT}"
    answer = sheet.answers.get(each.id, "")
    says = said_of(each, sheet.known)
    return Question(
        id=each.id,
        label=each.label,
        kind=each.kind,
        controls=tuple(form[name] for name in names),
        comment=form[comment] if comment in form.fields else None,
        hint=_hint(each),
        only_if=_only_if(each, sheet.paper),
        depends=json.dumps({k: list(v) for k, v in each.if_answer.items()})
        if each.if_answer
        else "",
        mark=mark_of(each.id, sheet.answers, sheet.carried, sheet.known),
        says="" if says and answer == sheet.known.get("recorded", {}).get(each.id) else says,
        can_take=bool(says) and not answer and each.kind in WRITTEN,
        rows=_rows(form[names[0]], answer),
    )


def _may(each: Signature, sheet: Sheet) -> bool:
    return each.when is None or sheet.holds(each.when)


def _signature(each: Signature, paper: Form, is_asked: bool) -> str:
    who = either(words_within(role) for role in each.by)
    return f"{each.label}: {who}" + ("" if is_asked else f". {_only_if(each, paper)}")


def _hint(each: Field) -> str:
    prompts = f"Think of: {'; '.join(each.prompts)}." if each.prompts else ""
    return " ".join(
        part for part in (each.help, prompts, each.clause and f"Policy: {each.clause}") if part
    )


def _only_if(each: Field | Signature, paper: Form) -> str:
    """Return on which earlier answers a question is asked."""
    labels = {f.id: f.label for f in paper.fields}
    told = [
        f"{' or '.join(f'“{answer}”' for answer in answers)} to “{labels[name]}”"
        for name, answers in each.if_answer.items()
    ]
    return f"Only if you answered {' and '.join(told)}." if told else ""


def _rows(control: BoundField, answer: str) -> int:
    if not isinstance(control.field, Words):
        return 1
    return min(max(4, answer.count("\n") + 2, len(answer) // 70 + 1), 14)
