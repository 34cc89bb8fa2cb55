"""Two packs compared in plain words: what changes, for whom, and from which day."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from doorstep.policy.pack import Pack
from doorstep.policy.plain import Part, Row, parts_of
from doorstep.policy.plain.names import listed, on_day
from doorstep.policy.plain.said import Kind

MANY = {"field ": "question", "signature ": "signature", "step ": "step"}
ORDERED = {"cases"}  # rows of which the order says something
EVERYONE = "everyone"
Lines = dict[str, date | None]
CALLED: dict[Kind, str] = {"counts": "what counts as ", "duty": ""}


class Change(NamedTuple):
    """One difference: `what` (a part's id and the matter), before, after, for whom, from which day.

    `title` names the part and the matter as a reader would. Empty text means absent.
    """

    what: str
    before: str
    after: str
    who: str
    from_day: date
    title: str


def diff(old: Pack, new: Pack) -> list[Change]:
    """Return what differs between two packs, part by part in the order of the handbook.

    What is dated is compared as it stands from the day the new pack is in force.
    """
    since = new.head.in_force_from
    before, after = _by_name(old), _by_name(new)
    names = [*after, *(name for name in before if name not in after)]
    found = (_changes(before.get(n), after.get(n), since) for n in names)
    return [change for changes in found for change in changes]


def by_whom(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the changes in groups of those whom they affect; what affects everyone comes last."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.who, []).append(change)
    return dict(sorted(found.items(), key=lambda group: group[0] == EVERYONE))


def note_heading(old: Pack, new: Pack) -> list[str]:
    """Return what stands over a change note: the two packs, and from when the new one is in force."""
    was, now = old.head, new.head
    return [
        f"Change note: {now.title}, version {now.version}",
        f"Compared with: {was.title}, version {was.version}",
        f"In force from {on_day(now.in_force_from)}. Issued by {now.issuer}.",
    ]


def _by_name(pack: Pack) -> dict[tuple[Kind, str], Part]:
    """Return a pack's parts by kind and id; the pack itself without its id, to match another's."""
    return {(p.name.kind, "" if p.name.kind == "policy" else p.name.id): p for p in parts_of(pack)}


def _changes(old: Part | None, new: Part | None, since: date) -> Iterator[Change]:
    if new is not None and old is not None:
        keys = dict.fromkeys(row.key for part in (new, old) for row in part.rows)
        for key in keys:
            yield from _of_row(_row(old, key), _row(new, key), (old, new), since)
        if old.title != new.title and new.name.kind != "policy":
            yield _change("title", "title", (old.title, new.title), (old, new), since)
    elif new is not None:
        first = [s.since for row in new.rows for s in row.said if s.since]
        day = max(since, min(first, default=since))
        yield _change("", "new", ("", _summary(new)), (new, new), day)
    elif old is not None:
        yield _change("", "no longer there", (_summary(old), ""), (old, old), since)


def _row(part: Part, key: str) -> Row | None:
    return next((row for row in part.rows if row.key == key), None)


def _of_row(
    old: Row | None, new: Row | None, parts: tuple[Part, Part], since: date
) -> Iterator[Change]:
    row = new or old
    if row is None:
        return
    if row.steps:
        for day, texts in _steps(old, new, since):
            yield _change(f"{row.key} from {day}", row.label, texts, parts, day)
        return
    gone, come = _differing(_lines(old), _lines(new), ordered=row.key in ORDERED)
    if gone or come:
        day = max(since, min((day or since for day in come.values()), default=since))
        yield _change(row.key, row.label, ("; ".join(gone), "; ".join(come)), parts, day)


def _differing(before: Lines, after: Lines, *, ordered: bool) -> tuple[Lines, Lines]:
    """Return the sentences that are gone and those that came; all if only their order differs."""
    if ordered and before.keys() == after.keys() and list(before) != list(after):
        return before, after
    gone = {line: day for line, day in before.items() if line not in after}
    return gone, {line: day for line, day in after.items() if line not in before}


def _lines(row: Row | None) -> Lines:
    """Return the sentences of a row with the day from which each holds."""
    return {said.dated_line: said.since for said in row.said} if row else {}


def _steps(old: Row | None, new: Row | None, since: date) -> Iterator[tuple[date, tuple[str, str]]]:
    """Yield from which days on the two rows say different things, and what each says then."""
    days = {s.since for row in (old, new) if row for s in row.said if s.since and s.since > since}
    before = ("", "")
    for day in sorted({since, *days}):
        texts = (_on(old, day), _on(new, day))
        if texts[0] != texts[1] and texts != before:
            yield day, texts
        before = texts


def _on(row: Row | None, day: date) -> str:
    known = [s for s in row.said if s.since is None or s.since <= day] if row else []
    return known[-1].line if known else ""


def _change(
    key: str, label: str, texts: tuple[str, str], parts: tuple[Part, Part], day: date
) -> Change:
    old, new = parts
    called = CALLED.get(new.name.kind, f"{new.name.kind} ")
    what = f"{called}{'' if new.name.kind == 'policy' else new.name.id}".strip()
    return Change(
        what=f"{what}: {key}" if key else what,
        before=texts[0],
        after=texts[1],
        who=listed(dict.fromkeys((old.whom, new.whom))),
        from_day=day,
        title=f"{new.title}: {label[:1].lower()}{label[1:]}",
    )


def _summary(part: Part) -> str:
    """Return a whole part in a few sentences; of questions, signatures and steps only how many."""
    told = [
        f"{row.label}: {'; '.join(said.dated_line for said in row.said)}"
        for row in part.rows
        if row.key != "counting" and not row.key.startswith(tuple(MANY))
    ]
    counts = {kind: sum(r.key.startswith(key) for r in part.rows) for key, kind in MANY.items()}
    told += [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counts.items() if n]
    return ". ".join(told)
