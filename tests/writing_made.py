"""What a browser posts of a policy's form, for tests: each answer in the controls of its kind."""

from collections.abc import Mapping
from html import unescape
from typing import Any

import decision_made as d

from doorstep.policy.form import Field, Form
from doorstep.web.decisions.form_fields import PARTS
from doorstep.web.decisions.models import Decision, Draft
from doorstep.workflow import arrangement


def posted(form: Form, answers: Mapping[str, str], *, version: int, do: str = "save") -> Any:
    """Return what the page of a form sends, every question having been on it."""
    sent: dict[str, Any] = {
        "asked": [f.id for f in form.fields if f.before in {"", "submit"}],
        "draft_version": str(version),
        "do": do,
    }
    for field in form.fields:
        sent |= _control(field, answers.get(field.id, ""))
        if comment := answers.get(f"{field.id}.comment"):
            sent[f"a-{field.id}.comment"] = comment
    return sent


def _control(field: Field, answer: str) -> dict[str, Any]:
    name = f"a-{field.id}"
    if field.kind == "date":
        year, _, rest = answer.partition("-")
        month, _, day = rest.partition("-")
        return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
    if field.kind == "choices":
        return {name: [part.strip() for part in answer.split(",") if part.strip()]}
    if field.kind == "arrangement":
        told = arrangement(answer)
        number, _, unit = told.every.partition(" ")
        unit = unit and f"{unit.removesuffix('s')}s"
        values = (number, unit, [m.value for m in told.methods], told.by_whom, told.words)
        return {f"{name}{part}": value for part, value in zip(PARTS, values, strict=True)}
    return {name: answer}


def text(response: Any) -> str:
    """Return what a page says."""
    return unescape(response.content.decode())


def at(decision: Decision, page: str = "write") -> str:
    """Return the address of a page of a decision."""
    return f"/children/{decision.child.child_id}/decisions/{decision.pk}/{page}/"


def saved(decision: Decision) -> Draft:
    """Return the draft of a decision as it is stored now."""
    return Draft.objects.get(decision=decision)


def sent(decision: Decision, do: str = "save", **changed: str) -> Any:
    """Return what the page of a decision's form sends, filled in from the first field to the last."""
    paper = d.paper(saved(decision).form)
    told = d.answers(paper, **changed)
    return posted(paper, told, version=saved(decision).version, do=do)
