"""What the author of a pack says to the warnings of its check."""

from collections.abc import Iterable, Iterator

from doorstep.policy.check.finding import Finding, Level
from doorstep.policy.pack import Explains, Pack


def explained(findings: Iterable[Finding], pack: Pack) -> Iterator[Finding]:
    """Yield the findings, warnings with their explanation; and a note for one that explains nothing."""
    used: set[int] = set()
    for finding in findings:
        number = next((n for n, e in enumerate(pack.head.explains) if _fits(e, finding)), None)
        if number is None:
            yield finding
        else:
            used.add(number)
            yield finding._replace(explained=pack.head.explains[number].because.strip())
    for n, one in enumerate(pack.head.explains):
        if n not in used:
            text = f"`explains` number {n + 1} ({one.kind}) fits no warning any more."
            yield Finding(Level.NOTE, "explains", "pack.yaml", text)


def _fits(one: Explains, finding: Finding) -> bool:
    return (
        finding.level == Level.WARNING
        and finding.kind == one.kind
        and one.where in finding.where
        and one.about.casefold() in finding.text.casefold()
    )
