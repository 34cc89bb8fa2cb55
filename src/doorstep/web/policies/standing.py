"""What the adopted packs ask on a day, in the sentences of their handbooks; kept once worked out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from doorstep.handbook.blanks import Blank, blank
from doorstep.handbook.book import SECTIONS
from doorstep.handbook.diagram import Diagram, diagram
from doorstep.handbook.glance import NOT_YET, Line, Often, line_of
from doorstep.policy.plain import Part, Row, Said, parts_of
from doorstep.policy.plain.said import Name
from doorstep.policy.stack import Stack
from doorstep.policy.versions import Layered

NOTHING = {"", NOT_YET, "no longer asked for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A part of an adopted pack, the pack it is from, and its diagram or blank form."""

    part: Part
    label: str
    pack: str
    glance: Line | None = None
    diagram: Diagram | None = None
    blank: Blank | None = None

    @property
    def often(self) -> tuple[Often, ...]:
        """Return how soon and how often a duty asks for something on the day; nothing if it does not."""
        told = self.glance.often if self.glance else ()
        return tuple(o for o in told if not {o.first, o.then} <= NOTHING)

    @property
    def words(self) -> str:
        """Return everything it says, in small letters, to search in."""
        told = [self.part.title, self.part.whom, self.part.name.id, self.pack]
        told += [word for row in self.part.rows for word in (row.label, *_words(row.said))]
        return " ".join(told).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of the policy with the parts under it."""

    id: str
    title: str
    says: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on a day: the packs adopted then, lowest layer first, and what they ask."""

    on: date
    layers: tuple[Layered, ...]
    sections: tuple[Section, ...]
    titles: dict[Name, str]

    def entries(self) -> Iterator[Entry]:
        """Yield every part in its order."""
        for section in self.sections:
            yield from section.entries

    def found(self, words: str) -> tuple[Section, ...]:
        """Return the sections with only those parts that say each of these words."""
        wanted = words.casefold().split()
        return self._only(lambda entry: all(word in entry.words for word in wanted))

    def of_pack(self, layer: Layered) -> tuple[Section, ...]:
        """Return the sections with only the parts of one pack."""
        return self._only(lambda entry: entry.label in (layer.label, layer.pack.id))

    def _only(self, wanted: Callable[[Entry], bool]) -> tuple[Section, ...]:
        some = (replace(s, entries=tuple(filter(wanted, s.entries))) for s in self.sections)
        return tuple(section for section in some if section.entries)

    def entry(self, name: Name) -> Entry | None:
        """Return a part by its name."""
        return next((entry for entry in self.entries() if entry.part.name == name), None)


@lru_cache(maxsize=16)
def standing(stack: Stack, on: date) -> Standing:
    """Return what a stack asks on a day."""
    layers = tuple(each for each in stack.layers if _holds(each, on))
    here = [entry for entry in _all_entries(stack) if _is_of(entry, layers)]
    titles = {entry.part.name: entry.part.title for entry in here}
    return Standing(on=on, layers=layers, sections=tuple(_sections(stack, here, on)), titles=titles)


def _holds(each: Layered, on: date) -> bool:
    return each.window.start <= on and (each.window.end is None or on < each.window.end)


def _is_of(entry: Entry, layers: tuple[Layered, ...]) -> bool:
    """Test whether a part is of one of these packs; versions of one pack may share a part."""
    return any(entry.label in (each.label, each.pack.id) for each in layers)


@lru_cache(maxsize=4)
def _all_entries(stack: Stack) -> tuple[Entry, ...]:
    """Return the parts of a stack, and of each pack the principles, which a stack does not carry."""
    parts = [*_principles(stack), *(p for p in parts_of(stack) if p.name.kind != "policy")]
    cites = {e.pack.id: e.pack.head.cite for e in stack.layers}
    cites |= {e.label: e.pack.head.cite for e in stack.layers}
    return tuple(_entry(part, _label(part.name, stack), cites, stack) for part in parts)


def _principles(stack: Stack) -> Iterator[Part]:
    for each in stack.layers:
        for part in parts_of(each.pack):
            if part.name.kind == "principle":
                yield replace(part, name=Name("principle", f"{each.label}/{part.name.id}"))


def _label(name: Name, stack: Stack) -> str:
    """Return the label of the pack a part is from; tiers are numbered by the packs that have some."""
    label, _, _ = name.id.rpartition("/")
    if name.kind not in ("tiers", "criterion"):
        return label
    number = name.id if name.kind == "tiers" else label or "1"
    with_tiers = [each.label for each in stack.layers if each.pack.tiers is not None]
    return with_tiers[int(number) - 1]


def _entry(part: Part, label: str, cites: dict[str, str], stack: Stack) -> Entry:
    kind, name = part.name.kind, part.name.id
    return Entry(
        part=part,
        label=label,
        pack=cites[label],
        diagram=diagram(stack.procedures[name]) if kind == "procedure" else None,
        blank=blank(stack.forms[name]) if kind == "form" else None,
    )


def _sections(stack: Stack, here: list[Entry], on: date) -> Iterator[Section]:
    for name, title, says, is_of in SECTIONS:
        found = tuple(_on_a_day(e, stack, on) for e in here if is_of(stack, e.part))
        if found:
            yield Section(id=name, title=title, says=says, entries=found)


def _on_a_day(entry: Entry, stack: Stack, on: date) -> Entry:
    """Return a duty with its line at a glance, which is of a day."""
    if entry.part.name.kind != "duty":
        return entry
    duty = stack.by_id[entry.part.name.id]
    return replace(entry, glance=line_of(duty, entry.part.whom, stack, on))


def split(row: Row, on: date) -> tuple[list[Said], list[Said]]:
    """Return what a row says on a day, and what it says at other times."""
    now = [said for said in row.said if _is_now(said, on)]
    return now, [said for said in row.said if said not in now]


def _is_now(said: Said, on: date) -> bool:
    return (said.since is None or said.since <= on) and (said.until is None or on < said.until)


def _words(told: Iterable[Said]) -> Iterator[str]:
    for said in told:
        yield from (said.text, said.clause, said.reason, said.note)
        yield from _words(said.parts)
