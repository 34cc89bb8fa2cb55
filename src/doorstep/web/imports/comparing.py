"""What differs between what a source said of a child and what it says now, in words. No database here."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from doorstep.facts import CaseFacts, Involvement, Visit
from doorstep.web.caseload.codes import episode_in_words, involved_as
from doorstep.web.caseload.situation import fact_in_words
from doorstep.web.components import day, moment, words

MOST = 20
GONE, NONE_BEFORE = "No longer told", "Not told before"
Lines = list[tuple[str, str, str]]


class _Kind(NamedTuple):
    """How the rows of one kind of fact are named, known again and told."""

    field: str
    name: Callable[[Any], str]
    key: Callable[[Any], object]
    told: Callable[[Any], str]


def differences(before: CaseFacts | None, after: CaseFacts) -> Lines:
    """Return what differs: what it is, what was said before, what is said now; so many at most."""
    if before is None:
        return []
    found = [*_who(before, after)]
    for kind in KINDS:
        found += _rows(kind, getattr(before, kind.field), getattr(after, kind.field))
    found += _carried(before, after)
    more = len(found) - MOST
    return [*found[:MOST], (f"And {more:,} more", "", "")] if more > 0 else found


def name_line(before: str, after: str) -> Lines:
    """Return the line for a name that changed."""
    return [("Name", before, after)] if before != after else []


def _who(before: CaseFacts, after: CaseFacts) -> Iterable[tuple[str, str, str]]:
    for label, name in (
        ("Date of birth", "born"),
        ("Expected date of birth", "expected"),
        ("Date of death", "died"),
    ):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield label, _day(was), _day(now)


def _rows(kind: _Kind, before: Sequence[Any], after: Sequence[Any]) -> Lines:
    """Return the rows that came, went or say something else, paired by what they are known by."""
    were, are = set(before), set(after)
    gone = [row for row in before if row not in are]
    come = [row for row in after if row not in were]
    found: Lines = []
    for row in come:
        same = next((old for old in gone if kind.key(old) == kind.key(row)), None)
        if same is None:
            found.append((kind.name(row), NONE_BEFORE, kind.told(row)))
            continue
        gone.remove(same)
        was, now = kind.told(same), kind.told(row)
        if was == now:
            was, now = _else(same, row)
        found.append((kind.name(row), was, now))
    return found + [(kind.name(row), kind.told(row), GONE) for row in gone]


def _else(was: Any, now: Any) -> tuple[str, str]:
    """Return the fields in which two rows differ that are told in the same words."""
    pairs = [(f, getattr(was, f), getattr(now, f)) for f in was._fields]
    told = [(words(f), a, b) for f, a, b in pairs if a != b]
    return (
        "; ".join(f"{f}: {_plain(a)}" for f, a, _ in told),
        "; ".join(f"{f}: {_plain(b)}" for f, _, b in told),
    )


def _carried(before: CaseFacts, after: CaseFacts) -> Lines:
    """Return how the two differ in which visits they carry, and in the doubts about what they say."""
    found: Lines = []
    if before.visits_carried != after.visits_carried:
        was, now = words(before.visits_carried), words(after.visits_carried)
        found.append(("Visits the source carries", was, now))
    for name, label in (
        ("unknown_visits", "Carries no visits for"),
        ("latest_only", "Carries only the last visit for"),
    ):
        was, now = (", ".join(sorted(getattr(case, name))) for case in (before, after))
        if was != now:
            found.append((label, words(was) or "Nothing", words(now) or "Nothing"))
    lost = [r for r in before.remarks if r not in after.remarks]
    come = [r for r in after.remarks if r not in before.remarks]
    return (
        found + [("Doubt about the data", r, GONE) for r in lost]
        + [("Doubt about the data", NONE_BEFORE, r) for r in come]
    )  # fmt: skip


def _day(on: date | None) -> str:
    return day(on) if on else "Not told"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if value is None or value == "":
        return "not told"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def _span(row: Any) -> str:
    start, end = row.start_date, row.end_date
    since = f"from {day(start)}" if start else "from a day not told"
    return f"{since} until {day(end)}" if end else since


def _visit(row: Visit) -> str:
    said = [words(row.method or "method not told")]
    said.append({True: "seen", False: "not seen", None: "whether seen not told"}[row.seen])
    if row.seen_alone is not None:
        said.append("alone" if row.seen_alone else "not alone")
    return f"{day(row.visit_date)}: {', '.join(said)}"


def _worker(row: Involvement) -> str:
    who = f"{row.shown}, {row.team}" if row.team else row.shown
    return f"{who}, {_span(row)}"


KINDS = (
    _Kind(
        "involvements",
        lambda r: involved_as(r.role, allocated=r.allocated),
        lambda r: (r.role, r.allocated, r.start_date),
        _worker,
    ),
    _Kind(
        "episodes",
        episode_in_words,
        lambda r: (r.kind, r.episode_id or r.start_date),
        _span,
    ),
    _Kind("undated", lambda r: words(r.kind), lambda r: (r.kind, r.missing), lambda r: r.missing),
    _Kind(
        "visits",
        lambda r: words(r.visit_type),
        lambda r: r.visit_id or (r.visit_date, r.visit_type),
        _visit,
    ),
    _Kind("events", lambda r: words(r.kind), lambda r: r.kind, lambda r: day(r.event_date)),
    _Kind("facts", fact_in_words, lambda r: (r.kind, r.holder), _span),
    _Kind(
        "plans",
        lambda _: "Visiting plan",
        lambda r: (r.start_date, r.applies_to),
        lambda r: f"every {r.every}, {_span(r)}" if r.every else _span(r),
    ),
    _Kind(
        "tier_decisions",
        lambda _: "Tier decided",
        lambda r: r.decided_on,
        lambda r: f"{words(r.tier)} on {day(r.decided_on)}",
    ),
    _Kind(
        "addresses",
        lambda _: "Address",
        lambda r: (r.address_type, r.start_date),
        lambda r: ", ".join(p for p in (r.line, r.postcode, _span(r)) if p),
    ),
)
