"""Find a child by a name somebody half remembers, by id or by postcode; only those one may see."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from doorstep.web.accounts.access import Access
from doorstep.web.caseload.identity import key_of
from doorstep.web.caseload.joined import kept
from doorstep.web.caseload.models import CLOSED, Child
from doorstep.web.caseload.queries import children_for

MOST = 20
ALIKE = 0.84  # of two words, from 0 to 1: "jon" finds John, "smth" finds Smith, "amy" not Andy
SHORTEST_GUESSED = 3  # letters; of fewer only the beginning of a name is found
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?(?:[0-9][A-Z]{0,2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A child that was found, with no more than is needed to tell them from another."""

    child_id: str
    name: str
    age: int | None
    district: str
    worker: str
    team: str
    is_open: bool


def found(asked: str, *, viewer: Access, most: int = MOST) -> list[Found]:
    """Return the children who fit best, the best first; by id, else by postcode, else by name."""
    asked = asked.replace("\0", "").strip()  # PostgreSQL knows no such character
    children = children_for(viewer).filter(kept())
    for finder in (_by_id, _by_postcode):
        rows = finder(children, asked)
        if rows is not None and (pks := list(rows.values_list("pk", flat=True)[:most])):
            return _shown(pks, viewer.on)
    return _shown(_by_name(children, key_of(asked), most), viewer.on)


def _by_id(children: "QuerySet[Child]", asked: str) -> "QuerySet[Child]":
    return children.filter(child_id__iexact=asked)


def _by_postcode(children: "QuerySet[Child]", asked: str) -> "QuerySet[Child] | None":
    """Return those whose postcode begins so; none if it is no postcode or the beginning of one."""
    code = asked.upper().replace(" ", "")
    if not POSTCODE.fullmatch(code):
        return None
    whole = Q(postcode__startswith=code) | Q(postcode__startswith=f"{code[:-3]} {code[-3:]}")
    return children.filter(whole).order_by("name", "pk")


def _by_name(children: "QuerySet[Child]", asked: str, most: int) -> list[int]:
    if not asked:
        return []
    rows = list(children.order_by().values_list("pk", "name_key"))
    return best(asked.split(), rows)[:most]


def best(asked: Sequence[str], rows: Sequence[tuple[int, str]]) -> list[int]:
    """Return the keys of the names that fit every word asked for, the best first.

    Example:
        >>> names = [(1, "john smith"), (2, "joan smythe"), (3, "ada lovelace")]
        >>> best(["jon", "smi"], names), best(["lovlace"], names), best(["jo"], names)
        ([1], [3], [2, 1])
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, name) in enumerate(rows):
        for word in name.split():
            holders[word].append(place)
    scores: dict[int, float] | None = None
    for word in asked:
        fits = _holding(word, holders)
        scores = (
            fits if scores is None else {p: s + fits[p] for p, s in scores.items() if p in fits}
        )
    ranked = ((-score, rows[place][1], rows[place][0]) for place, score in (scores or {}).items())
    return [pk for _, _, pk in sorted(ranked)]


def _holding(asked: str, holders: dict[str, list[int]]) -> dict[int, float]:
    """Return by place how well a name's best word fits one word asked for."""
    fits: dict[int, float] = {}
    for word, score in _alike(asked, holders):
        for place in holders[word]:
            fits[place] = max(score, fits.get(place, 0.0))
    return fits


def _alike(asked: str, known: Iterable[str]) -> Iterable[tuple[str, float]]:
    """Yield the words that begin with what was asked (2 for the very word), and those much like it."""
    for word in known:
        if word.startswith(asked):
            yield word, 2.0 if word == asked else 1.5
    if len(asked) >= SHORTEST_GUESSED:
        for word, score, _ in process.extract(
            asked, list(known), scorer=JaroWinkler.similarity, score_cutoff=ALIKE, limit=None
        ):
            yield word, score


def _shown(pks: list[int], on: date) -> list[Found]:
    rows = Child.objects.filter(pk__in=pks).select_related("answer__team")
    by_pk = {child.pk: child for child in rows.defer("answer__explanation")}
    return [_as_found(by_pk[pk], on) for pk in pks if pk in by_pk]


def _as_found(child: Child, on: date) -> Found:
    answer = getattr(child, "answer", None)
    return Found(
        child_id=child.child_id,
        name=child.name,
        age=age_on(child.born, on),
        district=district(child.postcode),
        worker=answer.worker if answer else "",
        team=str(answer.team or "") if answer else "",
        is_open=answer is not None and answer.standing != CLOSED,
    )


def age_on(born: date | None, on: date) -> int | None:
    """Return the age in whole years; none before birth or where it is not known.

    Example:
        >>> age_on(date(2016, 11, 17), date(2026, 11, 16)), age_on(date(2016, 11, 16), date(2026, 11, 16))
        (9, 10)
    """
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def district(postcode: str) -> str:
    """Return the part of a postcode that names a district, not a street.

    Example:
        >>> district("ZZ1 1AA"), district("ZZ11AA"), district("")
        ('ZZ1', 'ZZ1', '')
    """
    return postcode.replace(" ", "")[:-3]
