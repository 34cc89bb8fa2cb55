"""Procedures, forms and wording in plain words."""

from collections.abc import Iterator

from doorstep.policy.form import Field, Form, Kind, Signature
from doorstep.policy.pack import Pack
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import children, circumstance
from doorstep.policy.plain.names import listed, roles, said, spaced, upper
from doorstep.policy.plain.said import Name, Part, Row, Said, cited, row, rows, source
from doorstep.policy.procedure import Answers, Does, Procedure, Step, Writes
from doorstep.policy.wording import Wording

PRIVATE = "Only the person who fills it in ever sees it; nothing in it is recorded elsewhere."
STRICTER = "While it runs, of the arrangement in force and the one proposed the stricter stands."

ANSWERS: dict[Kind, str] = {
    "text": "a short answer",
    "long_text": "an answer in full",
    "yes_no": "yes or no",
    "choice": "one of these",
    "choices": "any of these",
    "date": "a date",
    "number": "a number",
    "people": "names and roles",
    "rag": "red, amber or green",
    "arrangement": "how often, how and by whom",
}


def procedure_part(procedure: Procedure, pack: Pack) -> Part:
    """Return a procedure in plain words, step by step in the order they are written."""
    forms = [pack.forms[name] for name in procedure.forms]
    see = tuple(Name("form", form.id) for form in forms)
    on = Said(text="It is gone through on:", short=listed(f.title for f in forms), see=see)
    labels = {field.id: field.label for form in forms for field in form.fields}
    opened = f"Opened by {roles(procedure.opened_by)}." if procedure.opened_by else ""
    return Part(
        name=Name("procedure", procedure.id),
        title=procedure.title,
        whom=f"those who take part: {roles(sorted(procedure.roles), 'and')}",
        rows=rows(
            row("clause", "Clause", f"{upper(source(procedure))}."),
            row("opened_by", "Who opens it", opened),
            row("forms", "Forms", on if forms else None),
            row("stricter_stands", "Meanwhile", STRICTER if procedure.stricter_stands else None),
            *(_step(name, procedure, labels) for name in procedure.steps),
        ),
    )


def _step(name: str, procedure: Procedure, labels: dict[str, str]) -> Row:
    """Return a step: what stands, by when, and who may do what."""
    step = procedure.steps[name]
    return Row(
        key=f"step {name}",
        label=step.title,
        said=(
            Said(
                text=step.says or ("The procedure ends here." if step.ends else ""),
                clause=source(step),
                parts=(
                    *_clock(step),
                    *(_does(does, procedure, labels) for does in step.actions),
                    *_follows(step),
                ),
            ),
        ),
    )


def _follows(step: Step) -> Iterator[Said]:
    """Yield what an ending records, and what it puts in force."""
    if step.event is not None:
        yield Said(text=f"Recorded as done: {spaced(step.event)}.")
    if step.makes is not None:
        yield Said(text=f"From then on {said(names.MAKES, step.makes)}.")


def _clock(step: Step) -> Iterator[Said]:
    if step.within is not None:
        yield cited(f"To be done within {step.within.value}.", step.within)


def _does(does: Does, procedure: Procedure, labels: dict[str, str]) -> Said:
    nobody = "may be given on one's own work" if does.own_work else "nobody gives on their own work"
    signed = f" with a signature, which {nobody}" if does.signature else ""
    act = f"{upper(roles(does.by))} {said(names.ACTIONS, does.action)}{signed}"
    when = f", where {circumstance(does.when)}" if does.when else ""
    answer = f", {_if_answer(does.if_answer, labels)}" if does.if_answer else ""
    told = f", telling {listed(said(names.NEEDED, n) for n in does.needs)}" if does.needs else ""
    number = list(procedure.steps).index(does.to) + 1
    then = f"Then step {number}: {procedure.steps[does.to].title}."
    return Said(
        text=f"{act}{when}{answer}{told}. {then}",
        clause=source(does),
        assumed=does.assumed,
        reason=does.reason,
        parts=tuple(_written(w) for w in does.writes),
        see=tuple(_linked(does)),
    )


def _if_answer(answers: Answers, labels: dict[str, str]) -> str:
    """Return on which answers it depends, each question by what the form asks."""
    asked = {name: labels.get(name, spaced(name)) for name in answers}
    found = (f"“{asked[name]}” is answered {listed(v, 'or')}" for name, v in answers.items())
    return f"if {listed(found)}"


