"""A document as plain text, to be pasted where nothing else can be."""

from collections.abc import Iterable

from doorstep.web.documents.paper import Paper, Step, readable


def plain_text(paper: Paper) -> str:
    """Return a document as text; a prescribed opening sentence is its first line."""
    paper = readable(paper)
    parts = [
        paper.opening,
        paper.title,
        "\n".join(f"{label}: {said}" for label, said in paper.about),
        *_rows(paper),
        "\n".join(f"{label}: {said}" for label, said in paper.pairs),
        *_also(paper),
        paper.text,
        *(_step(step) for step in paper.steps),
        f"About {paper.said_of_child}.",
    ]
    return "\n\n".join(part for part in parts if part)


def _rows(paper: Paper) -> Iterable[str]:
    for row in paper.rows:
        comments = f"{paper.columns[2]}: {row.comments}" if row.comments else ""
        yield "\n".join(part for part in (row.factor, row.assessment, comments) if part)


def _also(paper: Paper) -> Iterable[str]:
    if paper.also:
        yield "Also recorded\n" + "\n".join(f"{label}: {said}" for label, said in paper.also)


def _step(step: Step) -> str:
    mark = f"Fingerprint of what was signed: {step.fingerprint}" if step.fingerprint else ""
    lines = (
        f"{step.when}: {step.step}",
        f"{step.action} by {step.who}",
        step.told,
        f"It then stood at: {step.outcome}",
        mark,
    )
    return "\n".join(line for line in lines if line)
