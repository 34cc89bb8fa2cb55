"""The questions of a form as the phone asks them: made from the ordinary form, never written twice.

Every name, label, option and error is the form's own. Beside them stands here only what the forms'
`clean` methods ask in some cases and not in others (`ONLY_IF`, `NEEDED`); tests hold it to the forms.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from doorstep.policy.form import Field, Form
from doorstep.vocabulary import VIRTUAL, Method, VisitType
from doorstep.web.decisions.form_fields import PaperForm
from doorstep.web.fields import DateField3, TimeField, YesNoField
from doorstep.web.visits.call_form import CallForm
from doorstep.web.visits.contact_form import ContactForm
from doorstep.web.visits.text import LONGEST, Words
from doorstep.web.visits.visit_form import SeenForm, VisitForm
from doorstep.web.visits.words import CameOf

Described = dict[str, Any]
Answers = Mapping[str, tuple[str, ...]]
CHILD = "{child}"
LEFT_OUT = ("client_id", "together", "reason")
PREFILLED = {"child_names", "worker", "today", "tier", "carer_names"}

MADE = (CameOf.MADE.value,)
TRIED = tuple(c.value for c in CameOf if c not in {CameOf.MADE, CameOf.CANCELLED})
NOT_MADE = (*TRIED, CameOf.CANCELLED.value)
FROM_AFAR = tuple(m.value for m in Method if m in VIRTUAL)
YES, NO = ("yes",), ("no",)

ONLY_IF: Mapping[str, Answers] = {
    "why": {"came_of": NOT_MADE},
    "next_attempt": {"came_of": NOT_MADE},
    "method_words": {"method": FROM_AFAR},
    "place": {"method": (Method.IN_PERSON.value,)},
    "seen": {"came_of": MADE},
    "why_not_seen": {f"{CHILD}seen": NO},
    "seen_alone": {f"{CHILD}seen": YES},
    "bedroom_seen": {"came_of": MADE},
    "agency": {"visit_type": (VisitType.OTHER_AGENCY.value,)},
}
"""When a question is asked at all, by the answers to others."""

NEEDED: Mapping[str, Answers] = {
    "why": {"came_of": NOT_MADE},
    "next_attempt": {"came_of": TRIED},
    "place": {"came_of": MADE},
    "why_not_seen": {f"{CHILD}seen": NO},
    "agency": {"visit_type": (VisitType.OTHER_AGENCY.value,)},
}
"""When a question that is asked must be answered, though the field by itself may stay empty."""

MISSING = {
    "why": "Say what happened, and why",
    "next_attempt": "Enter by when the visit is tried again",
    "place": "Select where it was",
    "why_not_seen": f"Say why {CHILD} was not seen",
    "agency": "Enter the agency",
    "seen": f"Select whether {CHILD} was seen",
    "approved_date": "Enter the date they agreed",
}
"""What is said where an answer is missing that a `clean` method asks for."""


def visit_fields(form: VisitForm) -> list[Described]:
    """Return the questions common to a visit."""
    found = [_described(name, field) for name, field in _asked(form)]
    roles = [str(value) for value, _ in getattr(form.fields.get("approved_by"), "choices", ())]
    for told in found:
        if told["name"] in {"approved_date", "approved_time"}:
            told["only_if"] = {"approved_by": [role for role in roles if role]}
    return found


def child_fields(form: SeenForm, *, unborn: bool = False) -> list[Described]:
    """Return the questions of one child at a visit, with a slot where the child is named."""
    found = [_described(name, field, slot=CHILD) for name, field in form.base_fields.items()]
    for told in found:
        if told["name"] == f"{CHILD}seen" and not unborn:
            told["required"] = True
    return found


def contact_fields(form: ContactForm) -> list[Described]:
    """Return the questions of a contact that is no visit and no call of ours."""
    return [_described(name, field) for name, field in _asked(form)]


def call_fields(form: CallForm) -> list[Described]:
    """Return the questions of a call: those of every call, and those of the policy's form."""
    parts = {f"a_{part.id}": part for part in form.asked_here()}
    return [
        _part(name, parts[name], field) if name in parts else _described(name, field)
        for name, field in _asked(form)
    ]


def paper_fields(paper: Form) -> list[Described]:
    """Return the questions of a policy's form that is filled in by itself, without what is known."""
    return [
        _of_paper(name, part, control)
        for part in paper.fields
        if not PREFILLED & {*part.prefill}
        for name, control in PaperForm([part], {}).fields.items()
    ]


def _asked(form: forms.Form) -> Iterable[tuple[str, forms.Field]]:
    return ((name, field) for name, field in form.fields.items() if name not in LEFT_OUT)


def _described(name: str, field: forms.Field, *, slot: str = "") -> Described:
    """Return one question as the phone asks it."""
    told = plain(f"{slot}{name}", field)
    if name in ONLY_IF:
        told["only_if"] = {k: list(v) for k, v in ONLY_IF[name].items()}
    if name in NEEDED:
        told["required_if"] = {k: list(v) for k, v in NEEDED[name].items()}
    if name == "approved_date":
        told["required"] = True
    if name in MISSING:
        told["missing"] = MISSING[name]
    if slot:
        told["label"] = str(told["label"]).replace("{}", slot)
    return told


def plain(name: str, field: forms.Field) -> Described:
    """Return what a field itself says."""
    told: Described = {
        "name": name,
        "label": str(field.label),
        "hint": str(field.help_text or ""),
        "kind": _kind(field),
        "options": [[str(value), str(text)] for value, text in getattr(field, "choices", ())],
        "required": field.required,
    }
    if isinstance(field, Words) and field.longest != LONGEST:
        told["max"] = field.longest
    missing = str(field.error_messages.get("required", ""))
    if field.required and not missing.startswith("This field"):
        told["missing"] = missing
    return {key: value for key, value in told.items() if value not in ("", [])}


KINDS: tuple[tuple[type[Any], str], ...] = (
    (DateField3, "date"),
    (TimeField, "time"),
    (YesNoField, "yes_no"),
)
WIDGETS: tuple[tuple[type[Any], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "lines"),
)


def _kind(field: forms.Field) -> str:
    """Return by what kind of control a question is asked."""
    own = next((kind for known, kind in KINDS if isinstance(field, known)), "")
    shown = next((kind for known, kind in WIDGETS if isinstance(field.widget, known)), "text")
    return own or shown


def _part(name: str, part: Field, field: forms.Field) -> Described:
    """Return a question of the policy's form on a call, asked once somebody was reached."""
    given = {f"a_{other}": list(answers) for other, answers in part.if_answer.items()}
    told = plain(name, field) | {"only_if": {"came_of": list(MADE)} | given}
    return told | _demanded(part)


def _of_paper(name: str, part: Field, control: forms.Field) -> Described:
    """Return a question of a policy's form with the policy's own help beside it."""
    told = plain(name, control)
    if name == part.id:
        told |= _demanded(part)
    if part.if_answer:
        told["only_if"] = {other: list(answers) for other, answers in part.if_answer.items()}
    hint = " ".join(text for text in (part.help, *part.prompts) if text)
    if hint:
        told["hint"] = hint
    if part.clause:
        told["clause"] = part.clause
    return told


def _demanded(part: Field) -> Described:
    """Return whether a form of the policy needs the answer, and which answer stands alone."""
    alone = [option for option in part.options if option.startswith("nothing")]
    told: Described = {"required": part.before == "submit" and part.when is None}
    if part.kind == "choices" and alone:
        told["alone"] = alone
    return told
