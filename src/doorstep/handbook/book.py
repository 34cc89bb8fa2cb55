"""What stands in a handbook: its sections, and in each the parts of the pack with what goes with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from doorstep.handbook import glance, glossary
from doorstep.handbook.blanks import Blank, blank
from doorstep.handbook.diagram import Diagram, diagram
from doorstep.handbook.examples import Examples, Picture, examples_of
from doorstep.handbook.glossary import Term
from doorstep.policy import Pack
from doorstep.policy.load import FOLDER_OF
from doorstep.policy.plain import Part, Row, Said, parts_of
from doorstep.policy.plain.said import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A part of the pack with its examples, its diagram or its blank form, and how many tests it has."""

    part: Part
    tests: int = 0
    pictures: tuple[Picture, ...] = ()
    diagram: Diagram | None = None
    blank: Blank | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the handbook: its heading, what stands under it, and its entries."""

    id: str
    title: str
    says: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """Something assumed: in which part, in which row, what and why."""

    part: Part
    row: Row
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A pack as a handbook, as at a day; `ahead` if that day is still to come."""

    pack: Pack
    as_at: date
    ahead: bool
    head: Part
    glance: tuple[glance.Line, ...]
    sections: tuple[Section, ...]
    assumed: tuple[Assumed, ...]
    roles: tuple[Term, ...]
    cases: tuple[Term, ...]
    words: tuple[Term, ...]
    titles: dict[Name, str]
    examples: Examples

    @property
    def stands(self) -> str:
        """Return the words before the day it is for."""
        return "as it will stand on" if self.ahead else "as it stands on"


# Each section: its id, its heading, what it says, and which parts stand in it.
SECTIONS: tuple[tuple[str, str, str, Callable[[Pack, Part], bool]], ...] = (
    ("principles", "Principles", "", lambda _, part: part.name.kind == "principle"),
    (
        "duties",
        "Visits and contacts: who must be seen, and when",
        "",
        lambda pack, part: _is_duty(part, pack, decision=False),
    ),
    (
        "decisions",
        "Meetings and decisions that must happen",
        "",
        lambda pack, part: _is_duty(part, pack, decision=True),
    ),
    ("counts", "What counts", "", lambda _, part: part.name.kind == "counts"),
    (
        "tiers",
        "Tiers and criteria",
        "",
        lambda _, part: part.name.kind in {"tiers", "criterion"},
    ),
    (
        "rules",
        "Rules: what may be done",
        "Of the cases of a rule the first that is in force and holds decides.",
        lambda _, part: part.name.kind == "rule",
    ),
    ("procedures", "Procedures", "", lambda _, part: part.name.kind == "procedure"),
    ("forms", "Forms", "", lambda _, part: part.name.kind == "form"),
    ("wording", "Prescribed wording", "", lambda _, part: part.name.kind == "wording"),
    ("services", "Services", "", lambda _, part: part.name.kind == "service"),
    ("figures", "What must be watched", "", lambda _, part: part.name.kind == "figure"),
)


def book_of(pack: Pack, as_at: date, *, ahead: bool = False) -> Book:
    """Return a pack as a handbook, its at a glance as at a day, `ahead` if that is still to come."""
    head, *parts = parts_of(pack)
    examples = examples_of(pack)
    return Book(
        pack=pack,
        as_at=as_at,
        ahead=ahead,
        head=head,
        glance=tuple(_glance(parts, pack, as_at)),
        sections=tuple(_sections(parts, pack, examples)),
        assumed=tuple(_assumed(parts)),
        roles=tuple(glossary.roles_of(pack)),
        cases=tuple(glossary.cases_of(pack)),
        words=tuple(glossary.words_of(pack)),
        titles={part.name: part.title for part in parts},
        examples=examples,
    )


def _is_duty(part: Part, pack: Pack, *, decision: bool) -> bool:
    return part.name.kind == "duty" and pack.by_id[part.name.id].is_decision == decision


def _glance(parts: Iterable[Part], pack: Pack, as_at: date) -> Iterable[glance.Line]:
    for part in parts:
        if part.name.kind == "duty":
            yield glance.line_of(pack.by_id[part.name.id], part.whom, pack, as_at)


def _sections(parts: list[Part], pack: Pack, examples: Examples) -> Iterable[Section]:
    for name, title, says, is_of in SECTIONS:
        found = tuple(_entry(part, pack, examples) for part in parts if is_of(pack, part))
        if found:
            yield Section(id=name, title=title, says=says, entries=found)


def _entry(part: Part, pack: Pack, examples: Examples) -> Entry:
    kind, name = part.name.kind, part.name.id
    return Entry(
        part=part,
        tests=examples.tests[f"{FOLDER_OF.get(kind, '')}/{name}"],
        pictures=examples.pictures.get(name, ()) if kind == "duty" else (),
        diagram=diagram(pack.procedures[name]) if kind == "procedure" else None,
        blank=blank(pack.forms[name]) if kind == "form" else None,
    )


def _assumed(parts: Iterable[Part]) -> Iterable[Assumed]:
    for part in parts:
        for row in part.rows:
            for said in row.said:
                inside = (said, *said.parts)
                yield from (Assumed(part=part, row=row, said=s) for s in inside if s.assumed)
