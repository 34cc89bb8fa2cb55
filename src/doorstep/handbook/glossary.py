"""The words a handbook uses: roles, kinds of case, and Doorstep's own few."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from doorstep.policy.pack import Pack
from doorstep.policy.plain import names
from doorstep.policy.plain.circumstances import noun_of
from doorstep.policy.plain.names import said, upper
from doorstep.policy.plain.said import Name
from doorstep.policy.words import DESCRIPTIONS, Spell
from doorstep.vocabulary import Role
from doorstep.workdays import Duration

WORDS = {
    "as at": "the end of that day: what happened on it counts, nothing after",
    "assumed": "a number or words the policy does not give; they are marked, with the reason",
    "clause": "the place in the document where it is written",
    "counts": "a visit or contact counts if it was made as the policy asks",
    "due": "to be done by the end of that day; after it, it is overdue",
    "example": "a golden test: a small invented case with the answer worked out by hand",
    "suspended": "nothing is asked for until it resumes; it is stated with its day and clause",
}
NO_HOLIDAYS = "Monday to Friday without England's bank holidays"
WITH_HOLIDAYS = "Monday to Friday; bank holidays are counted as well"
TIER = "a level of urgency that follows from stated criteria; people's ratings are another scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, what it means, and which parts of the pack use it."""

    word: str
    means: str
    used: tuple[Name, ...] = ()


def roles_of(pack: Pack) -> list[Term]:
    """Return the roles a pack names, in the order of their names, each with where it acts."""
    found: dict[str, list[Name]] = {role: [] for role in pack.head.roles}
    for name, part in _parts(pack):
        for role in dict.fromkeys(w for w in words_in(part) if isinstance(w, Role)):
            found.setdefault(role, []).append(name)
    terms = (
        Term(word=upper(said(names.ROLES, role)), means="", used=tuple(used))
        for role, used in found.items()
    )
    return sorted(terms, key=lambda term: term.word)


def cases_of(pack: Pack) -> list[Term]:
    """Return the kinds of case a pack speaks of, each with what it means here."""
    found = {word for _, part in _parts(pack) for word in words_in(part) if isinstance(word, Spell)}
    return [
        Term(word=upper(noun_of(spell)), means=DESCRIPTIONS[spell])
        for spell in Spell
        if spell in found and spell in DESCRIPTIONS
    ]


def words_of(pack: Pack) -> list[Term]:
    """Return Doorstep's own words, those of tiers and working days only where the pack has some."""
    words = WORDS | ({"tier": TIER} if pack.tier_sets else {})
    working_day = _working_day(pack)
    words |= {"working day": working_day} if working_day else {}
    return [Term(word=upper(word), means=words[word]) for word in sorted(words)]


def _working_day(pack: Pack) -> str:
    """Return what a working day is in a pack; nothing where nothing is counted in working days."""
    duties = [d for d in pack.duties if any(_works(v.duration) for _, _, v in d.dated_values())]
    counted = [duty.title for duty in duties if not duty.rests_on_bank_holidays]
    others = [p for name, p in _parts(pack) if name.kind in {"procedure", "figure"}]
    rests = len(counted) < len(duties) or any(_works(w) for p in others for w in words_in(p))
    if not counted:
        return NO_HOLIDAYS if rests else ""
    but = f"{NO_HOLIDAYS}, except that bank holidays are counted as well for: {'; '.join(counted)}"
    return but if rests else WITH_HOLIDAYS


def _works(length: Any) -> bool:
    return isinstance(length, Duration) and length.unit == "working_days"


def _parts(pack: Pack) -> Iterator[tuple[Name, BaseModel]]:
    yield from ((Name("duty", d.id), d) for d in pack.duties)
    yield from ((Name("counts", c.id), c) for c in pack.counts.values())
    yield from ((Name("tiers", str(n)), t) for n, t in enumerate(pack.tier_sets, 1))
    yield from ((Name("rule", r.id), r) for r in pack.rules.values())
    yield from ((Name("procedure", p.id), p) for p in pack.procedures.values())
    yield from ((Name("form", f.id), f) for f in pack.forms.values())
    yield from ((Name("wording", w.id), w) for w in pack.wordings.values())
    yield from ((Name("service", s.id), s) for s in pack.services.values())
    yield from ((Name("figure", f.id), f) for f in pack.figures.values())


def words_in(value: Any) -> Iterator[Any]:
    """Yield every plain value inside a part of a pack, at any depth."""
    if isinstance(value, BaseModel):
        value = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, dict):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from words_in(inner)
    else:
        yield value
