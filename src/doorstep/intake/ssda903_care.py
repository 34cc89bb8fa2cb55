"""From the episodes of an SSDA903 to periods of care, placements and legal statuses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from doorstep.facts import Episode, EpisodeKind, Undated
from doorstep.intake.cases import Gathered
from doorstep.intake.ssda903_codes import LEGAL_STATUSES, PLACEMENTS, PROVIDERS
from doorstep.intake.ssda903_row import Row

LEGAL_STATUS_ONLY = "L"
REASONS_NEW = frozenset({"S", "L", "P", "T", "B", "U"})
DIED = "E2"


class Placed(NamedTuple):
    """One row of the episodes, read: where a child lived under which legal status."""

    row: Row
    year: int
    start: date
    end: date | None
    reason_new: str
    legal_status: str
    place: str
    provider: str

    @property
    def reason_ended(self) -> str:
        """Return why the episode ended, blank if it is said to be open."""
        return self.row.text("REC").upper()

    def touches(self, later: "Placed") -> bool:
        """Test whether a later row begins before this one has ended, or on that day."""
        return self.end is None or later.start <= self.end


@dataclass(slots=True)
class CareRows:
    """The episode rows of all children; of the same child and start the latest return counts."""

    latest_year: int
    rows: dict[str, dict[date, list[tuple[int, Row]]]] = field(default_factory=dict)

    def take(self, year: int, row: Row) -> None:
        """Take in a row; rows of earlier years come first."""
        start, missing = row.start("DECOM")
        if start is None:
            end = row.day("DEC")
            row.child.undated.append(Undated(EpisodeKind.PERIOD_OF_CARE, missing, end))
            return
        starts = self.rows.setdefault(row.child_id, {})
        same_return = [other for other in starts.get(start, []) if other[0] == year]
        starts[start] = [*same_return, (year, row)]

    def add_to_children(self) -> None:
        """Add to each child what its episodes tell."""
        for starts in self.rows.values():
            rows = [_placed(start, *found) for start in sorted(starts) for found in starts[start]]
            child = rows[0].row.child
            rows = _with_ends(rows, child)
            _add_episodes(rows, child)
            _remark_contradictions(rows, child, self.latest_year)


def _placed(start: date, year: int, row: Row) -> Placed:
    return Placed(
        row,
        year,
        start,
        row.end("DEC", start),
        row.code("RNE", REASONS_NEW),
        row.code("LS", LEGAL_STATUSES),
        row.code("PLACE", PLACEMENTS),
        row.code("PLACE_PROVIDER", PROVIDERS),
    )


def _with_ends(rows: Sequence[Placed], child: Gathered) -> list[Placed]:
    """Return the rows, one with a closing reason but no date ended where the next begins."""
    found = []
    for placed in rows:
        if placed.end or not placed.reason_ended:
            found.append(placed)
            continue
        end = min((row.start for row in rows if row.start > placed.start), default=None)
        taken = f"taken as {end}, where the next begins" if end else "taken as open"
        if not placed.row.text("DEC"):
            reason = f"blank, though REC is {placed.reason_ended}; {taken}"
            placed.row.refuse("DEC", reason)
        if end is None:
            child.remarks.append(
                f"The episode of {placed.start} has the closing reason {placed.reason_ended} and "
                f"no end: it is taken as open {placed.row.place}."
            )
        found.append(placed._replace(end=end))
    return found


def _add_episodes(rows: Sequence[Placed], child: Gathered) -> None:
    for start, end in _runs(rows):
        child.episodes.append(Episode(EpisodeKind.PERIOD_OF_CARE, start, end))
    for row in _joined(rows, _is_same_placement):
        child.episodes.append(
            Episode(EpisodeKind.PLACEMENT, row.start, row.end, row.place, row.provider)
        )
    for row in _joined(rows, _is_same_legal_status):
        if row.legal_status:
            child.episodes.append(
                Episode(EpisodeKind.LEGAL_STATUS, row.start, row.end, row.legal_status)
            )


def _runs(rows: Sequence[Placed]) -> Iterator[tuple[date, date | None]]:
    """Yield each stretch of rows that touch or overlap (S20)."""
    start, end = rows[0].start, rows[0].end
    for row in rows[1:]:
        if end and row.start > end:
            yield start, end
            start, end = row.start, row.end
        else:
            end = _later(end, row.end)
    yield start, end


def _joined(rows: Sequence[Placed], is_same: Callable[[Placed, Placed], bool]) -> list[Placed]:
    """Return the rows, with each that only goes on joined to the one before."""
    found: list[Placed] = []
    for row in rows:
        if found and found[-1].touches(row) and is_same(found[-1], row):
            found[-1] = found[-1]._replace(end=_later(found[-1].end, row.end))
        else:
            found.append(row)
    return found


def _is_same_placement(earlier: Placed, later: Placed) -> bool:
    # T and U keep the carer but change the placement: a new one, whose first week counts (S24).
    return later.reason_new == LEGAL_STATUS_ONLY and _lives_the_same(earlier, later)


def _is_same_legal_status(earlier: Placed, later: Placed) -> bool:
    return earlier.legal_status == later.legal_status


def _lives_the_same(earlier: Placed, later: Placed) -> bool:
    return (earlier.place, earlier.provider) == (later.place, later.provider)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else None


def _remark_contradictions(rows: Sequence[Placed], child: Gathered, latest_year: int) -> None:
    for earlier, later in pairwise(rows):
        _remark_pair(earlier, later, child)
    still_open = [row for row in rows if row.end is None]
    if len(still_open) > 1:
        child.remarks.append(f"The child has {len(still_open)} open episodes of care.")
    for row in still_open:
        if row.year < latest_year:
            child.remarks.append(
                f"The return of {row.year} leaves the episode of {row.start} open, and no later "
                f"return has it {row.row.place}."
            )
    for row in rows:
        if row.reason_ended == DIED and row.end:
            _record_death(row, rows[-1], child)


def _remark_pair(earlier: Placed, later: Placed, child: Gathered) -> None:
    if earlier.end is None or later.start < earlier.end:
        until = earlier.end or "an unknown day"
        child.remarks.append(
            f"Episodes of care overlap: one lasts from {earlier.start} until {until}, another "
            f"begins on {later.start} {earlier.row.place} {later.row.place}."
        )
    only_status = later.reason_new == LEGAL_STATUS_ONLY and earlier.touches(later)
    if only_status and not _lives_the_same(earlier, later):
        child.remarks.append(
            f"On {later.start} only the legal status changed (RNE L), but the placement did too: "
            f"it is taken as a new one {later.row.place}."
        )


def _record_death(row: Placed, last: Placed, child: Gathered) -> None:
    if row is last:
        child.died = child.died or row.end
    else:
        child.remarks.append(
            f"An episode ended with the child's death (E2) on {row.end}, but others follow: the "
            f"death is not used {row.row.place}."
        )
