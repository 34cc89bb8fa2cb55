"""`doorstep policy show`: what a pack asks, in the words of its handbook, as text."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import click

from doorstep.cli.options import Day
from doorstep.cli.work import pack_or_stop
from doorstep.policy import Pack
from doorstep.policy.plain import Part, Row, Said, parts_of
from doorstep.policy.plain.names import listed, on_day
from doorstep.policy.plain.said import Kind, Name

# What is shown whole; of the parts after it the titles are, for the handbook has them in full.
WHOLE: dict[str, tuple[Kind, ...]] = {
    "Duties": ("duty",),
    "Tiers": ("tiers", "criterion"),
    "Rules": ("rule",),
}
TITLES: dict[str, tuple[Kind, ...]] = {
    "Procedures": ("procedure",),
    "Forms": ("form",),
    "Prescribed wording": ("wording",),
    "Services": ("service",),
    "Figures": ("figure",),
}


@click.command()
@click.argument("pack")
@click.option("--as-at", type=Day(), help="Show only what is in force on this day.")
def show(pack: str, as_at: date | None) -> None:
    """Show what PACK asks: each duty with its values, dates and clauses, its criteria and its rules."""
    click.echo("\n".join(_lines(pack_or_stop(pack), as_at)))


def _lines(pack: Pack, as_at: date | None) -> Iterator[str]:
    head = pack.head
    yield f"{head.title} ({head.id}, version {head.version})"
    yield f"Issued by {head.issuer}. In force from {on_day(head.in_force_from)}."
    yield f"Clauses are those of {head.cite} unless another document is named."
    parts = list(parts_of(pack))
    shower = Shower({part.name: part.title for part in parts}, as_at)
    for heading, kinds in (WHOLE | TITLES).items():
        found = [part for part in parts if part.name.kind in kinds]
        yield from ("", f"{heading}:") if found else ()
        for number, part in enumerate(found):
            yield from ("",) if number and heading in WHOLE else ()
            yield f"  {part.title}" if part.name.kind == "tiers" else f"  {_titled(part)}"
            yield from shower.rows(part) if heading in WHOLE else ()


def _titled(part: Part) -> str:
    return f"{part.name.id}: {part.title}"


class Shower(NamedTuple):
    """Turns rows of sentences into lines: the titles of what they speak of, and the day asked about."""

    titles: dict[Name, str]
    as_at: date | None

    def rows(self, part: Part) -> Iterator[str]:
        """Yield the rows of a part, each under its label where it says more than one thing."""
        for row in part.rows:
            found = [said for said in row.said if self._is_in_force(said)]
            if len(row.said) == 1 and found:
                first, *inside = self._told(found[0])
                yield f"    {row.label}: {first}"
                yield from (f"      {line}" for line in inside)
            else:
                yield f"    {row.label}:"
                yield from self._items(row, found)

    def _items(self, row: Row, found: Iterable[Said]) -> Iterator[str]:
        for number, said in enumerate(row.said, 1):
            first, *inside = self._told(said)
            mark = f"{number}." if row.key == "cases" else "-"
            if said in found:
                yield f"      {mark} {first}"
                yield from (f"        {line}" for line in inside)
        if not found and self.as_at is not None:
            yield f"      - Nothing is in force on {on_day(self.as_at)}."

    def _told(self, said: Said) -> Iterator[str]:
        """Yield a sentence with its days and its clause, then what it is made of."""
        named = listed(f"{self.titles.get(name, '')} ({name.id})" for name in said.see)
        text = " ".join(said.text.split())
        text = f"{text} {named}" if text.endswith(":") and said.see else text
        more = f" See {named}." if said.see and not said.text.endswith(":") else ""
        assumed = " (assumed)" if said.assumed else ""
        clause = f" [{said.clause}]" if said.clause else ""
        yield f"{text}{assumed}{_days(said, text)}{clause}{more}"
        for part in said.parts:
            yield from (f"- {line}" for line in self._told(part))

    def _is_in_force(self, said: Said) -> bool:
        if self.as_at is None:
            return True
        begun = said.since is None or said.since <= self.as_at
        return begun and (said.until is None or self.as_at < said.until)


def _days(said: Said, text: str) -> str:
    """Return between which days a sentence holds, unless it says so itself."""
    if said.until is None:
        told = said.since is None or on_day(said.since) in text
        return "" if told or said.since is None else f" From {on_day(said.since)}."
    last = on_day(said.until - timedelta(1))
    return f" From {on_day(said.since)} to {last}." if said.since else f" Until {last}."
