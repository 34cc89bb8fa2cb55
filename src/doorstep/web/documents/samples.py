"""Invented documents, one of each kind: templates are tried on them before anybody needs one."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from doorstep.policy.form import Field, Form
from doorstep.vocabulary import Method
from doorstep.web.components import words_within
from doorstep.web.documents.paper import Kind, Paper, Row, Signed, Step, Subject
from doorstep.web.documents.printed import Layout, columns_of
from doorstep.workflow import Arrangement
from doorstep.workflow.forms import nothing_holds

CHILD = Subject("Amira Wexcombe", "C1042", "4 May 2016")
MARK = "3f9a" * 16
WHEN = "16 Nov 2026 at 9.30am"
SIGNED = Signed("Manager sign-off", "Pat Ellery", "practice manager", WHEN, MARK)
ARRANGED = Arrangement("2 weeks", (Method.IN_PERSON, Method.VIDEO), "social worker", "By turns.")
LONG = "The mother’s sister telephones each evening; the health visitor comes on Tuesdays. "


def samples() -> Iterator[Paper]:
    """Yield one document of each kind."""
    about = (("Filed", f"{WHEN} by Noor Calloway"), ("Policy", "an invented policy"))
    head: dict[str, Any] = {"child": CHILD, "clause": "Appendix 1", "about": about}
    row = Row("Why are we involved?", LONG, "Seen on every visit.")
    yield Paper(
        kind=Kind.FORM,
        names=(Kind.FORM,),
        title="Risk assessment and visiting plan",
        columns=("Factor", "Assessment", "Comments"),
        rows=(row, Row(SIGNED.label, SIGNED.said, f"Fingerprint {MARK}")),
        signatures=(SIGNED,),
        also=(("Local incidence shown", "214 of 100,000"),),
        **head,
    )
    step = Step(WHEN, "With the IRO", "Disagree", "Ines Ferrar, IRO", LONG, "Talk", "point 4", MARK)
    for kind in (Kind.DECISION, Kind.DISPUTE):
        title = "Risk assessment and visiting plan"
        names = tuple(dict.fromkeys((kind, Kind.DECISION)))
        yield Paper(kind=kind, names=names, title=title, steps=(step, step), **head)
    yield Paper(kind=Kind.NOTE, names=(Kind.NOTE,), title="Case note", text=LONG * 3, **head)
    yield Paper(
        kind=Kind.VISIT,
        names=(Kind.VISIT,),
        title="Visit on 16 Nov 2026",
        opening="This visit has been undertaken as a video call.",
        pairs=(("When", WHEN), ("What was seen and heard", LONG)),
        **head,
    )


def whole() -> Paper:
    """Return a document in which every part says something, whatever its kind."""
    told: dict[str, Any] = {}
    for paper in samples():
        told |= {f.name: value for f in fields(paper) if (value := getattr(paper, f.name))}
    return Paper(**(told | {"kind": Kind.FORM, "names": (Kind.FORM,)}))


def sample_of(form: Form) -> Paper:
    """Return a form of a policy filled in by invented people, as its template prints it."""
    answers = {field.id: _answer(field) for field in form.fields}
    given = {
        s.id: Signed(s.label, name, words_within(s.by[0]), WHEN, MARK)
        for s, name in zip(
            form.signatures, ("Pat Ellery", "Ines Ferrar", "Lou Marsh"), strict=False
        )
    }
    layout = Layout(form, answers, nothing_holds, given)
    return Paper(
        kind=Kind.FORM,
        names=(form.id.rpartition("/")[2], Kind.FORM),
        title=form.title,
        child=CHILD,
        clause=form.clause,
        about=(("Filed", f"{WHEN} by Noor Calloway"),),
        columns=columns_of(form),
        rows=layout.rows(),
        signatures=layout.signatures(),
        also=layout.also(),
    )


def _answer(field: Field) -> str:
    if field.allowed:
        return field.allowed[0]
    by_kind = {"date": "2026-12-07", "number": "3", "arrangement": ARRANGED.text}
    return by_kind.get(field.kind, LONG)
