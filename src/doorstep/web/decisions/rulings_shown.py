"""What rules say of something people do, as rows a page shows."""

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from doorstep.engine.rulings import Ruling
from doorstep.facts import CaseFacts
from doorstep.policy.stack import Stack
from doorstep.vocabulary import EventKind, Verdict
from doorstep.web.components import bullets, lines, link, tag, words_within
from doorstep.web.decisions.meetings import HOW, How, rulings_on
from doorstep.web.visits.ruled import on_record

VERDICTS = {
    Verdict.REFUSED: ("Not allowed", "red"),
    Verdict.NEEDS: ("Needed", "orange"),
    Verdict.EXPECTED: ("Expected", "blue"),
    Verdict.ALLOWED: ("Allowed", "green"),
}
Row = tuple[object, ...]


def ruling_rows(found: Iterable[Ruling], child_id: str, stack: Stack) -> list[Row]:
    """Return what each rule says: its verdict, its words with what it needs, until when, the clause."""
    return [
        (
            tag(*VERDICTS[r.verdict]),
            lines(r.case.says, on_record(r), _until(r), *_asks(r, child_id, stack), _assumed(r)),
            r.clause,
        )
        for r in found
    ]


def way_rows(
    case: CaseFacts, stack: Stack, kind: EventKind, child_id: str, *, on: date
) -> list[Row]:
    """Return what is said of holding a meeting: for each rule, in which ways it says so."""
    told: dict[int, tuple[list[How], Ruling]] = {}
    for how in How:
        for ruling in rulings_on(case, stack, kind, how, on=on):
            told.setdefault(id(ruling.case), ([], ruling))[0].append(how)
    return [(_ways(ways), *ruling_rows([r], child_id, stack)[0]) for ways, r in told.values()]


def _ways(ways: list[How]) -> object:
    return lines(*(HOW[how] for how in ways)) if len(ways) < len(How) else "In any way"


def _until(ruling: Ruling) -> str:
    until = ruling.case.in_force_until
    return f"Until {until.day} {until:%B %Y}." if until else ""


def _assumed(ruling: Ruling) -> str:
    return f"Assumed: {ruling.case.reason}" if ruling.case.assumed else ""


def _asks(ruling: Ruling, child_id: str, stack: Stack) -> Iterator[object]:
    case = ruling.case
    if case.by:
        yield f"By: {' or '.join(words_within(role) for role in case.by)}."
    if case.agreed_by:
        yield f"Agreed by: {' or '.join(words_within(role) for role in case.agreed_by)}."
    if case.needs:
        yield f"To be told: {', '.join(words_within(each) for each in case.needs)}."
    papers = [paper_link(name, child_id, stack) for name in case.forms if name in stack.forms]
    if papers:
        yield bullets(papers)
    if case.procedure in stack.procedures:
        yield procedure_link(case.procedure, child_id, stack)


def procedure_link(name: str, child_id: str, stack: Stack) -> object:
    """Return the way to begin a procedure for a child."""
    href = f"{reverse('open-decision', args=[child_id])}?{urlencode({'procedure': name})}"
    return link(href, f"Begin: {stack.procedures[name].title}")


def paper_link(name: str, child_id: str, stack: Stack) -> object:
    """Return the way to fill in a form about a child."""
    href = f"{reverse('fill-form', args=[child_id])}?{urlencode({'form': name})}"
    return link(href, f"Form: {stack.forms[name].title}")