def _written(w: Writes) -> Said:
    to = f"; sent to {roles(w.send_to, 'and')}" if w.send_to else ""
    see = (Name("wording", w.wording),) if w.wording else ()
    what = f"{said(names.RECORDS, w.record)}: {w.says.strip().rstrip('.')}"
    return Said(text=f"{upper(roles((w.by,)))} writes {what}{to}.", see=see)


def _linked(does: Does) -> Iterator[Name]:
    if does.form:
        yield Name("form", does.form)
    yield from (Name("wording", w.wording) for w in does.writes if w.wording)


# --- forms --------------------------------------------------------------------------------------------


def form_part(form: Form) -> Part:
    """Return a form in plain words: for whom, what it asks, who signs."""
    chosen = f"Used for {children(form.chosen_when)}." if form.chosen_when else ""
    columns = f"Columns: {listed(form.columns)}." if form.columns else ""
    return Part(
        name=Name("form", form.id),
        title=form.title,
        whom=children(form.chosen_when)
        if form.chosen_when
        else f"everyone who fills in this form about a {form.subject}",
        rows=rows(
            row("subject", "About", Said(text=f"A {form.subject}.", clause=source(form))),
            row("chosen_when", "When it is used", chosen),
            row("columns", "Layout", columns),
            row("private", "Who sees it", PRIVATE if form.private else ""),
            row("prompts", "To be kept in mind", *form.prompts),
            *(row(f"field {f.id}", f.label, _field(f, form)) for f in form.fields),
            *(row(f"signature {s.id}", s.label, _signature(s, form)) for s in form.signatures),
        ),
    )


def _field(field: Field, form: Form) -> Said:
    options = f": {listed(field.options, 'or')}" if field.options else ""
    told = [f"{upper(ANSWERS[field.kind])}{options}", *field_conditions(field, form)]
    records = {**field.events, **field.facts}
    told += [f"the answer {k} records: {spaced(v)}" for k, v in records.items()]
    told += [f"tells {said(names.TELLS, field.tells)}"] if field.tells else []
    told += [field.help] if field.help else []
    return Said(
        text=f"{'; '.join(told)}.",
        clause=source(field),
        parts=tuple(Said(text=p) for p in field.prompts),
    )


def field_conditions(field: Field, form: Form) -> Iterator[str]:
    """Yield when a field is asked, and by when it must be filled in."""
    yield from asked_if(field, form)
    if field.before == "submit":
        yield "required before it is handed on"
    elif field.before:
        label = next(s.label for s in form.signatures if s.id == field.before)
        yield f"required before the signature “{label}”"


def asked_if(part: Field | Signature, form: Form) -> Iterator[str]:
    """Yield in which cases a field or a signature is asked for."""
    if part.when is not None:
        yield f"only where {circumstance(part.when)}"
    labels = {f.id: f.label for f in form.fields}
    for name, answers in part.if_answer.items():
        yield f"only if “{labels[name]}” is answered {listed(answers, 'or')}"


def _signature(signature: Signature, form: Form) -> Said:
    told = (f"Signed by {roles(signature.by)}", *asked_if(signature, form))
    return Said(text=f"{', '.join(told)}.")


# --- wording ------------------------------------------------------------------------------------------


def wording_part(wording: Wording) -> Part:
    """Return a prescribed sentence, and where it stands."""
    record = said(names.RECORDS, wording.begins) if wording.begins else ""
    begins = f"{upper(record)} begins with it." if record else ""
    when = f"Used where {circumstance(wording.when)}." if wording.when else ""
    told = Said(
        text=wording.text.strip(),
        clause=source(wording),
        since=wording.in_force_from,
        until=wording.in_force_until,
    )
    slots = (f"{{{name}}} stands for {means}." for name, means in wording.slots.items())
    return Part(
        name=Name("wording", wording.id),
        title=wording.title,
        whom=f"everyone who writes {record or 'this sentence'}",
        rows=rows(
            row("text", "The words", told),
            row("slots", "To fill in", *slots),
            row("begins", "Where it stands", begins),
            row("when", "When it is used", when),
        ),
    )
